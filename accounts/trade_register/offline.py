"""The register without a network: fictitious companies, and numbers that misbehave as the real one can."""

import json
import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache as once
from pathlib import Path

from django.core.cache import cache
from django.utils import timezone

from accounts.trade_register.port import (
    NotRegistered,
    RegisteredCompany,
    RegisterUnavailable,
    checked_number,
)

COMPANIES = Path(__file__).with_name("companies.json")
SBI_VERSION = "2025"

TIMES_OUT = "00000003"
SLOW = "00000004"
SLOW_SECONDS = 3
FAILS_FIRST = "00000005"
FAILS_AGAIN_AFTER_SECONDS = 300
ERROR_ANSWERS = {"90004973", "90002903"}


@once
def companies() -> dict[str, dict]:
    """Every company of companies.json by its number; read once per process."""
    return json.loads(COMPANIES.read_text(encoding="utf-8"))


class OfflineRegister:
    """Answers from companies.json. `wait` is how a slow answer passes its time."""

    name = "offline"

    def __init__(self, *, wait: Callable[[float], None] = time.sleep) -> None:
        self.wait = wait

    def find(self, kvk_number: str) -> RegisteredCompany:
        """The company under this number. Raises InvalidNumber, NotRegistered or RegisterUnavailable."""
        number = checked_number(kvk_number)
        self._misbehave(number)
        if number not in companies():
            raise NotRegistered(number)
        return self._answer(number, companies()[number])

    def _misbehave(self, number: str) -> None:
        # A time-out is told at once: whoever asks learns the same, without the wait.
        if number == TIMES_OUT or number in ERROR_ANSWERS:
            raise RegisterUnavailable
        if number == SLOW:
            self.wait(SLOW_SECONDS)
        # The cache is shared by web and worker, so that the second call may come from either.
        if number == FAILS_FIRST and cache.add(f"trade_register:{number}", True, FAILS_AGAIN_AFTER_SECONDS):
            raise RegisterUnavailable(retry_after=5)

    def _answer(self, number: str, record: dict) -> RegisteredCompany:
        now = timezone.now()
        return RegisteredCompany(
            kvk_number=number,
            rsin=record["rsin"],
            name=record["name"],
            legal_form=record["legal_form"],
            active_from=date.fromisoformat(record["active_from"]),
            active_to=_last_day(record.get("active_to"), today=timezone.localdate(now)),
            working_persons=record["working_persons"],
            sbi=tuple(record["sbi"]),
            sbi_version=SBI_VERSION,
            city=record["city"],
            branches=tuple(record.get("branches", ())),
            shielded=record.get("shielded", False),
            source=self.name,
            fetched_at=now,
        )


def _last_day(text: str | None, *, today: date) -> date | None:
    """A date, or a number of days from today ("+1": a registration that ends tomorrow)."""
    if text is None:
        return None
    if text.startswith("+"):
        return today + timedelta(days=int(text))
    return date.fromisoformat(text)
