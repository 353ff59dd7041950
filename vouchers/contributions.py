"""Eigen bijdrage: the payment page is opened, and what came in is applied or given back."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from payments.checkout import expire_payment, fetch_payment, start_payment
from payments.models import Payment, Refund
from payments.refunds import request_refund
from vouchers import ledger
from vouchers.models import Redemption
from vouchers.redemptions import NotRedeemable, commit_redemption
from vouchers.releases import release_hold

SUBJECT = "redemption:"
ENDED = [Payment.Status.FAILED, Payment.Status.EXPIRED]


def open_checkout(*, redemption: Redemption, return_url: str, at: datetime) -> Payment | None:
    """Open the payment page for the own contribution; None when there is nothing to pay, and all is committed.

    A page that is open is given again; after a failed or expired one a new attempt starts, and the hold with
    it. Never in a transaction. Raises NotRedeemable, NotPayable or PaymentUnavailable.
    """
    redemption.refresh_from_db()
    if redemption.status != Redemption.Status.AWAITING_PAYMENT or not redemption.is_held_at(at):
        raise NotRedeemable(
            _("Deze verzilvering wacht niet (meer) op een betaling. Verzilver de voucher opnieuw.")
        )
    if not redemption.own_cents:
        commit_redemption(redemption=redemption, at=at)
        return None
    voucher = redemption.voucher
    earlier = Payment.objects.about(redemption.subject)
    payment = start_payment(
        subject=redemption.subject,
        attempt=earlier.filter(status__in=ENDED).count() + 1,
        payer=voucher.organisation,
        amount_cents=redemption.own_cents,
        description=_("Eigen bijdrage voor voucher %(number)s") % {"number": voucher.number},
        expires_at=at + timedelta(minutes=voucher.round.hold_minutes),
        methods=voucher.round.payment_methods,
        return_url=return_url,
        at=at,
    )
    _hold(redemption, until=payment.expires_at, attempt=payment.attempt)
    return payment


def follow_redemption(*, redemption: Redemption, at: datetime) -> Redemption:
    """Ask Stripe how the payments of a redemption stand, and apply it. Raises PaymentUnavailable."""
    for payment in Payment.objects.about(redemption.subject).live():
        fetch_payment(payment=payment, at=at)
    return _follow_all(redemption, at=at)


def follow_payment(*, payment: Payment, at: datetime) -> None:
    """Apply a payment as it is known: a promise keeps the hold, money commits, late money goes back."""
    redemption = redemption_of(payment)
    if payment.status == Payment.Status.PENDING:
        days = redemption.voucher.round.hold_bank_transfer_days
        _hold(redemption, until=payment.opened_at + timedelta(days=days), attempt=payment.attempt)
    if payment.status == Payment.Status.SUCCEEDED and not payment.ledger_entries.exists():
        if _is_in_time(payment, redemption):
            commit_redemption(redemption=redemption, payment=payment, at=at)
        _return_late_money(payment, redemption, at=at)


def end_hold(*, redemption: Redemption, at: datetime) -> Redemption:
    """End a hold that has passed: the payment page is closed first, so that nobody pays for what is gone.

    Paid meanwhile: it is applied. Promised meanwhile: the hold is kept as long as a transfer may take.
    Raises PaymentUnavailable, and then nothing was released.
    """
    redemption = _follow_all(redemption, at=at)
    if redemption.status not in Redemption.AWAITING or redemption.is_held_at(at):
        return redemption
    for payment in Payment.objects.about(redemption.subject).live():
        expire_payment(payment=payment, at=at)
    return release_hold(redemption=_follow_all(redemption, at=at), at=at)


def close_payment_pages(*, redemption: Redemption, at: datetime) -> None:
    """Close what is still open to pay for a redemption that is gone; what was paid meanwhile goes back.

    Never in a transaction. Raises PaymentUnavailable: late money then goes back when it comes.
    """
    for payment in Payment.objects.about(redemption.subject).live():
        expire_payment(payment=payment, at=at)
    _follow_all(redemption, at=at)


def redemption_of(payment: Payment) -> Redemption:
    """The redemption that a payment is about."""
    uid = UUID(payment.subject.removeprefix(SUBJECT))
    return Redemption.objects.select_related("voucher__round", "voucher__organisation").get(uid=uid)


@transaction.atomic
def book_refund(*, refund: Refund, at: datetime) -> None:
    """The payer has the money back, so the books say so; twice is once."""
    ledger.finish_refund(redemption=redemption_of(refund.payment), refund=refund, at=at)


def _follow_all(redemption: Redemption, *, at: datetime) -> Redemption:
    for payment in Payment.objects.about(redemption.subject):
        follow_payment(payment=payment, at=at)
    redemption.refresh_from_db()
    return redemption


def _hold(redemption: Redemption, *, until: datetime, attempt: int) -> None:
    """Keep voucher and place at least until a moment, while the redemption waits."""
    waiting = Redemption.objects.awaiting_payment().filter(pk=redemption.pk)
    waiting.update(attempt=attempt)
    waiting.filter(hold_until__lt=until).update(hold_until=until)


def _is_in_time(payment: Payment, redemption: Redemption) -> bool:
    waits = redemption.status == Redemption.Status.AWAITING_PAYMENT
    return waits and redemption.is_held_at(payment.paid_at)


@transaction.atomic
def _return_late_money(payment: Payment, redemption: Redemption, *, at: datetime) -> None:
    """Money for a redemption that no longer waits goes back in full; money that was booked stays."""
    ledger.take_turn(round=redemption.voucher.round)
    payment = Payment.objects.select_for_update().get(pk=payment.pk)
    if payment.ledger_entries.exists():
        return
    ledger.receive_own(redemption=redemption, payment=payment, at=at)
    reason = _("De betaling kwam te laat")
    refund = request_refund(payment=payment, amount_cents=payment.amount_cents, reason=reason, at=at)
    ledger.order_refund(redemption=redemption, refund=refund, at=at)
