from datetime import UTC, date, datetime

import pytest

from kpi.definitions import FIGURES, CompletionFact, Employment, classify_v1
from kpi.models import CountedAs

DONE = datetime(2026, 11, 2, 9, tzinfo=UTC)
EARLIER, LATER = datetime(2025, 1, 2, 9, tzinfo=UTC), datetime(2026, 11, 9, 9, tzinfo=UTC)


def fact(*employments):
    return CompletionFact(completed_at=DONE, completed_on=date(2026, 11, 2), employments=employments)


def employment(organisation=1, verified_at=EARLIER, since=date(2025, 1, 1), until=None):
    return Employment(organisation, verified_at, since, until)


def test_classify_v1_counts_an_employee_from_the_day_of_completion():
    judgement = classify_v1(fact(employment()))

    assert (judgement.counted_as, judgement.organisation_id, judgement.counts_at) == (
        CountedAs.EMPLOYEE,
        1,
        DONE,
    )


def test_classify_v1_counts_an_employee_from_the_day_of_verification_when_that_is_later():
    assert classify_v1(fact(employment(verified_at=LATER))).counts_at == LATER


@pytest.mark.parametrize(
    "not_counting",
    [
        (),
        (employment(verified_at=None),),
        (employment(since=date(2026, 11, 3)),),
        (employment(until=date(2026, 11, 2)),),
    ],
)
def test_classify_v1_shows_others_apart(not_counting):
    judgement = classify_v1(fact(*not_counting))

    assert (judgement.counted_as, judgement.organisation_id, judgement.counts_at) == (
        CountedAs.INDIVIDUAL,
        None,
        DONE,
    )


@pytest.mark.parametrize("edge", [employment(since=date(2026, 11, 2)), employment(until=date(2026, 11, 3))])
def test_classify_v1_includes_the_first_and_the_last_day(edge):
    assert classify_v1(fact(edge)).counted_as == CountedAs.EMPLOYEE


def test_classify_v1_takes_the_first_employment_that_counts():
    named_but_ended = employment(1, until=date(2026, 1, 1))

    assert classify_v1(fact(named_but_ended, employment(2), employment(3))).organisation_id == 2


def test_the_targets_are_those_of_the_programme():
    targets = {code: figure.targets for code, figure in FIGURES.items() if figure.targets}

    assert targets == {
        "employees": ((date(2025, 12, 31), 15_000), (date(2027, 12, 31), 50_000)),
        "companies": ((date(2027, 12, 31), 10_000),),
    }
    assert FIGURES["individuals"].goal is None
    assert {figure.version for figure in FIGURES.values()} == {1}
