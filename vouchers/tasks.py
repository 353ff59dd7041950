"""Celery's entrance: find what is due, and do each row by itself. Every task may run twice."""

import logging
from contextlib import suppress

from celery import shared_task
from django.utils.timezone import localdate

from audit.clock import database_now
from payments.gateway import PaymentUnavailable
from payments.models import Payment, Refund
from vouchers import (
    allocation,
    assessments,
    contributions,
    letters,
    redemptions,
    releases,
    rounds,
    settlements,
)
from vouchers.models import Application, LedgerEntry, Letter, Redemption, Round, Voucher
from vouchers.reconciliation import reconcile as differences

logger = logging.getLogger(__name__)


def _each(task, name, rows):
    for pk in rows.values_list("pk", flat=True):
        task.delay(**{name: pk})


@shared_task(name="vouchers.turn_rounds")
def turn_rounds(**kwargs):
    at = database_now()
    _each(turn_round, "round_id", Round.objects.due_to_open(at) | Round.objects.due_to_close(at))


@shared_task(name="vouchers.turn_round")
def turn_round(*, round_id, **kwargs):
    round = Round.objects.get(pk=round_id)
    turn = rounds.open_round if round.status == Round.Status.ANNOUNCED else rounds.close_round
    turn(round=round, at=database_now())


@shared_task(name="vouchers.assess_submitted")
def assess_submitted(**kwargs):
    _each(assess, "application_id", Application.objects.to_assess(database_now()))


@shared_task(name="vouchers.assess")
def assess(*, application_id, **kwargs):
    with suppress(assessments.NotAssessable):
        assessments.assess_application(
            application=Application.objects.get(pk=application_id), at=database_now()
        )


@shared_task(name="vouchers.allocate_open_rounds")
def allocate_open_rounds(**kwargs):
    _each(allocate, "round_id", Round.objects.to_allocate())


@shared_task(name="vouchers.allocate")
def allocate(*, round_id, **kwargs):
    allocation.allocate_round(round=Round.objects.get(pk=round_id), at=database_now())


@shared_task(name="vouchers.follow_payments")
def follow_payments(**kwargs):
    """Money that came in and is not in the books, promises that keep a hold, and refunds that arrived."""
    ours = Payment.objects.filter(subject__startswith=contributions.SUBJECT)
    unbooked = ours.filter(status=Payment.Status.SUCCEEDED, ledger_entries=None)
    _each(follow_payment, "payment_id", unbooked | ours.filter(status=Payment.Status.PENDING))
    free = Redemption.objects.awaiting_payment().filter(own_cents=0)
    _each(commit, "redemption_id", free)
    returned = Refund.objects.filter(status=Refund.Status.SUCCEEDED, payment__in=ours)
    _each(book_refund, "refund_id", returned.exclude(ledger_entries__kind=LedgerEntry.Kind.REFUND_DONE))


@shared_task(name="vouchers.follow_payment")
def follow_payment(*, payment_id, **kwargs):
    contributions.follow_payment(payment=Payment.objects.get(pk=payment_id), at=database_now())


@shared_task(name="vouchers.commit")
def commit(*, redemption_id, **kwargs):
    redemptions.commit_redemption(redemption=Redemption.objects.get(pk=redemption_id), at=database_now())


@shared_task(name="vouchers.book_refund")
def book_refund(*, refund_id, **kwargs):
    contributions.book_refund(refund=Refund.objects.get(pk=refund_id), at=database_now())


@shared_task(name="vouchers.release_holds")
def release_holds(**kwargs):
    _each(end_hold, "redemption_id", Redemption.objects.hold_passed(database_now()))


@shared_task(name="vouchers.end_hold")
def end_hold(*, redemption_id, **kwargs):
    with suppress(PaymentUnavailable):
        contributions.end_hold(redemption=Redemption.objects.get(pk=redemption_id), at=database_now())


@shared_task(name="vouchers.start_due_redemptions")
def start_due_redemptions(**kwargs):
    _each(start, "redemption_id", Redemption.objects.due_to_start(localdate(database_now())))


@shared_task(name="vouchers.start")
def start(*, redemption_id, **kwargs):
    redemptions.start_redemption(redemption=Redemption.objects.get(pk=redemption_id), at=database_now())


@shared_task(name="vouchers.settle_due_redemptions")
def settle_due_redemptions(**kwargs):
    _each(report, "redemption_id", Redemption.objects.due_for_report())
    _each(settle, "redemption_id", Redemption.objects.due_for_settlement())


@shared_task(name="vouchers.report")
def report(*, redemption_id, **kwargs):
    with suppress(settlements.NotSettleable):
        settlements.report_completion(redemption=Redemption.objects.get(pk=redemption_id), at=database_now())


@shared_task(name="vouchers.settle")
def settle(*, redemption_id, **kwargs):
    with suppress(settlements.NotSettleable):
        settlements.settle_redemption(redemption=Redemption.objects.get(pk=redemption_id), at=database_now())


@shared_task(name="vouchers.expire_due_vouchers")
def expire_due_vouchers(**kwargs):
    _each(expire, "voucher_id", Voucher.objects.over(database_now()))


@shared_task(name="vouchers.expire")
def expire(*, voucher_id, **kwargs):
    releases.expire_voucher(voucher=Voucher.objects.get(pk=voucher_id), at=database_now())


@shared_task(name="vouchers.send_letters")
def send_letters(**kwargs):
    _each(send_letter, "letter_id", Letter.objects.unsent())


@shared_task(name="vouchers.send_letter")
def send_letter(*, letter_id, **kwargs):
    letters.send_letter(letter=Letter.objects.get(pk=letter_id), at=database_now())


@shared_task(name="vouchers.reconcile")
def reconcile(**kwargs):
    for difference in differences():
        logger.error("ledger.difference %s", difference)
