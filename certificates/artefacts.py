"""The files of a certificate (bestanden): made from its snapshot, stored under their own fingerprint."""

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.utils.translation import gettext as _

from certificates.content import content_sha256
from certificates.documents import docx, pdf
from certificates.documents.failures import NotRenderable
from certificates.models import Certificate, CertificateArtefact

Kind = CertificateArtefact.Kind
RENDERERS = {
    Kind.PDF: (pdf.render_pdf, pdf.RENDERER),
    Kind.DOCX: (docx.render_docx, docx.RENDERER),
}


def private_storage() -> Storage:
    """Where files lie that only their owner may fetch."""
    return storages["private"]


def make_artefacts(*, certificate: Certificate) -> list[CertificateArtefact]:
    """Render and store every form of this certificate; the rows are returned unsaved.

    The same snapshot gives the same bytes and keys, so a second run changes nothing.
    Raises NotRenderable for what will never succeed, OSError for trouble with the storage.
    """
    if not certificate.snapshot:
        raise NotRenderable(certificate.failure_code, certificate.failure)
    if content_sha256(certificate.snapshot) != certificate.snapshot_sha256:
        raise NotRenderable("snapshot_altered", _("De vastgelegde gegevens zijn na de aanvraag gewijzigd."))
    return [
        _store(certificate, kind, render(certificate.content), by) for kind, (render, by) in RENDERERS.items()
    ]


def _store(certificate: Certificate, kind: str, data: bytes, renderer: str) -> CertificateArtefact:
    sha256 = hashlib.sha256(data).hexdigest()
    key = f"{certificate.uid}/{kind}-{sha256[:16]}.{kind}"
    write_once(private_storage(), key, data)
    return CertificateArtefact(
        certificate=certificate, kind=kind, key=key, sha256=sha256, size=len(data), renderer=renderer
    )


def write_once(storage: Storage, key: str, data: bytes) -> None:
    """Leave a whole file alone; a worker that was killed while writing leaves half a file, which is replaced."""
    if storage.exists(key):
        with storage.open(key) as file:
            if file.read() == data:
                return
        storage.delete(key)
    stored = storage.save(key, ContentFile(data))
    if stored != key:
        # Another worker wrote the same bytes at the same moment.
        storage.delete(stored)
