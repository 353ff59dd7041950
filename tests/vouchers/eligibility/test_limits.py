"""The window and the ceiling of a round."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.vouchers.eligibility.examples import facts
from vouchers.eligibility.facts import Room, Window
from vouchers.eligibility.limits import fits_the_ceiling, is_in_window
from vouchers.models import Verdict

OPENS = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
CLOSES = datetime(2026, 12, 1, 23, 0, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("received_at", "verdict"),
    [
        (OPENS - MOMENT, Verdict.NOT_MET),
        (OPENS, Verdict.MET),
        (CLOSES - MOMENT, Verdict.MET),
        (CLOSES, Verdict.NOT_MET),
    ],
)
def test_is_in_window_ends_at_the_moment_of_closing(received_at, verdict):
    assert is_in_window(facts(window=Window(OPENS, CLOSES, received_at)), {})[0] == verdict


@pytest.mark.parametrize(
    ("in_use", "ahead", "partial_last", "verdict", "fitting"),
    [
        (0, 0, True, Verdict.MET, 44_400),
        (55_600, 0, True, Verdict.MET, 44_400),
        (55_601, 0, True, Verdict.WEAK, 44_399),
        (55_601, 0, False, Verdict.NOT_MET, 0),
        (0, 55_601, True, Verdict.NOT_MET, 0),
        (100_000, 0, True, Verdict.NOT_MET, 0),
    ],
)
def test_fits_the_ceiling_beside_those_ahead(in_use, ahead, partial_last, verdict, fitting):
    told = facts(room=Room(100_000, in_use, ahead, partial_last))

    found = fits_the_ceiling(told, {})

    assert (found[0], found[1]["fitting_cents"], told.award_cents) == (verdict, fitting, fitting)


@pytest.mark.parametrize("rule", [is_in_window, fits_the_ceiling])
def test_limits_do_not_apply_without_a_round(rule):
    assert rule(facts(), {}) == (Verdict.NOT_APPLICABLE, {})
