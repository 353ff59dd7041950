import pytest
from django.urls import reverse

from tests.factories.accounts import MembershipFactory, OrganisationFactory, StaffRoleFactory
from tests.factories.vouchers import make_application, make_open_round, sign
from vouchers.ledger import RoundBusy
from vouchers.models import Application, Decision, Resolution

pytestmark = pytest.mark.django_db

SILENT = "00000003"


@pytest.fixture
def portal(officer, sign_in):
    return sign_in(officer)


@pytest.fixture
def assessed(open_round, now):
    return make_application(round=open_round, at=now, upto="assessed")


@pytest.fixture
def unsure(open_round, now):
    """The register did not answer, so an officer must judge."""
    silent = OrganisationFactory(kvk_number=SILENT)
    return make_application(round=open_round, organisation=silent, at=now, upto="assessed")


@pytest.fixture
def too_large(open_round, now):
    return make_application(round=open_round, at=now, upto="assessed", awu_centi=40_000)


def url(name, application, *more):
    return reverse(f"vouchers:{name}", args=[application.uid, *more])


def after(portal, address, data=None):
    """The words on the page to which an act leads."""
    return portal.post(address, data or {}, follow=True).content.decode()


def refreshed(application):
    return Application.objects.get(pk=application.pk)


def test_approve_shows_the_reasons_and_asks_for_confirmation(portal, assessed):
    page = portal.get(url("approve", assessed))

    assert [finding.rule_id for finding in page.context["findings"]] == ["E03", "E04", "E08", "E09", "E15"]
    assert refreshed(assessed).assessment == "OPEN"


def test_approve_signs_once(portal, officer, assessed):
    pages = [after(portal, url("approve", assessed)) for _twice in range(2)]

    assert (refreshed(assessed).assessment, refreshed(assessed).assessed_by) == ("POSITIVE", officer)
    assert all("Uw beoordeling staat in het dossier." in page for page in pages)


def test_approve_makes_the_allocator_look_sooner(portal, assessed, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        portal.post(url("approve", assessed))

    assert refreshed(assessed).status == "AWARDED"


def test_approve_of_the_own_organisation_is_refused_in_words(portal, officer, assessed):
    MembershipFactory(user=officer, organisation=assessed.organisation)

    assert "U hoort bij deze organisatie" in after(portal, url("approve", assessed))
    assert refreshed(assessed).assessment == "OPEN"


def test_approve_against_a_rule_is_refused_in_words(portal, too_large):
    assert "Niet voldaan aan E08" in after(portal, url("approve", too_large))


def test_a_large_amount_waits_for_a_second_signature(portal, sign_in, now):
    round = make_open_round(at=now, second_signature_from_cents=44_400)
    application = make_application(round=round, at=now, upto="assessed")
    senior = sign_in(StaffRoleFactory(role="SENIOR_OFFICER").user)
    after(portal, url("approve", application))
    waiting = senior.get(url("application", application)).content.decode()

    after(senior, url("approve", application))

    assert "tweede handtekening" in waiting
    assert refreshed(application).second_assessed_by is not None


def test_disapprove_and_reject_make_a_decision(portal, too_large):
    after(portal, url("disapprove", too_large))
    offered = portal.get(url("application", too_large)).content.decode()

    pages = [after(portal, url("reject", too_large)) for _twice in range(2)]

    assert url("reject", too_large) in offered
    assert Decision.objects.get(application=too_large).kind == Decision.Kind.REJECTION
    assert "De aanvraag is afgewezen" in pages[0]


def test_reject_before_the_assessment_is_refused_in_words(portal, assessed):
    page = after(portal, url("reject", assessed))

    assert "notice--error" in page
    assert not Decision.objects.exists()


def test_allocate_awards_in_order_and_tells_the_counts(portal, assessed, now):
    sign(assessed, at=now)

    asked = portal.get(url("allocate", assessed)).content.decode()
    pages = [after(portal, url("allocate", assessed)) for _twice in range(2)]

    assert "Ronde nu verdelen" in asked
    assert "Verdeeld: 1 toegekend, 0 op de wachtlijst, 0 afgewezen." in pages[0]
    assert "Verdeeld: 0 toegekend" in pages[1]
    assert refreshed(assessed).status == "AWARDED"


def test_allocate_from_the_file_of_the_own_organisation_is_refused_in_words(portal, officer, assessed, now):
    sign(assessed, at=now)
    MembershipFactory(user=officer, organisation=assessed.organisation)

    assert "U hoort bij deze organisatie" in after(portal, url("allocate", assessed))
    assert refreshed(assessed).status == "COMPLETE"


def test_a_busy_round_is_told_with_when_to_try_again(portal, assessed, now, monkeypatch):
    def busy(**kwargs):
        raise RoundBusy

    sign(assessed, at=now)
    monkeypatch.setattr("vouchers.ledger.take_turn", busy)

    answer = portal.post(url("allocate", assessed))

    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "Het is druk, probeer het over een minuut opnieuw" in answer.content.decode()


def test_resolve_keeps_the_judgement_with_its_reasons(portal, officer, unsure):
    given = {"outcome": "OK", "motivation": "Uittreksel van vandaag gezien."}

    page = after(portal, url("resolve", unsure, "E03"), given)

    resolution = Resolution.objects.get()
    assert (resolution.finding.rule_id, resolution.by, resolution.motivation) == (
        "E03",
        officer,
        "Uittreksel van vandaag gezien.",
    )
    assert "Uw oordeel over E03 staat in het dossier" in page


@pytest.mark.parametrize("given", [{}, {"outcome": "OK", "motivation": " "}, {"motivation": "Waarom"}])
def test_resolve_needs_a_judgement_and_a_reason(portal, unsure, given):
    page = portal.post(url("resolve", unsure, "E03"), given).content.decode()

    assert "Dit klopt nog niet" in page
    assert not Resolution.objects.exists()


def test_resolve_twice_is_refused_in_place(portal, unsure):
    given = {"outcome": "OK", "motivation": "Gezien."}
    portal.post(url("resolve", unsure, "E03"), given)

    page = portal.post(url("resolve", unsure, "E03"), given | {"motivation": "Nog eens."}).content.decode()

    assert "al een oordeel gegeven" in page
    assert "Nog eens." in page


def test_the_file_offers_what_can_be_done_now(portal, unsure):
    page = portal.get(url("application", unsure))
    html = page.content.decode()

    assert page.context["may_act"] is True
    assert url("resolve", unsure, "E03") in html
    assert url("approve", unsure) in html


def test_an_unknown_rule_is_not_found(portal, assessed):
    assert portal.get(url("resolve", assessed, "E99")).status_code == 404
