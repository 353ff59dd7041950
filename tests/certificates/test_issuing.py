from datetime import timedelta

import pytest

from audit.models import AuditEvent
from certificates.artefacts import make_artefacts
from certificates.issuing import (
    LEASE,
    MAX_ATTEMPTS,
    NotRetryable,
    claim_certificate,
    due_certificates,
    fail_certificate,
    fail_exhausted_certificates,
    finish_certificate,
    give_back_certificate,
    issue_certificate,
    mark_woken,
    request_certificate,
    retry_certificate,
    unwoken_certificates,
)
from certificates.models import Certificate, CertificateArtefact
from tests.factories.accounts import UserFactory
from tests.factories.certificates import CertificateFactory, FrozenCompletionFactory

pytestmark = pytest.mark.django_db


def events():
    return list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))


def test_issue_certificate_makes_both_files_and_records_it(now, private_files):
    certificate = request_certificate(completion=FrozenCompletionFactory(), at=now)

    issued = issue_certificate(pk=certificate.pk, at=now)

    certificate.refresh_from_db()
    stored = {
        artefact.kind: (private_files / artefact.key).stat().st_size
        for artefact in certificate.artefacts.all()
    }
    assert issued is True
    assert (certificate.status, certificate.issued_at, certificate.lease_token) == ("ISSUED", now, None)
    assert stored == dict(certificate.artefacts.values_list("kind", "size"))
    assert set(stored) == {"pdf", "docx"}
    assert AuditEvent.objects.about(certificate).get().action == "certificate.issued"


def test_issue_certificate_three_times_is_once(now):
    certificate = request_certificate(completion=FrozenCompletionFactory(), at=now)

    results = [issue_certificate(pk=certificate.pk, at=now + timedelta(minutes=wait)) for wait in (0, 1, 60)]

    assert results == [True, False, False]
    assert CertificateArtefact.objects.count() == 2
    assert events() == ["certificate.issued"]


def test_a_changed_profile_or_course_changes_nothing_that_was_requested(now):
    certificate = request_certificate(completion=FrozenCompletionFactory(), at=now)
    learner = certificate.completion.enrolment.learner
    before = make_artefacts(certificate=certificate)
    learner.last_name = "Anders"
    learner.save()

    issue_certificate(pk=certificate.pk, at=now + timedelta(days=1))

    assert set(CertificateArtefact.objects.values_list("sha256", flat=True)) == {
        file.sha256 for file in before
    }


def test_claim_certificate_lets_one_worker_in_until_its_lease_ends(now):
    certificate = CertificateFactory(next_at=now)

    first = claim_certificate(pk=certificate.pk, at=now)
    second = claim_certificate(pk=certificate.pk, at=now + LEASE)
    third = claim_certificate(pk=certificate.pk, at=now + LEASE + timedelta(seconds=1))

    certificate.refresh_from_db()
    assert first is not None
    assert second is None
    assert third == certificate.lease_token != first
    assert certificate.attempts == 2


def test_claim_certificate_skips_what_is_not_yet_due(now):
    certificate = CertificateFactory(next_at=now + timedelta(seconds=1))

    assert claim_certificate(pk=certificate.pk, at=now) is None


def test_finish_certificate_throws_away_the_work_of_a_worker_whose_lease_ended(now):
    certificate = CertificateFactory(next_at=now)
    slow = claim_certificate(pk=certificate.pk, at=now)
    files = make_artefacts(certificate=certificate)
    later = now + LEASE + timedelta(seconds=1)
    quick = claim_certificate(pk=certificate.pk, at=later)

    results = [
        finish_certificate(
            pk=certificate.pk, token=quick, artefacts=make_artefacts(certificate=certificate), at=later
        ),
        finish_certificate(pk=certificate.pk, token=slow, artefacts=files, at=later),
    ]

    certificate.refresh_from_db()
    assert results == [True, False]
    assert certificate.issued_at == later
    assert CertificateArtefact.objects.count() == 2
    assert events() == ["certificate.issued"]


def test_finish_certificate_replaces_its_predecessor_in_the_same_moment(now):
    old = CertificateFactory(issued=True)
    new = CertificateFactory(completion=old.completion, replaces=old, next_at=now)

    issue_certificate(pk=new.pk, at=now)

    old.refresh_from_db()
    assert (old.status, old.superseded_at) == ("SUPERSEDED", now)
    assert list(Certificate.objects.evidence()) == [new]


def test_a_worker_that_was_killed_leaves_a_row_that_another_finishes(now):
    certificate = CertificateFactory(next_at=now)
    claim_certificate(pk=certificate.pk, at=now)
    make_artefacts(certificate=certificate)

    during = issue_certificate(pk=certificate.pk, at=now + timedelta(seconds=30))
    after = issue_certificate(pk=certificate.pk, at=now + LEASE + timedelta(seconds=1))

    assert (during, after) == (False, True)
    assert CertificateArtefact.objects.count() == 2


def test_issue_certificate_gives_back_when_the_store_is_away_and_waits_longer_each_time(now, private_files):
    certificate = CertificateFactory(next_at=now)
    private_files.write_text("a file where the folder should be")

    waits, at = [], now
    for _attempt in range(3):
        assert issue_certificate(pk=certificate.pk, at=at) is False
        certificate.refresh_from_db()
        waits.append((certificate.next_at - at).total_seconds())
        at = certificate.next_at
    private_files.unlink()

    assert waits == [10, 20, 40]
    assert "Tijdelijk" in certificate.failure
    assert issue_certificate(pk=certificate.pk, at=at) is True
    certificate.refresh_from_db()
    assert certificate.failure == ""


def test_give_back_certificate_waits_no_longer_than_ten_minutes(now):
    certificate = CertificateFactory(next_at=now, attempts=MAX_ATTEMPTS - 1)
    token = claim_certificate(pk=certificate.pk, at=now)

    give_back_certificate(pk=certificate.pk, token=token, at=now)

    certificate.refresh_from_db()
    assert (certificate.status, certificate.next_at) == ("PENDING", now + timedelta(seconds=600))


def test_give_back_and_fail_are_only_for_who_holds_the_lease(now):
    certificate = CertificateFactory(next_at=now)
    token = claim_certificate(pk=certificate.pk, at=now)
    stranger = CertificateFactory().uid

    give_back_certificate(pk=certificate.pk, token=stranger, at=now)
    fail_certificate(pk=certificate.pk, token=stranger, code="x", failure="x", at=now)

    certificate.refresh_from_db()
    assert (certificate.status, certificate.lease_token) == ("RENDERING", token)


def test_a_glyph_that_no_font_has_fails_at_once_and_is_not_tried_again(now, caplog):
    completion = FrozenCompletionFactory(enrolment__learner=UserFactory(first_name="小龙", last_name="Li"))
    certificate = request_certificate(completion=completion, at=now)

    issue_certificate(pk=certificate.pk, at=now)

    certificate.refresh_from_db()
    assert (certificate.status, certificate.failure_code, certificate.attempts) == (
        "FAILED",
        "glyph_missing",
        1,
    )
    assert certificate.failure == "Dit teken kan niet op het certificaat: 小"
    assert due_certificates(at=now + timedelta(days=1)) == []
    assert events() == ["certificate.failed"]
    assert [line.getMessage() for line in caplog.records] == ["certificate failed: glyph_missing"]


def test_a_missing_signatory_fails_with_its_reason_and_holds_up_nobody_else(now, settings):
    signatory = settings.CERTIFICATES_SIGNATORY
    settings.CERTIFICATES_SIGNATORY = {"name": "", "role": ""}
    unlucky = request_certificate(completion=FrozenCompletionFactory(), at=now)
    settings.CERTIFICATES_SIGNATORY = signatory
    lucky = request_certificate(completion=FrozenCompletionFactory(), at=now)

    results = [issue_certificate(pk=certificate.pk, at=now) for certificate in (unlucky, lucky)]

    unlucky.refresh_from_db()
    assert results == [False, True]
    assert (unlucky.status, unlucky.failure_code, unlucky.snapshot) == ("FAILED", "signatory_missing", {})


def test_a_snapshot_that_was_changed_after_the_request_is_refused(now):
    certificate = CertificateFactory(next_at=now, snapshot_sha256="0" * 64)

    issue_certificate(pk=certificate.pk, at=now)

    certificate.refresh_from_db()
    assert (certificate.status, certificate.failure_code) == ("FAILED", "snapshot_altered")


def test_fail_exhausted_certificates_stops_a_row_that_kills_its_worker(now):
    certificate, at = CertificateFactory(next_at=now), now
    while claim_certificate(pk=certificate.pk, at=at):
        at += LEASE + timedelta(seconds=1)

    given_up = [fail_exhausted_certificates(at=at), fail_exhausted_certificates(at=at)]

    certificate.refresh_from_db()
    assert certificate.attempts == MAX_ATTEMPTS
    assert given_up == [1, 0]
    assert (certificate.status, certificate.failure_code) == ("FAILED", "attempts_exhausted")
    assert certificate.failure == "Na 8 pogingen is het niet gelukt."


def test_unwoken_certificates_are_woken_once_in_two_minutes(now):
    certificate = CertificateFactory(next_at=now)
    CertificateFactory(issued=True)

    first = unwoken_certificates(at=now)
    mark_woken(pks=first, at=now)

    assert first == [certificate.pk] == due_certificates(at=now)
    assert unwoken_certificates(at=now + timedelta(seconds=119)) == []
    assert unwoken_certificates(at=now + timedelta(seconds=121)) == [certificate.pk]


def test_retry_certificate_drafts_anew_and_keeps_the_number(now, officer):
    learner = UserFactory(first_name="", last_name="")
    certificate = request_certificate(completion=FrozenCompletionFactory(enrolment__learner=learner), at=now)
    issue_certificate(pk=certificate.pk, at=now)
    learner.first_name, learner.last_name = "Sanne", "de Wit"
    learner.save()

    retried = retry_certificate(certificate=certificate, by=officer, at=now)

    assert (retried.status, retried.attempts, retried.serial) == ("PENDING", 0, certificate.serial)
    assert retried.content.holder.name == "Sanne de Wit"
    assert issue_certificate(pk=retried.pk, at=now) is True
    assert events() == ["certificate.failed", "certificate.retried", "certificate.issued"]


def test_retry_certificate_is_only_for_what_failed(now, officer):
    with pytest.raises(NotRetryable, match="niet mislukt"):
        retry_certificate(certificate=CertificateFactory(issued=True), by=officer, at=now)
