"""Counting the same person and company at the same moment. Real threads, PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.db import connection
from django.db.models import QuerySet

from kpi.counting import count_participation
from kpi.models import FirstParticipation
from kpi.reconciliation import counted, recount
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.courses import CourseRunFactory
from tests.factories.kpi import MORNING, evidenced_completion, verified_organisation

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
THREADS = 6


def count_together(completions):
    together = Barrier(len(completions))

    def run(completion):
        try:
            together.wait(timeout=10)
            return count_participation(completion=completion, at=MORNING)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(completions)) as pool:
        return list(pool.map(run, completions))


@pytest.fixture
def completions():
    """Two colleagues with three courses each, in different months."""
    employer, run = verified_organisation(), CourseRunFactory()
    learners = UserFactory.create_batch(2)
    for learner in learners:
        MembershipFactory(user=learner, organisation=employer)
    return [
        evidenced_completion(learner=learner, run=run, at=datetime(2026, month, 9, 9, tzinfo=UTC))
        for month in (9, 6, 3)
        for learner in learners
    ]


@pytest.fixture
def without_locks(monkeypatch):
    monkeypatch.setattr(QuerySet, "select_for_update", lambda queryset, **kwargs: queryset)


@pytest.fixture
def without_unique_key():
    """Take away what keeps a person one."""
    guard = next(row for row in FirstParticipation._meta.constraints if row.name == "a_person_counts_once")
    with connection.schema_editor() as editor:
        editor.remove_constraint(FirstParticipation, guard)
    yield
    FirstParticipation.objects.all().delete()
    with connection.schema_editor() as editor:
        editor.add_constraint(FirstParticipation, guard)


def persons():
    return FirstParticipation.objects.persons().count()


def test_counting_at_once_counts_everybody_once_and_on_the_earliest(completions):
    count_together(completions)

    assert (persons(), FirstParticipation.objects.organisations().count()) == (2, 1)
    assert counted() == recount()


def test_the_unique_key_holds_even_without_the_locks(completions, without_locks):
    count_together(completions)

    assert (persons(), FirstParticipation.objects.organisations().count()) == (2, 1)


def test_control_without_the_unique_key_and_the_locks_a_person_counts_twice(
    completions, without_unique_key, without_locks
):
    count_together(completions)

    assert persons() > 2
