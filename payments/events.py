"""Berichten van Stripe: stored once, and only a hint to go and look."""

import json
import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from payments import gateway
from payments.checkout import fetch_payment
from payments.gateway import Message, PaymentUnavailable
from payments.models import Payment, Refund, StripeEvent
from payments.refunds import fetch_refund

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 8
FIRST_PAUSE = timedelta(minutes=1)


def store_event(*, body: bytes, signature: str, at: datetime) -> StripeEvent:
    """Keep a signed message as it came, once. Raises ForgedMessage (of payments.gateway)."""
    return _store(gateway.read_message(body=body, signature=signature), at=at)[0]


def fetch_missed_events(*, since: datetime, at: datetime) -> int:
    """Ask Stripe for the messages since that moment, and keep those that never came. Returns their number."""
    return sum(_store(message, at=at)[1] for message in gateway.list_messages(since=since))


def handle_event(*, event: StripeEvent, at: datetime) -> StripeEvent:
    """Fetch the object that a message is about and apply it; the message itself proves nothing.

    Twice, in another order or late has no other effect than once. When Stripe gives no answer the message
    comes back later; after eight attempts it is FAILED and somebody must look.
    """
    pause = FIRST_PAUSE * 2**event.attempts
    claimed = StripeEvent.objects.due(at).filter(pk=event.pk, attempts=event.attempts)
    if not claimed.update(attempts=F("attempts") + 1, next_at=at + pause):
        return event
    event.refresh_from_db()
    if event.attempts > MOST_ATTEMPTS:
        return _give_up(event)
    try:
        result = _apply(event, at=at)
    except PaymentUnavailable:
        return event
    event.result, event.handled_at = result, at
    event.save(update_fields=["result", "handled_at"])
    return event


@transaction.atomic
def _store(message: Message, *, at: datetime) -> tuple[StripeEvent, bool]:
    facts = {"type": message.type, "api_version": message.api_version, "payload": message.payload}
    return StripeEvent.objects.get_or_create(
        event_id=message.ref, defaults=facts | {"received_at": at, "next_at": at}
    )


def _apply(event: StripeEvent, *, at: datetime) -> str:
    about = json.loads(event.payload)["data"]["object"]
    if event.type.startswith("checkout.session."):
        payment = _payment(about)
        if payment:
            fetch_payment(payment=payment, at=at)
            return StripeEvent.Result.APPLIED
    if event.type.startswith("refund."):
        refund = Refund.objects.filter(provider_ref=about["id"]).first()
        if refund:
            fetch_refund(refund=refund, at=at)
            return StripeEvent.Result.APPLIED
    return StripeEvent.Result.IGNORED


def _payment(about: dict) -> Payment | None:
    """Find the row by Stripe's name for the page, or by ours when that answer was lost."""
    found = Payment.objects.filter(checkout_ref=about["id"]).first()
    named = about.get("metadata") or {}
    if found or not named.get("attempt", "").isdecimal():
        return found
    unanswered = Payment.objects.about(named.get("subject", "")).filter(checkout_ref=None)
    return unanswered.filter(attempt=int(named["attempt"])).first()


def _give_up(event: StripeEvent) -> StripeEvent:
    event.result = StripeEvent.Result.FAILED
    event.save(update_fields=["result"])
    logger.error("stripe.event_failed event=%s", event.event_id)
    return event
