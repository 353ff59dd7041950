from datetime import timedelta

import pytest
from django.core.management import call_command
from kombu.exceptions import OperationalError

from certificates import tasks
from certificates.models import Certificate
from tests.factories.accounts import UserFactory
from tests.factories.certificates import CertificateFactory, FrozenCompletionFactory

pytestmark = pytest.mark.django_db


def statuses():
    return sorted(Certificate.objects.values_list("status", flat=True))


def test_the_two_sweeps_bring_a_completion_to_its_certificate():
    FrozenCompletionFactory.create_batch(2)

    tasks.request_due_certificates(newer_argument=1)
    tasks.sweep_certificates(newer_argument=1)
    tasks.sweep_certificates()

    assert statuses() == ["ISSUED", "ISSUED"]


def test_the_sweep_gives_up_on_what_used_all_its_attempts():
    CertificateFactory(attempts=8)

    tasks.sweep_certificates()

    assert statuses() == ["FAILED"]


def test_the_sweep_without_a_broker_leaves_every_row_to_the_next_sweep(unreachable_broker):
    certificate = CertificateFactory()

    with pytest.raises(OperationalError):
        tasks.sweep_certificates()

    certificate.refresh_from_db()
    assert (certificate.status, certificate.queued_at) == ("PENDING", None)


def test_one_certificate_that_fails_holds_up_no_other():
    odd = FrozenCompletionFactory(enrolment__learner=UserFactory(first_name="小龙"))
    FrozenCompletionFactory()

    tasks.request_due_certificates()
    tasks.sweep_certificates()

    assert statuses() == ["FAILED", "ISSUED"]
    assert Certificate.objects.get(completion=odd).failure_code == "glyph_missing"


def test_issue_certificates_needs_no_broker(unreachable_broker, capsys):
    FrozenCompletionFactory.create_batch(2)

    call_command("issue_certificates")
    call_command("issue_certificates")

    assert statuses() == ["ISSUED", "ISSUED"]
    assert capsys.readouterr().out.splitlines() == [
        "2 certificaten uitgegeven, 0 mislukt.",
        "0 certificaten uitgegeven, 0 mislukt.",
    ]


def test_issue_certificates_can_retry_what_failed(capsys):
    named, nameless = UserFactory(first_name="", last_name=""), UserFactory(first_name="", last_name="")
    for learner in (named, nameless):
        FrozenCompletionFactory(enrolment__learner=learner)
    call_command("issue_certificates")
    named.first_name, named.last_name = "Sanne", "de Wit"
    named.save()

    call_command("issue_certificates", "--retry-failed")

    assert statuses() == ["FAILED", "ISSUED"]
    assert "nog geen naam" in capsys.readouterr().err


def test_issue_certificates_takes_what_was_woken_a_moment_ago_too(now):
    CertificateFactory(next_at=now - timedelta(minutes=1), queued_at=now)

    call_command("issue_certificates")

    assert statuses() == ["ISSUED"]
