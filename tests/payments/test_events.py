import hashlib
import hmac
import json
from datetime import timedelta

import pytest

from payments.events import MOST_ATTEMPTS, fetch_missed_events, handle_event, store_event
from payments.gateway import ForgedMessage, PaymentUnavailable
from payments.models import Payment, Refund, StripeEvent
from payments.refunds import refund_payment
from tests.factories.payments import StripeEventFactory
from tests.fixtures_stripe import SECRET
from tests.payments.payers import start, trail

pytestmark = pytest.mark.django_db
COMPLETED = "checkout.session.completed"


def sign(body, *, at, secret=SECRET):
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


def receive(peer, now, *types):
    """Store what the peer would deliver, in its order."""
    return [
        store_event(body=message["body"].encode(), signature=message["signature"], at=now)
        for message in peer.messages(*types)
    ]


@pytest.fixture
def paid_page(stripe_peer, now):
    payment = start(now)
    stripe_peer.control("pay", session=payment.checkout_ref)
    return payment


def test_store_event_keeps_the_message_as_it_came(stripe_peer, paid_page, now):
    message = stripe_peer.messages(COMPLETED)[0]

    event = store_event(body=message["body"].encode(), signature=message["signature"], at=now)

    assert (event.event_id, event.type, event.payload) == (message["id"], COMPLETED, message["body"])
    assert (event.handled_at, event.result, event.received_at) == (None, "", now)


def test_store_event_stores_a_replayed_message_once(stripe_peer, paid_page, now):
    first = receive(stripe_peer, now, COMPLETED)

    again = receive(stripe_peer, now + timedelta(seconds=1), COMPLETED)

    assert again == first
    assert StripeEvent.objects.get().received_at == now


@pytest.mark.parametrize(
    ("shift", "secret"),
    [(0, "whsec_van_een_ander"), (-301, SECRET), (90, SECRET)],
    ids=["forged", "old", "future"],
)
def test_store_event_refuses_what_stripe_did_not_sign_now(stripe_peer, now, shift, secret):
    body = b'{"id": "evt_1", "type": "checkout.session.completed", "data": {"object": {}}}'
    at = int(now.timestamp()) + shift

    with pytest.raises(ForgedMessage):
        store_event(body=body, signature=sign(body, at=at, secret=secret), at=now)

    assert not StripeEvent.objects.exists()


@pytest.mark.parametrize("signature", ["", "onzin", "t=1,v0=abc", "t=,v1=", "t=1,v1=é"])
def test_store_event_refuses_a_header_without_signature(stripe_peer, now, signature):
    with pytest.raises(ForgedMessage):
        store_event(body=b"{}", signature=signature, at=now)


NO_EVENTS = {
    "no keys": b"{}",
    "no json": b"geen json",
    "no text": b"\xff\xfe",
    "a list": b"[]",
    "a word": b'"evt_1"',
    "empty values": b'{"id": null, "type": null}',
    "a number": b'{"id": 1, "type": "refund.updated"}',
    "an empty name": b'{"id": "", "type": "refund.updated"}',
    "an unstorable name": b'{"id": "evt_\\u0000", "type": "refund.updated"}',
    "a long name": b'{"id": "evt_%s", "type": "refund.updated"}' % (b"x" * 117),
    "a long type": b'{"id": "evt_1", "type": "%s"}' % (b"x" * 81),
    "a long version": b'{"id": "evt_1", "type": "refund.updated", "api_version": "%s"}' % (b"1" * 41),
    "a version of another kind": b'{"id": "evt_1", "type": "refund.updated", "api_version": {"a": 1}}',
    "a deep nest": b"[" * 20_000,
}


@pytest.mark.parametrize("body", NO_EVENTS.values(), ids=NO_EVENTS)
def test_store_event_refuses_a_signed_text_that_is_no_event(stripe_peer, now, body):
    with pytest.raises(ForgedMessage):
        store_event(body=body, signature=sign(body, at=int(now.timestamp())), at=now)

    assert not StripeEvent.objects.exists()


def test_store_event_refuses_a_changed_body(stripe_peer, paid_page, now):
    message = stripe_peer.messages(COMPLETED)[0]

    with pytest.raises(ForgedMessage):
        store_event(body=message["body"].encode() + b" ", signature=message["signature"], at=now)


def test_handle_event_applies_what_stripe_says_once(stripe_peer, paid_page, now):
    event = receive(stripe_peer, now, COMPLETED)[0]

    handle_event(event=event, at=now)
    handle_event(event=event, at=now)

    paid_page.refresh_from_db()
    assert (event.result, event.handled_at, event.attempts) == (StripeEvent.Result.APPLIED, now, 1)
    assert trail(paid_page) == ["payment.started", "payment.succeeded"]


def test_handle_event_gives_the_same_in_any_order(stripe_peer, now):
    payment = start(now)
    stripe_peer.control("promise", session=payment.checkout_ref)
    stripe_peer.control("arrive", session=payment.checkout_ref)
    succeeded = "checkout.session.async_payment_succeeded"
    events = receive(stripe_peer, now, succeeded, COMPLETED)

    for event in reversed(events):
        handle_event(event=event, at=now)

    payment.refresh_from_db()
    assert payment.status == Payment.Status.SUCCEEDED
    assert trail(payment) == ["payment.started", "payment.succeeded"]


def test_handle_event_believes_stripe_and_not_the_message(stripe_peer, now):
    payment = start(now)
    about = {"id": payment.checkout_ref, "status": "complete", "payment_status": "paid"}
    event = StripeEventFactory(about=about, received_at=now)

    handle_event(event=event, at=now)

    payment.refresh_from_db()
    assert payment.status == Payment.Status.OPEN


def test_handle_event_finds_the_row_whose_answer_was_lost(stripe_peer, now):
    stripe_peer.control("fault", kind="lost", path="/v1/checkout/sessions")
    with pytest.raises(PaymentUnavailable):
        start(now)
    page = stripe_peer.api("/v1/checkout/sessions")["data"][0]
    stripe_peer.control("pay", session=page["id"])
    event = receive(stripe_peer, now, COMPLETED)[0]

    handle_event(event=event, at=now)

    payment = Payment.objects.get()
    assert (payment.status, payment.checkout_ref) == (Payment.Status.SUCCEEDED, page["id"])


@pytest.mark.parametrize(
    ("kind", "about"),
    [
        ("customer.created", {"id": "cus_1"}),
        ("checkout.session.completed", {"id": "cs_test_van_een_ander"}),
        (
            "checkout.session.completed",
            {"id": "cs_test_x", "metadata": {"subject": "order:1", "attempt": "een"}},
        ),
        (
            "checkout.session.completed",
            {"id": "cs_test_x", "metadata": {"subject": "order:1", "attempt": "1"}},
        ),
        ("refund.updated", {"id": "re_van_een_ander"}),
    ],
)
def test_handle_event_ignores_what_is_not_ours(stripe_peer, now, kind, about):
    event = StripeEventFactory(type=kind, about=about, received_at=now)

    handle_event(event=event, at=now)

    assert (event.result, event.handled_at) == (StripeEvent.Result.IGNORED, now)


def test_handle_event_reads_messages_of_an_older_version(stripe_peer, paid_page, now):
    old = {"id": paid_page.checkout_ref, "object": "checkout.session"}
    event = StripeEventFactory(about=old, api_version="2019-02-19", received_at=now)

    handle_event(event=event, at=now)

    paid_page.refresh_from_db()
    assert paid_page.status == Payment.Status.SUCCEEDED


def test_handle_event_follows_a_refund(stripe_peer, paid_page, now):
    handle_event(event=receive(stripe_peer, now, COMPLETED)[0], at=now)
    paid_page.refresh_from_db()
    stripe_peer.control("refunds_wait", wait=True)
    refund = refund_payment(payment=paid_page, amount_cents=1_200, reason="Annulering", at=now)
    stripe_peer.control("finish_refund", refund=refund.provider_ref, succeeded=True)
    event = receive(stripe_peer, now, "refund.updated")[0]

    handle_event(event=event, at=now)

    refund.refresh_from_db()
    assert refund.status == Refund.Status.SUCCEEDED


def test_handle_event_comes_back_when_stripe_does_not_answer(stripe_peer, paid_page, now):
    event = receive(stripe_peer, now, COMPLETED)[0]
    stripe_peer.control("fault", kind="error", path="/v1/checkout/sessions/", method="GET")
    handle_event(event=event, at=now)
    waiting = (event.handled_at, event.attempts, event.next_at)
    handle_event(event=event, at=now + timedelta(seconds=59))
    too_soon = event.attempts

    handle_event(event=event, at=now + timedelta(minutes=1))

    assert waiting == (None, 1, now + timedelta(minutes=1))
    assert too_soon == 1
    assert (event.result, event.attempts) == (StripeEvent.Result.APPLIED, 2)


def test_handle_event_gives_up_visibly_after_eight_attempts(stripe_peer, now, caplog):
    event = StripeEventFactory(attempts=MOST_ATTEMPTS, received_at=now)

    handle_event(event=event, at=now)

    assert (event.result, event.handled_at) == (StripeEvent.Result.FAILED, None)
    assert not StripeEvent.objects.due(now + timedelta(days=9)).exists()
    assert event.event_id in caplog.text


def test_fetch_missed_events_keeps_what_never_came(stripe_peer, paid_page, now):
    receive(stripe_peer, now, "charge.succeeded")
    known = {event["id"] for event in stripe_peer.api("/v1/events")["data"]}
    since = now - timedelta(hours=1)

    fetched = fetch_missed_events(since=since, at=now)
    again = fetch_missed_events(since=since, at=now)

    assert set(StripeEvent.objects.values_list("event_id", flat=True)) == known
    assert (fetched, again) == (len(known) - 1, 0)


def test_fetch_missed_events_leads_to_the_same_end(stripe_peer, paid_page, now):
    fetch_missed_events(since=now - timedelta(hours=1), at=now)

    for event in StripeEvent.objects.due(now):
        handle_event(event=event, at=now)

    paid_page.refresh_from_db()
    assert paid_page.status == Payment.Status.SUCCEEDED
    assert json.loads(StripeEvent.objects.get(type=COMPLETED).payload)["object"] == "event"
