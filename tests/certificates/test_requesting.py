from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from certificates.issuing import (
    request_certificate,
    request_due_certificates,
)
from certificates.models import Certificate
from tests.factories.certificates import CertificateFactory, FrozenCompletionFactory, content
from tests.factories.courses import CompletionFactory

pytestmark = pytest.mark.django_db


def test_request_due_certificates_asks_once_for_every_completion(now):
    completions = FrozenCompletionFactory.create_batch(3)

    due = [request_due_certificates(at=now), request_due_certificates(at=now)]

    rows = Certificate.objects.order_by("completion").values_list(
        "completion", "status", "next_at", "replaces"
    )
    assert due == [3, 0]
    assert list(rows) == [(completion.pk, "PENDING", now, None) for completion in completions]
    assert Certificate.objects.values("serial", "status_index").distinct().count() == 3


def test_request_due_certificates_asks_nothing_for_a_completion_that_was_rolled_back(now):
    with transaction.atomic():
        FrozenCompletionFactory()
        transaction.set_rollback(True)

    assert request_due_certificates(at=now) == 0


def test_request_due_certificates_leaves_out_who_had_one_even_when_it_was_revoked(now):
    CertificateFactory(revoked=True)

    request_due_certificates(at=now)

    assert Certificate.objects.count() == 1


def test_request_certificate_gives_the_same_one_again(now):
    completion = FrozenCompletionFactory()

    one, two = (
        request_certificate(completion=completion, at=now + timedelta(seconds=wait)) for wait in (0, 5)
    )

    assert one == two
    assert Certificate.objects.get().requested_at == now


def test_request_certificate_draws_again_after_a_collision_of_numbers(now, monkeypatch):
    taken = CertificateFactory()
    drawn = iter([taken.serial, taken.serial, "0000000000ZX"])
    monkeypatch.setattr("certificates.issuing.new_serial", lambda: next(drawn))

    certificate = request_certificate(completion=FrozenCompletionFactory(), at=now)

    assert certificate.serial == "0000000000ZX"


def test_request_certificate_says_so_when_every_draw_collides(now, monkeypatch):
    taken = CertificateFactory()
    monkeypatch.setattr("certificates.issuing.new_serial", lambda: taken.serial)

    with pytest.raises(RuntimeError, match="No free serial"):
        request_certificate(completion=FrozenCompletionFactory(), at=now)


@pytest.mark.parametrize(
    "second",
    [
        {"status": "PENDING"},
        {"issued": True, "replaces": CertificateFactory},
    ],
)
def test_the_database_refuses_a_second_original_and_a_second_valid_certificate(second):
    first = CertificateFactory(issued=True)
    if "replaces" in second:
        second = second | {"replaces": first}

    with pytest.raises(IntegrityError), transaction.atomic():
        CertificateFactory(completion=first.completion, **second)


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "ISSUED"},
        {"status": "RENDERING"},
        {"status": "PENDING", "lease_token": "5f0c2f9e-6a0e-4f7e-9d7e-0a6b5d1c2e3f"},
        {"status": "REVOKED", "issued": True, "revoked_at": None},
        {"status": "SUPERSEDED", "issued": True},
    ],
)
def test_the_database_ties_a_status_to_its_facts(changes):
    with pytest.raises(IntegrityError), transaction.atomic():
        CertificateFactory(**changes)


def test_the_database_gives_every_certificate_a_place_of_its_own():
    certificate = CertificateFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        CertificateFactory(status_list=certificate.status_list, status_index=certificate.status_index)


def test_request_due_certificates_asks_for_many_in_a_fixed_number_of_queries(now, django_assert_num_queries):
    edition = FrozenCompletionFactory().edition
    request_due_certificates(at=now)
    CompletionFactory.create_batch(5, enrolment__run__edition=edition)

    with django_assert_num_queries(4):
        request_due_certificates(at=now)

    assert Certificate.objects.filter(snapshot={}).count() == 0


def test_a_certificate_reads_as_its_number():
    certificate = CertificateFactory(snapshot=content(serial="0123456789AB").to_json(), serial="0123456789AB")

    assert str(certificate) == "AIV-0123-4567-89AB"
    assert str(certificate.status_list) == "1"
