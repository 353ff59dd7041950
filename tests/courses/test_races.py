"""Two at once, on PostgreSQL; each race has a control without its guard that must go wrong."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.db.models import QuerySet

from courses.enrolments import NotEnrollable, enrol
from courses.models import Completion, CourseRun, EditionLesson, EditionQuestion, Enrolment, LearningEvent
from courses.progress import confirm_lesson
from courses.quizzes import hand_in, start_attempt
from courses.runs import open_run
from tests.factories.accounts import UserFactory
from tests.factories.courses import AT, make_active_edition, make_course

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

PEOPLE = 12
PLACES = 4


def at_once(acts):
    """Run all acts at the same moment, each on a connection of its own; returns what each gave or raised."""
    start = Barrier(len(acts))

    def run(act):
        start.wait()
        try:
            return act()
        except Exception as error:  # noqa: BLE001
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.fixture
def no_locks(monkeypatch):
    """The same steps without row locks: the control."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **kwargs: rows)


@pytest.fixture
def run(db):
    assert connection.vendor == "postgresql"
    run = make_active_edition().runs.get()
    CourseRun.objects.filter(pk=run.pk).update(capacity=PLACES)
    run.refresh_from_db()
    return run


def enrol_everybody(run):
    people = UserFactory.create_batch(PEOPLE)
    return at_once([lambda who=who: enrol(learner=who, run=run, by=who, at=AT) for who in people])


def test_the_last_places_go_to_exactly_as_many_people(run):
    answers = enrol_everybody(run)

    refused = [answer for answer in answers if isinstance(answer, NotEnrollable)]
    assert Enrolment.objects.filter(run=run).count() == PLACES
    assert {str(answer) for answer in refused} == {"Deze uitvoering is vol."}
    assert len(refused) == PEOPLE - PLACES


def test_control_without_the_lock_more_people_get_in(run, no_locks):
    enrol_everybody(run)

    assert Enrolment.objects.filter(run=run).count() > PLACES


def test_one_person_who_enrols_twice_at_once_gets_one_place(run):
    learner = UserFactory()

    at_once([lambda: enrol(learner=learner, run=run, by=learner, at=AT)] * 6)

    assert Enrolment.objects.filter(learner=learner).count() == 1


def test_one_person_in_two_runs_of_a_course_at_once_gets_one_place(run):
    learner = UserFactory()
    other = open_run(edition=run.edition, provider=run.provider, code="tweede", by=None, at=AT)

    answers = at_once(
        [lambda at=at: enrol(learner=learner, run=at, by=None, at=AT) for at in [run, other] * 3]
    )

    assert Enrolment.objects.filter(learner=learner).count() == 1
    refused = [str(answer) for answer in answers if isinstance(answer, NotEnrollable)]
    assert refused == ["Je volgt deze cursus al."] * 5


def last_two_lessons(count=2):
    edition = make_active_edition(make_course(lessons=count))
    learner = UserFactory()
    enrolment = enrol(learner=learner, run=edition.runs.get(), by=learner, at=AT)
    keys = list(EditionLesson.objects.filter(edition=edition).values_list("lesson_key", flat=True))
    return enrolment, keys


def confirm_at_once(enrolment, keys):
    return at_once(
        [lambda key=key: confirm_lesson(enrolment=enrolment, lesson_key=key, at=AT) for key in keys]
    )


def test_the_last_two_lessons_at_once_make_one_completion():
    enrolment, keys = last_two_lessons()

    answers = confirm_at_once(enrolment, keys)

    enrolment.refresh_from_db()
    assert answers == [None, None]
    assert (Completion.objects.count(), enrolment.status) == (1, "COMPLETED")


def test_control_without_the_lock_the_completion_is_missed_or_made_twice(no_locks):
    went_wrong = []
    for _round in range(8):
        enrolment, keys = last_two_lessons(6)
        answers = confirm_at_once(enrolment, keys)
        failed = any(isinstance(answer, Exception) for answer in answers)
        went_wrong.append(failed or Completion.objects.filter(enrolment=enrolment).count() != 1)

    assert any(went_wrong)


def open_attempt():
    edition = make_active_edition(make_course(lessons=0, quiz=True))
    learner = UserFactory()
    enrolment = enrol(learner=learner, run=edition.runs.get(), by=learner, at=AT)
    key = EditionLesson.objects.get(edition=edition).lesson_key
    attempt = start_attempt(enrolment=enrolment, lesson_key=key, at=AT)
    rows = EditionQuestion.objects.filter(edition=edition)
    return attempt, {str(row.question_key): row.answer_key["correct"] for row in rows}


def hand_in_two_ways(attempt, right):
    wrong = {key: [] for key in right}
    acts = [
        lambda values=values: hand_in(attempt=attempt, values=values, at=AT) for values in [right, wrong] * 3
    ]
    return at_once(acts)


def test_handing_in_at_once_gives_one_result():
    attempt, right = open_attempt()

    results = hand_in_two_ways(attempt, right)

    attempt.refresh_from_db()
    assert {result.percent for result in results} == {attempt.percent}
    assert LearningEvent.objects.filter(kind="attempt_finished").count() == 1


def test_control_without_the_lock_two_hand_ins_disagree(no_locks):
    went_wrong = []
    for _round in range(8):
        attempt, right = open_attempt()
        results = hand_in_two_ways(attempt, right)
        failed = any(isinstance(result, Exception) for result in results)
        went_wrong.append(failed or len({result.percent for result in results}) > 1)

    assert any(went_wrong)


def test_the_database_itself_refuses_a_second_completion():
    enrolment, keys = last_two_lessons()
    confirm_at_once(enrolment, keys)
    completion = Completion.objects.get()
    completion.pk, completion._state.adding = None, True

    with pytest.raises(IntegrityError), transaction.atomic():
        completion.save()
