"""Figures that people would rather look at than read: coordinates for the drawings in templates/components/charts/.

Widths are shares of the place a drawing gets ("62.5%"), heights are pixels, so that the letters keep their size on a
telephone. Coordinates are text: a template would write a number with a Dutch comma.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.utils.formats import date_format, number_format

TOP, PLOT, BOTTOM = 30, 240, 30
ROW, BAR = 46, 12
SHADES = 5
MONTHS_BETWEEN_TICKS = (1, 2, 3, 6, 12, 24, 60, 120)
MOST_STEPS = 4

Display = Callable[[int], str]
Point = tuple[date, int]


@dataclass(frozen=True)
class Tick:
    x: str
    y: str
    label: str
    anchor: str = "start"


@dataclass(frozen=True)
class LineChart:
    height: int
    top: int
    plot: int
    baseline: int
    line: str
    area: str
    target: str
    x_ticks: list[Tick]
    y_ticks: list[Tick]
    last: Tick | None
    goal: Tick | None
    rows: list[tuple[str, str, str]]


@dataclass(frozen=True)
class Bar:
    label: str
    value: str
    width: str
    text_y: int
    bar_y: int


@dataclass(frozen=True)
class BarChart:
    height: int
    bar: int
    bars: list[Bar]

    @property
    def rows(self) -> list[tuple[str, str]]:
        return [(bar.label, bar.value) for bar in self.bars]


@dataclass(frozen=True)
class Part:
    label: str
    value: str
    share: str
    x: str
    width: str
    shade: str


@dataclass(frozen=True)
class StackedBar:
    parts: list[Part]
    total: str

    @property
    def rows(self) -> list[tuple[str, str, str]]:
        return [(part.label, part.value, part.share) for part in self.parts]


def whole_number(value: int) -> str:
    """A number as it reads in Dutch: 50000 → "50.000"."""
    return number_format(value, decimal_pos=0, use_l10n=True, force_grouping=True)


def line_chart(
    *, series: Sequence[Point], target: Sequence[Point], display: Display = whole_number
) -> LineChart:
    """A line of values towards a target path; both are in order of date. Raises ValueError without any point."""
    points = [*series, *target]
    if not points:
        raise ValueError("A line needs at least one point.")
    scale = _Scale(points)
    drawn = [scale.point(*point) for point in series]
    return LineChart(
        height=TOP + PLOT + BOTTOM,
        top=TOP,
        plot=PLOT,
        baseline=TOP + PLOT,
        line=_path(drawn),
        area=_path([(drawn[0][0], 100.0), *drawn, (drawn[-1][0], 100.0)]) if drawn else "",
        target=_path([scale.point(*point) for point in target]),
        x_ticks=[scale.date_tick(day, label) for day, label in date_ticks(scale.first, scale.last)],
        y_ticks=[scale.mark(scale.first, value, display(value)) for value in scale.steps],
        last=scale.mark(*series[-1], display(series[-1][1])) if series else None,
        goal=scale.mark(*target[-1], display(target[-1][1])) if target else None,
        rows=[_row(point, target, display) for point in series],
    )


def bar_chart(*, rows: Sequence[tuple[str, int]], display: Display = whole_number) -> BarChart:
    """Horizontal bars in the order given; the longest fills the width."""
    highest = max((value for _label, value in rows), default=0) or 1
    bars = [
        Bar(
            label=label,
            value=display(value),
            width=_percent(value / highest),
            text_y=place * ROW + 18,
            bar_y=place * ROW + 26,
        )
        for place, (label, value) in enumerate(rows)
    ]
    return BarChart(height=len(rows) * ROW, bar=BAR, bars=bars)


def stacked_bar(*, parts: Sequence[tuple[str, int]], display: Display = whole_number) -> StackedBar:
    """One bar that is the whole, cut into its parts in the order given; the last part is what is left."""
    total = sum(value for _label, value in parts)
    drawn, before = [], 0
    for place, (label, value) in enumerate(parts, start=1):
        share = value / total if total else 0
        drawn.append(
            Part(
                label=label,
                value=display(value),
                share=f"{number_format(round(share * 100, 1), decimal_pos=1)}%",
                x=_percent(before / total if total else 0),
                width=_percent(share),
                shade="rest" if place == len(parts) else str(min(place, SHADES)),
            )
        )
        before += value
    return StackedBar(parts=drawn, total=display(total))


def nice_ticks(highest: int, *, count: int = 4) -> list[int]:
    """Round values from nothing to at least `highest`, in about `count` steps of 1, 2, 2.5 or 5 times a power of ten."""
    rough = max(highest, count) / count
    power = 10 ** (len(str(int(rough))) - 1)
    sizes = (power, 2 * power, 5 * power // 2, 5 * power, 10 * power)
    step = next(size for size in sizes if size >= rough)
    return list(range(0, -(-highest // step) * step + 1, step))


def date_ticks(first: date, last: date) -> list[tuple[date, str]]:
    """The first days of months that mark an axis, at most five, each with its label."""
    months = (last.year - first.year) * 12 + last.month - first.month
    step = next((size for size in MONTHS_BETWEEN_TICKS if months / size <= MOST_STEPS), 120)
    pattern = "Y" if step >= 12 else "b Y"
    start = first.year * 12 + first.month - 1
    start += -start % step
    days = [date(month // 12, month % 12 + 1, 1) for month in range(start, last.year * 12 + last.month, step)]
    return [(day, date_format(day, pattern)) for day in days if first <= day <= last]


def target_on(target: Sequence[Point], day: date) -> int | None:
    """Where the straight target path stands on a day; None before its start."""
    if not target or day < target[0][0]:
        return None
    for (start, low), (end, high) in pairwise(target):
        if day <= end:
            return round(low + (high - low) * (day - start).days / max((end - start).days, 1))
    return target[-1][1]


class _Scale:
    """From dates and values to places in the drawing."""

    def __init__(self, points: Sequence[Point]):
        self.first = min(day for day, _value in points)
        self.last = max(day for day, _value in points)
        self.steps = nice_ticks(max(value for _day, value in points))
        self.days = max((self.last - self.first).days, 1)

    def point(self, day: date, value: int) -> tuple[float, float]:
        return 100 * (day - self.first).days / self.days, 100 - 100 * value / (self.steps[-1] or 1)

    def mark(self, day: date, value: int, label: str) -> Tick:
        x, y = self.point(day, value)
        return Tick(
            x=_percent(x / 100),
            y=f"{TOP + PLOT * y / 100:.1f}",
            label=label,
            anchor="end" if x > 50 else "start",
        )

    def date_tick(self, day: date, label: str) -> Tick:
        x = self.point(day, 0)[0]
        anchor = "start" if x < 6 else "end" if x > 94 else "middle"
        return Tick(x=_percent(x / 100), y=str(TOP + PLOT + 22), label=label, anchor=anchor)


def _row(point: Point, target: Sequence[Point], display: Display) -> tuple[str, str, str]:
    day, value = point
    goal = target_on(target, day)
    return date_format(day, "j F Y"), display(value), "" if goal is None else display(goal)


def _path(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.2f},{y:.2f}" for x, y in points)


def _percent(share: float) -> str:
    return f"{100 * share:.2f}%"
