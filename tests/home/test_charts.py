from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from home.charts import bar_chart, date_ticks, line_chart, nice_ticks, stacked_bar, target_on

TARGET = [(date(2025, 1, 1), 0), (date(2025, 12, 31), 15_000), (date(2027, 12, 31), 50_000)]
SERIES = [(date(2025, 1, 1), 0), (date(2026, 1, 1), 9_000), (date(2026, 7, 2), 20_000)]


def test_line_chart_places_the_first_point_left_and_the_target_right():
    chart = line_chart(series=SERIES, target=TARGET)

    assert chart.line.startswith("0.00,100.00 ")
    assert chart.target.endswith("100.00,16.67")
    assert (chart.goal.x, chart.goal.anchor, chart.goal.label) == ("100.00%", "end", "50.000")


def test_line_chart_writes_the_last_value_in_dutch():
    chart = line_chart(series=SERIES, target=TARGET)

    assert (chart.last.label, chart.last.y) == ("20.000", "190.0")


def test_line_chart_fills_the_area_down_to_the_axis():
    chart = line_chart(series=SERIES, target=TARGET)

    points = chart.area.split()

    assert points[0] == "0.00,100.00"
    assert points[-1] == f"{chart.line.split()[-1].split(',')[0]},100.00"


def test_line_chart_tells_each_value_beside_its_target_in_a_table():
    chart = line_chart(series=SERIES, target=TARGET)

    assert chart.rows == [
        ("1 januari 2025", "0", "0"),
        ("1 januari 2026", "9.000", "15.048"),
        ("2 juli 2026", "20.000", "23.774"),
    ]


def test_line_chart_before_anybody_was_counted_shows_only_the_target():
    chart = line_chart(series=[], target=TARGET)

    assert (chart.line, chart.area, chart.last, chart.rows) == ("", "", None, [])


def test_line_chart_without_a_target_has_no_goal():
    chart = line_chart(series=SERIES, target=[])

    assert (chart.target, chart.goal, chart.rows[0]) == ("", None, ("1 januari 2025", "0", ""))


def test_line_chart_refuses_to_draw_nothing():
    with pytest.raises(ValueError, match="at least one point"):
        line_chart(series=[], target=[])


def test_line_chart_of_one_day_without_people_still_draws():
    chart = line_chart(series=[(date(2026, 1, 1), 0)], target=[])

    assert chart.line == "0.00,100.00"


@pytest.mark.parametrize(
    ("highest", "ticks"),
    [
        (0, [0]),
        (3, [0, 1, 2, 3]),
        (7, [0, 2, 4, 6, 8]),
        (10, [0, 5, 10]),
        (100, [0, 25, 50, 75, 100]),
        (50_000, [0, 20_000, 40_000, 60_000]),
        (21_437, [0, 10_000, 20_000, 30_000]),
    ],
)
def test_nice_ticks_are_round(highest, ticks):
    assert nice_ticks(highest) == ticks


@given(st.integers(min_value=0, max_value=10**9))
def test_nice_ticks_reach_the_highest_value_in_few_steps(highest):
    ticks = nice_ticks(highest)

    assert ticks[0] == 0
    assert ticks[-1] >= highest
    assert len(ticks) <= 6


def test_date_ticks_of_years_are_years():
    labels = [label for _day, label in date_ticks(date(2025, 1, 1), date(2027, 12, 31))]

    assert labels == ["2025", "2026", "2027"]


def test_date_ticks_of_a_few_months_are_months():
    labels = [label for _day, label in date_ticks(date(2026, 9, 14), date(2026, 11, 16))]

    assert labels == ["okt 2026", "nov 2026"]


@given(st.dates(date(2020, 1, 1), date(2060, 1, 1)), st.integers(min_value=0, max_value=20_000))
def test_date_ticks_never_crowd_the_axis(first, days):
    last = date.fromordinal(first.toordinal() + days)

    ticks = date_ticks(first, last)

    assert len(ticks) <= 6
    assert all(first <= day <= last for day, _label in ticks)


def test_target_on_follows_the_path():
    days = [date(2024, 12, 31), date(2025, 1, 1), date(2025, 12, 31), date(2026, 12, 31), date(2030, 1, 1)]

    assert [target_on(TARGET, day) for day in days] == [None, 0, 15_000, 32_500, 50_000]


def test_bar_chart_gives_the_longest_bar_the_whole_width():
    chart = bar_chart(rows=[("Zorg", 400), ("Onderwijs", 100)])

    assert [(bar.label, bar.value, bar.width) for bar in chart.bars] == [
        ("Zorg", "400", "100.00%"),
        ("Onderwijs", "100", "25.00%"),
    ]
    assert chart.rows == [("Zorg", "400"), ("Onderwijs", "100")]
    assert chart.height == 2 * 46


def test_bar_chart_of_nothing_but_zeroes_has_empty_bars():
    assert [bar.width for bar in bar_chart(rows=[("Zorg", 0)]).bars] == ["0.00%"]


def test_stacked_bar_cuts_the_whole_into_its_parts():
    chart = stacked_bar(parts=[("Vastgesteld", 25), ("Verleend", 25), ("Vrij", 50)])

    assert [(part.x, part.width, part.share) for part in chart.parts] == [
        ("0.00%", "25.00%", "25,0%"),
        ("25.00%", "25.00%", "25,0%"),
        ("50.00%", "50.00%", "50,0%"),
    ]
    assert [part.shade for part in chart.parts] == ["1", "2", "rest"]
    assert chart.total == "100"
    assert chart.rows[2] == ("Vrij", "50", "50,0%")


def test_stacked_bar_of_nothing_has_no_width():
    assert [part.width for part in stacked_bar(parts=[("Vrij", 0)]).parts] == ["0.00%"]


def test_stacked_bar_rounds_shares_and_keeps_what_is_left_apart():
    chart = stacked_bar(parts=[(str(n), 1) for n in range(6)] + [("Vrij", 2_494)])

    assert [part.shade for part in chart.parts] == ["1", "2", "3", "4", "5", "5", "rest"]
    assert chart.parts[-1].share == "99,8%"
