from datetime import timedelta

import pytest

from payments import tasks
from payments.models import Payment, Refund, StripeEvent
from payments.refunds import request_refund
from tests.factories.payments import PaymentFactory
from tests.payments.payers import start, trail

pytestmark = pytest.mark.django_db


def make_due(payment):
    Payment.objects.filter(pk=payment.pk).update(next_at=payment.opened_at - timedelta(minutes=1))


def test_fetch_open_payments_hears_what_no_message_told(stripe_peer, now):
    paid, waiting = start(now), start(now)
    stripe_peer.control("pay", session=paid.checkout_ref)
    make_due(paid)
    make_due(waiting)

    tasks.fetch_open_payments()
    tasks.fetch_open_payments()

    paid.refresh_from_db()
    waiting.refresh_from_db()
    assert (paid.status, waiting.status) == (Payment.Status.SUCCEEDED, Payment.Status.OPEN)
    assert trail(paid) == ["payment.started", "payment.succeeded"]


def test_fetch_open_payments_leaves_alone_what_was_looked_at_just_now(stripe_peer, now):
    payment = start(now)
    stripe_peer.control("pay", session=payment.checkout_ref)

    tasks.fetch_open_payments()

    payment.refresh_from_db()
    assert payment.status == Payment.Status.OPEN


def test_fetch_open_payments_sends_promised_refunds(stripe_peer, now):
    payment = start(now)
    stripe_peer.control("pay", session=payment.checkout_ref)
    tasks.fetch_payment(payment_id=payment.pk)
    payment.refresh_from_db()
    refund = request_refund(payment=payment, amount_cents=101_200, reason="Te laat betaald", at=now)

    tasks.fetch_open_payments()
    tasks.fetch_open_payments()

    refund.refresh_from_db()
    assert refund.status == Refund.Status.SUCCEEDED
    assert len(stripe_peer.api("/v1/refunds")["data"]) == 1


def test_one_silent_answer_stops_no_other_row(stripe_peer, now):
    payments = [start(now), start(now)]
    for payment in payments:
        stripe_peer.control("pay", session=payment.checkout_ref)
        make_due(payment)
    stripe_peer.control("fault", kind="error", path="/v1/checkout/sessions/", method="GET")

    tasks.fetch_open_payments()

    statuses = sorted(Payment.objects.values_list("status", flat=True))
    assert statuses == [Payment.Status.OPEN, Payment.Status.SUCCEEDED]


def test_messages_that_never_came_are_fetched_and_handled(stripe_peer, now):
    payment = start(now)
    stripe_peer.control("pay", session=payment.checkout_ref)
    tasks.fetch_missed_events()

    tasks.handle_stored_events()
    tasks.handle_stored_events()

    payment.refresh_from_db()
    assert payment.status == Payment.Status.SUCCEEDED
    assert not StripeEvent.objects.filter(handled_at=None).exists()


def test_the_sweeps_survive_a_stripe_that_is_down(stripe_peer, now, settings):
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    payment = PaymentFactory(next_at=now)

    tasks.fetch_open_payments()
    tasks.fetch_missed_events()

    payment.refresh_from_db()
    assert payment.status == Payment.Status.OPEN
