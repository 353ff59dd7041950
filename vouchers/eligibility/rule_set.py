"""Running a rule set: every rule, whatever the others found; what a verdict leads to is data."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from vouchers.eligibility.facts import Facts
from vouchers.eligibility.rule import REGISTERED, Data
from vouchers.models import Outcome, RuleSetRule, Verdict
from vouchers.wording import filled_in

PASSES = {Outcome.OK, Outcome.NOT_APPLICABLE, Outcome.LOWER_AMOUNT}


@dataclass(frozen=True)
class Found:
    """What one rule found: `reason` is the text for the applicant, filled in."""

    rule_id: str
    function: str
    verdict: Verdict
    outcome: Outcome
    reason: str
    data: dict[str, Any]
    evidence: tuple[str, ...] = ()


def run_rules(rules: Iterable[RuleSetRule], facts: Facts) -> list[Found]:
    """Ask every rule of a set; a rule whose moment or condition does not apply says so."""
    return [_found(row, facts) for row in rules]


def in_the_way(found: Iterable[Found]) -> list[Found]:
    """The findings that do not simply let the act pass."""
    return [finding for finding in found if finding.outcome not in PASSES]


def _found(row: RuleSetRule, facts: Facts) -> Found:
    verdict, data = Verdict.NOT_APPLICABLE, Data()
    if facts.moment in REGISTERED[row.function].moments and _applies(row.condition, facts):
        verdict, data = REGISTERED[row.function].judge(facts, row.parameters)
    return Found(
        rule_id=row.rule_id,
        function=row.function,
        verdict=verdict,
        outcome=_outcome(row, verdict),
        reason=_reason(row, verdict, data),
        data=data,
        evidence=tuple(row.evidence_kinds),
    )


def _applies(condition: dict[str, list[str]], facts: Facts) -> bool:
    return all(getattr(facts, key) in allowed for key, allowed in condition.items())


def _outcome(row: RuleSetRule, verdict: Verdict) -> Outcome:
    return {
        Verdict.MET: Outcome.OK,
        Verdict.NOT_MET: Outcome(row.on_not_met),
        Verdict.WEAK: Outcome(row.on_weak),
        Verdict.UNKNOWN: Outcome.MANUAL,
        Verdict.NOT_APPLICABLE: Outcome.NOT_APPLICABLE,
    }[verdict]


def _reason(row: RuleSetRule, verdict: Verdict, data: dict[str, Any]) -> str:
    match verdict:
        case Verdict.MET:
            return filled_in(row.met_nl, data)
        case Verdict.UNKNOWN:
            return _("Dit kon nog niet worden vastgesteld. Wij kijken er opnieuw naar.")
        case Verdict.NOT_APPLICABLE:
            return _("Deze voorwaarde geldt nu niet voor u.")
    return filled_in(row.reason_nl, data)
