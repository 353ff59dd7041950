import csv
import io
import re
from datetime import UTC, datetime

import pytest
from django.template import Context, Template
from django.utils.html import strip_tags

from kpi.snapshots import take_snapshot
from tests.factories.accounts import HubFactory, SectorFactory
from tests.factories.kpi import count, counted_employees, evidenced_completion, verified_organisation

pytestmark = pytest.mark.django_db


def words(response):
    return re.sub(r"\s+", " ", strip_tags(response.content.decode()))


def table(response):
    """The rows of the last table of the page."""
    body = response.content.decode().rsplit("<tbody>", 1)[1].split("</tbody>", 1)[0]
    return [
        [strip_tags(cell).strip() for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)]
        for row in re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    ]


@pytest.fixture
def country():
    """Enough people to draw, a cell too small to show, and a formula for a name."""
    care, hub = SectorFactory(), HubFactory()
    counted_employees(14, sector=care, hub=hub, at=datetime(2026, 9, 4, 9, tzinfo=UTC))
    counted_employees(
        3, sector=SectorFactory(code="formule", name="=2+3"), hub=hub, at=datetime(2026, 10, 4, 9, tzinfo=UTC)
    )
    counted_employees(
        12,
        sector=SectorFactory(code="energie", name="Energie"),
        hub=hub,
        at=datetime(2026, 11, 4, 9, tzinfo=UTC),
    )


def test_progress_shows_the_number_the_goals_and_what_is_counted(client, country):
    page = words(client.get("/voortgang/"))

    sentences = ["29 werkenden rondden een AI-cursus af. Het doel is 50.000 eind 2027.", "Definitie 1",
                 "Doel 31 december 2025: 15.000", "doel 50.000", "doel 10.000", "3 bedrijven met een medewerker", "Eén persoon telt één keer"]  # fmt: skip
    assert [sentence for sentence in sentences if sentence not in page] == []


def test_progress_counts_one_more_when_somebody_finishes(client):
    before = words(client.get("/voortgang/"))
    count(evidenced_completion(employer=verified_organisation()))

    after = words(client.get("/voortgang/"))

    assert "0 werkenden rondden een AI-cursus af" in before
    assert "1 werkende rondde een AI-cursus af" in after


def test_progress_hides_small_cells_everywhere(client, country):
    page = client.get("/voortgang/")

    cells = {row[2]: row[3] for row in table(page) if row[1] == "werkgebied"}
    assert cells == {"Gezondheid en zorg": "14", "=2+3": "minder dan 10", "Energie": "minder dan 10"}


def test_progress_puts_small_months_together(client, country):
    cells = [row[2:] for row in table(client.get("/voortgang/")) if row[1] == "maand"]

    assert cells == [["september 2026", "14"], ["oktober 2026 – november 2026", "15"]]


def test_csv_and_json_say_what_the_screen_says(client, country):
    screen = [row[1:] for row in table(client.get("/voortgang/"))]

    answer = b"".join(client.get("/voortgang/data.csv").streaming_content).decode()
    in_csv = [
        [line["uitsplitsing"], line["onderdeel"], line["aantal"]]
        for line in csv.DictReader(io.StringIO(answer))
    ]
    in_json = [
        [line["uitsplitsing"], line["onderdeel"], str(line["aantal"])]
        for line in client.get("/voortgang/data.json").json()["cijfers"]
    ]

    assert in_json == screen
    assert in_csv == [[row[0], row[1].replace("=2+3", "'=2+3"), row[2]] for row in screen]


def test_json_carries_the_definitions_with_their_version(client, country):
    answer = client.get("/voortgang/data.json").json()

    assert [(row["kengetal"], row["definitie"]) for row in answer["definities"]] == [
        ("employees", 1), ("companies", 1), ("public_bodies", 1), ("individuals", 1),
    ]  # fmt: skip
    assert answer["definities"][0]["doelen"][-1] == {"datum": "2027-12-31", "aantal": 50000}


@pytest.mark.parametrize(
    ("spoil", "sentence"), [(False, "De uitkomst was gelijk."), (True, "Er waren 2 verschillen")]
)
def test_progress_says_when_it_was_recounted(client, now, spoil, sentence):
    if spoil:
        evidenced_completion(employer=verified_organisation())
    take_snapshot(at=now)

    page = words(client.get("/voortgang/"))

    assert "Nagerekend op 16 november 2026, 10:30" in page
    assert sentence in page


@pytest.mark.parametrize("organisations", [1, 3])
def test_progress_takes_six_queries_at_most(client, django_assert_max_num_queries, organisations):
    for number in range(organisations):
        counted_employees(11, sector=SectorFactory(code=f"s{number}"), hub=HubFactory(code=f"h{number}"))

    with django_assert_max_num_queries(6):
        client.get("/voortgang/")


def test_kpi_line_shows_the_count_and_asks_the_database_once_a_minute(country, django_assert_num_queries):
    template = Template("{% load kpi_tags %}{% kpi_line %}")
    with django_assert_num_queries(1):
        first = template.render(Context())

    with django_assert_num_queries(0):
        again = template.render(Context())

    assert first == again
    assert "29" in strip_tags(first)
    assert 'href="/voortgang/"' in first


def test_kpi_line_stands_before_anybody_was_counted():
    html = Template("{% load kpi_tags %}{% kpi_line %}").render(Context())

    assert "Het doel is 50.000 eind 2027" in strip_tags(html)
