"""State aid: de minimis of three rolling years (Regulation 2023/2831)."""

from collections.abc import Mapping

from vouchers.eligibility.facts import Facts
from vouchers.eligibility.rule import Data, met, rule
from vouchers.eligibility.undertaking import single_undertaking
from vouchers.models import Verdict
from vouchers.terms import aid_window_start


@rule("E15@1", moments="CA")
def aid_fits(facts: Facts, parameters: Mapping) -> tuple[Verdict, Data]:
    """Aid of the rolling years plus this award stays within the ceiling, for the single undertaking (art. 3(2)).

    Too much is too much for the whole award (art. 3(7)). The anniversary itself counts, unless the
    parameter `anniversary_counts` says otherwise.
    """
    start = aid_window_start(facts.on, years=facts.aid_years)
    members = single_undertaking(facts.kvk_number, facts.links)
    counted = [
        aid.amount_cents
        for aid in facts.aid
        if aid.company in members
        and (aid.granted_on > start or aid.granted_on == start and parameters.get("anniversary_counts", True))
    ]
    total = sum(counted) + facts.award_cents
    data = {
        "received_cents": sum(counted),
        "award_cents": facts.award_cents,
        "total_cents": total,
        "ceiling_cents": facts.aid_ceiling_cents,
        "window_from": start,
        "companies": sorted(members),
    }
    return Verdict.UNKNOWN if facts.aid_ceiling_cents is None else met(total <= facts.aid_ceiling_cents), data
