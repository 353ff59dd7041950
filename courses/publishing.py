"""Publishing (publiceren): what is derived from a page when it goes live, so that lists never open its body."""

from datetime import datetime

from django.db.models import Sum
from wagtail.models import Page

from courses.catalogue import refresh_entry, words
from courses.models import CoursePage, LessonPage, LessonReferencePage


def derive_columns(*, page: Page, at: datetime) -> None:
    """Write the derived columns of a lesson, the totals of its course, and the course's catalogue row."""
    if isinstance(page, LessonPage):
        _derive_lesson(page)
    course = page if isinstance(page, CoursePage) else CoursePage.objects.ancestor_of(page).first()
    if course:
        _derive_course(course)
        refresh_entry(course_key=course.course_key, at=at)


def _derive_lesson(lesson: LessonPage) -> None:
    text = " ".join(lesson.body.stream_block.get_searchable_content(lesson.body))
    LessonPage.objects.filter(pk=lesson.pk).update(
        has_quiz=any(block.block_type == "quiz" for block in lesson.body),
        word_count=len(text.split()),
        search_text=" ".join(words(text)),
    )


def _derive_course(course: CoursePage) -> None:
    own = LessonPage.objects.descendant_of(course).live()
    shared = LessonReferencePage.objects.descendant_of(course).live()
    minutes = [pages.aggregate(total=Sum("minutes"))["total"] or 0 for pages in (own, shared)]
    CoursePage.objects.filter(pk=course.pk).update(
        total_minutes=sum(minutes),
        lesson_count=own.count() + shared.count(),
        has_quiz=own.filter(has_quiz=True).exists() or shared.filter(lesson__has_quiz=True).exists(),
    )
