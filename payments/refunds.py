"""Terugbetalen: never more than the rest; first the claim in our books, then Stripe."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from audit.recording import record
from payments import gateway
from payments.gateway import PaymentUnavailable, Return
from payments.models import Payment, Refund

logger = logging.getLogger(__name__)

# A refund that succeeded can still come back from the payer's bank.
RANK = {
    Refund.Status.REQUESTED: 0,
    Refund.Status.PENDING: 1,
    Refund.Status.SUCCEEDED: 2,
    Refund.Status.FAILED: 3,
}
EVENTS = {
    Refund.Status.PENDING: "refund.sent",
    Refund.Status.SUCCEEDED: "refund.succeeded",
    Refund.Status.FAILED: "refund.failed",
}
KEY_LIFE = timedelta(hours=24)


class NotRefundable(Exception):
    """This amount cannot be given back; the message may be shown."""


def refund_payment(*, payment: Payment, amount_cents: int, reason: str, at: datetime) -> Refund:
    """Give back whole cents of a payment that succeeded.

    The promise is committed before Stripe is asked; when Stripe gives no answer the refund stays REQUESTED
    and a sweep sends it. Two calls are two refunds: the caller's own transition guards against that.
    Raises NotRefundable. Refuses to run inside a transaction; there, use request_refund().
    """
    with transaction.atomic(durable=True):
        refund = request_refund(payment=payment, amount_cents=amount_cents, reason=reason, at=at)
    try:
        return fetch_refund(refund=refund, at=at)
    except PaymentUnavailable:
        return refund


@transaction.atomic
def request_refund(*, payment: Payment, amount_cents: int, reason: str, at: datetime) -> Refund:
    """Promise to give back whole cents, in the caller's transaction; a sweep sends it. Raises NotRefundable."""
    paid = Payment.objects.filter(pk=payment.pk, status=Payment.Status.SUCCEEDED)
    room = paid.filter(refunded_cents__lte=F("amount_cents") - amount_cents)
    if amount_cents <= 0 or not room.update(refunded_cents=F("refunded_cents") + amount_cents):
        raise NotRefundable(_("Dit bedrag is meer dan wat er van de betaling over is."))
    payment.refresh_from_db()
    number = payment.refunds.count() + 1
    refund = Refund.objects.create(
        payment=payment,
        number=number,
        amount_cents=amount_cents,
        reason=reason,
        idempotency_key=f"refund:{payment.uid}:{number}",
        requested_at=at,
    )
    record("refund.requested", refund, by=None, at=at, payment=payment.uid, amount_cents=amount_cents)
    return refund


def fetch_refund(*, refund: Refund, at: datetime) -> Refund:
    """Send the refund if Stripe does not have it, and apply how it stands, never backwards.

    Raises PaymentUnavailable when Stripe gives no answer. A refusal makes it FAILED: the amount stays due,
    and somebody must look.
    """
    if refund.provider_ref:
        return _apply(refund=refund, found=gateway.fetch_refund(ref=refund.provider_ref), at=at)
    found = gateway.find_refund(refund=refund) if at - refund.requested_at >= KEY_LIFE else None
    try:
        return _apply(refund=refund, found=found or gateway.open_refund(refund=refund), at=at)
    except gateway.NotAccepted:
        return _apply(refund=refund, found=Return(ref="", status=Refund.Status.FAILED), at=at)


@transaction.atomic
def _apply(*, refund: Refund, found: Return, at: datetime) -> Refund:
    earlier = [status for status in Refund.Status if RANK[status] < RANK[Refund.Status(found.status)]]
    moved = Refund.objects.filter(pk=refund.pk, status__in=earlier).update(
        status=found.status, provider_ref=found.ref or None
    )
    refund.refresh_from_db()
    if moved:
        amount_cents = refund.amount_cents
        event = EVENTS[Refund.Status(refund.status)]
        record(event, refund, by=None, at=at, payment=refund.payment.uid, amount_cents=amount_cents)
    if moved and refund.status == Refund.Status.FAILED:
        logger.error("refund.failed refund=%s", refund.uid)
    return refund
