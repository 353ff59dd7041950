from datetime import UTC, datetime, timedelta

import pytest

from audit.clock import database_now

pytestmark = pytest.mark.django_db


def test_database_now_is_this_moment_in_utc():
    moment = database_now()

    assert moment.tzinfo == UTC
    assert abs(moment - datetime.now(UTC)) < timedelta(minutes=1)
