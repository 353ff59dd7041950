"""People are found again by a keyed fingerprint."""

from datetime import date

import pytest
from django.db import connection

from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory
from tests.factories.vouchers import make_participant
from tests.vouchers.books import trail
from vouchers.models import Participant
from vouchers.participants import NotAParticipant, commitment, fingerprint, likeness, register_participant

BORN = date(1990, 4, 1)


def test_fingerprint_sees_through_accents_capitals_and_blanks():
    assert fingerprint(name="René  de Wit", born_on=BORN) == fingerprint(name="rene dewit", born_on=BORN)


def test_fingerprint_parts_people():
    prints = {
        fingerprint(name="René de Wit", born_on=BORN),
        fingerprint(name="René de Wit", born_on=date(1990, 4, 2)),
        fingerprint(name="Renée de Wit", born_on=BORN),
        fingerprint(name="René de Wit", born_on=BORN, distinct_no=1),
    }

    assert len(prints) == 4


def test_fingerprint_needs_the_key(settings):
    before = fingerprint(name="René de Wit", born_on=BORN)
    settings.PARTICIPANT_KEY = "een andere sleutel"

    assert fingerprint(name="René de Wit", born_on=BORN) != before


def test_likeness_is_of_the_year_only():
    assert likeness(name="René", born_on=BORN) == likeness(name="René", born_on=date(1990, 12, 31))


@pytest.mark.django_db
def test_register_participant_keeps_the_name_encrypted_and_no_birth_date(now):
    participant = make_participant(employer=OrganisationFactory(), at=now)

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM vouchers_participant")
        stored = str(cursor.fetchone())
    assert Participant.objects.get().name == "Sanne Voorbeeld (fictief)"
    assert "Sanne" not in stored
    assert participant.user.email not in stored
    assert "1990" not in stored


@pytest.mark.django_db
def test_register_participant_twice_is_one_row(now):
    member = MembershipFactory()
    facts = {
        "employer": member.organisation,
        "user": member.user,
        "work_email": member.user.email,
        "born_on": BORN,
        "by": member.user,
        "at": now,
    }

    first = register_participant(**facts, name="Sanne Voorbeeld (fictief)")
    again = register_participant(**facts, name="sanne voorbeeld (fictief)")

    assert (first.pk, Participant.objects.count()) == (again.pk, 1)
    assert trail(first) == ["participant.registered"]
    assert len(commitment(first)) == 64


@pytest.mark.django_db
def test_register_participant_refuses_somebody_who_does_not_work_there(now):
    with pytest.raises(NotAParticipant, match="werkt volgens ons niet"):
        register_participant(
            employer=OrganisationFactory(),
            user=UserFactory(),
            name="Sanne",
            work_email="sanne@example.org",
            born_on=BORN,
            by=UserFactory(),
            at=now,
        )


@pytest.mark.django_db
def test_register_participant_refuses_a_second_account_of_one_person(now):
    employer = OrganisationFactory()
    make_participant(employer=employer, at=now)

    with pytest.raises(NotAParticipant, match="ander account"):
        make_participant(employer=employer, at=now)
