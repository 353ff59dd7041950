"""Betalen: the intention first, then Stripe, then what Stripe says."""

import re
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation
from audit.recording import record
from payments import gateway
from payments.gateway import Checkout
from payments.models import Payment

RANK = {
    Payment.Status.OPEN: 0,
    Payment.Status.PENDING: 1,
    Payment.Status.FAILED: 2,
    Payment.Status.EXPIRED: 2,
    Payment.Status.SUCCEEDED: 3,
}
EVENTS = {
    Payment.Status.PENDING: "payment.promised",
    Payment.Status.FAILED: "payment.failed",
    Payment.Status.EXPIRED: "payment.expired",
    Payment.Status.SUCCEEDED: "payment.succeeded",
}
# Stripe keeps a page open for at least half an hour and at most a day.
SHORTEST_LIFE = timedelta(minutes=30)
LONGEST_LIFE = timedelta(hours=23, minutes=55)
MARGIN = timedelta(minutes=1)
FETCH_PAUSE = timedelta(minutes=10)


class NotPayable(Exception):
    """No payment can be started now; the message may be shown to the payer."""


def start_payment(  # noqa: PLR0913
    *,
    subject: str,
    attempt: int,
    payer: Organisation,
    amount_cents: int,
    description: str,
    expires_at: datetime,
    methods: list[str],
    return_url: str,
    at: datetime,
) -> Payment:
    """Open a payment page for whole cents; `payment.checkout_url` is where to send the payer.

    The row is committed before Stripe is asked. The same subject and attempt give the same row and the same
    page, also after a lost answer. The page lives until `expires_at`, but no less than Stripe's half hour.
    Raises NotPayable when another attempt is live, PaymentUnavailable (of payments.gateway) when Stripe gives
    no answer: the row stays OPEN and the call may be repeated. Refuses to run inside a transaction.
    """
    payment = _store_intention(
        subject=subject,
        attempt=attempt,
        payer=payer,
        amount_cents=amount_cents,
        request={"description": description, "methods": list(methods), "return_url": return_url},
        expires_at=expires_at,
        at=at,
    )
    if payment.checkout_ref or payment.status != Payment.Status.OPEN:
        return payment
    if payment.expires_at - at < SHORTEST_LIFE:
        found = gateway.find_checkout(payment=payment)
        if found:
            return _apply(payment=payment, found=found, at=at)
        payment.expires_at = _page_end(expires_at, at)
        payment.save(update_fields=["expires_at"])
    return _apply(payment=payment, found=gateway.open_checkout(payment=payment), at=at)


def fetch_payment(*, payment: Payment, at: datetime) -> Payment:
    """Ask Stripe how the payment stands and apply it, never backwards.

    Raises PaymentUnavailable when Stripe gives no answer; nothing is changed then.
    """
    Payment.objects.filter(pk=payment.pk).update(next_at=at + FETCH_PAUSE)
    payment.refresh_from_db()
    if payment.checkout_ref:
        found: Checkout | None = gateway.fetch_checkout(ref=payment.checkout_ref)
    else:
        found = gateway.find_checkout(payment=payment)
    return _apply(payment=payment, found=found, at=at) if found else payment


def expire_payment(*, payment: Payment, at: datetime) -> Payment:
    """End a payment that nobody waits for any more. The row says what came of it.

    SUCCEEDED: it was paid after all, at `paid_at`. EXPIRED or FAILED: no money will come. PENDING: a transfer
    was promised meanwhile; ask again, with the row that says so, to give it up. Raises PaymentUnavailable when Stripe gives no answer:
    then nothing may be released.
    """
    known = payment.status
    payment = fetch_payment(payment=payment, at=at)
    if payment.status != known or not payment.is_live:
        return payment
    if not payment.checkout_ref:
        return _close_unopened(payment=payment, at=at)
    # What ended between the question and the act is refused; the answer to the last question says how.
    with suppress(gateway.NotAccepted):
        gateway.end_checkout(payment=payment)
    return fetch_payment(payment=payment, at=at)


def _store_intention(*, subject: str, attempt: int, at: datetime, **asked) -> Payment:
    key = f"own:{gateway.reference(subject)}:{attempt}"
    facts = asked | {"subject": subject, "attempt": attempt, "opened_at": at, "next_at": at + FETCH_PAUSE}
    facts["expires_at"] = _page_end(asked["expires_at"], at)
    try:
        with transaction.atomic(durable=True):
            payment, new = Payment.objects.get_or_create(idempotency_key=key, defaults=facts)
            if new:
                amount_cents = payment.amount_cents
                record("payment.started", payment, by=None, at=at, about=subject, amount_cents=amount_cents)
    except IntegrityError as error:
        if not Payment.objects.about(subject).live().exists():
            raise
        raise NotPayable(_("Er loopt al een betaling. Rond die af, of wacht tot die is verlopen.")) from error
    if (payment.payer_id, payment.amount_cents) != (asked["payer"].pk, asked["amount_cents"]):
        raise NotPayable(_("Deze betaling is al begonnen met een ander bedrag. Begin opnieuw."))
    return payment


def _page_end(expires_at: datetime, at: datetime) -> datetime:
    return min(max(expires_at, at + SHORTEST_LIFE + MARGIN), at + LONGEST_LIFE)


@transaction.atomic
def _apply(*, payment: Payment, found: Checkout, at: datetime) -> Payment:
    """Write down what Stripe says, unless the row is further already."""
    row = Payment.objects.select_for_update().get(pk=payment.pk)
    Payment.objects.filter(pk=row.pk).update(
        checkout_ref=found.ref,
        checkout_url=found.url or row.checkout_url,
        intent_ref=found.intent_ref or row.intent_ref,
    )
    facts: dict[str, Any] = {
        "paid_at": found.paid_at,
        "method": found.method,
        "payer_match": _match(found.payer_name, row.payer),
    }
    return _move(payment, status=found.status, at=at, **facts)


@transaction.atomic
def _close_unopened(*, payment: Payment, at: datetime) -> Payment:
    """End a row for which Stripe never opened a page."""
    return _move(payment, status=Payment.Status.EXPIRED, at=at, only={"checkout_ref": None})


def _move(payment: Payment, *, status: str, at: datetime, only: dict | None = None, **facts) -> Payment:
    """Raise the status, never lower it, and record that."""
    earlier = [known for known in Payment.Status if RANK[known] < RANK[Payment.Status(status)]]
    rows = Payment.objects.filter(pk=payment.pk, status__in=earlier, **only or {})
    moved = rows.update(status=status, **facts)
    payment.refresh_from_db()
    if moved:
        record(
            EVENTS[Payment.Status(status)],
            payment,
            by=None,
            at=at,
            about=payment.subject,
            amount_cents=payment.amount_cents,
            method=payment.method,
            payer_match=payment.payer_match,
        )
    return payment


def _match(name: str | None, payer: Organisation) -> str:
    """Compare the account holder, where the bank tells the name, with the organisation that should pay."""
    if not name:
        return Payment.Match.UNKNOWN
    own = {_letters(payer.name), _letters(payer.iban_holder)}
    return Payment.Match.YES if _letters(name) in own else Payment.Match.NO


def _letters(name: str) -> str:
    return re.sub(r"[\W_]", "", name).casefold()
