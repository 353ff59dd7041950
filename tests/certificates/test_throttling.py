from django.core.cache import cache

from certificates.throttling import is_over_limit


def test_is_over_limit_from_the_sixty_first_check_of_one_address():
    answers = [is_over_limit("192.0.2.1") for _ in range(61)]

    assert answers == [False] * 60 + [True]
    assert is_over_limit("192.0.2.2") is False


def test_is_over_limit_starts_anew_when_the_minute_ends_between_two_looks(monkeypatch):
    is_over_limit("192.0.2.1")
    incr = cache.incr

    def after_the_minute(key):
        cache.clear()
        return incr(key)

    monkeypatch.setattr(cache, "incr", after_the_minute)

    assert is_over_limit("192.0.2.1") is False
