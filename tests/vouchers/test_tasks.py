"""Celery's entrance: every sweep may run twice, and does each row by itself."""

from datetime import timedelta

import pytest
from django.utils import timezone

from payments.models import Payment
from tests.factories.courses import CompletionFactory
from tests.factories.payments import PaymentFactory
from tests.factories.vouchers import (
    make_application,
    make_award,
    make_open_round,
    make_redemption,
    make_run,
    make_scheme,
    make_voucher,
)
from tests.vouchers.books import in_order, own
from vouchers import tasks
from vouchers.models import (
    Application,
    Decision,
    LedgerEntry,
    Letter,
    Redemption,
    Round,
    RoundBudget,
    RuleRun,
    Voucher,
)
from vouchers.redemptions import commit_redemption
from vouchers.rounds import announce_round, draft_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    """The tasks read the clock, so the tests live by it."""
    return timezone.now()


@pytest.fixture(autouse=True)
def private_files(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path, "base_url": None},
        }
    }


def twice(task):
    for _run in range(2):
        task()


def statuses(model):
    return sorted(model.objects.values_list("status", flat=True))


def test_turn_rounds_opens_and_closes_what_is_due(now):
    scheme, rule_set = make_scheme(at=now)
    day = timedelta(days=1)
    for opens_at, closes_at in [
        (now - 3 * day, now - day),
        (now - day, now + day),
        (now + day, now + 2 * day),
    ]:
        round = draft_round(
            scheme=scheme,
            rule_set=rule_set,
            opens_at=opens_at,
            closes_at=closes_at,
            ceiling_cents=100,
            by=None,
            at=now - 4 * day,
        )
        announce_round(round=round, by=None, at=now - 4 * day)

    twice(tasks.turn_rounds)

    assert list(Round.objects.order_by("number").values_list("status", flat=True)) == [
        "CLOSED",
        "OPEN",
        "ANNOUNCED",
    ]


def test_assess_submitted_checks_each_application_once(now):
    round = make_open_round(at=now)
    for _number in range(3):
        make_application(round=round, at=now, upto="submitted")

    twice(tasks.assess_submitted)

    assert statuses(Application) == ["COMPLETE"] * 3
    assert RuleRun.objects.filter(moment="C").count() == 3


def test_assess_leaves_an_application_that_was_decided_meanwhile(now):
    decision = make_award(at=now)

    tasks.assess(application_id=decision.application_id)

    assert RuleRun.objects.filter(moment="C").count() == 1


def test_allocate_open_rounds_awards_what_is_signed(now):
    for _number in range(2):
        make_application(round=make_open_round(at=now), at=now)

    twice(tasks.allocate_open_rounds)

    assert statuses(Application) == ["AWARDED", "AWARDED"]
    assert in_order()


def make_waiting(now, **given):
    redemption = make_redemption(voucher=make_voucher(at=now), at=now, **given)
    return redemption, {
        "subject": redemption.subject,
        "payer": redemption.voucher.organisation,
        "amount_cents": redemption.own_cents,
        "opened_at": now,
    }


def test_follow_payments_commits_keeps_holds_and_books_refunds(now):
    paid, paid_facts = make_waiting(now)
    PaymentFactory(paid=True, **paid_facts)
    promised, promised_facts = make_waiting(now)
    PaymentFactory(opened=True, status=Payment.Status.PENDING, **promised_facts)
    late, late_facts = make_waiting(now)
    PaymentFactory(paid=True, **late_facts | {"opened_at": now + timedelta(hours=1)})
    PaymentFactory(paid=True, subject="something:else")

    twice(tasks.follow_payments)
    late.ledger_entries.get(kind="REFUND_ORDERED").refund.__class__.objects.update(status="SUCCEEDED")
    twice(tasks.follow_payments)

    for redemption in (paid, promised, late):
        redemption.refresh_from_db()
    assert [paid.status, promised.status, late.status] == [
        "COMMITTED",
        "AWAITING_PAYMENT",
        "AWAITING_PAYMENT",
    ]
    assert promised.hold_until > now + timedelta(days=4)
    assert (own(late.voucher.round), own(paid.voucher.round)) == (
        {},
        {"stripe_in_transit": 101_200, "own_received": -101_200},
    )
    assert in_order()


def test_follow_payments_commits_what_has_nothing_to_pay(now):
    round = make_open_round(at=now, share_bp=10_000, voucher_cents=200_000)
    redemption = make_redemption(voucher=make_voucher(round=round, at=now), at=now)

    twice(tasks.follow_payments)

    redemption.refresh_from_db()
    assert redemption.status == Redemption.Status.COMMITTED


def test_release_holds_ends_those_that_passed(now):
    passed = make_redemption(voucher=make_voucher(at=now), at=now - timedelta(hours=2))
    running = make_redemption(voucher=make_voucher(at=now), at=now)

    twice(tasks.release_holds)

    assert statuses(Redemption) == ["AWAITING_PAYMENT", "PAYMENT_EXPIRED"]
    assert Redemption.objects.get(status="AWAITING_PAYMENT") == running != passed


def test_release_holds_waits_while_stripe_is_silent(stripe_peer, now):
    redemption, facts = make_waiting(now - timedelta(hours=2))
    PaymentFactory(opened=True, **facts)

    twice(tasks.release_holds)

    redemption.refresh_from_db()
    assert redemption.status == Redemption.Status.AWAITING_PAYMENT


def test_start_and_settle_take_a_completed_course_to_its_end(now):
    run = make_run(at=now, starts_on=timezone.localdate(now))
    redemption = make_redemption(voucher=make_voucher(at=now), run=run, at=now)
    commit_redemption(redemption=redemption, at=now)
    CompletionFactory(enrolment=redemption.enrolment, edition=run.edition, completed_at=now)

    twice(tasks.start_due_redemptions)
    started = statuses(Redemption)
    twice(tasks.settle_due_redemptions)

    assert (started, statuses(Redemption)) == (["STARTED"], ["APPROVED"])
    assert (statuses(Voucher), LedgerEntry.objects.filter(kind="SETTLED").count()) == (["USED"], 1)
    assert in_order()


def test_report_and_settle_leave_what_is_not_ready(now):
    redemption = make_redemption(voucher=make_voucher(at=now), at=now)

    tasks.report(redemption_id=redemption.pk)
    tasks.settle(redemption_id=redemption.pk)

    redemption.refresh_from_db()
    assert redemption.status == Redemption.Status.AWAITING_PAYMENT


def test_expire_due_vouchers_ends_those_that_are_over(now):
    over = make_voucher(at=now)
    make_voucher(at=now)
    Voucher.objects.filter(pk=over.pk).update(expires_at=now - timedelta(seconds=1))

    twice(tasks.expire_due_vouchers)

    assert statuses(Voucher) == ["ACTIVE", "EXPIRED"]
    assert in_order()


def test_send_letters_writes_each_letter_once(now):
    make_award(at=now)

    twice(tasks.send_letters)

    assert not Letter.objects.unsent().exists()
    assert statuses(Decision) == ["ANNOUNCED"]


def test_reconcile_alarms_over_one_cent(now, caplog):
    make_award(at=now)
    tasks.reconcile()
    quiet = list(caplog.messages)
    RoundBudget.objects.update(lapsed_cents=1)

    tasks.reconcile()

    assert quiet == []
    assert any("ledger.difference I2" in message for message in caplog.messages)


def test_every_task_takes_arguments_of_a_newer_release():
    assert tasks.reconcile(newer="argument") is None
