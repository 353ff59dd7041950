"""What the tests of payments ask again and again."""

from datetime import timedelta
from uuid import uuid4

from audit.models import AuditEvent
from payments.checkout import start_payment
from tests.factories.accounts import OrganisationFactory

RETURN_URL = "http://localhost/organisatie/terug/"


def start(at, **other):
    """Start a payment of 1,012 euros, valid for half an hour."""
    asked = {
        "subject": f"redemption:{uuid4()}",
        "attempt": 1,
        "amount_cents": 101_200,
        "description": "Eigen bijdrage AI-training (fictief)",
        "expires_at": at + timedelta(minutes=30),
        "methods": ["IDEAL", "BANK_TRANSFER"],
        "return_url": RETURN_URL,
        "at": at,
    } | other
    asked["payer"] = asked.get("payer") or OrganisationFactory()
    return start_payment(**asked)


def trail(*subjects):
    """The names of what was recorded about these rows, in order."""
    return list(AuditEvent.objects.about(*subjects).order_by("pk").values_list("action", flat=True))


def sessions(peer):
    """The payment pages that Stripe has, the newest first."""
    return peer.api("/v1/checkout/sessions")["data"]
