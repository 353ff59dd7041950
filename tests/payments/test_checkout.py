from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from payments import gateway
from payments.checkout import NotPayable, fetch_payment
from payments.gateway import PaymentUnavailable
from payments.models import Payment
from tests.factories.accounts import OrganisationFactory
from tests.payments.payers import RETURN_URL, sessions, start, trail

pytestmark = pytest.mark.django_db


def test_start_payment_opens_a_page_for_what_was_asked(stripe_peer, now):
    subject = f"redemption:{uuid4()}"

    payment = start(now, subject=subject)

    page = sessions(stripe_peer)[0]
    assert payment.status == Payment.Status.OPEN
    assert payment.idempotency_key == f"own:{subject.removeprefix('redemption:')}:1"
    assert (payment.checkout_ref, payment.checkout_url) == (page["id"], page["url"])
    assert page["amount_total"] == 101_200
    assert page["payment_method_types"] == ["ideal", "customer_balance"]
    assert page["metadata"] == {"subject": subject, "attempt": "1"}
    assert page["expires_at"] == int(payment.expires_at.timestamp())
    assert trail(payment) == ["payment.started"]


def test_start_payment_twice_gives_one_row_and_one_page(stripe_peer, now):
    first = start(now, methods=["IDEAL"])

    again = start(now, subject=first.subject, payer=first.payer, methods=["IDEAL"])

    assert again == first
    assert [page["id"] for page in sessions(stripe_peer)] == [first.checkout_ref]
    assert trail(first) == ["payment.started"]


def test_start_payment_gives_the_same_page_after_a_lost_answer(stripe_peer, now):
    subject, payer = f"redemption:{uuid4()}", OrganisationFactory()
    stripe_peer.control("fault", kind="lost", path="/v1/checkout/sessions")
    with pytest.raises(PaymentUnavailable, match="Er is niets betaald"):
        start(now, subject=subject, payer=payer)
    unanswered = Payment.objects.get(subject=subject)

    payment = start(now + timedelta(seconds=20), subject=subject, payer=payer)

    assert (unanswered.status, unanswered.checkout_ref) == (Payment.Status.OPEN, None)
    assert payment == unanswered
    assert [page["id"] for page in sessions(stripe_peer)] == [payment.checkout_ref]


def test_start_payment_finds_the_page_of_a_lost_answer_long_afterwards(stripe_peer, now):
    subject, payer = f"redemption:{uuid4()}", OrganisationFactory()
    stripe_peer.control("fault", kind="lost", path="/v1/checkout/sessions")
    with pytest.raises(PaymentUnavailable):
        start(now, subject=subject, payer=payer)
    start(now)

    payment = start(now + timedelta(minutes=5), subject=subject, payer=payer)

    mine = [page["id"] for page in sessions(stripe_peer) if page["metadata"]["subject"] == subject]
    assert mine == [payment.checkout_ref]


def test_start_payment_opens_a_page_with_a_new_end_after_a_long_outage(stripe_peer, now):
    subject, payer = f"redemption:{uuid4()}", OrganisationFactory()
    stripe_peer.control("fault", kind="error", path="/v1/customers")
    with pytest.raises(PaymentUnavailable):
        start(now, subject=subject, payer=payer)
    stripe_peer.control("advance", seconds=300)
    later = now + timedelta(minutes=5)

    payment = start(later, subject=subject, payer=payer)

    assert payment.expires_at == later + timedelta(minutes=31)
    assert [page["id"] for page in sessions(stripe_peer)] == [payment.checkout_ref]


@pytest.mark.parametrize("status", [429, 500, 409])
def test_start_payment_keeps_the_row_when_stripe_fails(stripe_peer, now, status):
    stripe_peer.control("fault", kind="error", path="/v1/customers", status=status)

    with pytest.raises(PaymentUnavailable, match="een paar minuten"):
        start(now)

    assert list(Payment.objects.values_list("status", "checkout_ref")) == [(Payment.Status.OPEN, None)]


def test_start_payment_does_not_wait_for_a_slow_stripe(stripe_peer, now, monkeypatch):
    monkeypatch.setattr(gateway, "TIMEOUTS", (0.2, 0.2))
    stripe_peer.control("fault", kind="slow", path="/v1/customers", seconds=1)

    with pytest.raises(PaymentUnavailable):
        start(now)


def test_start_payment_keeps_the_row_when_nobody_answers(stripe_peer, now, settings):
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"

    with pytest.raises(PaymentUnavailable):
        start(now)

    assert Payment.objects.live().count() == 1


def test_start_payment_refuses_a_second_attempt_while_the_first_is_live(stripe_peer, now):
    first = start(now)

    with pytest.raises(NotPayable, match="Er loopt al een betaling"):
        start(now, subject=first.subject, attempt=2)

    assert Payment.objects.about(first.subject).get() == first


def test_start_payment_refuses_another_amount_under_the_same_key(stripe_peer, now):
    first = start(now)

    with pytest.raises(NotPayable, match="ander bedrag"):
        start(now, subject=first.subject, payer=first.payer, amount_cents=1)


def test_start_payment_refuses_an_amount_of_nothing(stripe_peer, now):
    with pytest.raises(IntegrityError):
        start(now, amount_cents=0)


def test_start_payment_refuses_to_run_inside_a_transaction(stripe_peer, now):
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        start(now)

    assert sessions(stripe_peer) == []


def test_fetch_payment_refuses_to_ask_inside_a_transaction(stripe_peer, now):
    payment = start(now)

    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        fetch_payment(payment=payment, at=now)


def test_fetch_payment_applies_what_was_paid(stripe_peer, now):
    payment = start(now)
    stripe_peer.control("pay", session=payment.checkout_ref)

    fetch_payment(payment=payment, at=now)

    assert payment.status == Payment.Status.SUCCEEDED
    assert payment.method == Payment.Method.IDEAL
    assert abs(payment.paid_at - datetime.now(UTC)) < timedelta(seconds=5)
    assert payment.intent_ref == sessions(stripe_peer)[0]["payment_intent"]
    assert payment.payer_match == Payment.Match.UNKNOWN
    assert trail(payment) == ["payment.started", "payment.succeeded"]


@pytest.mark.parametrize(
    ("holder", "match"),
    [("BAKKERIJ DE KORENAAR BV FICTIEF", "YES"), ("Holding Korenaar", "YES"), ("Iemand anders", "NO")],
)
def test_fetch_payment_compares_the_account_holder_with_the_payer(stripe_peer, now, holder, match):
    payer = OrganisationFactory(name="Bakkerij De Korenaar B.V. (fictief)", iban_holder="Holding Korenaar")
    payment = start(now, payer=payer)
    stripe_peer.control("pay", session=payment.checkout_ref, holder=holder)

    fetch_payment(payment=payment, at=now)

    assert payment.payer_match == match


def test_fetch_payment_leaves_a_declined_payment_open_for_another_try(stripe_peer, now):
    payment = start(now)
    stripe_peer.control("decline", session=payment.checkout_ref)
    declined = fetch_payment(payment=payment, at=now).status
    stripe_peer.control("pay", session=payment.checkout_ref)

    fetch_payment(payment=payment, at=now)

    assert (declined, payment.status) == (Payment.Status.OPEN, Payment.Status.SUCCEEDED)


def test_fetch_payment_changes_nothing_when_the_payer_only_came_back(stripe_peer, now, client):
    payment = start(now)
    client.get(f"{RETURN_URL}?session_id={payment.checkout_ref}&redirect_status=succeeded")

    fetch_payment(payment=payment, at=now)

    assert payment.status == Payment.Status.OPEN
    assert trail(payment) == ["payment.started"]


@pytest.mark.parametrize(("act", "end"), [("arrive", "SUCCEEDED"), ("bounce", "FAILED")])
def test_fetch_payment_waits_for_a_transfer(stripe_peer, now, act, end):
    payment = start(now)
    stripe_peer.control("promise", session=payment.checkout_ref)
    waiting = fetch_payment(payment=payment, at=now).status
    stripe_peer.control(act, session=payment.checkout_ref)

    fetch_payment(payment=payment, at=now)

    assert (waiting, payment.status) == (Payment.Status.PENDING, end)
    assert trail(payment) == ["payment.started", "payment.promised", f"payment.{end.lower()}"]
    assert payment.checkout_url


def test_fetch_payment_never_goes_backwards(stripe_peer, now):
    payment = start(now)
    Payment.objects.filter(pk=payment.pk).update(status="SUCCEEDED", paid_at=now)

    fetch_payment(payment=payment, at=now)

    assert [page["status"] for page in sessions(stripe_peer)] == ["open"]
    assert (payment.status, payment.paid_at) == (Payment.Status.SUCCEEDED, now)


def test_fetch_payment_changes_nothing_when_stripe_does_not_answer(stripe_peer, now):
    payment = start(now)
    stripe_peer.control("pay", session=payment.checkout_ref)
    stripe_peer.control("fault", kind="error", path="/v1/checkout/sessions", method="GET")

    with pytest.raises(PaymentUnavailable):
        fetch_payment(payment=payment, at=now)

    payment.refresh_from_db()
    assert payment.status == Payment.Status.OPEN
    assert payment.next_at == now + timedelta(minutes=10)


def test_fetch_payment_finds_the_page_of_a_lost_answer(stripe_peer, now):
    stripe_peer.control("fault", kind="lost", path="/v1/checkout/sessions")
    with pytest.raises(PaymentUnavailable):
        start(now)
    payment = Payment.objects.get()
    stripe_peer.control("pay", session=sessions(stripe_peer)[0]["id"])

    fetch_payment(payment=payment, at=now)

    assert payment.status == Payment.Status.SUCCEEDED
