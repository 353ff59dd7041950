"""Learners of the demo: enrolled, under way and done, through the steps that a learner takes."""

from datetime import datetime, timedelta
from random import Random

from accounts.models import Membership, User
from courses.enrolments import confirm_enrolment, enrol
from courses.models import CourseRun, EditionLesson, EditionQuestion, Enrolment
from courses.progress import confirm_lesson, open_lesson
from courses.quizzes import finish_attempt, save_answer, start_attempt
from courses.runs import current_price

STEP = timedelta(minutes=14)


def follow(
    *, learner: User, run: CourseRun, lessons: int | None, at: datetime, employment: Membership | None = None
) -> Enrolment:
    """Enrol somebody and do the first `lessons` of the course (None: all); an enrolment that is there stays."""
    enrolment = Enrolment.objects.filter(learner=learner, course_key=run.edition.course_key).first()
    if enrolment:
        return enrolment
    enrolment = _enrol(learner, run, employment, at)
    outline = EditionLesson.objects.filter(edition=run.edition).order_by("module__position", "position")
    for number, lesson in enumerate(outline[:lessons]):
        do_lesson(enrolment=enrolment, lesson=lesson, at=at + number * STEP)
    return enrolment


def _enrol(learner, run, employment, at):
    price = current_price(run=run, at=at)
    held = at + timedelta(days=5) if price and price.price_cents else None
    enrolment = enrol(learner=learner, run=run, by=learner, at=at, employment=employment, reserved_until=held)
    return confirm_enrolment(enrolment=enrolment, at=at) if held else enrolment


def do_lesson(*, enrolment: Enrolment, lesson: EditionLesson, at: datetime) -> None:
    """Open a lesson and finish it: by saying so, or by passing its quiz."""
    open_lesson(enrolment=enrolment, lesson_key=lesson.lesson_key, at=at)
    if lesson.criterion == "PASSED":
        pass_quiz(enrolment=enrolment, lesson=lesson, at=at + STEP / 2)
    else:
        confirm_lesson(enrolment=enrolment, lesson_key=lesson.lesson_key, at=at + STEP / 2)


def pass_quiz(*, enrolment: Enrolment, lesson: EditionLesson, at: datetime) -> None:
    attempt = start_attempt(enrolment=enrolment, lesson_key=lesson.lesson_key, at=at)
    keys = [entry["key"] for entry in attempt.paper]
    for question in EditionQuestion.objects.filter(edition=lesson.edition, question_key__in=keys):
        save_answer(
            attempt=attempt, question_key=question.question_key, value=question.answer_key["correct"], at=at
        )
    finish_attempt(attempt=attempt, at=at + STEP / 4)


def fill_course(*, run: CourseRun, memberships: list[Membership], days: int, at: datetime) -> None:
    """Spread learners over the last `days` days: of every twenty, seven are done and eight are under way."""
    chance = Random(run.code)
    total = EditionLesson.objects.filter(edition=run.edition).count()
    for number, membership in enumerate(memberships):
        began = at - timedelta(days=chance.randint(1, days), hours=chance.randint(0, 9))
        place = number % 20
        lessons = None if place < 7 else chance.randint(1, total - 1) if place < 15 else 0
        follow(learner=membership.user, run=run, lessons=lessons, at=began, employment=membership)
