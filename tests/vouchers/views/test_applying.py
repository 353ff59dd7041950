from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from accounts.models import RegisterSnapshot
from tests.factories.accounts import MembershipFactory, OrganisationFactory
from tests.factories.vouchers import CompanyYearFactory, make_application, make_open_round, submit
from vouchers.models import Application
from vouchers.rounds import close_round

pytestmark = pytest.mark.django_db

FIGURES = {
    "book_year": str(localdate().year - 1),
    "awu_centi": "37,5",
    "turnover_cents": "4.250.000",
    "balance_cents": "1.100.000,50",
}
NO_AID = {"had_aid": "no", "form-TOTAL_FORMS": "0", "form-INITIAL_FORMS": "0"}


def url(name, *args):
    return reverse(f"vouchers:{name}", args=args)


def step(draft, name):
    return url("step", draft.organisation.slug, draft.uid, name)


def review(draft):
    return url("review", draft.organisation.slug, draft.uid)


def test_start_makes_one_draft_and_comes_back_to_it(employer_portal, employer, open_round):
    start = url("start", employer.slug, open_round.uid)

    first, again = employer_portal.post(start), employer_portal.post(start)

    draft = Application.objects.get()
    assert first.url == again.url == step(draft, "bedrijf")
    assert draft.status == Application.Status.DRAFT


def test_start_begins_with_the_figures_given_before(employer_portal, employer, open_round):
    CompanyYearFactory(organisation=employer, book_year=2024, awu_centi=9_000)

    employer_portal.post(url("start", employer.slug, open_round.uid))

    payload = Application.objects.get().payload
    assert (payload["book_year"], payload["awu_centi"]) == (2024, 9_000)


def test_start_in_a_closed_round_is_not_possible(employer_portal, employer, now):
    over = make_open_round(at=now - timedelta(days=90), closes_at=now - timedelta(days=3))
    close_round(round=over, at=now)

    page = employer_portal.post(url("start", employer.slug, over.uid), follow=True).content.decode()

    assert "In deze ronde kunt u geen aanvraag (meer) doen" in page
    assert not Application.objects.exists()


def test_the_size_is_shown_as_it_was_given_in_dutch(employer_portal, draft):
    page = employer_portal.get(step(draft, "omvang")).content.decode()

    for shown in ('value="12"', 'value="1.500.000"', 'value="600.000"'):
        assert shown in page


def test_rounds_without_an_open_round_says_where_to_look(employer_portal, employer):
    assert "Er is nu geen ronde open" in employer_portal.get(url("rounds", employer.slug)).content.decode()


def test_rounds_shows_what_was_handed_in_already(employer_portal, employer, open_round, now):
    application = make_application(round=open_round, organisation=employer, at=now, upto="submitted")

    page = employer_portal.get(url("rounds", employer.slug)).content.decode()

    assert f"Bekijk aanvraag {application.number}" in page
    assert page.count("Begin de aanvraag") == 1


def test_every_step_is_saved_and_leads_to_the_next(employer_portal, draft):
    aid = {
        "had_aid": "yes",
        "form-TOTAL_FORMS": "2",
        "form-INITIAL_FORMS": "0",
        "form-0-granted_on": "2025-03-01",
        "form-0-amount_cents": "12.500",
        "form-1-granted_on": "",
        "form-1-amount_cents": "",
    }

    answers = [
        employer_portal.post(step(draft, "bedrijf"), {"applicant_type": "SME"}),
        employer_portal.post(step(draft, "omvang"), FIGURES),
        employer_portal.post(step(draft, "steun"), aid),
        employer_portal.post(step(draft, "aantal"), {"units": "4"}),
    ]

    draft.refresh_from_db()
    assert [answer.url for answer in answers] == [
        step(draft, "omvang"),
        step(draft, "steun"),
        step(draft, "aantal"),
        review(draft),
    ]
    assert (draft.units, draft.requested_cents) == (4, 177_600)
    assert draft.payload == {
        "applicant_type": "SME",
        "book_year": localdate().year - 1,
        "awu_centi": 3_750,
        "turnover_cents": 425_000_000,
        "balance_cents": 110_000_050,
        "aid": [{"granted_on": "2025-03-01", "amount_cents": 1_250_000}],
    }


def test_a_public_body_is_not_asked_for_its_size(employer_portal, draft):
    answer = employer_portal.post(step(draft, "bedrijf"), {"applicant_type": "PUBLIC_BODY"})

    assert answer.url == step(draft, "steun")
    assert employer_portal.get(step(draft, "omvang")).status_code == 404


def test_leaving_a_step_keeps_what_was_given(employer_portal, draft):
    answer = employer_portal.post(step(draft, "aantal"), {"units": "7", "later": "1"}, follow=True)

    draft.refresh_from_db()
    assert draft.units == 7
    assert "Uw antwoorden zijn bewaard" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "given", "sentence"),
    [
        ("bedrijf", {}, "Dit is een verplicht veld"),
        ("omvang", FIGURES | {"awu_centi": "0"}, "groter is dan nul"),
        ("omvang", FIGURES | {"turnover_cents": "1" * 14}, "Dit getal is te groot"),
        ("steun", {**NO_AID, "had_aid": ""}, "Dit is een verplicht veld"),
        ("aantal", {"units": "0"}, "Vraag minstens één voucher aan."),
        ("aantal", {"units": "501"}, "In één aanvraag passen hoogstens 500 vouchers."),
    ],
)
def test_a_wrong_answer_is_told_and_nothing_is_lost(employer_portal, draft, name, given, sentence):
    before = draft.payload

    page = employer_portal.post(step(draft, name), given)

    draft.refresh_from_db()
    assert sentence in page.content.decode()
    assert draft.payload == before


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"granted_on": "2025-03-01", "amount_cents": ""}, "Vul het bedrag in dat bij deze datum hoort."),
        ({"granted_on": "", "amount_cents": "100"}, "Vul de datum in die bij dit bedrag hoort."),
        ({"granted_on": "2999-01-01", "amount_cents": "100"}, "Deze datum ligt in de toekomst."),
    ],
)
def test_a_half_row_of_aid_is_told(employer_portal, draft, row, sentence):
    given = {"had_aid": "yes", "form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0"}

    page = employer_portal.post(
        step(draft, "steun"), given | {f"form-0-{key}": value for key, value in row.items()}
    )

    assert sentence in page.content.decode()


def test_more_rows_keep_what_was_typed(employer_portal, draft):
    given = {"more": "1", "had_aid": "yes", "form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0"}

    page = employer_portal.post(step(draft, "steun"), given | {"form-0-amount_cents": "123"})

    assert len(page.context["forms"]["rows"].forms) == 3
    assert 'value="123"' in page.content.decode()


def test_no_aid_forgets_the_rows_that_were_given(employer_portal, draft):
    rows = {"form-TOTAL_FORMS": "1", "form-0-granted_on": "2025-03-01", "form-0-amount_cents": "100"}

    employer_portal.post(step(draft, "steun"), NO_AID | rows)

    draft.refresh_from_db()
    assert draft.payload["aid"] == []


def test_the_first_step_shows_the_register_and_keeps_its_answer(employer_portal, draft):
    pages = [employer_portal.get(step(draft, "bedrijf")).content.decode() for _twice in range(2)]

    assert all("Dit staat in het Handelsregister" in page for page in pages)
    assert RegisterSnapshot.objects.filter(outcome="FOUND").count() == 1


@pytest.mark.parametrize(
    ("kvk_number", "sentence"),
    [
        ("00000003", "U kunt gewoon verder"),
        ("00000001", "niet (meer) actief ingeschreven"),
        ("99999999", "komt niet voor in het Handelsregister"),
    ],
)
def test_the_first_step_survives_what_the_register_says(sign_in, open_round, now, kvk_number, sentence):
    employer = OrganisationFactory(kvk_number=kvk_number)
    draft = make_application(round=open_round, organisation=employer, at=now, upto="draft")
    employer_portal = sign_in(MembershipFactory(organisation=employer, manager=True).user)

    assert sentence in employer_portal.get(step(draft, "bedrijf")).content.decode()


def test_a_step_of_an_application_that_was_handed_in_is_gone(employer_portal, draft, now):
    submit(draft, at=now)

    assert employer_portal.get(step(draft, "aantal")).status_code == 404


def test_a_step_after_the_round_closed_says_so(employer_portal, draft, open_round, now):
    open_round.closes_at = now
    open_round.save(update_fields=["closes_at"])
    close_round(round=open_round, at=now)

    page = employer_portal.post(step(draft, "aantal"), {"units": "2"}, follow=True)

    assert "kunt u geen aanvraag (meer) doen" in page.content.decode()
