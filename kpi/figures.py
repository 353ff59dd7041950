"""The figures (kengetallen): one function each, over rows that already count once."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from django.db.models import Count, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Hub, Sector
from kpi.definitions import SMALLEST_CELL
from kpi.models import CountedAs, FirstParticipation


@dataclass(frozen=True)
class Cell:
    """One line of a breakdown; `count` is None where a person could be recognised."""

    label: str
    count: int | None


@dataclass(frozen=True)
class Period:
    """One month, or some months together; `first` and `last` are the first days of months."""

    first: date
    last: date
    count: int

    @property
    def ends_on(self) -> date:
        return self.last.replace(day=monthrange(self.last.year, self.last.month)[1])

    @property
    def label(self) -> str:
        if self.first == self.last:
            return date_format(self.first, "F Y")
        return f"{date_format(self.first, 'F Y')} – {date_format(self.last, 'F Y')}"


@dataclass(frozen=True)
class Totals:
    """The four figures of definition 1."""

    employees: int
    companies: int
    public_bodies: int
    individuals: int


def totals() -> Totals:
    """How many persons and organisations count now; one query."""
    employees = Q(organisation=None, counted_as=CountedAs.EMPLOYEE)
    organisations = Q(organisation__isnull=False)
    return Totals(
        **FirstParticipation.objects.aggregate(
            employees=Count("pk", filter=employees),
            companies=Count("pk", filter=organisations & Q(is_public_body=False)),
            public_bodies=Count("pk", filter=organisations & Q(is_public_body=True)),
            individuals=Count("pk", filter=Q(counted_as=CountedAs.INDIVIDUAL)),
        )
    )


def employees_by_month() -> list[tuple[date, int]]:
    """How many employees counted first in each month, in order; months without are left out."""
    rows = FirstParticipation.objects.employees().values("month").annotate(count=Count("pk"))
    return list(rows.order_by("month").values_list("month", "count"))


def companies_by_month() -> list[tuple[date, int]]:
    """How many companies counted first in each month, likewise."""
    companies = FirstParticipation.objects.organisations().filter(is_public_body=False)
    return list(
        companies.values("month").annotate(count=Count("pk")).order_by("month").values_list("month", "count")
    )


def employees_by_sector(*, total: int) -> list[Cell]:
    """Employees per sector of their organisation; every sector is named, who has none is the rest of the total."""
    return _by_name(Sector, total)


def employees_by_hub(*, total: int) -> list[Cell]:
    """Employees per hub of their organisation, likewise."""
    return _by_name(Hub, total)


def hide_small(cells: Sequence[Cell]) -> list[Cell]:
    """Leave out the count of small cells, and of one more where a single hole could be computed from the total."""
    filled = sorted((cell.count, cell.label) for cell in cells if cell.count)
    hidden = [label for count, label in filled if count < SMALLEST_CELL]
    if len(hidden) == 1:
        hidden = [label for _count, label in filled[:2]]
    return [Cell(cell.label, None if cell.label in hidden else cell.count) for cell in cells]


def merge_small(months: Sequence[tuple[date, int]]) -> list[Period]:
    """Months, put together until each period has enough people to be shown; together they are the total."""
    periods: list[Period] = []
    for month, count in months:
        last = periods[-1] if periods else None
        if last and last.count < SMALLEST_CELL:
            periods[-1] = Period(last.first, month, last.count + count)
        else:
            periods.append(Period(month, month, count))
    if len(periods) > 1 and periods[-1].count < SMALLEST_CELL:
        rest = periods.pop()
        periods[-1] = Period(periods[-1].first, rest.last, periods[-1].count + rest.count)
    return periods


def running_total(periods: Sequence[Period], today: date) -> list[tuple[date, int]]:
    """The line: the total at the end of each period, and today."""
    sums = accumulate(period.count for period in periods)
    line = [(period.ends_on, total) for period, total in zip(periods, sums, strict=True)]
    past = [(day, total) for day, total in line if day < today]
    return [*past, (today, line[-1][1] if line else 0)]


def _by_name(model: type[Sector] | type[Hub], total: int) -> list[Cell]:
    employees = Q(first_participation__counted_as=CountedAs.EMPLOYEE, first_participation__organisation=None)
    counted = model.objects.annotate(count=Count("first_participation", filter=employees))
    cells = [Cell(row.name, row.count) for row in counted.order_by("position", "name")]
    rest = total - sum(cell.count or 0 for cell in cells)
    return [*cells, Cell(_("Onbekend"), rest)] if rest else cells
