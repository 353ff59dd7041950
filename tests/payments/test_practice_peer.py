import ast
import json
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import urlencode

import pytest
import stripe

from tests.fixtures_stripe import KEY, PEER, SECRET, PracticePeer
from tests.payments.payers import RETURN_URL

SHAPES = json.loads((Path(__file__).parent / "stripe_shapes.json").read_text())["objects"]
WORDS = {bool: "boolean", int: "integer", str: "text", list: "list", type(None): "null"}


@pytest.fixture
def client(stripe_peer):
    return stripe.StripeClient(KEY, base_addresses={"api": stripe_peer.address})


@pytest.fixture
def order(now):
    line = {"currency": "eur", "unit_amount": 101_200, "product_data": {"name": "Eigen bijdrage <b>AI</b>"}}
    return {
        "mode": "payment",
        "line_items": [{"quantity": 1, "price_data": line}],
        "success_url": RETURN_URL + "?session={CHECKOUT_SESSION_ID}",
        "cancel_url": RETURN_URL,
    }


@pytest.fixture
def session(client, order):
    return client.v1.checkout.sessions.create(order)


@pytest.fixture
def transfer_session(client, order):
    customer = client.v1.customers.create({"name": 'Bakkerij "De Korenaar" (fictief)'})
    bank = {"type": "eu_bank_transfer", "eu_bank_transfer": {"country": "NL"}}
    balance = {"customer_balance": {"funding_type": "bank_transfer", "bank_transfer": bank}}
    extra = {"customer": customer.id, "payment_method_options": balance}
    return client.v1.checkout.sessions.create(order | extra)


def differences(known, given, path=""):
    """Where an answer has another type than Stripe's published example, or lacks a field."""
    if not isinstance(known, dict):
        return [] if "null" in (known, WORDS.get(type(given))) or WORDS.get(type(given)) == known else [path]
    if not isinstance(given, dict):
        return [] if given is None else [path]
    found = [f"{path}.{name}" for name in known if name not in given and not path]
    shared = [name for name in known if name in given]
    return found + [d for name in shared for d in differences(known[name], given[name], f"{path}.{name}")]


def page(peer, session, **choice):
    """The payment page after a choice: status, headers, text."""
    path = session.url.removeprefix(peer.address)
    data = urlencode(choice).encode() if choice else None
    status, headers, body = peer.request(path, data=data)
    return status, headers, body.decode()


def test_every_object_has_the_fields_and_types_of_stripe(stripe_peer, client, session):
    stripe_peer.control("decline", session=session.id)
    declined = stripe_peer.api("/v1/checkout/sessions")["data"][0]
    intent = stripe_peer.api(f"/v1/payment_intents/{declined['payment_intent']}")
    stripe_peer.control("pay", session=session.id, holder="Bakkerij (fictief)")
    paid = stripe_peer.api(f"/v1/checkout/sessions/{session.id}?expand[]=payment_intent.latest_charge")
    refund = client.v1.refunds.create({"payment_intent": intent["id"], "amount": 100}).to_dict()
    customer = client.v1.customers.create({"name": "Bakkerij (fictief)"}).to_dict()
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
def test_a_session_is_refused_as_at_stripe(client, order, change, code, param):
    asked = {name: value for name, value in (order | change).items() if value is not None}

    with pytest.raises(stripe.InvalidRequestError) as refusal:
        client.v1.checkout.sessions.create(asked)

    assert (refusal.value.code, refusal.value.param) == (code, param)


def test_too_small_an_amount_is_refused(client, order):
    order["line_items"][0]["price_data"]["unit_amount"] = 49

    with pytest.raises(stripe.InvalidRequestError, match="at least"):
        client.v1.checkout.sessions.create(order)


def test_the_same_key_gives_the_same_answer_and_refuses_another_question(client, order):
    key = {"idempotency_key": "own:1:1"}
    first = client.v1.checkout.sessions.create(order, key)

    again = client.v1.checkout.sessions.create(order, key)

    assert again.id == first.id
    with pytest.raises(stripe.IdempotencyError, match="same parameters"):
        client.v1.checkout.sessions.create(order | {"locale": "nl"}, key)


def test_the_same_key_in_parallel_gives_one_session(client, order):
    key = {"idempotency_key": "own:2:1"}

    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(client.v1.checkout.sessions.create, order, key) for _ in range(16)]

    assert len({answer.result().id for answer in asked}) == 1
    assert len(client.v1.checkout.sessions.list().data) == 1


def test_without_a_key_every_question_is_a_new_session(client, order):
    client.v1.checkout.sessions.create(order)
    client.v1.checkout.sessions.create(order)

    assert len(client.v1.checkout.sessions.list().data) == 2


def test_a_refusal_of_the_form_is_not_kept_under_the_key(client, order):
    key = {"idempotency_key": "own:3:1"}
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.checkout.sessions.create(order | {"expires_at": 1}, key)

    assert client.v1.checkout.sessions.create(order, key).status == "open"


def test_a_refusal_of_the_act_is_kept_under_the_key(stripe_peer, client, session):
    key = {"idempotency_key": "refund:1:1"}
    stripe_peer.control("decline", session=session.id)
    intent = client.v1.checkout.sessions.retrieve(session.id).payment_intent
    with pytest.raises(stripe.InvalidRequestError, match="successful charge"):
        client.v1.refunds.create({"payment_intent": intent}, key)
    stripe_peer.control("pay", session=session.id)

    with pytest.raises(stripe.InvalidRequestError, match="successful charge"):
        client.v1.refunds.create({"payment_intent": intent}, key)


def test_a_paid_session_cannot_be_expired(stripe_peer, client, session):
    stripe_peer.control("pay", session=session.id)

    with pytest.raises(stripe.InvalidRequestError, match="status of complete"):
        client.v1.checkout.sessions.expire(session.id)


def test_a_paid_payment_cannot_be_cancelled(stripe_peer, client, session):
    stripe_peer.control("pay", session=session.id)
    intent = client.v1.checkout.sessions.retrieve(session.id).payment_intent

    with pytest.raises(stripe.InvalidRequestError) as refusal:
        client.v1.payment_intents.cancel(intent)

    assert refusal.value.code == "payment_intent_unexpected_state"


def test_refunds_stop_at_what_was_paid(stripe_peer, client, session):
    stripe_peer.control("pay", session=session.id)
    intent = client.v1.checkout.sessions.retrieve(session.id).payment_intent
    client.v1.refunds.create({"payment_intent": intent, "amount": 1_200})
    with pytest.raises(stripe.InvalidRequestError, match="greater than"):
        client.v1.refunds.create({"payment_intent": intent, "amount": 100_001})

    rest = client.v1.refunds.create({"payment_intent": intent})

    assert rest.amount == 100_000
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        client.v1.refunds.create({"charge": rest.charge})
    assert refusal.value.code == "charge_already_refunded"


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({}, "One of the following"),
        ({"payment_intent": "pi_onbekend"}, "No such payment_intent"),
        ({"charge": "py_onbekend"}, "No such charge"),
    ],
)
def test_a_refund_of_nothing_is_refused(client, asked, message):
    with pytest.raises(stripe.InvalidRequestError, match=message):
        client.v1.refunds.create(asked)


def test_lists_go_page_by_page_and_newest_first(client, order):
    made = [client.v1.checkout.sessions.create(order).id for _ in range(5)]

    pages = client.v1.checkout.sessions.list({"limit": 2})

    assert [row.id for row in pages.auto_paging_iter()] == made[::-1]
    assert [row.id for row in client.v1.checkout.sessions.list({"ending_before": made[3]}).data] == [made[4]]


def test_lists_are_narrowed(stripe_peer, client, order, session):
    stripe_peer.control("pay", session=session.id)
    client.v1.checkout.sessions.create(order)

    paid = client.v1.checkout.sessions.list({"status": "complete", "created": {"gte": session.created}})
    events = client.v1.events.list({"types": ["charge.succeeded", "checkout.session.completed"]})
    none = client.v1.events.list({"created": {"lt": session.created}})

    assert [row.id for row in paid.data] == [session.id]
    assert [row.type for row in events.data] == ["checkout.session.completed", "charge.succeeded"]
    assert none.data == []
    assert client.v1.events.retrieve(events.data[0].id).type == "checkout.session.completed"


def test_an_unknown_id_address_or_key_is_refused(stripe_peer, client):
    with pytest.raises(stripe.InvalidRequestError) as missing:
        client.v1.checkout.sessions.retrieve("cs_test_onbekend")
    with pytest.raises(stripe.InvalidRequestError, match="Unrecognized"):
        client.v1.balance.retrieve()
    with pytest.raises(stripe.AuthenticationError):
        stripe.StripeClient("pk_test_1", base_addresses={"api": stripe_peer.address}).v1.events.list()

    assert missing.value.http_status == 404


def test_the_page_says_that_it_is_practice_and_is_safe_to_show(stripe_peer, session):
    status, headers, text = page(stripe_peer, session)

    assert status == 200
    assert "Oefenomgeving" in text
    assert "€ 1.012,00" in text
    assert "Eigen bijdrage &lt;b&gt;AI&lt;/b&gt;" in text
    assert headers["Content-Security-Policy"].startswith(
        "default-src 'none'; style-src 'self'; form-action 'self'"
    )
    assert "http://localhost" in headers["Content-Security-Policy"]
    assert stripe_peer.request("/page.css")[0] == 200


def test_the_page_pays_and_leads_back(stripe_peer, client, session):
    status, headers, _ = page(stripe_peer, session, choice="pay", bank="ing")

    assert (status, headers["Location"]) == (303, f"{RETURN_URL}?session={session.id}")
    assert client.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"
    assert "Deze betaling is gedaan" in page(stripe_peer, session)[2]


def test_the_page_asks_for_a_bank(stripe_peer, client, session):
    _, _, text = page(stripe_peer, session, choice="pay", bank="")

    assert 'role="alert">Kies eerst uw bank.' in text
    assert client.v1.checkout.sessions.retrieve(session.id).payment_status == "unpaid"


def test_the_page_stays_open_after_a_declined_payment(stripe_peer, client, session):
    _, _, text = page(stripe_peer, session, choice="decline")

    assert "De betaling is niet gelukt. Er is niets afgeschreven." in text
    assert client.v1.checkout.sessions.retrieve(session.id).status == "open"
    assert page(stripe_peer, session, choice="pay", bank="ing")[0] == 303


def test_the_page_offers_the_way_back_without_paying(stripe_peer, client, session):
    _, _, text = page(stripe_peer, session)

    assert f'<a class="button" href="{RETURN_URL}">Annuleren en teruggaan</a>' in text


@pytest.mark.parametrize(
    ("choice", "payment_status", "title"),
    [
        ("arrive", "paid", "Deze betaling is gedaan"),
        ("bounce", "unpaid", "De overschrijving is niet gelukt"),
    ],
)
def test_the_page_lets_a_transfer_come_later(
    stripe_peer, client, transfer_session, choice, payment_status, title
):
    before = page(stripe_peer, transfer_session)[2]
    _, _, instructions = page(stripe_peer, transfer_session, choice="promise")
    status, _, _ = page(stripe_peer, transfer_session, choice=choice)

    assert 'value="Bakkerij &quot;De Korenaar&quot; (fictief)"' in before
    assert "Later betalen" in before
    assert "Kenmerk" in instructions
    assert status == 303
    assert client.v1.checkout.sessions.retrieve(transfer_session.id).payment_status == payment_status
    assert title in page(stripe_peer, transfer_session)[2]


def test_the_page_without_transfers_does_not_offer_them(stripe_peer, client, session):
    _, _, text = page(stripe_peer, session)

    assert '<form method="post" hidden>' in text


def test_the_page_ends_with_the_session(stripe_peer, client, session):
    stripe_peer.control("advance", seconds=24 * 3600)

    _, _, text = page(stripe_peer, session, choice="pay", bank="ing")

    assert "Deze betaalpagina is verlopen" in text
    assert client.v1.checkout.sessions.retrieve(session.id).status == "expired"


def test_an_unknown_page_is_not_found(stripe_peer):
    status, _, body = stripe_peer.request("/c/pay/cs_test_onbekend", data=b"choice=pay&bank=ing")

    assert status == 404
    assert "Deze betaalpagina bestaat niet" in body.decode()


@pytest.fixture
def receiver():
    """A place that refuses the first five deliveries and accepts all after them."""
    received = []

    class Door(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.append((self.headers["Stripe-Signature"], body))
            self.send_response(500 if len(received) <= 5 else 200)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Door)
    server.received = received
    server.url = f"http://127.0.0.1:{server.server_address[1]}/betalen/stripe/"
    threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_messages_are_signed_and_repeated_until_accepted(stripe_peer, client, session, receiver):
    client.v1.checkout.sessions.expire(session.id)
    stripe_peer.control("webhook", url=receiver.url)

    wait_until(lambda: client.v1.events.list().data[0].pending_webhooks == 0)

    events = [stripe.Webhook.construct_event(body, header, SECRET) for header, body in receiver.received]
    assert len(events) == 6
    assert {event.type for event in events} == {"checkout.session.expired"}


def test_a_message_waits_while_nobody_answers(stripe_peer, client, session, receiver):
    stripe_peer.control("webhook", url="http://127.0.0.1:9/")
    client.v1.checkout.sessions.expire(session.id)
    assert client.v1.events.list().data[0].pending_webhooks == 1

    stripe_peer.control("webhook", url=receiver.url)

    wait_until(lambda: client.v1.events.list().data[0].pending_webhooks == 0)


def wait_until(holds):
    done = threading.Event()
    for _ in range(250):
        if holds():
            return
        done.wait(0.02)
    raise AssertionError("This did not happen within five seconds.")


def test_the_demo_has_no_controls_and_keeps_its_payments(tmp_path, order):
    state = tmp_path / "demo" / "stripe.json"
    options = ("--demo", "--state", str(state))
    first = PracticePeer(*options)
    client = stripe.StripeClient(KEY, base_addresses={"api": first.address})
    session = client.v1.checkout.sessions.create(order, {"idempotency_key": "own:1:1"})
    refused = first.request("/_test/reset", data=b"{}")[0]
    first.stop()

    second = PracticePeer(*options)
    client = stripe.StripeClient(KEY, base_addresses={"api": second.address})
    again = client.v1.checkout.sessions.create(order, {"idempotency_key": "own:1:1"})
    listed = client.v1.checkout.sessions.list().data
    second.stop()

    assert refused == 404
    assert again.id == session.id
    assert [row.id for row in listed] == [session.id]
    assert (first.process.returncode, second.process.returncode) == (0, 0)


def test_the_peer_needs_nothing_but_python():
    files = [PEER, *(PEER.parent / "stripe_wire").glob("*.py")]
    trees = [ast.walk(ast.parse(file.read_text())) for file in files]
    nodes = [node for tree in trees for node in tree]
    imported = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module for node in nodes if isinstance(node, ast.ImportFrom)}

    assert {name.partition(".")[0] for name in imported} - sys.stdlib_module_names == {"stripe_wire"}
