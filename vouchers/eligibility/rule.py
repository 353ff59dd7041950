"""A rule: a pure function under a name with a version. A change of meaning is a new version."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from vouchers.eligibility.facts import Facts
from vouchers.models import Verdict

Data = dict[str, Any]
Judge = Callable[[Facts, Mapping[str, Any]], tuple[Verdict, Data]]


@dataclass(frozen=True)
class Rule:
    """A registered function, and the moments at which it is asked."""

    name: str
    moments: str
    judge: Judge


REGISTERED: dict[str, Rule] = {}


def rule(name: str, *, moments: str) -> Callable[[Judge], Judge]:
    """Register a function as `E15@1`, asked at the moments whose letters are given (vouchers.md 5.1)."""

    def register(judge: Judge) -> Judge:
        REGISTERED[name] = Rule(name, moments, judge)
        return judge

    return register


def met(condition: bool) -> Verdict:
    """A verdict of a condition that is plainly true or false."""
    return Verdict.MET if condition else Verdict.NOT_MET
