"""Who may apply: known and active in the trade register. Unavailable is never "does not exist"."""

from collections.abc import Mapping

from accounts.models import RegisterSnapshot
from vouchers.eligibility.facts import Facts
from vouchers.eligibility.rule import Data, met, rule
from vouchers.models import Verdict

Answer = RegisterSnapshot.Outcome


@rule("E03@1", moments="CA")
def is_registered(facts: Facts, parameters: Mapping) -> tuple[Verdict, Data]:
    """The KVK number exists, by the newest answer."""
    data = {"kvk_number": facts.kvk_number}
    if not facts.registrations:
        return Verdict.NOT_APPLICABLE, data
    outcome = facts.registrations[-1].outcome
    return Verdict.UNKNOWN if outcome == Answer.UNAVAILABLE else met(outcome == Answer.FOUND), data


@rule("E04@1", moments="CA")
def is_active(facts: Facts, parameters: Mapping) -> tuple[Verdict, Data]:
    """The registration was active in every answer: on submission and on decision."""
    data = {"kvk_number": facts.kvk_number, "answers": len(facts.registrations)}
    if not facts.registrations or facts.registrations[-1].outcome == Answer.NOT_FOUND:
        return Verdict.NOT_APPLICABLE, data
    if facts.registrations[-1].outcome == Answer.UNAVAILABLE:
        return Verdict.UNKNOWN, data
    return met(all(answer.active for answer in facts.registrations if answer.active is not None)), data
