"""The rules look at an application, and an officer signs."""

from datetime import timedelta

import pytest

from accounts.models import RegisterSnapshot
from tests.factories.accounts import MembershipFactory, OrganisationFactory, StaffRoleFactory
from tests.factories.vouchers import (
    CompanyYearFactory,
    OwnershipLinkFactory,
    make_application,
    make_award,
    make_open_round,
)
from tests.vouchers.books import trail
from vouchers.assessments import NotAssessable, approve_assessment, assess_application, resolve_finding
from vouchers.findings import repeat_run
from vouchers.models import Application, RuleRun

pytestmark = pytest.mark.django_db

FAILS_FIRST = "00000005"
UNKNOWN_NUMBER = "00009999"
POSITIVE, NEGATIVE = Application.Assessment.POSITIVE, Application.Assessment.NEGATIVE


@pytest.fixture
def round(now):
    return make_open_round(at=now)


def assessed(round, at, kvk_number=None, **given):
    organisation = OrganisationFactory(kvk_number=kvk_number) if kvk_number else None
    return make_application(round=round, organisation=organisation, at=at, upto="assessed", **given)


def outcomes(application):
    run = RuleRun.objects.latest_of(application)
    return dict(run.findings.exclude(outcome="NOT_APPLICABLE").values_list("rule_id", "outcome"))


def test_assess_application_makes_it_complete_and_keeps_every_finding(round, now):
    application = assessed(round, now)

    assert application.status == Application.Status.COMPLETE
    assert application.submission.complete_at == application.submission.received_at
    assert outcomes(application) == {"E03": "OK", "E04": "OK", "E08": "OK", "E09": "OK", "E15": "OK"}
    assert RuleRun.objects.latest_of(application).findings.count() == 9


def test_assess_application_can_be_repeated_from_what_was_stored(round, now):
    run = RuleRun.objects.latest_of(assessed(round, now))

    again = {(row.rule_id, row.verdict, row.outcome, row.reason_nl) for row in repeat_run(run=run)}

    assert again == set(run.findings.values_list("rule_id", "verdict", "outcome", "reason_nl"))


def test_assess_application_finds_an_unknown_number(round, now):
    application = assessed(round, now, UNKNOWN_NUMBER)

    finding = RuleRun.objects.latest_of(application).findings.get(rule_id="E03")
    assert finding.outcome == "REJECT"
    assert finding.reason_nl == "Het KVK-nummer 00009999 komt niet voor in het Handelsregister."


def test_a12_silent_register_is_manual_and_asked_again(round, now):
    application = assessed(round, now, FAILS_FIRST)
    silent = outcomes(application)
    due = set(Application.objects.to_assess(application.next_check_at))

    assess_application(application=application, at=application.next_check_at)

    application.refresh_from_db()
    assert (silent["E03"], silent["E04"]) == ("MANUAL", "MANUAL")
    assert "bestaat niet" not in str(list(RuleRun.objects.first().findings.values()))
    assert due == {application}
    assert (outcomes(application)["E03"], application.next_check_at) == ("OK", None)
    assert set(RegisterSnapshot.objects.values_list("outcome", flat=True)) == {"UNAVAILABLE", "FOUND"}


def test_assess_application_leaves_what_was_decided(now):
    decision = make_award(at=now)

    with pytest.raises(NotAssessable, match="niet .* in behandeling"):
        assess_application(application=decision.application, at=now)


def test_approve_assessment_is_a_person_and_counts_once(round, now, officer):
    application = assessed(round, now)

    for _twice in range(2):
        approve_assessment(application=application, verdict=POSITIVE, by=officer, at=now)

    application.refresh_from_db()
    assert (application.assessment, application.assessed_by) == (POSITIVE, officer)
    assert trail(application).count("application.judged") == 1


def test_approve_assessment_refuses_a_positive_judgement_against_a_finding(round, now, officer):
    application = assessed(round, now, awu_centi=25_000)

    with pytest.raises(NotAssessable, match="Niet voldaan aan E08"):
        approve_assessment(application=application, verdict=POSITIVE, by=officer, at=now)


def test_approve_assessment_refuses_a_negative_judgement_without_ground(round, now, officer):
    with pytest.raises(NotAssessable, match="geen grond"):
        approve_assessment(application=assessed(round, now), verdict=NEGATIVE, by=officer, at=now)


def test_approve_assessment_waits_for_the_check(round, now, officer):
    application = make_application(round=round, at=now, upto="submitted")

    with pytest.raises(NotAssessable, match="nog niet getoetst"):
        approve_assessment(application=application, verdict=POSITIVE, by=officer, at=now)


def test_a31_nobody_judges_the_file_of_their_own_organisation(round, now, officer):
    application = assessed(round, now)
    MembershipFactory(user=officer, organisation=application.organisation)

    with pytest.raises(NotAssessable, match="U hoort bij deze organisatie"):
        approve_assessment(application=application, verdict=POSITIVE, by=officer, at=now)


@pytest.fixture
def unsure(round, now):
    """An application whose partner gave no figures, so that the size is unknown."""
    application = make_application(round=round, at=now, upto="submitted")
    OwnershipLinkFactory(parent=application.organisation, child=OrganisationFactory(), partner=True)
    assess_application(application=application, at=now)
    return application


def finding_of(application, rule_id):
    return RuleRun.objects.latest_of(application).findings.get(rule_id=rule_id)


def judge(application, rule_id, outcome, by, at):
    finding = finding_of(application, rule_id)
    return resolve_finding(finding=finding, outcome=outcome, motivation="Jaarrekening gezien.", by=by, at=at)


def test_approve_assessment_waits_for_every_judgement(unsure, now, officer):
    judge(unsure, "E08", "OK", officer, now)

    with pytest.raises(NotAssessable, match="oordeel over E09"):
        approve_assessment(application=unsure, verdict=POSITIVE, by=officer, at=now)


def test_approve_assessment_follows_the_judgements_of_an_officer(unsure, now, officer):
    judge(unsure, "E08", "OK", officer, now)
    judge(unsure, "E09", "REJECT", officer, now)
    with pytest.raises(NotAssessable, match="Niet voldaan aan E09"):
        approve_assessment(application=unsure, verdict=POSITIVE, by=officer, at=now)

    approved = approve_assessment(application=unsure, verdict=NEGATIVE, by=officer, at=now)

    assert approved.assessment == NEGATIVE
    assert trail(unsure).count("finding.resolved") == 2


def test_resolve_finding_is_given_once_and_with_reasons(unsure, now, officer):
    finding = finding_of(unsure, "E08")
    facts = {"finding": finding, "outcome": "OK", "by": officer, "at": now}

    with pytest.raises(NotAssessable, match="Schrijf op waarom"):
        resolve_finding(**facts, motivation="  ")
    resolve_finding(**facts, motivation="Jaarrekening gezien.")
    with pytest.raises(NotAssessable, match="al een oordeel"):
        resolve_finding(**facts, motivation="Nog eens.")


@pytest.mark.parametrize(("rule_id", "outcome"), [("E03", "OK"), ("E08", "LOWER_AMOUNT")])
def test_resolve_finding_judges_only_what_a_rule_could_not(unsure, now, officer, rule_id, outcome):
    with pytest.raises(NotAssessable, match="handmatige beoordeling"):
        judge(unsure, rule_id, outcome, officer, now)


def test_assess_application_knows_the_size_once_the_partner_gave_figures(unsure, now):
    partner = unsure.organisation.links_to_children.get().child
    CompanyYearFactory(organisation=partner)

    assess_application(application=unsure, at=now)

    assert outcomes(unsure)["E08"] == "OK"


@pytest.fixture
def large(now):
    """An application above the amount from which two officers sign."""
    round = make_open_round(at=now, second_signature_from_cents=44_400)
    return assessed(round, now)


def test_approve_assessment_of_a_large_amount_asks_a_senior_officer_too(large, now, officer):
    senior = StaffRoleFactory(role="SENIOR_OFFICER").user
    approve_assessment(application=large, verdict=POSITIVE, by=officer, at=now)
    with pytest.raises(NotAssessable, match="tweede beoordelaar"):
        approve_assessment(application=large, verdict=POSITIVE, by=StaffRoleFactory().user, at=now)
    with pytest.raises(NotAssessable, match="oordeelde anders"):
        approve_assessment(application=large, verdict=NEGATIVE, by=senior, at=now)
    before = Application.objects.signed(POSITIVE).exists()

    approve_assessment(application=large, verdict=POSITIVE, by=senior, at=now)
    approve_assessment(application=large, verdict=POSITIVE, by=StaffRoleFactory().user, at=now)

    large.refresh_from_db()
    assert (before, Application.objects.signed(POSITIVE).get()) == (False, large)
    assert large.second_assessed_by == senior


def test_to_assess_leaves_what_is_not_due(round, now):
    application = assessed(round, now, FAILS_FIRST)

    assert not Application.objects.to_assess(application.next_check_at - timedelta(seconds=1)).exists()
