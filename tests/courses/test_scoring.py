from fractions import Fraction

import pytest

from courses.scoring import score, whole_percent

ONE = {"options": ["a", "b", "c"], "correct": ["a"]}
SOME = {"options": ["a", "b", "c", "d"], "correct": ["a", "b"]}
FALSE = {"options": ["true", "false"], "correct": ["false"]}


@pytest.mark.parametrize(
    ("kind", "key", "value", "share"),
    [
        ("single", ONE, [], 0),
        ("single", ONE, ["a"], 1),
        ("single", ONE, ["b"], 0),
        ("single", ONE, ["a", "b"], 0),
        ("multiple", SOME, [], 0),
        ("multiple", SOME, ["a", "b"], 1),
        ("multiple", SOME, ["b", "a"], 1),
        ("multiple", SOME, ["a"], Fraction(1, 2)),
        ("multiple", SOME, ["a", "c"], 0),
        ("multiple", SOME, ["a", "b", "c"], Fraction(1, 2)),
        ("multiple", SOME, ["a", "b", "c", "d"], 0),
        ("multiple", SOME, ["c", "d"], 0),
        ("true_false", FALSE, [], 0),
        ("true_false", FALSE, ["true"], 0),
        ("true_false", FALSE, ["false"], 1),
    ],
)
def test_score_gives_a_share_of_the_points(kind, key, value, share):
    assert score(kind=kind, key=key, value=value) == share


@pytest.mark.parametrize(
    ("points", "of", "percent"),
    [(Fraction(0), 0, 0), (Fraction(7), 10, 70), (Fraction(2, 3), 1, 66), (Fraction(699, 100), 10, 69)],
)
def test_whole_percent_rounds_down(points, of, percent):
    assert whole_percent(points=points, of=of) == percent


def test_whole_percent_is_exact_where_thirds_add_up():
    assert whole_percent(points=sum([Fraction(1, 3)] * 3, Fraction(0)), of=1) == 100
