from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Membership, Organisation
from certificates.models import Certificate
from courses.models import Completion
from kpi.counting import due_completions
from kpi.reconciliation import counted, recount
from tests.factories.accounts import (
    MembershipFactory,
    UserFactory,
)
from tests.factories.courses import CourseRunFactory
from tests.factories.kpi import MORNING, VERIFIED_AT, count, evidenced_completion, verified_organisation

pytestmark = pytest.mark.django_db


def revoke(completion):
    Certificate.objects.filter(completion=completion).update(status="REVOKED", revoked_at=MORNING)


acts = st.lists(
    st.tuples(st.sampled_from(["count", "revoke", "restore", "verify", "leave"]), st.integers(0, 5)),
    max_size=25,
)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(acts=acts)
def test_any_order_of_acts_counts_what_brute_force_counts(acts):
    with transaction.atomic():
        completions = people_at_work()
        for act, number in acts:
            ACTS[act](completions[number])
            if act != "count":
                count(completions[number])
        for pk in due_completions():
            count(Completion.objects.get(pk=pk))

        assert counted() == recount()
        transaction.set_rollback(True)


def people_at_work():
    """Two people, three courses each, at two organisations of which one is not verified yet."""
    verified, unverified, run = (
        verified_organisation(),
        verified_organisation(verified_at=None),
        CourseRunFactory(),
    )
    completions = []
    for _person in range(2):
        learner = UserFactory()
        MembershipFactory(user=learner, organisation=verified, until=date(2026, 6, 1))
        MembershipFactory(user=learner, organisation=unverified, since=date(2026, 6, 1))
        for month in (3, 6, 9):
            at = datetime(2026, month, 15, 9, tzinfo=UTC)
            completions.append(evidenced_completion(learner=learner, at=at, run=run))
    return completions


def verify(completion):
    Organisation.objects.filter(verified_at=None).update(verified_at=VERIFIED_AT + timedelta(days=700))


def leave(completion):
    """The end of an employment is corrected afterwards, to before this completion, and everybody is judged again."""
    Membership.objects.filter(user=completion.enrolment.learner, until=None).update(until=date(2026, 7, 1))
    count(*Completion.objects.filter(enrolment__learner=completion.enrolment.learner))


ACTS = {
    "count": count,
    "revoke": revoke,
    "restore": lambda completion: Certificate.objects.filter(completion=completion).update(status="ISSUED"),
    "verify": verify,
    "leave": leave,
}
