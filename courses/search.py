"""Finding a course (zoeken): words, filters and order over the rows of the catalogue."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from courses.catalogue import words
from courses.facets import Chosen, Facet, Row, count_facets, narrow
from courses.models import CatalogueEntry

ORDERS: Mapping[str, tuple[str | Promise, tuple[str, ...]]] = {
    "titel": (_("Titel"), ("title", "pk")),
    "duur": (_("Kortste eerst"), ("minutes", "title", "pk")),
    "prijs": (_("Laagste prijs eerst"), ("price_cents", "title", "pk")),
}


@dataclass(frozen=True)
class Found:
    """What a search gives: courses in order, and the facets with their counts."""

    entries: QuerySet
    facets: list[Facet]
    count: int


def find_courses(
    *, language: str, query: str = "", chosen: Chosen | None = None, order: str = "titel"
) -> Found:
    """Courses whose text holds every word of the query and that pass the chosen facets.

    One query for the matrix of all courses; the entries are a query of their own, to be paged.
    """
    chosen = chosen or {}
    rows, labels = _matrix(language, query)
    passing = [row.pk for row in narrow(rows, chosen)]
    _label, fields = ORDERS.get(order, ORDERS["titel"])
    entries = CatalogueEntry.objects.filter(pk__in=passing).for_cards().order_by(*fields)
    return Found(entries, count_facets(rows, chosen, labels), len(passing))


def _matrix(language: str, query: str) -> tuple[list[Row], dict[str, dict[str, str]]]:
    """Every course that has the words, and the names of all sectors and providers there are."""
    entries = CatalogueEntry.objects.in_language(language)
    fields = ("pk", "sectors", "level", "form", "provider_name", "voucher_eligible")
    sectors: dict[str, str] = {}
    providers: dict[str, str] = {}
    rows = []
    for pk, pairs, level, form, provider, voucher in entries.values_list(*fields):
        sectors |= dict(pairs)
        providers[slugify(provider)] = provider
        values = {
            "werkgebied": [code for code, _name in pairs],
            "niveau": [level.lower()],
            "vorm": [form.lower().replace("_", "-")],
            "opleider": [slugify(provider)],
            "voucher": ["ja"] if voucher else [],
        }
        rows.append(Row(pk, values))
    labels = {"werkgebied": _by_name(sectors), "opleider": _by_name(providers)}
    return _with_words(rows, entries, query), labels


def _by_name(labels: dict[str, str]) -> dict[str, str]:
    return dict(sorted(labels.items(), key=lambda item: item[1]))


def _with_words(rows: list[Row], entries: QuerySet, query: str) -> list[Row]:
    if not (sought := words(query)):
        return rows
    for word in sought:
        entries = entries.filter(search_text__contains=word)
    found = set(entries.values_list("pk", flat=True))
    return [row for row in rows if row.pk in found]
