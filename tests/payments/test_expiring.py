from datetime import timedelta

import pytest

from payments import gateway
from payments.checkout import expire_payment
from payments.gateway import PaymentUnavailable
from payments.models import Payment
from tests.payments.payers import sessions, start, trail

pytestmark = pytest.mark.django_db


def test_expire_payment_closes_the_page(stripe_peer, now):
    payment = start(now)

    expire_payment(payment=payment, at=now)

    assert payment.status == Payment.Status.EXPIRED
    assert [page["status"] for page in sessions(stripe_peer)] == ["expired"]
    assert trail(payment) == ["payment.started", "payment.expired"]
    assert start(now, subject=payment.subject, attempt=2).attempt == 2


def test_expire_payment_twice_is_once(stripe_peer, now):
    payment = expire_payment(payment=start(now), at=now)

    expire_payment(payment=payment, at=now)

    assert trail(payment) == ["payment.started", "payment.expired"]


def test_expire_payment_finds_what_stripe_closed_itself(stripe_peer, now):
    payment = start(now)
    stripe_peer.control("advance", seconds=32 * 60)

    expire_payment(payment=payment, at=now + timedelta(minutes=32))

    assert payment.status == Payment.Status.EXPIRED


def test_expire_payment_applies_a_payment_that_came_just_in_time(stripe_peer, now):
    payment = start(now)
    stripe_peer.control("pay", session=payment.checkout_ref)

    expire_payment(payment=payment, at=now)

    assert payment.status == Payment.Status.SUCCEEDED


def test_expire_payment_believes_the_page_that_ended_meanwhile(stripe_peer, now, monkeypatch):
    payment = start(now)
    ask = gateway.end_checkout

    def paid_just_before(*, payment):
        stripe_peer.control("pay", session=payment.checkout_ref)
        ask(payment=payment)

    monkeypatch.setattr(gateway, "end_checkout", paid_just_before)

    expire_payment(payment=payment, at=now)

    assert payment.status == Payment.Status.SUCCEEDED


def test_expire_payment_tells_of_a_promised_transfer_before_it_gives_it_up(stripe_peer, now):
    payment = start(now)
    stripe_peer.control("promise", session=payment.checkout_ref)

    first = expire_payment(payment=payment, at=now).status
    second = expire_payment(payment=payment, at=now).status

    assert (first, second) == (Payment.Status.PENDING, Payment.Status.EXPIRED)
    assert stripe_peer.api(f"/v1/payment_intents/{payment.intent_ref}")["status"] == "canceled"


def test_expire_payment_ends_a_row_that_never_had_a_page(stripe_peer, now):
    stripe_peer.control("fault", kind="error", path="/v1/customers")
    with pytest.raises(PaymentUnavailable):
        start(now)
    payment = Payment.objects.get()

    expire_payment(payment=payment, at=now)

    assert payment.status == Payment.Status.EXPIRED
    assert start(now, subject=payment.subject, payer=payment.payer).status == Payment.Status.EXPIRED
    assert sessions(stripe_peer) == []
    assert trail(payment) == ["payment.started", "payment.expired"]


def test_expire_payment_releases_nothing_when_stripe_does_not_answer(stripe_peer, now):
    payment = start(now)
    stripe_peer.control("fault", kind="error", path="/v1/checkout/sessions/")

    with pytest.raises(PaymentUnavailable):
        expire_payment(payment=payment, at=now)

    payment.refresh_from_db()
    assert payment.status == Payment.Status.OPEN


def test_a_wrong_key_is_no_stack_trace_for_the_payer(stripe_peer, now, settings):
    settings.STRIPE_SECRET_KEY = "geen sleutel"

    with pytest.raises(PaymentUnavailable, match="nu niet bereikbaar"):
        start(now)
