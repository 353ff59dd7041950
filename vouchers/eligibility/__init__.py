"""Toetsing: the rules of a scheme. Pure but for facts.py; the set in force is data."""

from collections.abc import Iterable
from datetime import date

from vouchers.answers import Answers
from vouchers.eligibility import applicant, limits, settlement, size, state_aid
from vouchers.eligibility.facts import facts_of_answers
from vouchers.eligibility.rule_set import Found, run_rules
from vouchers.models import Round, Verdict

FAMILIES = (applicant, size, state_aid, limits, settlement)


def quick_check(
    *, round: Round, answers: Answers, units: int, on: date, kvk_number: str = ""
) -> Iterable[Found]:
    """What the rules that need nothing but answers would say; stores nothing (vouchers.md 13.1).

    With the number of a known applicant the aid that we granted ourselves counts too.
    """
    facts = facts_of_answers(answers, round=round, units=units, on=on, kvk_number=kvk_number)
    found = run_rules(round.rule_set.rules.order_by("rule_id"), facts)
    return [finding for finding in found if finding.verdict != Verdict.NOT_APPLICABLE]
