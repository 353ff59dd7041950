"""Stripe, the payment provider (betaaldienst): the only file that imports its library, and touches no row."""

import json
import logging
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import stripe
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from payments.models import Payment, Refund, StripeEvent

logger = logging.getLogger(__name__)
stripe.enable_telemetry = False

TIMEOUTS = (3.05, 10.0)
TOLERANCE_SECONDS = 300
FUTURE_SECONDS = 60
PAGE = 100
METHOD_NAMES = {
    Payment.Method.IDEAL.value: "ideal",
    Payment.Method.BANK_TRANSFER.value: "customer_balance",
    Payment.Method.CARD.value: "card",
}
METHODS = {name: method for method, name in METHOD_NAMES.items()}
REFUND_STATUSES = {
    "succeeded": Refund.Status.SUCCEEDED,
    "failed": Refund.Status.FAILED,
    "canceled": Refund.Status.FAILED,
}
DUTCH_BANK_TRANSFER = {"type": "eu_bank_transfer", "eu_bank_transfer": {"country": "NL"}}


class PaymentUnavailable(Exception):
    """Stripe gave no usable answer; the message may be shown to the payer."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "De betaalpagina is nu niet bereikbaar. Er is niets betaald. "
                "Probeer het over een paar minuten opnieuw."
            )
        )


class NotAccepted(PaymentUnavailable):
    """Stripe understood the request and refuses it: asking again does not help."""


class ForgedMessage(Exception):
    """This message was not signed by Stripe, or not now."""


@dataclass(frozen=True)
class Checkout:
    """A payment page as Stripe sees it."""

    ref: str
    url: str
    intent_ref: str | None
    status: str
    method: str
    paid_at: datetime | None
    payer_name: str | None


@dataclass(frozen=True)
class Return:
    """Money on its way back, as Stripe sees it."""

    ref: str
    status: str


@dataclass(frozen=True)
class Message:
    """An event of Stripe with its raw text."""

    ref: str
    type: str
    api_version: str
    payload: str


def open_checkout(*, payment: Payment) -> Checkout:
    """Open the payment page for this row. The same row gives the same page, however often it is asked."""
    asked = payment.request
    methods = [METHOD_NAMES[method] for method in asked["methods"]]
    product = {"currency": "eur", "product_data": {"name": asked["description"]}}
    params: Any = {
        "mode": "payment",
        "locale": "nl",
        "line_items": [{"quantity": 1, "price_data": product | {"unit_amount": payment.amount_cents}}],
        "client_reference_id": reference(payment.subject),
        "metadata": {"subject": payment.subject, "attempt": str(payment.attempt)},
        "allowed_payment_method_types": methods,
        "expires_at": int(payment.expires_at.timestamp()),
        "success_url": asked["return_url"],
        "cancel_url": asked["return_url"],
    }
    with _asking() as client:
        if "customer_balance" in methods:
            # A transfer arrives on the balance of a customer: one for each payment, so that none is mixed up.
            key = _once(f"{payment.idempotency_key}:customer")
            customer = client.v1.customers.create({"name": payment.payer.name}, key)
            transfer = {"funding_type": "bank_transfer", "bank_transfer": DUTCH_BANK_TRANSFER}
            params |= {"customer": customer.id, "payment_method_options": {"customer_balance": transfer}}
        return _checkout(client.v1.checkout.sessions.create(params, _once(payment.idempotency_key)))


def fetch_checkout(*, ref: str) -> Checkout:
    """Ask how a payment page stands."""
    with _asking() as client:
        session = client.v1.checkout.sessions.retrieve(ref, {"expand": ["payment_intent.latest_charge"]})
        return _checkout(session)


def find_checkout(*, payment: Payment) -> Checkout | None:
    """Look for the page of a row whose answer was lost; keys are forgotten after a day, lists are not."""
    since = int((payment.opened_at - timedelta(minutes=5)).timestamp())
    wanted = {"subject": payment.subject, "attempt": str(payment.attempt)}
    with _asking() as client:
        pages = client.v1.checkout.sessions.list({"created": {"gte": since}, "limit": PAGE})
        for page in pages.auto_paging_iter():
            if page.metadata and page.metadata.to_dict() == wanted:
                return fetch_checkout(ref=page.id)
    return None


def end_checkout(*, payment: Payment) -> None:
    """Close the page, or give up the transfer that was promised on it. Raises NotAccepted when it has ended."""
    with _asking() as client:
        if payment.status == Payment.Status.PENDING:
            client.v1.payment_intents.cancel(payment.intent_ref or "")
        else:
            client.v1.checkout.sessions.expire(payment.checkout_ref or "")


def open_refund(*, refund: Refund) -> Return:
    """Ask for money back. The same row gives the same refund. Raises NotAccepted when the rest is less."""
    params: Any = {
        "payment_intent": refund.payment.intent_ref,
        "amount": refund.amount_cents,
        "metadata": {"refund": str(refund.uid)},
    }
    with _asking() as client:
        return _return(client.v1.refunds.create(params, _once(refund.idempotency_key)))


def fetch_refund(*, ref: str) -> Return:
    """Ask how a refund stands."""
    with _asking() as client:
        return _return(client.v1.refunds.retrieve(ref))


def find_refund(*, refund: Refund) -> Return | None:
    """Look for the refund of a row whose answer was lost."""
    with _asking() as client:
        intent = refund.payment.intent_ref or ""
        for found in client.v1.refunds.list({"payment_intent": intent, "limit": PAGE}).auto_paging_iter():
            if found.metadata and found.metadata.to_dict() == {"refund": str(refund.uid)}:
                return _return(found)
    return None


def list_messages(*, since: datetime) -> list[Message]:
    """Ask for every event since that moment, oldest first."""
    with _asking() as client:
        pages = client.v1.events.list({"created": {"gte": int(since.timestamp())}, "limit": PAGE})
        found = list(pages.auto_paging_iter())
    return [_message(json.dumps(event.to_dict())) for event in reversed(found)]


def read_message(*, body: bytes, signature: str) -> Message:
    """Check the signature over the raw body, and read it. Raises ForgedMessage."""
    if not signature.isascii():
        # The library cannot compare it.
        raise ForgedMessage
    try:
        stripe.WebhookSignature.verify_header(
            body, signature, settings.STRIPE_WEBHOOK_SECRET, TOLERANCE_SECONDS
        )
        sent_at = int(signature.partition("t=")[2].partition(",")[0])
        # The library looks at the past only.
        if sent_at > time.time() + FUTURE_SECONDS:
            raise ForgedMessage
        return _message(body.decode())
    except (stripe.SignatureVerificationError, ValueError, RecursionError) as error:
        raise ForgedMessage from error


def reference(subject: str) -> str:
    """The part of a subject that names one row: `redemption:<uid>` → `<uid>`."""
    return subject.rpartition(":")[2]


@contextmanager
def _asking() -> Iterator[stripe.StripeClient]:
    """Lend the client, outside any transaction, and turn its errors into ours.

    Raises RuntimeError inside a transaction: its locks would be held for as long as Stripe takes.
    """
    with transaction.atomic(durable=True):
        pass
    try:
        yield _client(settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE, TIMEOUTS)
    except (stripe.InvalidRequestError, stripe.IdempotencyError) as error:
        logger.error("stripe.refused code=%s request=%s", error.code, error.request_id)
        raise NotAccepted from error
    except stripe.StripeError as error:
        logger.warning("stripe.unavailable kind=%s status=%s", type(error).__name__, error.http_status)
        raise PaymentUnavailable from error


@cache
def _client(key: str, base: str, timeouts: tuple[float, float]) -> stripe.StripeClient:
    return stripe.StripeClient(
        key,
        base_addresses={"api": base},
        stripe_version=settings.STRIPE_API_VERSION,
        max_network_retries=0,
        http_client=stripe.RequestsClient(timeout=timeouts),
    )


def _once(key: str) -> Any:
    return {"idempotency_key": key}


def _checkout(session: Any) -> Checkout:
    intent = None if isinstance(session.payment_intent, str) else session.payment_intent
    status = _status(session, intent)
    charge = intent.latest_charge if intent and status == Payment.Status.SUCCEEDED else None
    details: dict[str, Any] = charge.payment_method_details.to_dict() if charge else {"type": ""}
    return Checkout(
        ref=session.id,
        url=session.url or "",
        intent_ref=intent.id if intent else session.payment_intent,
        status=status,
        method=METHODS.get(details["type"], ""),
        paid_at=datetime.fromtimestamp(charge.created, UTC) if charge else None,
        payer_name=details.get(details["type"], {}).get("verified_name"),
    )


def _status(session: Any, intent: Any) -> str:
    """A declined payment leaves the page open: the payer may try again on it."""
    if session.status != "complete":
        return Payment.Status.EXPIRED if session.status == "expired" else Payment.Status.OPEN
    if session.payment_status == "paid":
        return Payment.Status.SUCCEEDED
    unpaid = {
        "canceled": Payment.Status.EXPIRED,
        "requires_payment_method": Payment.Status.FAILED,
    }
    return unpaid.get(intent.status, Payment.Status.PENDING)


def _return(refund: Any) -> Return:
    return Return(ref=refund.id, status=REFUND_STATUSES.get(refund.status, Refund.Status.PENDING))


def _message(payload: str) -> Message:
    """Read an event. Raises ValueError for what is none, RecursionError when it is nested too deep."""
    match json.loads(payload):
        case {"id": ref, "type": kind, **rest}:
            version = rest.get("api_version") or ""
            return Message(
                _name(ref, "event_id"), _name(kind, "type"), _name(version, "api_version"), payload
            )
    raise ValueError("This is no event of Stripe.")


def _name(value: Any, column: str) -> str:
    """A name as Stripe makes them, that fits in its column. Raises ValueError."""
    field: Any = StripeEvent._meta.get_field(column)
    fits = rf"[!-~]{{{int(not field.blank)},{field.max_length}}}"
    if isinstance(value, str) and re.fullmatch(fits, value):
        return value
    raise ValueError(f"{column} is no name of Stripe.")
