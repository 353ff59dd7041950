"""Vrijval: a hold, a redemption or a voucher ends, and what it kept comes free."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.models import User
from audit.recording import record
from courses.enrolments import withdraw
from courses.models import Enrolment
from payments.models import Payment
from payments.refunds import request_refund
from vouchers import ledger
from vouchers.aid import correct_aid
from vouchers.models import LedgerEntry, Redemption, Voucher
from vouchers.prices import WHOLE_BP, refund_share


class NotCancellable(Exception):
    """The redemption cannot be cancelled any more; the message may be shown."""


@transaction.atomic
def release_hold(*, redemption: Redemption, at: datetime) -> Redemption:
    """Let go of a voucher and place whose hold has passed unpaid; Stripe was asked first (contributions.py)."""
    redemption = in_turn(redemption)
    if redemption.status not in Redemption.AWAITING or redemption.is_held_at(at):
        return redemption
    return let_go(redemption, Redemption.Status.PAYMENT_EXPIRED, by=None, at=at)


@transaction.atomic
def cancel_redemption(*, redemption: Redemption, by: User, at: datetime) -> Redemption:
    """Cancel before the course starts; the own contribution goes back by the terms of the round.

    Twice is once. Raises NotCancellable once the course has started.
    """
    redemption = in_turn(redemption)
    if redemption.status == Redemption.Status.CANCELLED:
        return redemption
    cancellable = (*Redemption.AWAITING, Redemption.Status.COMMITTED)
    if redemption.status not in cancellable or has_begun(redemption, at=at):
        raise NotCancellable(_("De opleiding is al begonnen of afgesloten; annuleren kan niet meer."))
    return let_go(
        redemption, Redemption.Status.CANCELLED, by=by, at=at, refund_bp=refundable_bp(redemption, at=at)
    )


@transaction.atomic
def expire_voucher(*, voucher: Voucher, at: datetime) -> Voucher:
    """End a voucher whose last day is over; one that is in use is protected by its hold. Twice is once."""
    ledger.take_turn(round=voucher.round)
    if Voucher.objects.over(at).filter(pk=voucher.pk).update(status=Voucher.Status.EXPIRED):
        _free_unit(voucher, at=at)
        record("voucher.expired", voucher, by=None, at=at)
    voucher.refresh_from_db()
    return voucher


def in_turn(redemption: Redemption) -> Redemption:
    """Lock in the one order: the round's turn, the voucher, the redemption."""
    ledger.take_turn(round=redemption.voucher.round)
    voucher = Voucher.objects.select_for_update().get(pk=redemption.voucher_id)
    locked = Redemption.objects.select_for_update().get(pk=redemption.pk)
    locked.voucher = voucher
    return locked


def has_begun(redemption: Redemption, *, at: datetime) -> bool:
    """By date, or by the first lesson of a run without dates."""
    if redemption.starts_on:
        return localdate(at) >= redemption.starts_on
    return redemption.enrolment.progress.exists()


def received_payments(redemption: Redemption) -> QuerySet[Payment]:
    """The payments for a redemption that stand in the books."""
    entries = redemption.ledger_entries.filter(kind=LedgerEntry.Kind.OWN_PAID_IN)
    return Payment.objects.filter(ledger_entries__in=entries)


def refundable_bp(redemption: Redemption, *, at: datetime) -> int:
    """The share of the own contribution that comes back when a redemption is cancelled at that moment."""
    days = (redemption.starts_on - localdate(at)).days if redemption.starts_on else 0
    return refund_share(terms=redemption.voucher.round.cancellation_terms, days_before_start=days)


def let_go(
    redemption: Redemption, status: str, *, by: User | None, at: datetime, refund_bp: int = 0
) -> Redemption:
    """End a redemption that did not start: subsidy back, contribution by its terms, place and voucher free."""
    voucher = redemption.voucher
    if redemption.status == Redemption.Status.COMMITTED:
        ledger.uncommit(redemption=redemption, by=by, at=at)
    _give_back(redemption, refund_bp, at=at)
    withdraw(enrolment=redemption.enrolment, by=by, at=at, reason=Enrolment.EndReason.REDEMPTION_CANCELLED)
    redemption.status = status
    redemption.hold_until = None
    redemption.save(update_fields=["status", "hold_until"])
    if at < voucher.expires_at:
        voucher.status = Voucher.Status.ACTIVE
    else:
        voucher.status = Voucher.Status.EXPIRED
        _free_unit(voucher, at=at)
    voucher.save(update_fields=["status"])
    cancelled = status == Redemption.Status.CANCELLED
    event = "redemption.cancelled" if cancelled else "redemption.payment_expired"
    record(event, redemption, by=by, at=at, voucher=voucher.uid, voucher_status=voucher.status)
    return redemption


def _give_back(redemption: Redemption, refund_bp: int, *, at: datetime) -> None:
    """Refund a share of what came in and was not refunded yet; the rest is the provider's."""
    for payment in received_payments(redemption).filter(refunded_cents=0):
        cents = payment.amount_cents * refund_bp // WHOLE_BP
        ledger.earn_own(redemption=redemption, cents=payment.amount_cents - cents, at=at)
        if cents:
            reason = _("Verzilvering geannuleerd")
            refund = request_refund(payment=payment, amount_cents=cents, reason=reason, at=at)
            ledger.order_refund(redemption=redemption, refund=refund, at=at)


def _free_unit(voucher: Voucher, *, at: datetime) -> None:
    ledger.release_unit(voucher=voucher, by=None, at=at)
    correct_aid(voucher=voucher, cents=voucher.amount_max_cents)
