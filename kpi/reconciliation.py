"""Recounting (narekenen): the same figures once more, by brute force, from certificates and memberships."""

from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate

from kpi.definitions import classify
from kpi.facts import completion_fact, evidenced_completions, person_key, with_facts
from kpi.models import CountedAs, FirstParticipation

CHUNK = 2_000


@dataclass(frozen=True)
class Counted:
    """Everybody who counts: person key to class and month, organisation to month."""

    persons: dict[str, tuple[str, date]]
    organisations: dict[int, date]


def recount() -> Counted:
    """Judge every evidenced completion anew, and keep the earliest of each person and organisation."""
    persons: dict[str, tuple] = {}
    organisations: dict[int, tuple] = {}
    for completion in with_facts(evidenced_completions()).iterator(chunk_size=CHUNK):
        judgement = classify(completion_fact(completion))
        key = person_key(completion.enrolment.learner)
        turn = (judgement.counts_at, completion.pk)
        # Employees come before individuals, then the earliest.
        claim = (judgement.counted_as != CountedAs.EMPLOYEE, *turn, judgement.counted_as.value)
        persons[key] = min(persons.get(key, claim), claim)
        if judgement.organisation_id:
            organisations[judgement.organisation_id] = min(
                organisations.get(judgement.organisation_id, turn), turn
            )
    return Counted(
        persons={key: (claim[3], _month(claim[1])) for key, claim in persons.items()},
        organisations={key: _month(turn[0]) for key, turn in organisations.items()},
    )


def counted() -> Counted:
    """What the counters say."""
    rows = FirstParticipation.objects.values_list("person_key", "organisation", "counted_as", "month")
    return Counted(
        persons={key: (counted_as, month) for key, _, counted_as, month in rows if key},
        organisations={organisation: month for _, organisation, _, month in rows if organisation},
    )


def differences() -> list[str]:
    """What differs between the counters and the recount; person keys are shortened, nobody is named."""
    right, now = recount(), counted()
    return [
        *_differences("person", right.persons, now.persons),
        *_differences("organisation", right.organisations, now.organisations),
    ]


def _differences(kind: str, right: dict, now: dict) -> list[str]:
    keys = sorted(key for key in right.keys() | now.keys() if right.get(key) != now.get(key))
    return [f"{kind} {str(key)[:12]}: counted {now.get(key)}, should be {right.get(key)}" for key in keys]


def _month(moment) -> date:  # noqa: ANN001
    return localdate(moment).replace(day=1)
