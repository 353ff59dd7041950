import pytest

from audit.models import AppendOnlyError, AuditEvent
from courses.enrolments import enrol, withdraw
from courses.models import Completion, EditionLesson, LearningEvent, LessonProgress
from courses.progress import NotConfirmable, confirm_lesson, open_lesson
from tests.factories.accounts import UserFactory
from tests.factories.courses import make_active_edition, make_course

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(db):
    return make_active_edition(make_course(lessons=2))


@pytest.fixture
def enrolment(edition, now):
    learner = UserFactory()
    return enrol(learner=learner, run=edition.runs.get(), by=learner, at=now)


def keys(edition):
    return list(
        EditionLesson.objects.filter(edition=edition)
        .order_by("position")
        .values_list("lesson_key", flat=True)
    )


def test_open_lesson_writes_once(enrolment, edition, now):
    first = keys(edition)[0]

    open_lesson(enrolment=enrolment, lesson_key=first, at=now)
    open_lesson(enrolment=enrolment, lesson_key=first, at=now.replace(hour=12))

    progress = LessonProgress.objects.get()
    assert (progress.lesson_key, progress.opened_at, progress.done_at) == (first, now, None)
    assert LearningEvent.objects.filter(kind="lesson_opened").count() == 1


def test_the_last_lesson_completes_the_course_in_the_same_transaction(enrolment, edition, now):
    one, two = keys(edition)
    confirm_lesson(enrolment=enrolment, lesson_key=two, at=now)
    later = now.replace(hour=15)

    confirm_lesson(enrolment=enrolment, lesson_key=one, at=later)

    enrolment.refresh_from_db()
    completion = Completion.objects.get()
    assert (enrolment.status, completion.edition, completion.engine) == ("COMPLETED", edition, 1)
    assert (completion.completed_at, completion.rules_sha256) == (later, edition.rules_sha256)
    events = {
        str(uid)
        for uid in LearningEvent.objects.filter(kind="lesson_confirmed").values_list("uid", flat=True)
    }
    assert {item["event"] for item in completion.explanation} == events
    assert AuditEvent.objects.filter(action="enrolment.completed").count() == 1


def test_a_completion_stays_when_more_happens(enrolment, edition, now):
    for key in keys(edition) * 2:
        confirm_lesson(enrolment=enrolment, lesson_key=key, at=now)

    completion = Completion.objects.get()
    completion.engine = 2
    with pytest.raises(AppendOnlyError):
        completion.save()


def test_confirm_lesson_refuses_what_is_not_in_the_edition(enrolment, now):
    with pytest.raises(NotConfirmable, match="niet in je cursus"):
        confirm_lesson(enrolment=enrolment, lesson_key=enrolment.uid, at=now)


def test_confirm_lesson_refuses_where_a_quiz_decides(now):
    edition = make_active_edition(make_course(lessons=0, quiz=True))
    enrolment = enrol(learner=UserFactory(), run=edition.runs.get(), by=None, at=now)

    with pytest.raises(NotConfirmable, match="de toets haalt"):
        confirm_lesson(enrolment=enrolment, lesson_key=keys(edition)[0], at=now)


def test_confirm_lesson_refuses_after_withdrawing(enrolment, edition, now):
    withdraw(enrolment=enrolment, by=None, at=now)

    open_lesson(enrolment=enrolment, lesson_key=keys(edition)[0], at=now)
    with pytest.raises(NotConfirmable, match="niet actief"):
        confirm_lesson(enrolment=enrolment, lesson_key=keys(edition)[0], at=now)

    assert not LessonProgress.objects.exists()
