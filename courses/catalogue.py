"""The catalogue (cursusoverzicht): one row per course, written when something about the course changes."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.utils.timezone import localdate

from courses.models import CatalogueEntry, CourseEdition, CoursePage, CourseRun, ProviderPage
from courses.outline import Outline, edition_outline


def refresh_entry(*, course_key: UUID, at: datetime) -> CatalogueEntry | None:
    """Write the row of a course anew, or remove it: only a live course with an active edition has one."""
    course = CoursePage.objects.live().filter(translation_key=course_key, archived_at=None).first()
    edition = CourseEdition.objects.of_course(course_key).active().first()
    if course is None or edition is None:
        CatalogueEntry.objects.filter(course_key=course_key).delete()
        return None
    language = edition.source_language
    entry, _created = CatalogueEntry.objects.update_or_create(
        course_key=course_key, language=language, defaults=_facts(course, edition, language, at)
    )
    return entry


def rebuild_catalogue(*, at: datetime) -> int:
    """Write all rows anew, and drop those whose course has gone; returns how many there are."""
    keys = set(CourseEdition.objects.active().values_list("course_key", flat=True))
    CatalogueEntry.objects.exclude(course_key__in=keys).delete()
    return sum(refresh_entry(course_key=key, at=at) is not None for key in keys)


def _facts(course: CoursePage, edition: CourseEdition, language: str, at: datetime) -> dict:
    provider = ProviderPage.objects.ancestor_of(course).select_related("organisation").get()
    outline = edition_outline(edition=edition, language=language)
    sectors = [(sector.code, sector.name) for sector in course.sectors.order_by("position", "code")]
    return {
        "course": course,
        "edition": edition,
        "slug": course.slug,
        "title": course.title,
        "intro": course.intro,
        "provider": provider.organisation,
        "provider_name": provider.title,
        "sectors": sectors,
        "level": course.level,
        "form": course.form,
        "minutes": outline.minutes,
        "lesson_count": len(outline.lessons),
        "languages": edition.languages,
        "image": course.image,
        "search_text": _search_text(course, provider, [name for _code, name in sectors], outline),
        "refreshed_at": at,
        **_offer(course.course_key, at),
    }


def _offer(course_key: UUID, at: datetime) -> dict:
    """From what price, when first, where, and whether a voucher may pay: over all runs that take enrolments."""
    runs = list(
        CourseRun.objects.of_course(course_key)
        .enrollable(localdate(at))
        .filter(organisation=None)
        .with_price()
        .select_related("hub")
    )
    prices = [run.price_cents for run in runs if run.price_cents is not None]
    starts = [run.starts_on for run in runs if run.starts_on]
    any_time = any(run.starts_on is None for run in runs)
    return {
        "price_cents": min(prices, default=None),
        "starts_on": None if any_time else min(starts, default=None),
        "hubs": sorted({run.hub.code for run in runs if run.hub}),
        "voucher_eligible": any(run.voucher_eligible for run in runs),
    }


def _search_text(course: CoursePage, provider: ProviderPage, sectors: Iterable[str], outline: Outline) -> str:
    lessons = [lesson.title for lesson in outline.lessons]
    modules = [module.title for module in outline.modules]
    texts = [course.title, course.intro, course.outcomes, provider.title, *sectors, *modules, *lessons]
    return " ".join(word for text in texts for word in words(text))


def words(text: str) -> list[str]:
    """The words of a text in lower case, without accents, so that `privacyvriendelijk` and `Privacy` meet."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.findall(r"[a-z0-9]+", plain)
