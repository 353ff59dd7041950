"""The limits of a round: its window and its ceiling."""

from collections.abc import Mapping

from vouchers.eligibility.facts import Facts
from vouchers.eligibility.rule import Data, met, rule
from vouchers.models import Verdict


@rule("E22@1", moments="S")
def is_in_window(facts: Facts, parameters: Mapping) -> tuple[Verdict, Data]:
    """Received inside the window, by the moment of receipt; the end is exclusive."""
    window = facts.window
    if window is None:
        return Verdict.NOT_APPLICABLE, {}
    data = {"received_at": window.received_at, "opens_at": window.opens_at, "closes_at": window.closes_at}
    return met(window.opens_at <= window.received_at < window.closes_at), data


@rule("E35@1", moments="A")
def fits_the_ceiling(facts: Facts, parameters: Mapping) -> tuple[Verdict, Data]:
    """Room under the ceiling, beside what those ahead asked; weak when only a part fits (Awb 4:25)."""
    room = facts.room
    if room is None:
        return Verdict.NOT_APPLICABLE, {}
    fitting = room.fitting_cents(facts.asked_cents)
    data = {
        "asked_cents": facts.asked_cents,
        "fitting_cents": fitting,
        "in_use_cents": room.in_use_cents,
        "ahead_cents": room.ahead_cents,
        "ceiling_cents": room.ceiling_cents,
    }
    return Verdict.WEAK if 0 < fitting < facts.asked_cents else met(fitting > 0), data
