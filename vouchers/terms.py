"""Termijnen: counted in Amsterdam dates, never in hours; pure."""

import json
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
DAYS_OFF = Path(__file__).with_name("days_off.json")
OBJECTION_WEEKS = 6


class CalendarMissing(Exception):
    """No days off are known for a year, so that a last day in it would be a guess."""


def due_on(event_on: date, *, days: int = 0, weeks: int = 0, suspended_days: int = 0) -> date:
    """The last day of a statutory term that starts the day after `event_on`.

    On a Saturday, Sunday or recognised holiday it moves to the next day that is none (Algemene termijnenwet,
    art. 1 and 3), not for more than 90 days or twelve weeks (art. 4). Raises CalendarMissing.
    """
    last = event_on + timedelta(days=days + suspended_days, weeks=weeks)
    return last if days > 90 or weeks > 12 else _working_day_from(last)


def objection_until(announced_on: date) -> date:
    """The last day to object: six weeks from the day after the announcement (Awb 6:7, 6:8)."""
    return due_on(announced_on, weeks=OBJECTION_WEEKS)


def is_in_time(*, received_on: date, last_day: date) -> bool:
    """Whether something came within its term; the last day counts."""
    return received_on <= last_day


def expiry_instant(last_day: date) -> datetime:
    """The moment at which a last valid day is over, in UTC, exclusive; days of 23 and 25 hours included."""
    midnight = datetime.combine(last_day + timedelta(days=1), time(), tzinfo=AMSTERDAM)
    return midnight.astimezone(UTC)


def last_valid_day(expires_at: datetime) -> date:
    """The Amsterdam day that screens and letters show ("geldig t/m"): the last one before `expires_at`."""
    return (expires_at - timedelta(microseconds=1)).astimezone(AMSTERDAM).date()


def aid_window_start(on: date, *, years: int = 3) -> date:
    """The first day whose aid counts on `on`: so many calendar years earlier (2023/2831 art. 3(2)).

    29 February goes to the last day of February.
    """
    year = on.year - years
    return date(year, on.month, min(on.day, monthrange(year, on.month)[1]))


def _working_day_from(day: date) -> date:
    while day.weekday() >= 5 or day in _days_off(day.year):
        day += timedelta(days=1)
    return day


@cache
def _days_off(year: int) -> frozenset[date]:
    years = json.loads(DAYS_OFF.read_text(encoding="utf-8"))["years"]
    if str(year) not in years:
        raise CalendarMissing(f"Voor {year} staan geen vrije dagen in {DAYS_OFF.name}.")
    return frozenset(date.fromisoformat(day) for day in years[str(year)])
