"""Any sequence of acts leaves the books in order (invariants I1 to I4, I6 to I11)."""

import os
from datetime import date, timedelta
from itertools import count

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.factories.accounts import UserFactory
from tests.factories.courses import CompletionFactory
from tests.factories.payments import PaymentFactory
from tests.factories.vouchers import AT, make_application, make_open_round, make_participant, make_run
from vouchers.allocation import allocate_round
from vouchers.contributions import follow_payment
from vouchers.models import Redemption, RoundBudget, Voucher
from vouchers.reconciliation import reconcile
from vouchers.redemptions import redeem_voucher, start_redemption
from vouchers.releases import cancel_redemption, expire_voucher, release_hold
from vouchers.settlements import report_completion, settle_redemption

Status = Redemption.Status
EXAMPLES = int(os.environ.get("LEDGER_EXAMPLES", "8"))
STEPS = int(os.environ.get("LEDGER_STEPS", "30"))
PICK = st.integers(0, 100)
person = count()


def when(*statuses):
    """A rule that makes sense only while there is such a redemption."""
    return precondition(lambda self: Redemption.objects.filter(status__in=statuses).exists())


class Scheme(RuleBasedStateMachine):
    """A round lives: people apply, redeem, pay or not, learn or not, in any order."""

    runs: list = []
    seen: set = set()

    def __init__(self):
        super().__init__()
        self.savepoint = transaction.savepoint()
        self.at = AT

    def teardown(self):
        transaction.savepoint_rollback(self.savepoint)

    def some(self, pick, rows):
        """One of these rows, chosen by the test and not by chance; None when there are none."""
        rows = list(rows.order_by("pk"))
        return rows[pick % len(rows)] if rows else None

    def redemption(self, pick, *statuses):
        return self.some(pick, Redemption.objects.filter(status__in=statuses))

    @initialize(
        ceiling_cents=st.integers(30_000, 400_000),
        reserve_cents=st.integers(0, 20_000),
        partial_last=st.booleans(),
        reuse_days=st.sampled_from([3, 800]),
    )
    def open(self, ceiling_cents, reserve_cents, partial_last, reuse_days):
        self.round = make_open_round(
            at=self.at,
            ceiling_cents=ceiling_cents,
            objection_reserve_cents=reserve_cents,
            partial_last=partial_last,
            reuse_until=self.at.date() + timedelta(days=reuse_days),
        )
        self.applicants = 0
        self.apply(units=2)
        self.allocate()

    @precondition(lambda self: self.at < AT + timedelta(days=50) and self.applicants < 40)
    @rule(units=st.integers(1, 4))
    def apply(self, units):
        self.applicants += 1
        make_application(round=self.round, units=units, at=self.at)

    @rule()
    def allocate(self):
        allocate_round(round=self.round, at=self.at)

    @precondition(lambda self: Voucher.objects.usable(self.at).exists())
    @rule(pick=PICK, number=st.integers(0, 2))
    def redeem(self, pick, number):
        voucher = self.some(pick, Voucher.objects.usable(self.at))
        born_on = date(1960, 1, 1) + timedelta(days=next(person))
        participant = make_participant(employer=voucher.organisation, at=self.at, born_on=born_on)
        redeem_voucher(
            voucher=voucher, run=self.runs[number], participant=participant, by=UserFactory(), at=self.at
        )

    @when(Status.AWAITING_PAYMENT, Status.PAYMENT_EXPIRED, Status.CANCELLED)
    @rule(pick=PICK, late=st.booleans())
    def pay(self, pick, late):
        redemption = self.redemption(pick, Status.AWAITING_PAYMENT, Status.PAYMENT_EXPIRED, Status.CANCELLED)
        payment = PaymentFactory(
            paid=True,
            subject=redemption.subject,
            attempt=next(person),
            payer=redemption.voucher.organisation,
            amount_cents=redemption.own_cents,
            opened_at=self.at + timedelta(hours=2) if late else redemption.redeemed_at,
        )
        for _twice in range(2):
            follow_payment(payment=payment, at=self.at)

    @when(*Redemption.AWAITING)
    @rule(pick=PICK)
    def let_go(self, pick):
        redemption = self.redemption(pick, *Redemption.AWAITING)
        release_hold(redemption=redemption, at=self.at + timedelta(hours=1))

    @when(*Redemption.AWAITING, Status.COMMITTED)
    @rule(pick=PICK)
    def cancel(self, pick):
        redemption = self.redemption(pick, *Redemption.AWAITING, Status.COMMITTED)
        cancel_redemption(redemption=redemption, by=UserFactory(), at=self.at)

    @when(Status.COMMITTED)
    @rule(pick=PICK)
    def learn(self, pick):
        redemption = self.redemption(pick, Status.COMMITTED)
        enrolment = redemption.enrolment
        enrolment.progress.get_or_create(lesson_key=enrolment.uid)
        start_redemption(redemption=redemption, at=self.at)
        CompletionFactory(enrolment=enrolment, edition=enrolment.run.edition, completed_at=self.at)
        enrolment.__class__.objects.filter(pk=enrolment.pk).update(status="COMPLETED")

    @when(Status.STARTED)
    @rule(pick=PICK)
    def settle(self, pick):
        redemption = self.redemption(pick, Status.STARTED)
        redemption = report_completion(redemption=redemption, at=self.at)
        for _twice in range(2):
            settle_redemption(redemption=redemption, at=self.at)

    @precondition(lambda self: Voucher.objects.over(self.at).exists())
    @rule()
    def expire(self):
        for voucher in Voucher.objects.all():
            expire_voucher(voucher=voucher, at=self.at)

    @rule(days=st.sampled_from([1, 2, 30, 300]))
    def time_passes(self, days):
        self.at += timedelta(days=days)

    @invariant()
    def books_are_in_order(self):
        assert [str(difference) for difference in reconcile()] == []
        self.seen.update(Redemption.objects.values_list("status", flat=True))
        self.seen.update(Voucher.objects.values_list("status", flat=True))

    @invariant()
    def ceiling_is_kept(self):
        assert all(0 <= budget.in_use_cents <= budget.ceiling_cents for budget in RoundBudget.objects.all())


@pytest.mark.django_db
def test_a36_any_sequence_of_acts_leaves_the_books_in_order():
    Scheme.runs = [make_run(price_cents=price) for price in (145_600, 100_000, 9_900)]

    run_state_machine_as_test(
        Scheme,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize="LEDGER_EXAMPLES" not in os.environ,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

    # A machine that never gets anywhere would find nothing.
    reached = {"APPROVED", "CANCELLED", "PAYMENT_EXPIRED", "COMMITTED", "EXPIRED", "USED"}
    assert len(reached & Scheme.seen) >= 4
