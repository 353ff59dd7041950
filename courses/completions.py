"""Completion (afronding): once the rule is met, one immutable row that says by which events."""

from datetime import datetime

from audit.recording import record
from courses.models import Completion, Enrolment
from courses.rules import CompletionRules, Evaluation


def complete_if_done(*, enrolment: Enrolment, evaluation: Evaluation, at: datetime) -> Completion | None:
    """Write the completion when nothing is missing any more; in the transaction that holds the enrolment's lock.

    A completion that is there stays as it is, whatever the events or the rule say later.
    """
    if evaluation.completed_at is None or enrolment.status != Enrolment.Status.ACTIVE:
        return None
    edition = enrolment.run.edition
    completion = Completion.objects.create(
        enrolment=enrolment,
        edition=edition,
        completed_at=evaluation.completed_at,
        recorded_at=at,
        rules_sha256=CompletionRules(**edition.rules).sha256,
        engine=evaluation.engine,
        explanation=explain(evaluation),
    )
    enrolment.status = Enrolment.Status.COMPLETED
    enrolment.save(update_fields=["status"])
    record("enrolment.completed", enrolment, by=None, at=at, completion=completion.uid)
    return completion


def explain(evaluation: Evaluation) -> list[dict]:
    """Which event made each required lesson done; what an auditor reads."""
    return [
        {"lesson": str(item.lesson.key), "event": str(item.done.uid), "at": item.done.at.isoformat()}
        for item in evaluation.required
        if item.done
    ]
