"""De minimis aid of three rolling years."""

from datetime import date

import pytest

from tests.vouchers.eligibility.examples import COMPANY, aid, facts
from vouchers.eligibility.state_aid import aid_fits
from vouchers.eligibility.undertaking import Link
from vouchers.models import Verdict

RECENT = date(2026, 1, 5)


@pytest.mark.parametrize(
    ("on", "counted"),
    [(date(2026, 11, 19), 100), (date(2026, 11, 20), 100), (date(2026, 11, 21), 0)],
)
def test_a08_aid_counts_until_its_third_anniversary(on, counted):
    told = facts(on=on, aid=(aid(100, date(2023, 11, 20)),))

    assert aid_fits(told, {})[1]["received_cents"] == counted


def test_a08_the_anniversary_is_a_parameter():
    told = facts(on=date(2026, 11, 20), aid=(aid(100, date(2023, 11, 20)),))

    assert aid_fits(told, {"anniversary_counts": False})[1]["received_cents"] == 0


def test_a08_leap_day_goes_back_to_the_last_of_february():
    told = facts(on=date(2028, 2, 29))

    assert aid_fits(told, {})[1]["window_from"] == date(2025, 2, 28)


@pytest.mark.parametrize(
    ("received", "verdict"),
    [(30_000_000 - 44_400, Verdict.MET), (30_000_000 - 44_399, Verdict.NOT_MET)],
)
def test_a09_room_must_hold_the_whole_award(received, verdict):
    told = facts(aid=(aid(received, RECENT),))

    assert aid_fits(told, {})[0] == verdict


def test_a07_aid_of_a_partner_does_not_count_and_that_of_a_sister_does():
    partner = Link(COMPANY, "00000101", 3_000, False)
    sister = Link(COMPANY, "00000102", 10_000, True)
    received = (aid(29_000_000, RECENT, "00000101"), aid(700, RECENT, "00000102"))

    verdict, data = aid_fits(facts(aid=received, links=(partner, sister)), {})

    assert (verdict, data["received_cents"]) == (Verdict.MET, 700)
    assert data["companies"] == ["00000102", COMPANY]


def test_aid_fits_gives_the_room_of_a_correction_back():
    told = facts(aid=(aid(30_000_000, RECENT), aid(-44_400, RECENT)))

    assert aid_fits(told, {})[0] == Verdict.MET


def test_aid_fits_does_not_guess_a_ceiling():
    assert aid_fits(facts(aid_ceiling_cents=None), {})[0] == Verdict.UNKNOWN
