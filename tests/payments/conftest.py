"""A moment near the clock of the peer, which judges the life of a page by real time; and the peer, asked through Stripe's own library."""

from datetime import UTC, datetime

import pytest
import stripe

from tests.fixtures_stripe import KEY
from tests.payments.payers import RETURN_URL


@pytest.fixture
def now():
    return datetime.now(UTC)


@pytest.fixture
def shop(stripe_peer):
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
def session(shop, order):
    return shop.v1.checkout.sessions.create(order)


@pytest.fixture
def transfer_session(shop, order):
    customer = shop.v1.customers.create({"name": 'Bakkerij "De Korenaar" (fictief)'})
    bank = {"type": "eu_bank_transfer", "eu_bank_transfer": {"country": "NL"}}
    balance = {"customer_balance": {"funding_type": "bank_transfer", "bank_transfer": bank}}
    extra = {"customer": customer.id, "payment_method_options": balance}
    return shop.v1.checkout.sessions.create(order | extra)
