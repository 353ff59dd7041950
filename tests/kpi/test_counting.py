from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Organisation
from certificates.models import Certificate
from kpi.counting import count_participation, due_completions
from kpi.facts import person_key
from kpi.models import FirstParticipation, Participation
from tests.factories.accounts import (
    HubFactory,
    MembershipFactory,
    OrganisationRoleFactory,
    SectorFactory,
    UserFactory,
)
from tests.factories.certificates import CertificateFactory
from tests.factories.courses import CompletionFactory, CourseRunFactory
from tests.factories.kpi import MORNING, count, evidenced_completion, verified_organisation

pytestmark = pytest.mark.django_db


def persons():
    return sorted(FirstParticipation.objects.persons().values_list("counted_as", flat=True))


def organisations():
    return set(FirstParticipation.objects.organisations().values_list("organisation", flat=True))


def revoke(completion):
    Certificate.objects.filter(completion=completion).update(status="REVOKED", revoked_at=MORNING)


def test_count_participation_counts_the_person_and_the_company_with_sector_hub_and_month():
    employer = verified_organisation(sector=SectorFactory(), hub=HubFactory())
    completion = evidenced_completion(employer=employer)

    (participation,) = count(completion)

    person, company = (
        FirstParticipation.objects.persons().get(),
        FirstParticipation.objects.organisations().get(),
    )
    cells = {(row.sector, row.hub, row.month, row.definition, row.participation) for row in (person, company)}
    assert cells == {(employer.sector, employer.hub, date(2026, 11, 1), 1, participation)}
    assert (person.person_key, person.counted_as) == (person_key(completion.enrolment.learner), "EMPLOYEE")
    assert (company.organisation, company.is_public_body) == (employer, False)


def test_count_participation_twice_is_once():
    completion = evidenced_completion(employer=verified_organisation())

    one, two = count(completion, completion)

    assert one == two
    assert (persons(), Participation.objects.count()) == (["EMPLOYEE"], 1)


def test_one_person_with_three_courses_at_two_employers_is_one_employee_and_two_companies():
    learner, first, second = UserFactory(), verified_organisation(), verified_organisation()
    completions = [
        evidenced_completion(learner=learner, employer=first, until=date(2026, 3, 1), at=datetime(2026, 1, 5, 9, tzinfo=UTC)),
        evidenced_completion(learner=learner, employer=second, since=date(2026, 3, 1), at=datetime(2026, 4, 5, 9, tzinfo=UTC)),
        evidenced_completion(learner=learner, at=MORNING),
    ]  # fmt: skip

    count(*completions)

    assert (persons(), organisations()) == (["EMPLOYEE"], {first.pk, second.pk})
    assert FirstParticipation.objects.persons().get().month == date(2026, 1, 1)


def test_the_earliest_counts_whatever_the_order_of_counting():
    learner, employer = UserFactory(), verified_organisation()
    early = evidenced_completion(learner=learner, employer=employer, at=datetime(2026, 1, 5, 9, tzinfo=UTC))
    late = evidenced_completion(learner=learner)

    count(late, early)

    assert set(FirstParticipation.objects.values_list("month", flat=True)) == {date(2026, 1, 1)}


def test_the_employment_named_at_enrolment_goes_before_the_others():
    learner, other, named = UserFactory(), verified_organisation(), verified_organisation()
    MembershipFactory(user=learner, organisation=other, since=date(2020, 1, 1))
    employment = MembershipFactory(user=learner, organisation=named)
    completion = CompletionFactory(enrolment__learner=learner, enrolment__employment=employment)
    CertificateFactory(completion=completion, issued=True)

    count(completion)

    assert organisations() == {named.pk}


def test_a_public_body_counts_apart_from_companies():
    employer = verified_organisation()
    OrganisationRoleFactory(organisation=employer, role="PUBLIC_BODY")

    count(evidenced_completion(employer=employer))

    assert FirstParticipation.objects.organisations().get().is_public_body is True


@pytest.mark.parametrize("state", [{"status": "PENDING"}, {"failed": True}, {"revoked": True}])
def test_a_completion_without_valid_certificate_does_not_count(state):
    learner = MembershipFactory(organisation=verified_organisation()).user
    completion = CompletionFactory(enrolment__learner=learner)
    CertificateFactory(completion=completion, **state)

    assert count(completion) == [None]
    assert due_completions() == []
    assert FirstParticipation.objects.count() == 0


def test_people_of_a_demonstration_count_only_there(settings):
    completion = evidenced_completion(learner=UserFactory(is_fictitious=True))
    settings.DEMO_MODE = False

    real = (due_completions(), count(completion))
    settings.DEMO_MODE = True

    assert real == ([], [None])
    assert due_completions() == [completion.pk]


def test_an_organisation_verified_a_week_later_counts_from_that_day():
    employer = verified_organisation(verified_at=None)
    completion = evidenced_completion(employer=employer, at=datetime(2026, 10, 28, 9, tzinfo=UTC))
    count(completion)
    before = (persons(), organisations(), due_completions())
    Organisation.objects.filter(pk=employer.pk).update(verified_at=datetime(2026, 11, 4, 9, tzinfo=UTC))

    due = due_completions()
    count(completion)

    assert before == (["INDIVIDUAL"], set(), [])
    assert due == [completion.pk]
    assert (persons(), organisations(), due_completions()) == (["EMPLOYEE"], {employer.pk}, [])
    assert set(FirstParticipation.objects.values_list("month", flat=True)) == {date(2026, 11, 1)}


def test_a_revoked_certificate_takes_the_person_and_the_company_back():
    completion = evidenced_completion(employer=verified_organisation())
    count(completion)
    revoke(completion)

    due = due_completions()
    again = count(completion, completion)

    assert (due, again) == ([completion.pk], [None, None])
    assert (FirstParticipation.objects.count(), Participation.objects.count(), due_completions()) == (
        0,
        0,
        [],
    )


def test_a_replaced_certificate_changes_nothing():
    completion = evidenced_completion(employer=verified_organisation())
    count(completion)
    before = list(FirstParticipation.objects.values())
    old = Certificate.objects.get()
    Certificate.objects.filter(pk=old.pk).update(status="SUPERSEDED", superseded_at=MORNING)
    CertificateFactory(completion=completion, replaces=old, issued=True)

    assert due_completions() == []
    count(completion)

    assert list(FirstParticipation.objects.values()) == before


def test_due_completions_names_each_of_them_until_it_is_counted():
    completions = [evidenced_completion(employer=verified_organisation()) for _ in range(3)]

    due = due_completions()
    count(*completions)

    assert (due, due_completions()) == ([completion.pk for completion in completions], [])


def test_the_database_refuses_to_count_a_person_or_an_organisation_twice():
    (participation,) = count(evidenced_completion(employer=verified_organisation()))
    person, company = (
        FirstParticipation.objects.persons().get(),
        FirstParticipation.objects.organisations().get(),
    )
    row = {
        "counted_as": "EMPLOYEE",
        "participation": participation,
        "month": date(2026, 11, 1),
        "definition": 1,
    }

    for key in ({"person_key": person.person_key}, {"organisation": company.organisation}, {}):
        with pytest.raises(IntegrityError), transaction.atomic():
            FirstParticipation.objects.create(**row, **key)


def test_the_database_wants_an_organisation_for_an_employee():
    completion = CompletionFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        Participation.objects.create(
            completion=completion, person_key="k", counted_as="EMPLOYEE", completed_on=date(2026, 11, 2),
            counts_at=MORNING, definition=1, recorded_at=MORNING,
        )  # fmt: skip


def test_a_person_key_tells_nothing_and_stays_the_same_when_the_address_changes(settings):
    user = UserFactory()
    before = person_key(user)
    user.email = "elders@example.org"

    assert person_key(user) == before != person_key(UserFactory())
    assert len(before) == 64
    settings.PERSON_KEY = "another"
    assert person_key(user) != before


def test_count_participation_takes_a_fixed_number_of_queries(django_assert_max_num_queries):
    learner, employer, run = UserFactory(), verified_organisation(), CourseRunFactory()
    MembershipFactory(user=learner, organisation=employer)
    count(*(evidenced_completion(learner=learner, run=run) for _ in range(3)))
    another = evidenced_completion(learner=learner, run=run)

    with django_assert_max_num_queries(20):
        count_participation(completion=another, at=MORNING)


def test_a_revoked_certificate_leaves_the_person_on_the_next_oldest():
    learner, first, second = UserFactory(), verified_organisation(), verified_organisation()
    lost = evidenced_completion(
        learner=learner, employer=first, until=date(2026, 3, 1), at=datetime(2026, 1, 5, 9, tzinfo=UTC)
    )
    kept = evidenced_completion(learner=learner, employer=second, since=date(2026, 3, 1))
    count(lost, kept)
    revoke(lost)

    count(lost)

    assert (persons(), organisations()) == (["EMPLOYEE"], {second.pk})
    assert {row.participation.completion for row in FirstParticipation.objects.all()} == {kept}
