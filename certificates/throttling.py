"""How often one address may check: enough for people, too little for guessing."""

from time import time

from django.core.cache import cache

CHECKS_PER_MINUTE = 60
MINUTE = 60


def is_over_limit(address: str) -> bool:
    """Count this check; True from the 61st in this minute of the clock."""
    # A key of its own for each minute: not every cache keeps the end of a count when it goes up.
    key = f"certificates:checks:{address}:{int(time()) // MINUTE}"
    if cache.add(key, 1, timeout=2 * MINUTE):
        return False
    try:
        return cache.incr(key) > CHECKS_PER_MINUTE
    except ValueError:
        # The cache was emptied between the two lines.
        return False


def seconds_to_wait() -> int:
    """How long until the next minute of the clock, 1 to 60."""
    return MINUTE - int(time()) % MINUTE
