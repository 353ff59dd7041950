"""The SME test over the group (2003/361/EC, Annex)."""

from collections.abc import Mapping

from vouchers.eligibility.facts import Facts
from vouchers.eligibility.rule import Data, met, rule
from vouchers.eligibility.undertaking import WHOLE_BP, sme_group
from vouchers.models import Verdict


@rule("E08@1", moments="C")
def has_few_workers(facts: Facts, parameters: Mapping) -> tuple[Verdict, Data]:
    """Fewer annual work units than the limit, over the group (Annex art. 2, 3, 6)."""
    total = _total(facts, "awu_centi")
    limit = parameters["below_awu_centi"]
    data = {"total_centi": total, "limit_centi": limit}
    return Verdict.UNKNOWN if total is None else met(total < limit), data


@rule("E09@1", moments="C")
def has_small_figures(facts: Facts, parameters: Mapping) -> tuple[Verdict, Data]:
    """Turnover or balance sheet within its limit, over the group: one of the two is enough (Annex art. 2)."""
    turnover, balance = _total(facts, "turnover_cents"), _total(facts, "balance_cents")
    data = {"turnover_cents": turnover, "balance_cents": balance}
    if turnover is None or balance is None:
        return Verdict.UNKNOWN, data
    small = turnover <= parameters["turnover_max_cents"] or balance <= parameters["balance_max_cents"]
    return met(small), data


def _total(facts: Facts, field: str) -> int | None:
    """A figure over the SME group, each company for its share; empty when a company's figures are missing."""
    known = {figures.company: getattr(figures, field) for figures in facts.figures}
    shares = sme_group(facts.kvk_number, facts.links)
    if shares.keys() - known.keys():
        return None
    return sum(known[company] * share_bp // WHOLE_BP for company, share_bp in shares.items())
