"""The peer, and a moment near its own clock: it judges the life of a payment page by real time."""

from datetime import UTC, datetime

import pytest

from tests.fixtures_stripe import peer_process, stripe_peer  # noqa: F401


@pytest.fixture
def now():
    return datetime.now(UTC)
