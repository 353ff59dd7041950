"""The platform, the peer and the messages between them, over their real sockets."""

import time

import pytest

from payments.models import Payment, StripeEvent
from tests.payments.payers import start, trail

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_payment_on_the_page_reaches_the_platform_by_itself(stripe_peer, live_server, now):
    stripe_peer.control("webhook", url=f"{live_server.url}/betalen/stripe/")
    payment = start(now)
    path = payment.checkout_url.removeprefix(stripe_peer.address)

    stripe_peer.request(path, data=b"choice=pay&bank=rabobank")

    deadline = time.monotonic() + 10
    while payment.is_live and time.monotonic() < deadline:
        time.sleep(0.05)
        payment.refresh_from_db()
    assert payment.status == Payment.Status.SUCCEEDED
    assert trail(payment) == ["payment.started", "payment.succeeded"]
    assert StripeEvent.objects.filter(type="checkout.session.completed").count() == 1
