"""What a settlement needs."""

from datetime import date

import pytest

from tests.vouchers.eligibility.examples import facts
from vouchers.eligibility.facts import Training
from vouchers.eligibility.settlement import was_followed, was_in_time
from vouchers.models import Verdict


def training(**other):
    known = {
        "completed_on": date(2026, 12, 1),
        "same_person_and_run": True,
        "attended_bp": 8_000,
        "attendance_min_bp": 8_000,
        "last_day": date(2026, 12, 1),
    }
    return facts(training=Training(**known | other))


@pytest.mark.parametrize(
    ("told", "verdict"),
    [
        (training(), Verdict.MET),
        (training(attended_bp=7_999), Verdict.NOT_MET),
        (training(same_person_and_run=False), Verdict.NOT_MET),
        (facts(), Verdict.NOT_APPLICABLE),
    ],
)
def test_was_followed_by_the_right_person_and_enough(told, verdict):
    assert was_followed(told, {})[0] == verdict


@pytest.mark.parametrize(
    ("told", "verdict"),
    [
        (training(), Verdict.MET),
        (training(completed_on=date(2026, 12, 2)), Verdict.NOT_MET),
        (training(completed_on=None), Verdict.NOT_APPLICABLE),
        (facts(), Verdict.NOT_APPLICABLE),
    ],
)
def test_was_in_time_until_the_last_day_of_grace(told, verdict):
    assert was_in_time(told, {})[0] == verdict
