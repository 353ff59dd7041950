"""The little that a component must compute: covers, initials, the pages of a list."""

from functools import cache

from django import template
from django.conf import settings
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.translation import get_language

from home.covers import draw_cover

register = template.Library()


@register.simple_tag
def fixed(name):
    """A part that is the same for everyone: made once per process and language."""
    return render_to_string(name) if settings.DEBUG else _render_fixed(name, get_language())


@cache
def _render_fixed(name, language):
    return render_to_string(name)


@register.inclusion_tag("components/cover.html")
def course_cover(key, sector_slug="", banner=False):
    """The drawn cover of a course; a banner is wide and low."""
    columns, rows = (16, 3) if banner else (8, 4)
    return {"cover": draw_cover(str(key), sector_slug or "", columns, rows), "banner": banner}


@register.inclusion_tag("components/hero_art.html")
def hero_art():
    return {"cover": draw_cover("ai-leerplein", "", 13, 13)}


@register.filter
def initials(name):
    """At most two letters for an avatar: "Sanne de Wit" → "SW"."""
    words = [word for word in str(name).replace("@", " ").split() if word]
    letters = [words[0], words[-1]] if len(words) > 1 else words[:1]
    return "".join(word[0] for word in letters).upper()


@register.filter
def page_numbers(page):
    """The numbers to show below a list: the first, the last, and those around this one."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


@register.simple_tag(takes_context=True)
def query_without(context, *names):
    """The query of this address without some parameters, for links that set those anew."""
    request = context.get("request")
    query = request.GET.copy() if request else QueryDict(mutable=True)
    for name in names:
        query.pop(name, None)
    return query.urlencode()
