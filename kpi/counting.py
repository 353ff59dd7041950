"""Counting (tellen): a person and an organisation count once, on their earliest participation."""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import localdate

from accounts.models import Organisation, User
from certificates.models import Certificate
from courses.models import Completion
from kpi.definitions import VERSION, classify
from kpi.facts import (
    completion_fact,
    evidenced_completions,
    is_public_body,
    person_key,
    with_facts,
    worked_at_verified_organisation,
)
from kpi.models import CountedAs, FirstParticipation, Participation

logger = logging.getLogger(__name__)
BATCH = 1_000


@transaction.atomic
def count_participation(*, completion: Completion, at: datetime) -> Participation | None:
    """Count the person and the organisation of this completion, if its certificate is valid; twice is once.

    Without evidence an earlier count is taken back, and the next oldest participation takes its place.
    """
    # One at a time per person, so that the earliest of two participations is always seen.
    User.objects.select_for_update(no_key=True).get(enrolments__completion=completion)
    before = Participation.objects.filter(completion=completion).first()
    evidenced = with_facts(evidenced_completions()).filter(pk=completion.pk).first()
    after = _judge(evidenced, at=at) if evidenced else None
    if before and not after:
        FirstParticipation.objects.filter(participation=before).delete()
        before.delete()
    for row in filter(None, (before, after)):
        _recount_person(row.person_key)
        _recount_organisation(row.organisation_id)
    return after


def due_completions() -> list[int]:
    """Completions to count, to count otherwise, or no longer to count; at most a thousand."""
    uncounted = evidenced_completions().filter(participation=None).order_by("pk")
    due = list(uncounted.values_list("pk", flat=True)[:BATCH])
    evidence = Certificate.objects.evidence().filter(completion=OuterRef("completion"))
    changed = Q(counted_as=CountedAs.INDIVIDUAL) & Q(worked_at_verified_organisation())
    changed_or_lost = Participation.objects.filter(changed | ~Q(Exists(evidence)))
    return due + list(changed_or_lost.order_by("pk").values_list("completion", flat=True)[: BATCH - len(due)])


def _judge(completion: Completion, *, at: datetime) -> Participation:
    fact = completion_fact(completion)
    judgement = classify(fact)
    values = {
        "counted_as": judgement.counted_as,
        "organisation_id": judgement.organisation_id,
        "completed_on": fact.completed_on,
        "counts_at": judgement.counts_at,
        "definition": VERSION,
    }
    created = values | {"person_key": person_key(completion.enrolment.learner), "recorded_at": at}
    return Participation.objects.update_or_create(
        completion=completion, defaults=values, create_defaults=created
    )[0]


def _recount_person(key: str) -> None:
    # Employees before individuals: in the alphabet too.
    participations = Participation.objects.filter(person_key=key).order_by(
        "counted_as", "counts_at", "completion"
    )
    _place(FirstParticipation(person_key=key), participations.first(), person_key=key)


def _recount_organisation(organisation_id: int | None) -> None:
    if organisation_id is None:
        return
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation_id)
    participations = Participation.objects.filter(organisation=organisation_id).order_by(
        "counts_at", "completion"
    )
    row = FirstParticipation(organisation_id=organisation_id, is_public_body=is_public_body(organisation_id))
    _place(row, participations.first(), organisation=organisation_id)


def _place(row: FirstParticipation, first: Participation | None, **key: str | int) -> None:
    """Let the row of this key stand on its earliest participation; the unique key refuses a second row."""
    current = FirstParticipation.objects.filter(**key)
    if first is None:
        current.delete()
        return
    row.participation, row.counted_as, row.definition = first, first.counted_as, first.definition
    row.month = localdate(first.counts_at).replace(day=1)
    if organisation := first.organisation:
        row.sector_id, row.hub_id = organisation.sector_id, organisation.hub_id
    if not current.filter(participation=first, counted_as=row.counted_as, month=row.month).exists():
        current.delete()
        FirstParticipation.objects.bulk_create([row], ignore_conflicts=True)
