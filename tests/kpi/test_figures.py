from datetime import UTC, date, datetime

import pytest

from kpi.figures import (
    Cell,
    Period,
    employees_by_hub,
    employees_by_month,
    employees_by_sector,
    hide_small,
    merge_small,
    running_total,
    totals,
)
from tests.factories.accounts import HubFactory, OrganisationRoleFactory, SectorFactory
from tests.factories.kpi import count, counted_employees, evidenced_completion, verified_organisation

JANUARY, FEBRUARY, MARCH = (date(2026, month, 1) for month in (1, 2, 3))


@pytest.mark.django_db
def test_totals_counts_each_kind_apart():
    employer = verified_organisation()
    public = verified_organisation()
    OrganisationRoleFactory(organisation=public, role="PUBLIC_BODY")
    count(
        evidenced_completion(employer=employer),
        evidenced_completion(employer=employer),
        evidenced_completion(employer=public),
        evidenced_completion(),
    )

    now = totals()

    assert (now.employees, now.companies, now.public_bodies, now.individuals) == (3, 1, 1, 1)


@pytest.mark.django_db
def test_employees_by_month_counts_persons_and_not_organisations():
    counted_employees(2, at=datetime(2026, 1, 9, tzinfo=UTC))
    counted_employees(3, at=datetime(2026, 3, 9, tzinfo=UTC))

    assert employees_by_month() == [(JANUARY, 2), (MARCH, 3)]


@pytest.mark.django_db
def test_employees_by_sector_and_hub_name_every_cell_and_the_rest():
    care, energy = SectorFactory(position=2), SectorFactory(code="energie", name="Energie", position=1)
    hub = HubFactory()
    counted_employees(3, sector=care, hub=hub)
    counted_employees(2, sector=None, hub=hub)

    assert employees_by_sector(total=5) == [Cell(energy.name, 0), Cell(care.name, 3), Cell("Onbekend", 2)]
    assert employees_by_hub(total=5) == [Cell(hub.name, 5)]


def test_hide_small_hides_counts_below_ten_but_not_nothing():
    cells = [Cell("a", 9), Cell("b", 10), Cell("c", 0), Cell("d", 1)]

    assert hide_small(cells) == [Cell("a", None), Cell("b", 10), Cell("c", 0), Cell("d", None)]


def test_hide_small_hides_a_second_cell_when_one_hole_could_be_computed_from_the_total():
    cells = [Cell("a", 9), Cell("b", 40), Cell("c", 12)]

    assert hide_small(cells) == [Cell("a", None), Cell("b", 40), Cell("c", None)]


def test_hide_small_can_hide_the_only_cell_there_is():
    assert hide_small([Cell("a", 3), Cell("b", 0)]) == [Cell("a", None), Cell("b", 0)]


@pytest.mark.parametrize(
    ("months", "periods"),
    [
        ([], []),
        ([(JANUARY, 3)], [Period(JANUARY, JANUARY, 3)]),
        ([(JANUARY, 12), (FEBRUARY, 10)], [Period(JANUARY, JANUARY, 12), Period(FEBRUARY, FEBRUARY, 10)]),
        ([(JANUARY, 4), (FEBRUARY, 4), (MARCH, 4)], [Period(JANUARY, MARCH, 12)]),
        ([(JANUARY, 12), (MARCH, 4)], [Period(JANUARY, MARCH, 16)]),
        (
            [(JANUARY, 4), (FEBRUARY, 30), (MARCH, 10)],
            [Period(JANUARY, FEBRUARY, 34), Period(MARCH, MARCH, 10)],
        ),
    ],
)
def test_merge_small_puts_months_together_until_nobody_is_recognisable(months, periods):
    merged = merge_small(months)

    assert merged == periods
    assert sum(period.count for period in merged) == sum(count for _month, count in months)


def test_a_period_reads_as_its_months():
    assert Period(JANUARY, JANUARY, 12).label == "januari 2026"
    assert Period(JANUARY, MARCH, 12).label == "januari 2026 – maart 2026"


def test_running_total_ends_today_with_everybody():
    periods = [Period(JANUARY, FEBRUARY, 12), Period(MARCH, MARCH, 10)]

    assert running_total(periods, date(2026, 3, 20)) == [(date(2026, 2, 28), 12), (date(2026, 3, 20), 22)]
    assert running_total([], date(2026, 3, 20)) == [(date(2026, 3, 20), 0)]
