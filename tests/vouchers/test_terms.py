"""Terms are counted in Amsterdam dates."""

from datetime import UTC, date, datetime, timedelta

import holidays
import pytest

from vouchers.terms import (
    CalendarMissing,
    _days_off,
    aid_window_start,
    due_on,
    expiry_instant,
    is_in_time,
    objection_until,
)


@pytest.mark.parametrize("year", range(2024, 2036))
def test_days_off_are_those_of_the_law(year):
    names = holidays.NL(years=year, language="en_US")
    easter = next(day for day, name in names.items() if "Easter Sunday" in name)
    recognised = {*names, easter - timedelta(days=2), date(year, 5, 5)}

    assert _days_off(year) == {day for day in recognised if day.weekday() != 6}


def test_a29_objection_is_in_time_until_the_first_working_day():
    last_day = objection_until(date(2026, 11, 20))

    received = [date(2027, 1, 1), date(2027, 1, 4), date(2027, 1, 5)]
    assert last_day == date(2027, 1, 4)
    assert [is_in_time(received_on=day, last_day=last_day) for day in received] == [True, True, False]


@pytest.mark.parametrize(
    ("event_on", "term", "last_day"),
    [
        (date(2026, 11, 16), {"weeks": 8}, date(2027, 1, 11)),
        (date(2026, 11, 16), {"days": 14}, date(2026, 11, 30)),
        (date(2026, 11, 16), {"days": 14, "suspended_days": 3}, date(2026, 12, 3)),
        (date(2026, 12, 11), {"days": 14}, date(2026, 12, 28)),
        (date(2026, 11, 14), {"weeks": 13}, date(2027, 2, 13)),
        (date(2026, 11, 14), {"days": 91}, date(2027, 2, 13)),
    ],
)
def test_due_on_moves_short_terms_to_a_working_day(event_on, term, last_day):
    assert due_on(event_on, **term) == last_day


def test_due_on_does_not_guess_a_year_without_days_off():
    with pytest.raises(CalendarMissing, match="2051"):
        due_on(date(2051, 1, 1), weeks=6)


@pytest.mark.parametrize(
    ("last_day", "instant"),
    [
        (date(2026, 10, 24), datetime(2026, 10, 24, 22, 0, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 25, 23, 0, tzinfo=UTC)),
        (date(2027, 3, 28), datetime(2027, 3, 28, 22, 0, tzinfo=UTC)),
        (date(2027, 11, 16), datetime(2027, 11, 16, 23, 0, tzinfo=UTC)),
    ],
)
def test_a18_expiry_instant_knows_days_of_23_and_25_hours(last_day, instant):
    assert expiry_instant(last_day) == instant


@pytest.mark.parametrize(
    ("on", "start"),
    [
        (date(2026, 11, 20), date(2023, 11, 20)),
        (date(2028, 2, 29), date(2025, 2, 28)),
    ],
)
def test_a08_aid_window_starts_three_calendar_years_earlier(on, start):
    assert aid_window_start(on) == start
