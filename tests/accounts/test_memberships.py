from datetime import date

import pytest
from django.urls import reverse

from accounts.memberships import (
    NotAMember,
    accept_membership,
    add_member,
    appoint_staff,
    decline_membership,
    invite_employee,
)
from accounts.models import Membership, StaffRole, User
from audit.models import AuditEvent
from tests.factories.accounts import MembershipFactory, OrganisationFactory, StaffRoleFactory, UserFactory

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

    assert (membership.user, membership.confirmed_at) == (person, None)
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


def test_invite_employee_does_not_enlist_staff(now):
    manager, officer = MembershipFactory(manager=True), StaffRoleFactory().user

    with pytest.raises(NotAMember, match="Vraag om een ander e-mailadres"):
        invite_employee(
            organisation=manager.organisation, email=officer.email, name="Iemand", by=manager.user, at=now
        )

    assert not officer.memberships.exists()


def test_accept_membership_twice_is_once(now):
    membership = MembershipFactory(confirmed_at=None)

    for _twice in range(2):
        accept_membership(membership=membership, by=membership.user, at=now)

    membership.refresh_from_db()
    assert membership.confirmed_at == now
    assert AuditEvent.objects.filter(action="membership.accepted").count() == 1


def test_decline_membership_ends_it_on_its_first_day(now):
    membership = MembershipFactory(confirmed_at=None, since=date(2026, 11, 16))

    decline_membership(membership=membership, by=membership.user, at=now)

    membership.refresh_from_db()
    assert (membership.until, membership.confirmed_at) == (date(2026, 11, 17), None)
    assert AuditEvent.objects.filter(action="membership.declined").count() == 1
    with pytest.raises(NotAMember, match="niet .* van jou"):
        accept_membership(membership=membership, by=membership.user, at=now)


def test_nobody_answers_for_somebody_else(now):
    membership = MembershipFactory(confirmed_at=None)

    for answer in (accept_membership, decline_membership):
        with pytest.raises(NotAMember, match="niet .* van jou"):
            answer(membership=membership, by=UserFactory(), at=now)


@pytest.mark.parametrize(("answer", "confirmed"), [("accept", True), ("decline", False)])
def test_the_account_page_asks_whether_somebody_works_there(client, answer, confirmed):
    membership = MembershipFactory(confirmed_at=None)
    client.force_login(membership.user)
    address = reverse("accounts:answer_membership", args=[membership.uid])
    asked = client.get("/account/").content.decode()

    after = client.post(address, {answer: "1"}, follow=True).content.decode()

    membership.refresh_from_db()
    assert address in asked
    assert address not in after
    assert (membership.confirmed_at is not None, membership.until is None) == (confirmed, confirmed)


def test_the_account_page_keeps_what_was_confirmed(client):
    membership = MembershipFactory()
    client.force_login(membership.user)
    address = reverse("accounts:answer_membership", args=[membership.uid])

    page = client.post(address, {"decline": "1"}, follow=True).content.decode()

    membership.refresh_from_db()
    assert membership.until is None
    assert "Je hebt al bevestigd" in page


def test_the_question_to_somebody_else_is_not_found(client):
    membership = MembershipFactory(confirmed_at=None)
    client.force_login(UserFactory())

    assert client.post(reverse("accounts:answer_membership", args=[membership.uid])).status_code == 404


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
