"""Scoring of answers (nakijken): pure, one function per kind of question."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

Key = Mapping[str, Any]
Value = Sequence[str]


def score_single(key: Key, value: Value) -> Fraction:
    """All or nothing: exactly the one right option."""
    return Fraction(list(value) == list(key["correct"]))


def score_multiple(key: Key, value: Value) -> Fraction:
    """(right - wrong) / number of right options, not below nothing."""
    right, chosen = set(key["correct"]), set(value)
    points = len(chosen & right) - len(chosen - right)
    return Fraction(max(points, 0), len(right))


# The kinds of question that exist; one that is not here cannot be frozen into an edition.
SCORERS: dict[str, Callable[[Key, Value], Fraction]] = {
    "single": score_single,
    "multiple": score_multiple,
    "true_false": score_single,
}


def score(*, kind: str, key: Key, value: Value) -> Fraction:
    """The share of the points, 0 to 1, that this answer earns under the key."""
    return SCORERS[kind](key, value)


def whole_percent(*, points: Fraction, of: int) -> int:
    """Whole percents, rounded down: 69.9 % is not 70 %."""
    return int(points * 100 / of) if of else 0
