import pytest
from django.core.management import call_command

from courses.enrolments import enrol
from courses.models import Answer, EditionLesson, EditionQuestion, LearningEvent, LessonProgress
from courses.progress import confirm_lesson, open_lesson
from courses.quizzes import hand_in, start_attempt
from courses.replay import replay_enrolment
from courses.tasks import end_lapsed_reservations, finish_overdue_attempts, rebuild_catalogue, replay_learning
from tests.factories.accounts import UserFactory
from tests.factories.courses import (
    AT,
    CompletionFactory,
    LessonPageFactory,
    QuestionFactory,
    make_active_edition,
    make_course,
    quiz_body,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolment(db):
    edition = make_active_edition(make_course(lessons=1, quiz=True))
    return enrol(learner=UserFactory(), run=edition.runs.get(), by=None, at=AT)


def complete(enrolment):
    reading, quiz = EditionLesson.objects.filter(edition=enrolment.run.edition).order_by("position")
    confirm_lesson(enrolment=enrolment, lesson_key=reading.lesson_key, at=AT)
    attempt = start_attempt(enrolment=enrolment, lesson_key=quiz.lesson_key, at=AT)
    keys = EditionQuestion.objects.filter(edition=enrolment.run.edition)
    hand_in(attempt=attempt, values={str(row.question_key): row.answer_key["correct"] for row in keys}, at=AT)
    enrolment.refresh_from_db()


def replay(**options):
    with pytest.raises(SystemExit) as end:
        call_command("replay_learning", **options)
    return end.value.code


def test_what_the_steps_wrote_follows_from_the_events(enrolment, capsys):
    complete(enrolment)

    call_command("replay_learning", enrolment=str(enrolment.uid), since=AT.replace(tzinfo=None))

    assert capsys.readouterr().out == "0 verschillen\n"


def test_a_row_changed_by_hand_is_named_and_can_be_repaired(enrolment, capsys):
    complete(enrolment)
    row = LessonProgress.objects.first()
    LessonProgress.objects.filter(pk=row.pk).update(done_at=AT.replace(year=2020))
    LessonProgress.objects.create(enrolment=enrolment, lesson_key=enrolment.uid, opened_at=AT)

    assert replay(repair=True) == 1
    assert f"les {row.lesson_key}: done_at klopt niet" in capsys.readouterr().out
    call_command("replay_learning")

    assert capsys.readouterr().out == "0 verschillen\n"


def test_points_that_the_key_does_not_give_are_found(enrolment):
    complete(enrolment)
    Answer.objects.update(value=[])

    (difference,) = replay_enrolment(enrolment=enrolment)

    assert "ander percentage bij opnieuw nakijken" in difference


def test_a_completion_that_is_missing_or_has_no_ground_is_found(enrolment):
    complete(enrolment)
    enrolment.status = "ACTIVE"
    enrolment.save()
    assert any("niet is afgerond" in text for text in replay_enrolment(enrolment=enrolment))

    groundless = CompletionFactory(enrolment__run=enrolment.run)
    texts = replay_enrolment(enrolment=groundless.enrolment)
    assert any("ander moment" in text for text in texts)
    assert any("andere slagingsregel" in text for text in texts)


def test_a_completion_that_should_be_there_is_missed(enrolment):
    events = make_active_edition(make_course(lessons=1))
    other = enrol(learner=UserFactory(), run=events.runs.get(), by=None, at=AT)
    key = EditionLesson.objects.get(edition=events).lesson_key
    LearningEvent.objects.create(
        uid=other.uid,
        enrolment=other,
        kind="lesson_confirmed",
        lesson_key=key,
        occurred_at=AT,
        recorded_at=AT,
    )

    assert [text.partition(" ")[2] for text in replay_enrolment(enrolment=other)] == [
        f"les {key}: opened_at, done_at, because klopt niet",
        "afronding ontbreekt",
    ]


def test_the_periodic_tasks_may_run_twice(enrolment, caplog):
    course = make_course(lessons=0)
    body = quiz_body([QuestionFactory()], time_limit_minutes=10)
    LessonPageFactory(parent=course.get_children().get(), criterion="PASSED", body=body)
    edition = make_active_edition(course)
    learner = UserFactory()
    timed = enrol(learner=learner, run=edition.runs.get(), by=None, at=AT)
    key = EditionLesson.objects.get(edition=edition).lesson_key
    attempt = start_attempt(enrolment=timed, lesson_key=key, at=AT.replace(year=2025))
    reserved = enrol(
        learner=UserFactory(), run=edition.runs.get(), by=None, at=AT, reserved_until=AT.replace(year=2025)
    )

    for _time in range(2):
        end_lapsed_reservations()
        finish_overdue_attempts()
        rebuild_catalogue()
        replay_learning()

    attempt.refresh_from_db()
    reserved.refresh_from_db()
    assert (attempt.status, reserved.end_reason) == ("FINISHED", "RESERVATION_LAPSED")


def test_the_replay_task_names_what_differs(enrolment, caplog):
    open_lesson(
        enrolment=enrolment,
        lesson_key=EditionLesson.objects.filter(edition=enrolment.run.edition).first().lesson_key,
        at=AT,
    )
    LessonProgress.objects.update(opened_at=AT.replace(year=2020))

    replay_learning()

    assert LessonProgress.objects.get().opened_at == AT.replace(year=2020)
