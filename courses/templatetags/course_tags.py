from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from courses.models import CatalogueEntry
from courses.rendering import modules_html, outline_item

register = template.Library()


@register.simple_tag
def outline_lines(module, done, current, base):
    """The lessons of a module with their ticks; every line is rendered once, so this only joins."""
    lines = [
        outline_item(lesson=lesson, is_done=lesson.key in done, is_current=lesson.key == current, base=base)
        for lesson in module.lessons
    ]
    return SafeString("".join(lines))


@register.simple_tag
def course_outline(edition, language):
    return modules_html(edition=edition, language=language)


@register.simple_tag
def courses_of(provider_id):
    """The courses of one provider."""
    return list(
        CatalogueEntry.objects.in_language(get_language())
        .filter(provider=provider_id)
        .for_cards()
        .order_by("title")
    )


@register.simple_tag
def featured_courses(limit=3):
    """Courses for the front page; those with the most lessons first."""
    entries = CatalogueEntry.objects.in_language(get_language()).for_cards()
    return list(entries.order_by("-lesson_count", "title", "pk")[:limit])
