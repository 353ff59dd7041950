"""What is published (publicatie): one report, from which page, CSV and JSON all read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from home.charts import BarChart, LineChart, bar_chart, line_chart, target_on
from kpi.definitions import FIGURES, SMALLEST_CELL, Figure
from kpi.figures import (
    Cell,
    Period,
    Totals,
    companies_by_month,
    employees_by_hub,
    employees_by_month,
    employees_by_sector,
    hide_small,
    merge_small,
    running_total,
    totals,
)
from kpi.models import KpiSnapshot


@dataclass(frozen=True)
class Row:
    """One published number; `value` is None where the cell is too small to show."""

    figure: Figure
    breakdown: str
    cell: str
    value: int | None

    @property
    def shown(self) -> str | int:
        return small_cell() if self.value is None else self.value


@dataclass(frozen=True)
class Report:
    """Everything on the page about one day."""

    on: date
    totals: Totals
    periods: tuple[Period, ...]
    company_periods: tuple[Period, ...]
    sectors: tuple[Cell, ...]
    hubs: tuple[Cell, ...]
    checked: KpiSnapshot | None

    @property
    def figures(self) -> Iterator[tuple[Figure, int]]:
        for code, figure in FIGURES.items():
            yield figure, getattr(self.totals, code)

    employees = FIGURES["employees"]
    companies = FIGURES["companies"]
    smallest_cell = SMALLEST_CELL

    @property
    def on_target_path(self) -> int:
        """Where the target path of employees stands on this day; 0 before its start."""
        return target_on(FIGURES["employees"].targets, self.on) or 0

    @property
    def line(self) -> LineChart:
        return line_to_goal(self.employees, self.periods, self.on)

    @property
    def company_line(self) -> LineChart:
        return line_to_goal(self.companies, self.company_periods, self.on)

    @property
    def sector_chart(self) -> BarChart:
        return _bars(self.sectors)

    @property
    def hub_chart(self) -> BarChart:
        return _bars(self.hubs)

    @property
    def month_chart(self) -> BarChart:
        return bar_chart(rows=[(period.label, period.count) for period in self.periods])

    @property
    def rows(self) -> list[Row]:
        employees = FIGURES["employees"]
        breakdowns = (
            (_("werkgebied"), [(cell.label, cell.count) for cell in self.sectors]),
            (_("hub"), [(cell.label, cell.count) for cell in self.hubs]),
            (_("maand"), [(period.label, period.count) for period in self.periods]),
        )
        whole = [Row(figure, _("totaal"), _("Nederland"), value) for figure, value in self.figures]
        return whole + [
            Row(employees, breakdown, cell, value) for breakdown, cells in breakdowns for cell, value in cells
        ]


def report_on(on: date) -> Report:
    """The figures as they stand now; six queries."""
    now = totals()
    return Report(
        on=on,
        totals=now,
        periods=tuple(merge_small(employees_by_month())),
        company_periods=tuple(merge_small(companies_by_month())),
        sectors=tuple(hide_small(employees_by_sector(total=now.employees))),
        hubs=tuple(hide_small(employees_by_hub(total=now.employees))),
        checked=KpiSnapshot.objects.order_by("-taken_at").first(),
    )


def line_to_goal(figure: Figure, periods: Sequence[Period], on: date) -> LineChart:
    """The line of a figure, beside the path to its goal."""
    return line_chart(series=running_total(periods, on), target=figure.targets)


def small_cell() -> str:
    """What stands where a count is too small to show."""
    return _("minder dan %(count)s") % {"count": SMALLEST_CELL}


def _bars(cells: tuple[Cell, ...]) -> BarChart:
    chart = bar_chart(rows=[(cell.label, cell.count or 0) for cell in cells])
    bars = [
        replace(bar, value=small_cell()) if cell.count is None else bar
        for bar, cell in zip(chart.bars, cells, strict=True)
    ]
    return replace(chart, bars=bars)
