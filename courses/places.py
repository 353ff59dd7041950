"""Places (plaatsen): what is left of a number of places; pure, for runs and events alike."""


def left(*, capacity: int | None, taken: int) -> int | None:
    """How many places are free; empty when there is no limit, never below nothing."""
    return None if capacity is None else max(capacity - taken, 0)
