import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import stripe

SHAPES = json.loads((Path(__file__).parent / "stripe_shapes.json").read_text())["objects"]
WORDS = {bool: "boolean", int: "integer", str: "text", list: "list", type(None): "null"}


def differences(known, given, path=""):
    """Where an answer has another type than Stripe's published example, or lacks a field."""
    if not isinstance(known, dict):
        return [] if "null" in (known, WORDS.get(type(given))) or WORDS.get(type(given)) == known else [path]
    if not isinstance(given, dict):
        return [] if given is None else [path]
    found = [f"{path}.{name}" for name in known if name not in given and not path]
    shared = [name for name in known if name in given]
    return found + [d for name in shared for d in differences(known[name], given[name], f"{path}.{name}")]


def test_every_object_has_the_fields_and_types_of_stripe(stripe_peer, shop, session):
    stripe_peer.control("decline", session=session.id)
    declined = stripe_peer.api("/v1/checkout/sessions")["data"][0]
    intent = stripe_peer.api(f"/v1/payment_intents/{declined['payment_intent']}")
    stripe_peer.control("pay", session=session.id, holder="Bakkerij (fictief)")
    paid = stripe_peer.api(f"/v1/checkout/sessions/{session.id}?expand[]=payment_intent.latest_charge")
    refund = shop.v1.refunds.create({"payment_intent": intent["id"], "amount": 100}).to_dict()
    customer = shop.v1.customers.create({"name": "Bakkerij (fictief)"}).to_dict()
    event = stripe_peer.api("/v1/events")["data"][0]

    seen = [declined, intent, paid, paid["payment_intent"], paid["payment_intent"]["latest_charge"]]
    seen += [refund, customer, event]

    assert {row["object"] for row in seen} == set(SHAPES)
    assert [differences(SHAPES[row["object"]], row | {"payment_intent": "pi"}) for row in seen] == [[]] * 8


def test_the_check_of_shapes_would_see_a_difference():
    known = {"id": "text", "payer": {"name": "text"}, "amount": "integer"}

    assert differences(known, {"id": 1, "payer": {"name": None}}) == [".amount", ".id"]
    assert differences(known, {"id": "a", "payer": "b", "amount": 1}) == [".payer"]


@pytest.mark.parametrize(
    ("change", "code", "param"),
    [
        ({"kleur": "rood"}, "parameter_unknown", "kleur"),
        ({"payment_method_types": ["ideal"]}, "parameter_unknown", "payment_method_types"),
        ({"mode": "setup"}, None, "mode"),
        ({"success_url": "terug"}, "url_invalid", "success_url"),
        ({"success_url": None}, "parameter_missing", "success_url"),
        ({"client_reference_id": ""}, "parameter_invalid_empty", "client_reference_id"),
        ({"expires_at": "morgen"}, "parameter_invalid_integer", "expires_at"),
        ({"expires_at": 1}, None, "expires_at"),
        ({"expires_at": 9_999_999_999}, None, "expires_at"),
        ({"line_items": "een"}, None, "line_items"),
        ({"line_items": [{"quantity": 0}]}, "parameter_missing", "line_items[0][price_data]"),
        ({"metadata": {"k": "x" * 501}}, None, "metadata[k]"),
        ({"customer": "cus_onbekend"}, "resource_missing", "customer"),
        ({"allowed_payment_method_types": ["customer_balance"]}, None, "customer"),
        ({"allowed_payment_method_types": ["card"]}, None, "allowed_payment_method_types"),
        ({"expand": ["mode"]}, None, "expand"),
    ],
)
def test_a_session_is_refused_as_at_stripe(shop, order, change, code, param):
    asked = {name: value for name, value in (order | change).items() if value is not None}

    with pytest.raises(stripe.InvalidRequestError) as refusal:
        shop.v1.checkout.sessions.create(asked)

    assert (refusal.value.code, refusal.value.param) == (code, param)


def test_too_small_an_amount_is_refused(shop, order):
    order["line_items"][0]["price_data"]["unit_amount"] = 49

    with pytest.raises(stripe.InvalidRequestError, match="at least"):
        shop.v1.checkout.sessions.create(order)


def test_the_same_key_gives_the_same_answer_and_refuses_another_question(shop, order):
    key = {"idempotency_key": "own:1:1"}
    first = shop.v1.checkout.sessions.create(order, key)

    again = shop.v1.checkout.sessions.create(order, key)

    assert again.id == first.id
    with pytest.raises(stripe.IdempotencyError, match="same parameters"):
        shop.v1.checkout.sessions.create(order | {"locale": "nl"}, key)


def test_the_same_key_in_parallel_gives_one_session(shop, order):
    key = {"idempotency_key": "own:2:1"}

    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(shop.v1.checkout.sessions.create, order, key) for _ in range(16)]

    assert len({answer.result().id for answer in asked}) == 1
    assert len(shop.v1.checkout.sessions.list().data) == 1


def test_without_a_key_every_question_is_a_new_session(shop, order):
    shop.v1.checkout.sessions.create(order)
    shop.v1.checkout.sessions.create(order)

    assert len(shop.v1.checkout.sessions.list().data) == 2


def test_a_refusal_of_the_form_is_not_kept_under_the_key(shop, order):
    key = {"idempotency_key": "own:3:1"}
    with pytest.raises(stripe.InvalidRequestError):
        shop.v1.checkout.sessions.create(order | {"expires_at": 1}, key)

    assert shop.v1.checkout.sessions.create(order, key).status == "open"


def test_a_refusal_of_the_act_is_kept_under_the_key(stripe_peer, shop, session):
    key = {"idempotency_key": "refund:1:1"}
    stripe_peer.control("decline", session=session.id)
    intent = shop.v1.checkout.sessions.retrieve(session.id).payment_intent
    with pytest.raises(stripe.InvalidRequestError, match="successful charge"):
        shop.v1.refunds.create({"payment_intent": intent}, key)
    stripe_peer.control("pay", session=session.id)

    with pytest.raises(stripe.InvalidRequestError, match="successful charge"):
        shop.v1.refunds.create({"payment_intent": intent}, key)


def test_a_paid_session_cannot_be_expired(stripe_peer, shop, session):
    stripe_peer.control("pay", session=session.id)

    with pytest.raises(stripe.InvalidRequestError, match="status of complete"):
        shop.v1.checkout.sessions.expire(session.id)


def test_a_paid_payment_cannot_be_cancelled(stripe_peer, shop, session):
    stripe_peer.control("pay", session=session.id)
    intent = shop.v1.checkout.sessions.retrieve(session.id).payment_intent

    with pytest.raises(stripe.InvalidRequestError) as refusal:
        shop.v1.payment_intents.cancel(intent)

    assert refusal.value.code == "payment_intent_unexpected_state"


def test_refunds_stop_at_what_was_paid(stripe_peer, shop, session):
    stripe_peer.control("pay", session=session.id)
    intent = shop.v1.checkout.sessions.retrieve(session.id).payment_intent
    shop.v1.refunds.create({"payment_intent": intent, "amount": 1_200})
    with pytest.raises(stripe.InvalidRequestError, match="greater than"):
        shop.v1.refunds.create({"payment_intent": intent, "amount": 100_001})

    rest = shop.v1.refunds.create({"payment_intent": intent})

    assert rest.amount == 100_000
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        shop.v1.refunds.create({"charge": rest.charge})
    assert refusal.value.code == "charge_already_refunded"


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({}, "One of the following"),
        ({"payment_intent": "pi_onbekend"}, "No such payment_intent"),
        ({"charge": "py_onbekend"}, "No such charge"),
    ],
)
def test_a_refund_of_nothing_is_refused(shop, asked, message):
    with pytest.raises(stripe.InvalidRequestError, match=message):
        shop.v1.refunds.create(asked)


def test_lists_go_page_by_page_and_newest_first(shop, order):
    made = [shop.v1.checkout.sessions.create(order).id for _ in range(5)]

    pages = shop.v1.checkout.sessions.list({"limit": 2})

    assert [row.id for row in pages.auto_paging_iter()] == made[::-1]
    assert [row.id for row in shop.v1.checkout.sessions.list({"ending_before": made[3]}).data] == [made[4]]


def test_lists_are_narrowed(stripe_peer, shop, order, session):
    stripe_peer.control("pay", session=session.id)
    shop.v1.checkout.sessions.create(order)

    paid = shop.v1.checkout.sessions.list({"status": "complete", "created": {"gte": session.created}})
    events = shop.v1.events.list({"types": ["charge.succeeded", "checkout.session.completed"]})
    none = shop.v1.events.list({"created": {"lt": session.created}})

    assert [row.id for row in paid.data] == [session.id]
    assert [row.type for row in events.data] == ["checkout.session.completed", "charge.succeeded"]
    assert none.data == []
    assert shop.v1.events.retrieve(events.data[0].id).type == "checkout.session.completed"


def test_an_unknown_id_address_or_key_is_refused(stripe_peer, shop):
    with pytest.raises(stripe.InvalidRequestError) as missing:
        shop.v1.checkout.sessions.retrieve("cs_test_onbekend")
    with pytest.raises(stripe.InvalidRequestError, match="Unrecognized"):
        shop.v1.balance.retrieve()
    with pytest.raises(stripe.AuthenticationError):
        stripe.StripeClient("pk_test_1", base_addresses={"api": stripe_peer.address}).v1.events.list()

    assert missing.value.http_status == 404
