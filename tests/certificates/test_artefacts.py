import hashlib
import threading

import pytest
from django.core.files.storage import FileSystemStorage

from certificates.artefacts import make_artefacts, private_storage, write_once
from certificates.models import CertificateArtefact
from tests.factories.certificates import CertificateFactory

pytestmark = pytest.mark.django_db


def test_make_artefacts_stores_each_form_under_its_fingerprint(private_files):
    certificate = CertificateFactory()

    made = make_artefacts(certificate=certificate)

    for artefact in made:
        data = (private_files / artefact.key).read_bytes()
        sha256 = hashlib.sha256(data).hexdigest()
        assert (artefact.sha256, artefact.size) == (sha256, len(data))
        assert artefact.key == f"{certificate.uid}/{artefact.kind}-{sha256[:16]}.{artefact.kind}"
    assert [artefact.renderer.split()[0] for artefact in made] == ["typst", "python-docx"]


def test_make_artefacts_twice_leaves_the_files_alone(private_files):
    certificate = CertificateFactory()
    before = make_artefacts(certificate=certificate)
    moments = {path: path.stat().st_mtime_ns for path in private_files.rglob("*.*")}

    after = make_artefacts(certificate=certificate)

    assert [(file.key, file.sha256) for file in after] == [(file.key, file.sha256) for file in before]
    assert {path: path.stat().st_mtime_ns for path in private_files.rglob("*.*")} == moments


def test_make_artefacts_replaces_the_half_file_of_a_worker_that_was_killed(private_files):
    certificate = CertificateFactory()
    whole = make_artefacts(certificate=certificate)[0]
    path = private_files / whole.key
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])

    make_artefacts(certificate=certificate)

    assert path.read_bytes() == data


def test_two_workers_that_write_at_the_same_moment_leave_one_file(private_files, monkeypatch):
    both_looked = threading.Barrier(2, timeout=20)
    looked, exists = set(), FileSystemStorage.exists

    def look_together(storage, name):
        found = exists(storage, name)
        if threading.get_ident() not in looked:
            looked.add(threading.get_ident())
            both_looked.wait()
        return found

    monkeypatch.setattr(FileSystemStorage, "exists", look_together)
    work = {"args": (private_storage(), "a/pdf-1.pdf", b"the same bytes")}
    workers = [threading.Thread(target=write_once, **work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert [path.read_bytes() for path in private_files.rglob("*.pdf")] == [b"the same bytes"]


def test_an_artefact_is_downloaded_under_the_number_of_its_certificate():
    artefact = CertificateArtefact(
        certificate=CertificateFactory(serial="0123456789AB"), kind="docx", key="a/b"
    )

    assert artefact.filename == "certificaat-AIV-0123-4567-89AB.docx"
    assert artefact.content_type.endswith("wordprocessingml.document")
    assert str(artefact) == "a/b"
