from django import template
from django.utils.translation import get_language

from courses.models import CatalogueEntry

register = template.Library()


@register.simple_tag
def courses_of(provider_id):
    """The courses of one provider."""
    return list(
        CatalogueEntry.objects.in_language(get_language()).filter(provider=provider_id).order_by("title")
    )


@register.simple_tag
def featured_courses(limit=3):
    """Courses for the front page; those with the most lessons first."""
    entries = CatalogueEntry.objects.in_language(get_language())
    return list(entries.order_by("-lesson_count", "title", "pk")[:limit])
