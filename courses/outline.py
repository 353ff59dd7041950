"""The outline of a frozen edition (opbouw): modules and lessons in order, read once per process."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any
from uuid import UUID

from django.db.models.fields.json import KT

from courses.models import CourseEdition, EditionContent, EditionLesson, EditionModule, EditionQuiz


@dataclass(frozen=True)
class OutlineLesson:
    """One lesson; `quiz_percent` is what its quiz asks, empty without a quiz."""

    key: UUID
    title: str
    minutes: int
    required: bool
    criterion: str
    quiz_percent: int | None = None
    content_sha256: str = ""


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

    modules: tuple[OutlineModule, ...]

    @cached_property
    def lessons(self) -> tuple[OutlineLesson, ...]:
        return tuple(lesson for module in self.modules for lesson in module.lessons)

    @cached_property
    def _places(self) -> dict[UUID, int]:
        return {lesson.key: place for place, lesson in enumerate(self.lessons)}

    @property
    def minutes(self) -> int:
        return sum(lesson.minutes for lesson in self.lessons)

    @property
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
    """The outline of a frozen edition; four queries the first time, none after that."""
    return _load(edition.pk, edition.manifest_sha256, language)


@lru_cache(maxsize=256)
def _load(edition_id: int, manifest_sha256: str, language: str) -> Outline:
    """The manifest stands in the key of the cache: other content is another outline."""
    words = _words(edition_id, language)
    quizzes = dict(
        EditionQuiz.objects.filter(edition_lesson__edition=edition_id).values_list(
            "edition_lesson", "settings__pass_percent"
        )
    )
    lessons = list(EditionLesson.objects.filter(edition=edition_id).order_by("position"))
    modules = EditionModule.objects.filter(edition=edition_id).order_by("position")
    return Outline(tuple(_module(module, lessons, words, quizzes) for module in modules))


def _module(module, lessons, words, quizzes):  # noqa: ANN001
    own = [lesson for lesson in lessons if lesson.module_id == module.pk]
    text = words[EditionContent.Kind.MODULE, module.module_key]
    return OutlineModule(
        module.module_key, text["title"], text["intro"] or "", tuple(_lessons(own, words, quizzes))
    )


def _lessons(lessons, words, quizzes) -> Iterator[OutlineLesson]:  # noqa: ANN001
    for lesson in lessons:
        text = words[EditionContent.Kind.LESSON, lesson.lesson_key]
        yield OutlineLesson(
            key=lesson.lesson_key,
            title=text["title"],
            minutes=lesson.minutes,
            required=lesson.required,
            criterion=lesson.criterion,
            quiz_percent=quizzes.get(lesson.pk),
            content_sha256=text["sha256"],
        )


def _words(edition_id: int, language: str) -> dict[tuple[str, UUID], dict[str, Any]]:
    """Titles of the version in force: rows come in order of version, so the highest stays."""
    rows = (
        EditionContent.objects.filter(edition=edition_id, language=language)
        .filter(kind__in=[EditionContent.Kind.MODULE, EditionContent.Kind.LESSON])
        .order_by("version")
        .annotate(title=KT("content__title"), intro=KT("content__intro"))
        .values("kind", "key", "sha256", "title", "intro")
    )
    return {(row["kind"], row["key"]): row for row in rows}
