from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from accounts import roles
from accounts.models import Organisation
from tests.factories.accounts import MembershipFactory, OrganisationFactory, StaffRoleFactory, UserFactory

pytestmark = pytest.mark.django_db
PREDICATES = [roles.is_officer, roles.is_auditor, roles.is_rvo, roles.is_programme]


@pytest.mark.parametrize(
    ("role", "granted"),
    [
        ("OFFICER", [True, False, True, False]),
        ("SENIOR_OFFICER", [True, False, True, False]),
        ("AUDITOR", [False, True, True, False]),
        ("PROGRAMME", [False, False, False, True]),
    ],
)
def test_each_staff_role_opens_its_own_doors(role, granted):
    person = StaffRoleFactory(role=role).user

    assert [predicate(person) for predicate in PREDICATES] == granted


def test_a_role_that_ended_opens_nothing():
    person = StaffRoleFactory(role="OFFICER", until=date(2025, 6, 1)).user

    assert not any(predicate(person) for predicate in PREDICATES)


def test_a_visitor_has_no_roles():
    assert roles.staff_roles(AnonymousUser()) == roles.membership_roles(AnonymousUser()) == set()


def test_who_acts_for_an_organisation_acts_for_that_one_only():
    manager = MembershipFactory(manager=True)
    teacher = MembershipFactory(provider_staff=True)
    other = OrganisationFactory()

    assert roles.manages(manager.user, manager.organisation)
    assert not roles.manages(manager.user, other)
    assert not roles.manages(MembershipFactory(organisation=other).user, other)
    assert roles.teaches_for(teacher.user, teacher.organisation)
    assert not roles.teaches_for(manager.user, manager.organisation)
    assert (roles.is_employer(manager.user), roles.is_provider(manager.user)) == (True, False)
    assert (roles.is_employer(teacher.user), roles.is_provider(teacher.user)) == (False, True)


def test_organisations_are_found_by_role(now):
    provider = OrganisationFactory()
    provider.roles.create(role="PROVIDER", since=date(2025, 1, 1))
    OrganisationFactory()

    assert list(Organisation.objects.in_role("PROVIDER", date(2026, 1, 1))) == [provider]


def test_a_door_sends_a_visitor_to_sign_in_and_refuses_who_may_not_pass(rf):
    door = roles.rvo_required(lambda request: HttpResponse("open"))

    def knock(user):
        request = rf.get("/rvo/")
        request.user = user
        return door(request)

    assert knock(AnonymousUser()).url == "/account/login/?next=/rvo/"
    assert knock(UserFactory(auditor=True)).content == b"open"
    with pytest.raises(PermissionDenied):
        knock(UserFactory())


def test_only_a_confirmed_membership_keeps_somebody_from_judging():
    confirmed, claimed = MembershipFactory(), MembershipFactory(confirmed_at=None)

    may = [roles.may_decide(row.user, row.organisation, date(2026, 1, 1)) for row in (confirmed, claimed)]

    assert may == [False, True]
