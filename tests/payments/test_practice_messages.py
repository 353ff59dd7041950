import ast
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import stripe

from tests.fixtures_stripe import KEY, PEER, SECRET, PracticePeer


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


def test_messages_are_signed_and_repeated_until_accepted(stripe_peer, shop, session, receiver):
    shop.v1.checkout.sessions.expire(session.id)
    stripe_peer.control("webhook", url=receiver.url)

    wait_until(lambda: shop.v1.events.list().data[0].pending_webhooks == 0)

    events = [stripe.Webhook.construct_event(body, header, SECRET) for header, body in receiver.received]
    assert len(events) == 6
    assert {event.type for event in events} == {"checkout.session.expired"}


def test_a_message_waits_while_nobody_answers(stripe_peer, shop, session, receiver):
    stripe_peer.control("webhook", url="http://127.0.0.1:9/")
    shop.v1.checkout.sessions.expire(session.id)
    assert shop.v1.events.list().data[0].pending_webhooks == 1

    stripe_peer.control("webhook", url=receiver.url)

    wait_until(lambda: shop.v1.events.list().data[0].pending_webhooks == 0)


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
    shop = stripe.StripeClient(KEY, base_addresses={"api": first.address})
    session = shop.v1.checkout.sessions.create(order, {"idempotency_key": "own:1:1"})
    refused = first.request("/_test/reset", data=b"{}")[0]
    first.stop()

    second = PracticePeer(*options)
    shop = stripe.StripeClient(KEY, base_addresses={"api": second.address})
    again = shop.v1.checkout.sessions.create(order, {"idempotency_key": "own:1:1"})
    listed = shop.v1.checkout.sessions.list().data
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
