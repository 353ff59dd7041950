"""The words of a frozen lesson as HTML: rendered once per process and version, without anything of a person."""

from functools import lru_cache
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from courses.models import CourseEdition, EditionContent, LessonPage
from courses.outline import OutlineLesson, edition_outline


def lesson_html(*, edition: CourseEdition, lesson: OutlineLesson, language: str) -> SafeString:
    """The body of a lesson as HTML; the hash of its content stands in the key of the cache."""
    return _render(edition.pk, lesson.key, language, lesson.content_sha256)


@lru_cache(maxsize=512)
def _render(edition_id: int, lesson_key: UUID, language: str, sha256: str) -> SafeString:
    row = EditionContent.objects.get(
        edition=edition_id,
        kind=EditionContent.Kind.LESSON,
        key=lesson_key,
        language=language,
        sha256=sha256,
    )
    stream_block = LessonPage._meta.get_field("body").stream_block
    body = stream_block.to_python(row.content["body"])
    return SafeString(render_to_string("courses/_lesson_body.html", {"body": body}))


def modules_html(*, edition: CourseEdition, language: str) -> SafeString:
    """The modules and lessons of a course as a visitor reads them, once per process and edition."""
    return _render_modules(edition.pk, edition.manifest_sha256, language, get_language())


@lru_cache(maxsize=256)
def _render_modules(edition_id: int, manifest_sha256: str, language: str, shown_in: str) -> SafeString:
    edition = CourseEdition(pk=edition_id, manifest_sha256=manifest_sha256)
    outline = edition_outline(edition=edition, language=language)
    return SafeString(render_to_string("courses/_modules.html", {"outline": outline}))


def outline_item(*, lesson: OutlineLesson, is_done: bool, is_current: bool, base: str) -> SafeString:
    """One line of the outline; the same for everybody in that state. `base` leads from the page to the lessons."""
    facts = (lesson.key, lesson.title, lesson.minutes, lesson.required, lesson.quiz is not None)
    return _render_item((get_language(), *facts, is_done, is_current, base))


ITEM_FACTS = ("language", "key", "title", "minutes", "required", "has_quiz", "is_done", "is_current", "base")


@lru_cache(maxsize=8192)
def _render_item(facts: tuple) -> SafeString:
    context = dict(zip(ITEM_FACTS, facts, strict=True))
    return SafeString(render_to_string("courses/_outline_item.html", context).strip())
