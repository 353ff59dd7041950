from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from accounts.models import RegisterSnapshot
from tests.factories.accounts import MembershipFactory, OrganisationFactory
from tests.factories.vouchers import (
    CompanyYearFactory,
    make_application,
    make_open_round,
    registered_company,
    submit,
)
from vouchers.models import Application, Declaration, Submission
from vouchers.rounds import close_round

pytestmark = pytest.mark.django_db

FIGURES = {
    "book_year": str(localdate().year - 1),
    "awu_centi": "37,5",
    "turnover_cents": "4.250.000",
    "balance_cents": "1.100.000,50",
}
DECLARED = {"sme": "on", "de_minimis": "on", "true_and_complete": "on"}
NO_AID = {"had_aid": "no", "form-TOTAL_FORMS": "0", "form-INITIAL_FORMS": "0"}


@pytest.fixture
def employer(db):
    return registered_company()


@pytest.fixture
def portal(employer, sign_in):
    return sign_in(MembershipFactory(organisation=employer, manager=True).user)


@pytest.fixture
def draft(employer, open_round, now):
    return make_application(round=open_round, organisation=employer, at=now, upto="draft")


def url(name, *args):
    return reverse(f"vouchers:{name}", args=args)


def step(draft, name):
    return url("step", draft.organisation.slug, draft.uid, name)


def review(draft):
    return url("review", draft.organisation.slug, draft.uid)


def test_start_makes_one_draft_and_comes_back_to_it(portal, employer, open_round):
    start = url("start", employer.slug, open_round.uid)

    first, again = portal.post(start), portal.post(start)

    draft = Application.objects.get()
    assert first.url == again.url == step(draft, "bedrijf")
    assert draft.status == Application.Status.DRAFT


def test_start_begins_with_the_figures_given_before(portal, employer, open_round):
    CompanyYearFactory(organisation=employer, book_year=2024, awu_centi=9_000)

    portal.post(url("start", employer.slug, open_round.uid))

    payload = Application.objects.get().payload
    assert (payload["book_year"], payload["awu_centi"]) == (2024, 9_000)


def test_start_in_a_closed_round_is_not_possible(portal, employer, now):
    over = make_open_round(at=now - timedelta(days=90), closes_at=now - timedelta(days=3))
    close_round(round=over, at=now)

    assert portal.post(url("start", employer.slug, over.uid)).status_code == 404


def test_rounds_without_an_open_round_says_where_to_look(portal, employer):
    assert "Er is nu geen ronde open" in portal.get(url("rounds", employer.slug)).content.decode()


def test_rounds_shows_what_was_handed_in_already(portal, employer, open_round, now):
    application = make_application(round=open_round, organisation=employer, at=now, upto="submitted")

    page = portal.get(url("rounds", employer.slug)).content.decode()

    assert f"Bekijk aanvraag {application.number}" in page
    assert page.count("Begin de aanvraag") == 1


def test_every_step_is_saved_and_leads_to_the_next(portal, draft):
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
        portal.post(step(draft, "bedrijf"), {"applicant_type": "SME"}),
        portal.post(step(draft, "omvang"), FIGURES),
        portal.post(step(draft, "steun"), aid),
        portal.post(step(draft, "aantal"), {"units": "4"}),
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


def test_a_public_body_is_not_asked_for_its_size(portal, draft):
    answer = portal.post(step(draft, "bedrijf"), {"applicant_type": "PUBLIC_BODY"})

    assert answer.url == step(draft, "steun")
    assert portal.get(step(draft, "omvang")).status_code == 404


def test_leaving_a_step_keeps_what_was_given(portal, draft):
    answer = portal.post(step(draft, "aantal"), {"units": "7", "later": "1"}, follow=True)

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
def test_a_wrong_answer_is_told_and_nothing_is_lost(portal, draft, name, given, sentence):
    before = draft.payload

    page = portal.post(step(draft, name), given)

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
def test_a_half_row_of_aid_is_told(portal, draft, row, sentence):
    given = {"had_aid": "yes", "form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0"}

    page = portal.post(step(draft, "steun"), given | {f"form-0-{key}": value for key, value in row.items()})

    assert sentence in page.content.decode()


def test_more_rows_keep_what_was_typed(portal, draft):
    given = {"more": "1", "had_aid": "yes", "form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0"}

    page = portal.post(step(draft, "steun"), given | {"form-0-amount_cents": "123"})

    assert len(page.context["forms"]["rows"].forms) == 3
    assert 'value="123"' in page.content.decode()


def test_no_aid_forgets_the_rows_that_were_given(portal, draft):
    rows = {"form-TOTAL_FORMS": "1", "form-0-granted_on": "2025-03-01", "form-0-amount_cents": "100"}

    portal.post(step(draft, "steun"), NO_AID | rows)

    draft.refresh_from_db()
    assert draft.payload["aid"] == []


def test_the_first_step_shows_the_register_and_keeps_its_answer(portal, draft):
    pages = [portal.get(step(draft, "bedrijf")).content.decode() for _twice in range(2)]

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
    portal = sign_in(MembershipFactory(organisation=employer, manager=True).user)

    assert sentence in portal.get(step(draft, "bedrijf")).content.decode()


def test_a_step_of_an_application_that_was_handed_in_is_gone(portal, draft, now):
    submit(draft, at=now)

    assert portal.get(step(draft, "aantal")).status_code == 404


def test_a_step_after_the_round_closed_says_so(portal, draft, open_round, now):
    open_round.closes_at = now
    open_round.save(update_fields=["closes_at"])
    close_round(round=open_round, at=now)

    page = portal.post(step(draft, "aantal"), {"units": "2"}, follow=True)

    assert "kunt u geen aanvraag (meer) doen" in page.content.decode()


def test_review_waits_for_the_figures(portal, employer, open_round):
    portal.post(url("start", employer.slug, open_round.uid))
    draft = Application.objects.get()

    assert portal.get(review(draft)).url == step(draft, "omvang")


def test_review_warns_when_a_rule_refuses(portal, employer, open_round, now):
    draft = make_application(round=open_round, organisation=employer, at=now, upto="draft", awu_centi=30_000)

    page = portal.get(review(draft))

    assert [found.rule_id for found in page.context["refused"]] == ["E08"]


def test_review_hands_in_once_and_shows_the_receipt(portal, draft):
    key = uuid4().hex

    first = portal.post(review(draft), DECLARED | {"key": key})
    again = portal.post(review(draft), DECLARED | {"key": key})

    submission = Submission.objects.get()
    assert first.url == again.url == url("receipt", draft.organisation.slug, draft.uid)
    assert submission.receipt_no in portal.get(first.url).content.decode()
    assert Declaration.objects.filter(application=draft).count() == 3


def test_review_without_declarations_hands_nothing_in(portal, draft):
    page = portal.post(review(draft), {"key": "k"}).content.decode()

    assert "Dit klopt nog niet" in page
    assert 'value="k"' in page
    assert not Submission.objects.exists()


def test_review_tells_that_another_application_stands(portal, draft, employer, open_round, now):
    second = make_application(round=open_round, organisation=employer, at=now, upto="draft")
    receipt = submit(draft, at=now).receipt_no

    page = portal.post(review(second), DECLARED | {"key": "k"})

    assert receipt in page.content.decode()
    assert Submission.objects.count() == 1
