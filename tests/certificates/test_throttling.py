import pytest
from django.core.cache import cache

from certificates import throttling
from certificates.throttling import is_over_limit, seconds_to_wait


@pytest.fixture
def clock(monkeypatch):
    """A clock that a test sets, ten seconds after a whole minute."""
    moment = {"now": 1_800_000_010.5}
    monkeypatch.setattr(throttling, "time", lambda: moment["now"])
    return moment


def test_is_over_limit_from_the_sixty_first_check_of_one_address(clock):
    answers = [is_over_limit("192.0.2.1") for _ in range(61)]

    assert answers == [False] * 60 + [True]
    assert is_over_limit("192.0.2.2") is False


def test_is_over_limit_ends_with_the_minute_however_often_somebody_tries(clock, settings, tmp_path):
    files = {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": tmp_path}
    settings.CACHES = {"default": files}
    for second in range(61):
        clock["now"] = 1_800_000_000 + second * 0.9
        answer = is_over_limit("192.0.2.1")

    clock["now"] = 1_800_000_060

    assert answer is True
    assert is_over_limit("192.0.2.1") is False


def test_seconds_to_wait_lead_to_the_next_minute(clock):
    assert seconds_to_wait() == 50
    clock["now"] = 1_800_000_060
    assert seconds_to_wait() == 60


def test_is_over_limit_starts_anew_when_the_cache_is_emptied_between_two_looks(clock, monkeypatch):
    is_over_limit("192.0.2.1")
    incr = cache.incr

    def after_emptying(key):
        cache.clear()
        return incr(key)

    monkeypatch.setattr(cache, "incr", after_emptying)

    assert is_over_limit("192.0.2.1") is False
