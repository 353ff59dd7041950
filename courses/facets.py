"""Facets of the catalogue (filters): pure counting over one small matrix of all courses."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.models import Form, Level

Label = str | Promise


@dataclass(frozen=True)
class Row:
    """A course as the facets see it: per facet the values it has."""

    pk: int
    values: Mapping[str, Collection[str]]


@dataclass(frozen=True)
class Value:
    value: str
    label: Label
    count: int
    checked: bool


@dataclass(frozen=True)
class Facet:
    """A group of check boxes; its name stands in the address."""

    name: str
    label: Label
    values: list[Value]


LABELS: Mapping[str, Label] = {
    "werkgebied": _("Werkgebied"),
    "niveau": _("Niveau"),
    "vorm": _("Vorm"),
    "opleider": _("Opleider"),
    "voucher": _("Voucher"),
}
FIXED: Mapping[str, Mapping[str, Label]] = {
    "niveau": {value.lower(): label for value, label in Level.choices},
    "vorm": {value.lower().replace("_", "-"): label for value, label in Form.choices},
    "voucher": {"ja": _("Met voucher")},
}
Chosen = Mapping[str, Collection[str]]


def narrow(rows: Iterable[Row], chosen: Chosen, *, without: str = "") -> list[Row]:
    """The rows that pass every facet in use: one of its values is enough. `without` leaves one facet out."""
    used = {name: set(values) for name, values in chosen.items() if values and name != without}
    return [row for row in rows if all(used[name] & set(row.values[name]) for name in used)]


def count_facets(rows: list[Row], chosen: Chosen, labels: Mapping[str, Mapping[str, Label]]) -> list[Facet]:
    """Every facet with its counts: what a click on that value would give, next to the other facets."""
    return [_facet(name, rows, chosen, {**FIXED, **labels}[name]) for name in LABELS]


def _facet(name: str, rows: list[Row], chosen: Chosen, labels: Mapping[str, Label]) -> Facet:
    passing = narrow(rows, chosen, without=name)
    checked = set(chosen.get(name, ()))
    values = [
        Value(value, label, sum(value in row.values[name] for row in passing), value in checked)
        for value, label in labels.items()
    ]
    return Facet(name, LABELS[name], values)
