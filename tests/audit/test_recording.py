from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.db import transaction

from audit.models import AuditEvent
from audit.recording import canonical, record
from tests.factories.accounts import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_record_names_actor_act_and_subject_by_id_only(now):
    officer = UserFactory()
    organisation = OrganisationFactory()

    event = record("organisation.verified", organisation, by=officer, at=now, amount_cents=44_400)

    assert (event.actor_kind, event.actor_ref, event.action, event.object_ref) == (
        "PERSON",
        str(officer.uid),
        "organisation.verified",
        f"accounts.organisation:{organisation.uid}",
    )
    assert officer.email not in event.body
    assert organisation.name not in event.body


def test_record_without_a_person_is_the_system(now):
    event = record("round.opened", OrganisationFactory(), by=None, at=now)

    assert (event.actor_kind, event.actor_ref) == ("SYSTEM", "")


def test_events_about_a_subject_are_found_newest_first(now):
    subject = OrganisationFactory()
    record("organisation.registered", subject, by=None, at=now)
    record("organisation.verified", subject, by=None, at=now)
    record("organisation.verified", OrganisationFactory(), by=None, at=now)

    events = AuditEvent.objects.about(subject).newest_first()

    assert [event.action for event in events] == ["organisation.verified", "organisation.registered"]
    assert str(events[0]) == f"organisation.verified accounts.organisation:{subject.uid}"


@pytest.mark.django_db(transaction=True)
def test_record_refuses_to_stand_outside_the_decision(now):
    subject = OrganisationFactory()

    with pytest.raises(RuntimeError, match="inside the transaction"):
        record("organisation.verified", subject, by=None, at=now)


@pytest.mark.django_db(transaction=True)
def test_a_decision_that_falls_takes_its_event_with_it(now):
    subject = OrganisationFactory()

    def decide_and_fail():
        with transaction.atomic():
            record("organisation.verified", subject, by=None, at=now)
            raise LookupError

    with pytest.raises(LookupError):
        decide_and_fail()

    assert not AuditEvent.objects.exists()


def test_canonical_is_one_text_for_one_value():
    value = {
        "b": [1, None, True],
        "a": "e\u0301",
        "at": datetime(2026, 11, 20, 13, 0, 5, tzinfo=UTC),
        "on": date(2026, 11, 20),
        "uid": UUID(int=7),
    }

    assert canonical(value) == (
        '{"a":"é","at":"2026-11-20T13:00:05.000000Z","b":[1,null,true],"on":"2026-11-20",'
        '"uid":"00000000-0000-0000-0000-000000000007"}'
    )


def test_canonical_refuses_a_float():
    with pytest.raises(TypeError, match="whole numbers"):
        canonical({"amount": 4.44})
