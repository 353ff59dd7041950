"""How often one address may check: enough for people, too little for guessing."""

from django.core.cache import cache

CHECKS_PER_MINUTE = 60
MINUTE = 60


def is_over_limit(address: str) -> bool:
    """Count this check; True from the 61st within a minute."""
    key = f"certificates:checks:{address}"
    if cache.add(key, 1, timeout=MINUTE):
        return False
    try:
        return cache.incr(key) > CHECKS_PER_MINUTE
    except ValueError:
        # The minute ended between the two lines.
        return False
