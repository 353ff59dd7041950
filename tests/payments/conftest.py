"""The peer, and a moment near its own clock: it judges the life of a payment page by real time."""

from datetime import UTC, datetime

import pytest


@pytest.fixture
def now():
    return datetime.now(UTC)
