"""Workers at the same row at the same moment. Real threads, PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection

from audit.models import AuditEvent
from certificates import issuing
from certificates.issuing import issue_certificate, request_certificate, request_due_certificates
from certificates.models import Certificate, CertificateArtefact
from tests.factories.certificates import FrozenCompletionFactory

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
THREADS = 8


def race(act):
    """Let all threads begin at one moment; give what each of them got."""
    together = Barrier(THREADS)

    def run(_number):
        try:
            together.wait(timeout=10)
            return act()
        except IntegrityError as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


@pytest.fixture
def without_original_constraint():
    """Take away what keeps two requests one."""
    guard = next(
        row for row in Certificate._meta.constraints if row.name == "one_original_certificate_per_completion"
    )
    with connection.schema_editor() as editor:
        editor.remove_constraint(Certificate, guard)
    yield
    Certificate.objects.all().delete()
    with connection.schema_editor() as editor:
        editor.add_constraint(Certificate, guard)


def test_many_requests_at_once_make_one_original(now):
    completion = FrozenCompletionFactory()

    results = race(lambda: request_certificate(completion=completion, at=now).serial)

    assert set(results) == {Certificate.objects.get().serial}


def test_control_without_the_constraint_many_requests_make_several(now, without_original_constraint):
    FrozenCompletionFactory()

    race(lambda: request_due_certificates(at=now))

    assert Certificate.objects.count() > 1


def test_many_workers_at_one_row_issue_it_once(now):
    certificate = request_certificate(completion=FrozenCompletionFactory(), at=now)

    results = race(lambda: issue_certificate(pk=certificate.pk, at=now))

    certificate.refresh_from_db()
    assert sorted(results) == [False] * (THREADS - 1) + [True]
    assert (certificate.status, certificate.attempts) == ("ISSUED", 1)
    assert CertificateArtefact.objects.count() == 2
    assert list(AuditEvent.objects.values_list("action", flat=True)) == ["certificate.issued"]


def test_control_without_the_conditional_claim_every_worker_does_the_same_work(now, monkeypatch):
    certificate = request_certificate(completion=FrozenCompletionFactory(), at=now)
    make_artefacts, rendered = issuing.make_artefacts, []
    everybody_looked = Barrier(THREADS)

    def look_then_take(*, pk, at):
        row = Certificate.objects.get(pk=pk)
        everybody_looked.wait(timeout=10)
        assert row.status == "PENDING"
        Certificate.objects.filter(pk=pk).update(
            status="RENDERING", lease_token=row.uid, lease_until=at + issuing.LEASE
        )
        return row.uid

    def count_and_make(*, certificate):
        rendered.append(certificate.pk)
        return make_artefacts(certificate=certificate)

    monkeypatch.setattr(issuing, "claim_certificate", look_then_take)
    monkeypatch.setattr(issuing, "make_artefacts", count_and_make)
    race(lambda: issue_certificate(pk=certificate.pk, at=now))

    assert len(rendered) > 1
    assert CertificateArtefact.objects.count() == 2
