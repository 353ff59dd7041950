"""What a settlement needs: that the course was followed, and in time."""

from collections.abc import Mapping

from vouchers.eligibility.facts import Facts
from vouchers.eligibility.rule import Data, met, rule
from vouchers.models import Verdict


@rule("V03@1", moments="V")
def was_followed(facts: Facts, parameters: Mapping) -> tuple[Verdict, Data]:
    """Completed by the participant on the run of the voucher, with enough attendance."""
    training = facts.training
    if training is None:
        return Verdict.NOT_APPLICABLE, {}
    enough = training.attended_bp >= training.attendance_min_bp
    data = {"attended_bp": training.attended_bp, "attendance_min_bp": training.attendance_min_bp}
    return met(training.same_person_and_run and enough), data


@rule("V04@1", moments="V")
def was_in_time(facts: Facts, parameters: Mapping) -> tuple[Verdict, Data]:
    """Completed within the validity of the voucher and the grace after it."""
    training = facts.training
    if training is None or training.completed_on is None:
        return Verdict.NOT_APPLICABLE, {}
    data = {"completed_on": training.completed_on, "last_day": training.last_day}
    return met(training.completed_on <= training.last_day), data
