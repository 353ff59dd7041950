"""The outline of a frozen edition (opbouw): modules and lessons in order, read once per process."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import F
from django.db.models.fields.json import KT

from courses.models import CourseEdition, EditionContent, EditionLesson

Kind = EditionContent.Kind


@dataclass(frozen=True)
class OutlineLesson:
    """One lesson; `quiz` holds the settings of its quiz, empty without one."""

    key: UUID
    title: str
    minutes: int
    required: bool
    criterion: str
    quiz: Mapping[str, Any] | None = None
    content_sha256: str = ""

    @property
    def quiz_percent(self) -> int:
        return self.quiz["pass_percent"] if self.quiz else 0


@dataclass(frozen=True)
class OutlineModule:
    key: UUID
    title: str
    intro: str
    lessons: tuple[OutlineLesson, ...]

    @property
    def minutes(self) -> int:
        return sum(lesson.minutes for lesson in self.lessons)


@dataclass(frozen=True)
class Outline:
    """What an edition holds, in one language; it never changes, so it may be kept."""

    title: str
    modules: tuple[OutlineModule, ...]
    outcomes: tuple[str, ...] = ()

    @cached_property
    def lessons(self) -> tuple[OutlineLesson, ...]:
        return tuple(lesson for module in self.modules for lesson in module.lessons)

    @cached_property
    def _places(self) -> dict[UUID, int]:
        return {lesson.key: place for place, lesson in enumerate(self.lessons)}

    @cached_property
    def minutes(self) -> int:
        return sum(lesson.minutes for lesson in self.lessons)

    @cached_property
    def required(self) -> tuple[OutlineLesson, ...]:
        return tuple(lesson for lesson in self.lessons if lesson.required)

    def find(self, key: UUID) -> OutlineLesson | None:
        """The lesson with this key, if this edition has it."""
        place = self._places.get(key)
        return None if place is None else self.lessons[place]

    def module_of(self, key: UUID) -> OutlineModule | None:
        """The module in which this lesson stands."""
        return next((module for module in self.modules if any(at.key == key for at in module.lessons)), None)

    def around(self, key: UUID) -> tuple[OutlineLesson | None, OutlineLesson | None]:
        """The lessons before and after this one."""
        place = self._places[key]
        before = self.lessons[place - 1] if place else None
        after = self.lessons[place + 1] if place + 1 < len(self.lessons) else None
        return before, after


def edition_outline(*, edition: CourseEdition, language: str) -> Outline:
    """The outline of a frozen edition; two queries the first time, none after that."""
    return _load(edition.pk, edition.manifest_sha256, language)


NO_WORDS: Mapping[str, Any] = {"title": "", "outcomes": ()}


@lru_cache(maxsize=256)
def _load(edition_id: int, manifest_sha256: str, language: str) -> Outline:
    """The manifest stands in the key of the cache: other content is another outline."""
    words = _words(edition_id, language)
    lessons = (
        EditionLesson.objects.filter(edition=edition_id).select_related("module", "quiz").order_by("position")
    )
    course = next((text for (kind, _key), text in words.items() if kind == Kind.COURSE), NO_WORDS)
    by_module = groupby(lessons, key=lambda lesson: lesson.module.module_key)
    modules = tuple(_module(key, list(own), words) for key, own in by_module)
    return Outline(course["title"], modules, tuple(course["outcomes"]))


Words = Mapping[tuple[str, UUID], Mapping[str, Any]]


def _module(key: UUID, lessons: list[EditionLesson], words: Words) -> OutlineModule:
    text = words[Kind.MODULE, key]
    return OutlineModule(
        key, text["title"], text["intro"] or "", tuple(_lesson(row, words) for row in lessons)
    )


def _lesson(row: EditionLesson, words: Words) -> OutlineLesson:
    text = words[Kind.LESSON, row.lesson_key]
    quiz = getattr(row, "quiz", None)
    return OutlineLesson(
        key=row.lesson_key,
        title=text["title"],
        minutes=row.minutes,
        required=row.required,
        criterion=row.criterion,
        quiz=quiz and quiz.settings | {"question_count": _asked(quiz.sections)},
        content_sha256=text["sha256"],
    )


def _asked(sections: list[dict]) -> int:
    return sum(section["draw"] or len(section["questions"]) for section in sections)


def _words(edition_id: int, language: str) -> Words:
    """Titles of the version in force: rows come in order of version, so the highest stays."""
    rows = (
        EditionContent.objects.filter(edition=edition_id, language=language)
        .exclude(kind=Kind.QUESTION)
        .order_by("version")
        .annotate(title=KT("content__title"), intro=KT("content__intro"), outcomes=F("content__outcomes"))
        .values("kind", "key", "sha256", "title", "intro", "outcomes")
    )
    return {(row["kind"], row["key"]): row for row in rows}
