from datetime import timedelta

import pytest

from audit.models import AuditEvent
from courses.editions import activate_edition
from courses.enrolments import (
    NotEnrollable,
    NotWithdrawable,
    confirm_enrolment,
    end_lapsed_reservation,
    enrol,
    withdraw,
)
from courses.models import CourseRequirement, Enrolment, LearningEvent
from courses.runs import NotOpenable, close_run, open_run
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory
from tests.factories.courses import (
    CourseEditionFactory,
    CourseRunFactory,
    EnrolmentFactory,
    RunPriceFactory,
    make_active_edition,
    make_course,
    make_frozen_edition,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner(db):
    return UserFactory()


@pytest.fixture
def run(db):
    return make_active_edition().runs.get()


def test_enrol_takes_a_place_and_starts_at_once(run, learner, now):
    enrolment = enrol(learner=learner, run=run, by=learner, at=now)

    assert (enrolment.status, enrolment.course_key) == ("ACTIVE", run.edition.course_key)
    assert list(LearningEvent.objects.values_list("kind", flat=True)) == ["enrolled"]
    assert AuditEvent.objects.about(enrolment).get().action == "enrolment.created"


def test_enrol_reserves_a_place_until_it_is_confirmed(run, learner, now):
    enrolment = enrol(
        learner=learner, run=run, by=learner, at=now, reserved_until=now + timedelta(minutes=30)
    )
    assert (enrolment.status, LearningEvent.objects.count()) == ("RESERVED", 0)

    confirmed = confirm_enrolment(enrolment=enrolment, at=now)
    again = confirm_enrolment(enrolment=enrolment, at=now)

    assert (confirmed.status, again.status, confirmed.reserved_until) == ("ACTIVE", "ACTIVE", None)
    assert LearningEvent.objects.count() == 1


def test_enrol_remembers_on_whose_behalf(run, learner, now):
    employment = MembershipFactory(user=learner)

    assert enrol(learner=learner, run=run, by=learner, at=now, employment=employment).employment == employment


def refusal(learner, run, now, **more):
    with pytest.raises(NotEnrollable) as error:
        enrol(learner=learner, run=run, by=learner, at=now, **more)
    return str(error.value)


def test_enrol_refuses_twice_in_one_course(run, learner, now):
    enrol(learner=learner, run=run, by=learner, at=now)

    assert refusal(learner, run, now) == "Je volgt deze cursus al."
    assert Enrolment.objects.count() == 1


def test_enrol_refuses_before_and_after_the_dates(learner, now):
    early = CourseRunFactory(enrol_from=now.date() + timedelta(days=3))
    late = CourseRunFactory(enrol_until=now.date() - timedelta(days=1))

    assert refusal(learner, early, now) == "Inschrijven kan vanaf 19 november."
    assert refusal(learner, late, now) == "De inschrijving is gesloten."


def test_enrol_refuses_a_closed_run_and_a_retiring_edition(run, learner, now):
    close_run(run=run, by=None, at=now)
    assert refusal(learner, run, now) == "De inschrijving is gesloten."

    other = make_active_edition()
    activate_edition(edition=make_frozen_edition(other.course), by=UserFactory(), at=now)
    assert refusal(learner, other.runs.get(), now) == "De inschrijving is gesloten."


def test_enrol_refuses_when_the_run_is_full_and_withdrawing_frees_the_place(learner, now):
    run = CourseRunFactory(capacity=1)
    first = enrol(learner=UserFactory(), run=run, by=None, at=now, reserved_until=now + timedelta(days=1))
    assert refusal(learner, run, now) == "Deze uitvoering is vol."

    withdraw(enrolment=first, by=None, at=now)

    assert enrol(learner=learner, run=run, by=None, at=now, reserved_until=now + timedelta(days=1)).run == run


def test_enrol_refuses_strangers_in_an_in_company_run(learner, now):
    organisation = OrganisationFactory(name="Zorggroep Zuid (fictief)")
    run = CourseRunFactory(organisation=organisation)
    assert refusal(learner, run, now) == "Deze uitvoering is voor medewerkers van Zorggroep Zuid (fictief)."

    MembershipFactory(user=learner, organisation=organisation)

    assert enrol(learner=learner, run=run, by=None, at=now, reserved_until=now + timedelta(days=1))


def test_enrol_refuses_the_employment_of_somebody_else(run, learner, now):
    assert "niet (meer) verbonden" in refusal(learner, run, now, employment=MembershipFactory())


def test_enrol_refuses_until_the_required_course_is_completed(run, learner, now):
    first = CourseEditionFactory(course__title="Nationale AI-cursus")
    CourseRequirement.objects.create(page=run.edition.course, course=first.course, kind="REQUIRED")
    assert refusal(learner, run, now) == "Rond eerst ‘Nationale AI-cursus’ af."

    EnrolmentFactory(learner=learner, run=CourseRunFactory(edition=first), completed=True)

    assert enrol(learner=learner, run=run, by=None, at=now).status == "ACTIVE"


def test_pupils_read_without_enrolling(learner, now):
    course = make_course()
    course.audience = "PUPILS"
    course.save_revision().publish()

    assert "open" in refusal(learner, make_active_edition(course).runs.get(), now)


def test_withdraw_ends_once_and_not_after_completion(run, learner, now):
    enrolment = enrol(learner=learner, run=run, by=learner, at=now)

    ended = withdraw(enrolment=enrolment, by=learner, at=now)
    again = withdraw(enrolment=enrolment, by=learner, at=now + timedelta(days=1))

    assert (ended.status, ended.end_reason, again.ended_at) == ("ENDED", "WITHDRAWN", now)
    with pytest.raises(NotWithdrawable, match="al afgerond"):
        withdraw(enrolment=EnrolmentFactory(completed=True), by=None, at=now)
    with pytest.raises(NotEnrollable, match="verlopen of beëindigd"):
        confirm_enrolment(enrolment=enrolment, at=now)


def test_a_lapsed_reservation_frees_its_place_and_a_confirmed_one_stays(run, now):
    until = now + timedelta(minutes=30)
    lapsed = enrol(learner=UserFactory(), run=run, by=None, at=now, reserved_until=until)
    paid = enrol(learner=UserFactory(), run=run, by=None, at=now, reserved_until=until)
    due = list(Enrolment.objects.lapsed(until + timedelta(seconds=1)))
    confirm_enrolment(enrolment=paid, at=now)

    ended = {end_lapsed_reservation(enrolment=row, at=until + timedelta(seconds=1)).status for row in due}

    assert set(due) == {lapsed, paid}
    assert ended == {"ENDED", "ACTIVE"}


def test_open_run_refuses_what_cannot_be_offered(run, now):
    provider, edition = run.provider, run.edition
    with pytest.raises(NotOpenable, match="al een uitvoering"):
        open_run(edition=edition, provider=provider, code=run.code, by=None, at=now)
    with pytest.raises(NotOpenable, match="begin- en een einddatum"):
        open_run(edition=edition, provider=provider, code="x", by=None, at=now, mode="COHORT")
    with pytest.raises(NotOpenable, match="voor de begindatum"):
        open_run(
            edition=edition,
            provider=provider,
            code="x",
            by=None,
            at=now,
            starts_on=now.date(),
            ends_on=now.date() - timedelta(days=1),
        )
    with pytest.raises(NotOpenable, match="niet in deze taal"):
        open_run(edition=edition, provider=provider, code="x", by=None, at=now, language="en")
    with pytest.raises(NotOpenable, match="geen uitvoering"):
        open_run(edition=CourseEditionFactory(status="CLOSED"), provider=provider, code="x", by=None, at=now)


def test_a_place_that_costs_money_is_reserved_first(learner, now):
    run = CourseRunFactory()
    RunPriceFactory(run=run, price_cents=145_600)
    assert refusal(learner, run, now) == "Voor deze uitvoering moet eerst worden betaald."

    reserved = enrol(learner=learner, run=run, by=None, at=now, reserved_until=now + timedelta(days=1))

    assert reserved.status == "RESERVED"
