import csv
import json
from io import BytesIO, StringIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from audit.models import AuditEvent
from tests.factories.accounts import OrganisationFactory, SectorFactory
from tests.factories.vouchers import make_application, make_award, make_open_round
from vouchers.models import Application, Voucher
from vouchers.views import lists

pytestmark = pytest.mark.django_db

LIST = reverse("vouchers:applications")
VOUCHERS = reverse("vouchers:vouchers")


@pytest.fixture
def portal(auditor, sign_in):
    return sign_in(auditor)


def numbers(page):
    return [row.record.number for row in page.context["table"].page.object_list]


def traces(action="access.viewed"):
    return [json.loads(event.body) for event in AuditEvent.objects.filter(action=action).order_by("pk")]


def test_rvo_without_rounds_says_so(portal):
    assert "Er is nog geen ronde geopend" in portal.get(reverse("vouchers:rvo")).content.decode()


def test_rvo_draws_the_ceiling_and_the_own_contribution_beside_it(portal, company, open_round, now):
    page = portal.get(reverse("vouchers:rvo"))

    standing = next(row for row in page.context["standings"] if row.round == open_round)
    parts = [(part.label, part.value) for part in standing.bar.parts]
    assert parts == [
        ("Vastgesteld", "€\u00a00"),
        ("Vastgelegd", "€\u00a00"),
        ("Gereserveerd", "€\u00a0888"),
        ("Beschikbaar", "€\u00a099.112"),
    ]
    assert (standing.applications, standing.vouchers, standing.reach) == (1, 2, 223)
    assert traces()[-1]["data"]["route"] == "vouchers:rvo"


def test_rvo_warns_when_a_round_fills_up(portal, now):
    round = make_open_round(at=now, ceiling_cents=100_000)
    make_award(round=round, units=2, at=now)

    page = portal.get(reverse("vouchers:rvo"))

    assert page.context["standings"][0].warning_bp == 8_000
    assert "Dat is boven de grens van 80%" in page.content.decode()


def test_rvo_takes_a_fixed_number_of_queries(portal, now, clock, django_assert_num_queries):
    make_award(round=make_open_round(at=now), at=now)
    with django_assert_num_queries(10 + clock):
        portal.get(reverse("vouchers:rvo"))
    for _more in range(2):
        make_award(round=make_open_round(at=now), at=now)
    with django_assert_num_queries(10 + clock):
        portal.get(reverse("vouchers:rvo"))


def test_applications_without_any_says_what_to_expect(portal):
    assert "Er zijn nog geen aanvragen" in portal.get(LIST).content.decode()


def test_applications_shows_for_what_each_waits_and_no_draft(portal, open_round, now):
    submitted, assessed, signed = (
        make_application(round=open_round, at=now, upto=upto) for upto in ("submitted", "assessed", "signed")
    )
    make_application(round=open_round, at=now, upto="draft")

    page = portal.get(LIST)

    waits = {row.record: row.get_cell("waits_for") for row in page.context["table"].rows}
    assert waits == {
        submitted: "toetsing door het systeem",
        assessed: "beoordeling door een behandelaar",
        signed: "verdeling",
    }


def test_applications_takes_a_fixed_number_of_queries(
    portal, open_round, now, clock, django_assert_num_queries
):
    for amount in (1, 3):
        while Application.objects.count() < amount:
            make_application(round=open_round, at=now, upto="submitted")
        with django_assert_num_queries(10 + clock):
            portal.get(LIST)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=De Eik", ["eik"]),
        ("q=00009001", ["eik"]),
        ("q=eik 00009002", []),
        ("status=SUBMITTED", ["eik"]),
        ("status=SUBMITTED&status=COMPLETE", ["beuk", "eik"]),
        ("assessment=POSITIVE", []),
        ("sector=haven", ["beuk"]),
        ("received_from=2999-01-01", []),
        ("received_until=2999-01-01", ["beuk", "eik"]),
        ("status=GEKKIGHEID", ["beuk", "eik"]),
    ],
)
def test_applications_can_be_filtered(portal, open_round, now, query, found):
    haven = SectorFactory(code="haven", name="Haven")
    eik = OrganisationFactory(kvk_number="00009001", name="De Eik (fictief)")
    beuk = OrganisationFactory(kvk_number="00009002", name="De Beuk (fictief)", sector=haven)
    names = {
        make_application(round=open_round, organisation=eik, at=now, upto="submitted").number: "eik",
        make_application(round=open_round, organisation=beuk, at=now, upto="assessed").number: "beuk",
    }

    page = portal.get(f"{LIST}?{query}")

    assert sorted(names[number] for number in numbers(page)) == found


def test_applications_can_be_sorted_and_paged(portal, open_round, now, monkeypatch):
    monkeypatch.setattr(lists, "ROWS_PER_PAGE", 2)
    made = [
        make_application(round=open_round, at=now, upto="submitted", units=units).number
        for units in (1, 3, 2)
    ]

    by_amount = numbers(portal.get(f"{LIST}?sort=-requested_cents"))
    second = portal.get(f"{LIST}?sort=-requested_cents&page=2")

    assert by_amount == [made[1], made[2]]
    assert numbers(second) == [made[0]]


@pytest.mark.parametrize("query", ["per_page=-1", "per_page=1", "page=-1", "page=nul", "page=99999999999"])
def test_the_address_does_not_choose_the_size_of_a_page(portal, open_round, now, query):
    made = {make_application(round=open_round, at=now, upto="submitted").number for _twice in range(2)}

    assert set(numbers(portal.get(f"{LIST}?{query}"))) == made


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_vouchers_by_a_day_outside_the_calendar_is_told_in_place(portal, company, day):
    page = portal.get(f"{VOUCHERS}?ends_by={day}")

    assert page.status_code == 200
    assert page.context["filter"].form.errors["ends_by"]


def test_applications_for_htmx_is_the_part_with_the_results(portal, open_round, now):
    make_application(round=open_round, at=now, upto="submitted")

    part = portal.get(LIST, headers={"HX-Request": "true"}).content.decode()
    back = portal.get(LIST, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})

    assert part.lstrip().startswith('<div id="results"')
    assert "<html" in back.content.decode()


def test_applications_with_nothing_found_offers_to_clear_the_filters(portal, open_round, now):
    make_application(round=open_round, at=now, upto="submitted")

    assert "Alle filters wissen" in portal.get(f"{LIST}?q=onvindbaar").content.decode()


def test_looking_at_a_list_leaves_a_trace_without_what_was_typed(portal, auditor, open_round):
    portal.get(f"{LIST}?q=Jansen&status=SUBMITTED&page=1")

    trace = traces()[-1]
    assert trace["actor_ref"] == str(auditor.uid)
    assert trace["data"]["rows"] == 0
    assert set(trace["data"]["filters"]) == {"q", "status"}
    assert "Jansen" not in json.dumps(trace)


def test_the_trace_holds_only_what_the_list_knows(portal, open_round):
    known = f"round={open_round.uid}&received_from=2026-01-01&status=SUBMITTED&sort=-requested_cents"

    portal.get(f"{LIST}?{known}&sort=Jansen&bsn=123456782&assessment=Jansen&received_until=Jansen")
    portal.get(f"{LIST}?sort=Jansen")

    assert [trace["data"]["filters"] for trace in traces()] == [
        {
            "status": ["SUBMITTED"],
            "round": [str(open_round.uid)],
            "received_from": ["2026-01-01"],
            "sort": ["-requested_cents"],
        },
        {},
    ]


def test_an_export_holds_exactly_what_is_shown(portal, open_round, now):
    risky = OrganisationFactory(kvk_number="00009001", name="=1+1 (fictief)")
    shown = make_application(round=open_round, organisation=risky, at=now, upto="submitted", units=2)
    make_application(round=open_round, at=now, upto="assessed")

    text = portal.get(f"{LIST}?status=SUBMITTED&export=csv").getvalue().decode()
    book = portal.get(f"{LIST}?status=SUBMITTED&export=xlsx").content

    rows = list(csv.DictReader(StringIO(text)))
    sheet = load_workbook(BytesIO(book)).active
    assert [(row["Aanvraag"], row["Organisatie"], row["Gevraagd"]) for row in rows] == [
        (shown.number, "'=1+1 (fictief)", "888.00")
    ]
    assert [cell.value for cell in sheet[1]] == list(rows[0])
    assert (sheet["A2"].value, sheet["B2"].data_type, sheet["F2"].value) == (shown.number, "s", 888)
    assert [(trace["data"]["rows"], trace["data"]["filters"]) for trace in traces("access.exported")] == [
        (1, {"status": ["SUBMITTED"]})
    ] * 2


def test_vouchers_shows_each_with_its_redemption(portal, company):
    page = portal.get(VOUCHERS)

    cells = {row.record: (row.get_cell("course"), row.get_cell("own")) for row in page.context["table"].rows}
    assert cells == {
        company.redemption.voucher: (company.redemption.run.edition.course.title, "€\u00a01.012"),
        company.voucher: ("–", "–"),
    }


def test_vouchers_can_be_filtered_by_last_day_and_redemption(portal, company):
    last_day = company.voucher.expires_at.date()

    in_use = portal.get(f"{VOUCHERS}?redemption=AWAITING_PAYMENT&ends_by={last_day}")
    earlier = portal.get(f"{VOUCHERS}?ends_by=2020-01-01")

    assert (numbers(in_use), numbers(earlier)) == ([company.redemption.voucher.number], [])


def test_vouchers_exports_amounts_and_days(portal, company):
    text = portal.get(f"{VOUCHERS}?export=csv").getvalue().decode()

    rows = {row["Voucher"]: row for row in csv.DictReader(StringIO(text))}
    used, free = rows[company.redemption.voucher.number], rows[company.voucher.number]
    assert (used["Subsidie"], used["Eigen bijdrage"], used["Verzilvering"]) == (
        "444.00",
        "1012.00",
        "Wacht op betaling",
    )
    assert (free["Subsidie"], free["Hoogste bedrag"], free["Verzilvering"]) == ("", "444.00", "")


def test_vouchers_takes_a_fixed_number_of_queries(portal, open_round, now, clock, django_assert_num_queries):
    for amount in (1, 3):
        while Voucher.objects.count() < amount:
            make_award(round=open_round, at=now)
        with django_assert_num_queries(10 + clock):
            portal.get(VOUCHERS)
