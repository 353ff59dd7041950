from datetime import date

import pytest

from accounts.memberships import NotAMember, add_member, appoint_staff, invite_employee
from accounts.models import Membership, StaffRole, User
from audit.models import AuditEvent
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_add_member_twice_is_once(now):
    organisation, user = OrganisationFactory(), UserFactory()
    facts = {"organisation": organisation, "user": user, "role": "MANAGER", "by": None, "at": now}

    assert add_member(**facts) == add_member(**facts)

    assert AuditEvent.objects.filter(action="membership.started").count() == 1


def test_invite_employee_makes_an_account_that_cannot_be_used_before_a_reset(now):
    manager = MembershipFactory(manager=True)

    membership = invite_employee(
        organisation=manager.organisation,
        email="Nieuw@example.org",
        name="Zoë van den Berg",
        by=manager.user,
        at=now,
    )

    person = membership.user
    assert (person.first_name, person.last_name, membership.role) == ("Zoë", "van den Berg", "EMPLOYEE")
    assert not person.has_usable_password()


def test_invite_employee_knows_who_is_there_already(now):
    person = UserFactory(email="bekend@example.org", first_name="Sami")
    manager = MembershipFactory(manager=True)

    membership = invite_employee(
        organisation=manager.organisation, email="BEKEND@example.org", name="Iemand", by=manager.user, at=now
    )

    assert membership.user == person
    assert User.objects.get(pk=person.pk).first_name == "Sami"


def test_invite_employee_asks_for_a_name(now):
    manager = MembershipFactory(manager=True)

    with pytest.raises(NotAMember, match="naam van de medewerker"):
        invite_employee(
            organisation=manager.organisation, email="x@example.org", name=" ", by=manager.user, at=now
        )


@pytest.mark.parametrize("name", ["Zoë\u202e Bakker", "--"])
def test_invite_employee_refuses_a_name_that_nobody_can_read(now, name):
    manager = MembershipFactory(manager=True)

    with pytest.raises(NotAMember, match="onzichtbaar teken|één letter"):
        invite_employee(
            organisation=manager.organisation, email="x@example.org", name=name, by=manager.user, at=now
        )

    assert not User.objects.filter(email="x@example.org").exists()


def test_membership_holds_from_its_first_day_until_its_last():
    membership = MembershipFactory(since=date(2026, 3, 1), until=date(2026, 9, 1))

    days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 8, 31), date(2026, 9, 1)]

    assert [Membership.objects.current(day).filter(pk=membership.pk).exists() for day in days] == [
        False,
        True,
        True,
        False,
    ]


def test_appoint_staff_twice_is_once(now):
    person = UserFactory()

    appoint_staff(user=person, role="AUDITOR", by=None, at=now)
    appoint_staff(user=person, role="AUDITOR", by=None, at=now)

    assert list(StaffRole.objects.values_list("user", "role")) == [(person.pk, "AUDITOR")]
