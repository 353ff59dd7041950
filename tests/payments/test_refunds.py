from datetime import timedelta

import pytest
from django.db import transaction

from payments.checkout import fetch_payment
from payments.models import Payment, Refund
from payments.refunds import NotRefundable, fetch_refund, refund_payment, request_refund
from tests.payments.payers import start, trail

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(stripe_peer, now):
    payment = start(now)
    stripe_peer.control("pay", session=payment.checkout_ref)
    return fetch_payment(payment=payment, at=now)


def test_refund_payment_gives_a_part_back(stripe_peer, paid, now):
    refund = refund_payment(payment=paid, amount_cents=1_200, reason="Annulering", at=now)

    known = stripe_peer.api(f"/v1/refunds/{refund.provider_ref}")
    assert (refund.status, refund.number) == (Refund.Status.SUCCEEDED, 1)
    assert (known["amount"], known["metadata"]) == (1_200, {"refund": str(refund.uid)})
    assert paid.refunded_cents == 1_200
    assert trail(refund) == ["refund.requested", "refund.succeeded"]


def test_refund_payment_refuses_more_than_the_rest(stripe_peer, paid, now):
    refund_payment(payment=paid, amount_cents=100_000, reason="Annulering", at=now)

    with pytest.raises(NotRefundable, match="meer dan"):
        refund_payment(payment=paid, amount_cents=1_201, reason="Annulering", at=now)

    paid.refresh_from_db()
    assert paid.refunded_cents == 100_000
    assert paid.refunds.count() == 1


@pytest.mark.parametrize("amount_cents", [0, -1])
def test_refund_payment_refuses_what_is_no_amount(stripe_peer, paid, now, amount_cents):
    with pytest.raises(NotRefundable):
        refund_payment(payment=paid, amount_cents=amount_cents, reason="Annulering", at=now)


def test_refund_payment_refuses_what_was_not_paid(stripe_peer, now):
    payment = start(now)

    with pytest.raises(NotRefundable):
        refund_payment(payment=payment, amount_cents=1, reason="Annulering", at=now)


def test_refund_payment_refuses_to_run_inside_a_transaction(stripe_peer, paid, now):
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        refund_payment(payment=paid, amount_cents=1, reason="Annulering", at=now)


def test_request_refund_promises_inside_a_transaction_and_the_sweep_sends(stripe_peer, paid, now):
    with transaction.atomic():
        refund = request_refund(payment=paid, amount_cents=101_200, reason="Te laat betaald", at=now)
    promised = refund.status

    fetch_refund(refund=refund, at=now)

    assert (promised, refund.status) == (Refund.Status.REQUESTED, Refund.Status.SUCCEEDED)


def test_refund_payment_is_sent_once_after_a_lost_answer(stripe_peer, paid, now):
    stripe_peer.control("fault", kind="lost", path="/v1/refunds")
    refund = refund_payment(payment=paid, amount_cents=1_200, reason="Annulering", at=now)
    unanswered = refund.status

    fetch_refund(refund=refund, at=now)

    assert (unanswered, refund.status) == (Refund.Status.REQUESTED, Refund.Status.SUCCEEDED)
    assert [known["amount"] for known in stripe_peer.api("/v1/refunds")["data"]] == [1_200]


def test_fetch_refund_looks_before_it_asks_again_after_a_day(stripe_peer, paid, now):
    stripe_peer.control("fault", kind="lost", path="/v1/refunds")
    lost = refund_payment(payment=paid, amount_cents=1_200, reason="Annulering", at=now)
    stripe_peer.control("fault", kind="error", path="/v1/refunds")
    never_sent = refund_payment(payment=paid, amount_cents=300, reason="Annulering", at=now)
    tomorrow = now + timedelta(hours=24)

    fetch_refund(refund=lost, at=tomorrow)
    fetch_refund(refund=never_sent, at=tomorrow)

    assert (lost.status, never_sent.status) == (Refund.Status.SUCCEEDED, Refund.Status.SUCCEEDED)
    assert [known["amount"] for known in stripe_peer.api("/v1/refunds")["data"]] == [300, 1_200]


def test_fetch_refund_follows_what_is_under_way(stripe_peer, paid, now):
    stripe_peer.control("refunds_wait", wait=True)
    refund = refund_payment(payment=paid, amount_cents=1_200, reason="Annulering", at=now)
    sent = refund.status
    stripe_peer.control("finish_refund", refund=refund.provider_ref, succeeded=True)

    fetch_refund(refund=refund, at=now)

    assert (sent, refund.status) == (Refund.Status.PENDING, Refund.Status.SUCCEEDED)
    assert trail(refund) == ["refund.requested", "refund.sent", "refund.succeeded"]


def test_fetch_refund_keeps_the_amount_due_when_it_comes_back(stripe_peer, paid, now, caplog):
    refund = refund_payment(payment=paid, amount_cents=1_200, reason="Annulering", at=now)
    stripe_peer.control("finish_refund", refund=refund.provider_ref, succeeded=False)

    fetch_refund(refund=refund, at=now)
    fetch_refund(refund=refund, at=now)

    assert refund.status == Refund.Status.FAILED
    assert Payment.objects.get(pk=paid.pk).refunded_cents == 1_200
    assert trail(refund) == ["refund.requested", "refund.succeeded", "refund.failed"]
    assert str(refund.uid) in caplog.text


def test_refund_payment_fails_visibly_when_stripe_refuses(stripe_peer, paid, now):
    Payment.objects.filter(pk=paid.pk).update(intent_ref="pi_bestaat_niet")
    paid.refresh_from_db()

    refund = refund_payment(payment=paid, amount_cents=1_200, reason="Annulering", at=now)

    assert (refund.status, refund.provider_ref) == (Refund.Status.FAILED, None)
    assert trail(refund) == ["refund.requested", "refund.failed"]
