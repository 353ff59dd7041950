"""The player (leeromgeving): what one learner sees of a course, put together from little."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from courses.models import CatalogueEntry, Criterion, Enrolment, LessonProgress, QuizAttempt
from courses.outline import Outline, OutlineLesson, OutlineModule
from courses.progress import evaluate_enrolment, outline_of
from courses.quizzes import pause_sentence, paused_until
from courses.rendering import lesson_html
from courses.rules import Item

Progress = Mapping[UUID, tuple[datetime | None, datetime | None]]


@dataclass(frozen=True)
class CourseView:
    """A course as one learner sees it: the outline, and what of it was opened and done."""

    enrolment: Enrolment
    outline: Outline
    progress: Progress
    sector_slug: str = ""

    @cached_property
    def done(self) -> set[UUID]:
        return {key for key, (_opened, done) in self.progress.items() if done}

    @cached_property
    def items_done(self) -> int:
        return sum(lesson.key in self.done for lesson in self.outline.required)

    @property
    def items_total(self) -> int:
        return len(self.outline.required)

    @property
    def minutes_left(self) -> int:
        return sum(lesson.minutes for lesson in self.outline.required if lesson.key not in self.done)

    @cached_property
    def address(self) -> str:
        """The address of the course home; a lesson stands below it under its key."""
        return reverse("courses:enrolment", args=[self.enrolment.uid])

    @property
    def has_started(self) -> bool:
        return bool(self.progress)

    @cached_property
    def resume(self) -> OutlineLesson | None:
        """Where the learner goes on: the lesson opened last, or when that is done the next one that is not."""
        lessons = self.outline.lessons
        opened = [(at, key) for key, (at, _done) in self.progress.items() if at and self.outline.find(key)]
        last = max(opened)[1] if opened else None
        start = next((place for place, lesson in enumerate(lessons) if lesson.key == last), 0)
        ahead = [*lessons[start:], *lessons[:start]]
        return next(
            (lesson for lesson in ahead if lesson.key not in self.done), lessons[0] if lessons else None
        )


@dataclass(frozen=True)
class LessonView:
    """One lesson as one learner sees it."""

    course: CourseView
    lesson: OutlineLesson
    html: SafeString
    before: OutlineLesson | None
    after: OutlineLesson | None

    @property
    def module(self) -> OutlineModule | None:
        return self.course.outline.module_of(self.lesson.key)

    @property
    def is_new(self) -> bool:
        opened, _done = self.course.progress.get(self.lesson.key, (None, None))
        return opened is None and self.course.enrolment.status == Enrolment.Status.ACTIVE

    @property
    def is_done(self) -> bool:
        return self.lesson.key in self.course.done

    @property
    def asks_confirmation(self) -> bool:
        is_active = self.course.enrolment.status == Enrolment.Status.ACTIVE
        return is_active and not self.is_done and self.lesson.criterion == Criterion.CONFIRMED


@dataclass(frozen=True)
class QuizView:
    """The start of a quiz: what it asks, what the learner got so far, and whether one may start now."""

    lesson: OutlineLesson
    attempts: list[QuizAttempt]
    pause: str

    @property
    def open(self) -> QuizAttempt | None:
        return next((attempt for attempt in self.attempts if attempt.status == QuizAttempt.Status.OPEN), None)

    @property
    def best(self) -> QuizAttempt | None:
        finished = [row for row in self.attempts if row.status == QuizAttempt.Status.FINISHED]
        return max(finished, key=lambda row: row.percent or 0, default=None)

    @property
    def attempts_left(self) -> int:
        """How many attempts are left before the next pause."""
        quiz = self.lesson.quiz or {}
        finished = sum(row.status == QuizAttempt.Status.FINISHED for row in self.attempts)
        return quiz["attempts_before_pause"] - finished % quiz["attempts_before_pause"]


@dataclass(frozen=True)
class Reason:
    """One line of ‘Waarom ben ik nog niet klaar?’."""

    lesson: OutlineLesson
    state: str
    tone: str
    sentence: str
    at: datetime | None = None


def course_view(*, enrolment: Enrolment) -> CourseView:
    """The course of an enrolment; one query when the outline is known."""
    rows = LessonProgress.objects.filter(enrolment=enrolment).values_list(
        "lesson_key", "opened_at", "done_at"
    )
    progress = {key: (opened_at, done_at) for key, opened_at, done_at in rows}
    return CourseView(enrolment, outline_of(enrolment), progress)


def course_views(*, enrolments: list[Enrolment]) -> list[CourseView]:
    """The courses of several enrolments, with one query for the progress of all and one for their covers."""
    progress: dict[int, dict] = {enrolment.pk: {} for enrolment in enrolments}
    rows = LessonProgress.objects.filter(enrolment__in=enrolments)
    for pk, key, opened_at, done_at in rows.values_list("enrolment", "lesson_key", "opened_at", "done_at"):
        progress[pk][key] = (opened_at, done_at)
    entries = CatalogueEntry.objects.filter(course_key__in=[enrolment.course_key for enrolment in enrolments])
    sectors = {entry.course_key: entry.sector_slug for entry in entries.only("course_key", "sectors")}
    return [
        CourseView(row, outline_of(row), progress[row.pk], sectors.get(row.course_key, ""))
        for row in enrolments
    ]


def lesson_view(*, enrolment: Enrolment, lesson_key: UUID) -> LessonView | None:
    """A lesson of the edition that this learner follows; nothing when the edition does not have it."""
    course = course_view(enrolment=enrolment)
    lesson = course.outline.find(lesson_key)
    if lesson is None:
        return None
    html = lesson_html(edition=enrolment.run.edition, lesson=lesson, language=enrolment.language)
    before, after = course.outline.around(lesson_key)
    return LessonView(course, lesson, html, before, after)


def quiz_view(*, enrolment: Enrolment, lesson: OutlineLesson, at: datetime) -> QuizView | None:
    """The quiz of a lesson for this learner; nothing when the lesson has none."""
    if lesson.quiz is None:
        return None
    return _quiz_view(lesson, list(enrolment.attempts.at_lesson(lesson.key).order_by("number")), at)


def _quiz_view(lesson: OutlineLesson, attempts: list[QuizAttempt], at: datetime) -> QuizView:
    until = paused_until(settings=lesson.quiz or {}, attempts=attempts, at=at)
    return QuizView(lesson, attempts, pause_sentence(until) if until else "")


def reasons(*, enrolment: Enrolment, at: datetime) -> list[Reason]:
    """What is done and what is missing, per required lesson, by the rule itself."""
    attempts = defaultdict(list)
    for attempt in enrolment.attempts.order_by("number"):
        attempts[attempt.lesson_key].append(attempt)
    required = evaluate_enrolment(enrolment).required
    return [_reason(item, attempts[item.lesson.key], at) for item in required]


def _reason(item: Item, attempts: list[QuizAttempt], at: datetime) -> Reason:
    if item.done:
        return Reason(item.lesson, _("Behaald"), "success", "", item.done.at)
    sentence = _sentence(item)
    quiz = _quiz_view(item.lesson, attempts, at)
    if quiz.pause:
        return Reason(item.lesson, _("Wacht op"), "warning", f"{sentence} {quiz.pause}")
    return Reason(item.lesson, _("Nog te doen"), "neutral", sentence)


def _sentence(item: Item) -> str:
    match item.unmet:
        case "NOT_OPENED":
            return _("Je hebt deze les nog niet geopend.")
        case "NOT_CONFIRMED":
            return _("Je hebt de les geopend, maar nog niet op ‘Les afronden’ geklikt.")
        case "NO_ATTEMPT":
            return _("Je hebt de toets nog niet gemaakt.")
        case "NOT_PASSED":
            words = {"best": item.best_percent, "needed": item.needed_percent}
            return _("Je beste resultaat is %(best)s%%. Je hebt %(needed)s%% nodig.") % words
    return _("Je aanwezigheid bij deze bijeenkomst is nog niet vastgelegd.")
