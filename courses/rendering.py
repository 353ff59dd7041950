"""The words of a frozen lesson as HTML: rendered once per process and version, without anything of a person."""

from functools import lru_cache
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from courses.models import CourseEdition, EditionContent, LessonPage
from courses.outline import OutlineLesson


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
