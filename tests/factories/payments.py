"""Payments and messages of Stripe; everybody in them is fictitious."""

import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import factory
from factory.django import DjangoModelFactory

from payments import models
from tests.factories.accounts import OrganisationFactory


class PaymentFactory(DjangoModelFactory):
    """An attempt for which no page was opened yet. Traits: opened, paid."""

    class Meta:
        model = models.Payment

    class Params:
        opened = factory.Trait(
            checkout_ref=factory.Sequence(lambda n: f"cs_test_{n:058d}"),
            checkout_url=factory.LazyAttribute(lambda p: f"https://checkout.example/c/pay/{p.checkout_ref}"),
        )
        paid = factory.Trait(
            opened=True,
            status="SUCCEEDED",
            method="IDEAL",
            intent_ref=factory.Sequence(lambda n: f"pi_{n:024d}"),
            paid_at=factory.SelfAttribute("opened_at"),
        )

    subject = factory.LazyFunction(lambda: f"redemption:{uuid4()}")
    attempt = 1
    payer = factory.SubFactory(OrganisationFactory)
    amount_cents = 101_200
    request = factory.LazyFunction(
        lambda: {
            "description": "Eigen bijdrage AI-training (fictief)",
            "methods": ["IDEAL", "BANK_TRANSFER"],
            "return_url": "http://localhost/organisatie/terug/",
        }
    )
    idempotency_key = factory.LazyAttribute(lambda p: f"own:{p.subject.rpartition(':')[2]}:{p.attempt}")
    opened_at = factory.LazyFunction(lambda: datetime.now(UTC))
    expires_at = factory.LazyAttribute(lambda p: p.opened_at + timedelta(minutes=31))
    next_at = factory.LazyAttribute(lambda p: p.opened_at + timedelta(minutes=10))


class RefundFactory(DjangoModelFactory):
    class Meta:
        model = models.Refund

    payment = factory.SubFactory(PaymentFactory, paid=True)
    number = 1
    amount_cents = 50_000
    reason = "Geannuleerd voor de start"
    idempotency_key = factory.LazyAttribute(lambda r: f"refund:{r.payment.uid}:{r.number}")
    requested_at = factory.LazyFunction(lambda: datetime.now(UTC))


class StripeEventFactory(DjangoModelFactory):
    """A stored message about `about`, the object in it."""

    class Meta:
        model = models.StripeEvent

    class Params:
        about = factory.LazyFunction(lambda: {"id": "cs_test_onbekend"})

    event_id = factory.Sequence(lambda n: f"evt_{n:024d}")
    type = "checkout.session.completed"
    api_version = "2026-10-28.endive"
    payload = factory.LazyAttribute(
        lambda e: json.dumps({"id": e.event_id, "type": e.type, "data": {"object": e.about}})
    )
    received_at = factory.LazyFunction(lambda: datetime.now(UTC))
    next_at = factory.SelfAttribute("received_at")
