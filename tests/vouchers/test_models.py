"""What one can ask rows, and what the database refuses."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from accounts.models import Organisation
from tests.factories.accounts import OrganisationFactory
from tests.factories.vouchers import (
    AidEntryFactory,
    CompanyYearFactory,
    OwnershipLinkFactory,
    RoundFactory,
    make_application,
    make_award,
    make_open_round,
    make_redemption,
    make_voucher,
)
from tests.vouchers.test_settlements import make_finished
from vouchers.allocation import allocate_round
from vouchers.assessments import resolve_finding
from vouchers.models import (
    AidEntry,
    Application,
    Decision,
    Letter,
    Redemption,
    Round,
    RoundBudget,
    RuleRun,
    RuleSetRule,
    Submission,
    Voucher,
)
from vouchers.settlements import add_evidence, settle_redemption

pytestmark = pytest.mark.django_db


def test_every_row_says_what_it_is(now, officer):
    redemption = make_finished(now, completed_at=now + timedelta(days=500))
    OwnershipLinkFactory(parent=None, parent_foreign="BE 0123", child=OrganisationFactory())
    OwnershipLinkFactory(child=None, child_foreign="BE 0123")
    file = ContentFile(b"bewijs", name="bewijs.pdf")
    add_evidence(redemption=redemption, kind="INVOICE", file=file, by=officer, at=now)
    with pytest.raises(Exception, match="niet binnen de geldigheid"):
        settle_redemption(redemption=redemption, at=now)
    finding = redemption.rule_runs.get().findings.get(rule_id="V04")
    resolve_finding(finding=finding, outcome="OK", motivation="Ziekte.", by=officer, at=now)
    settle_redemption(redemption=redemption, by=officer, at=now)
    allocate_round(round=redemption.voucher.round, at=now)

    told = {model: str(model.objects.first() or "") for model in apps.get_app_config("vouchers").get_models()}

    assert [model.__name__ for model, text in told.items() if not text or " object (" in text] == []


def test_of_shows_an_organisation_its_own_rows(now):
    redemption = make_redemption(voucher=make_voucher(at=now), at=now)
    foreign = make_redemption(voucher=make_voucher(at=now), at=now)
    own = [redemption.voucher.organisation]

    rows = {
        model: model.objects.of(own)
        for model in (Application, Decision, Letter, Voucher, Redemption, AidEntry)
    }

    assert {model.__name__: len(found) for model, found in rows.items()} == {
        "Application": 1,
        "Decision": 1,
        "Letter": 2,
        "Voucher": 1,
        "Redemption": 1,
        "AidEntry": 1,
    }
    assert foreign not in rows[Redemption]
    assert all(model.objects.count() > len(found) for model, found in rows.items())


def test_at_provider_shows_who_comes_to_its_own_runs(now):
    redemption = make_redemption(voucher=make_voucher(at=now), at=now)
    foreign = make_redemption(voucher=make_voucher(at=now), at=now)

    found = Redemption.objects.at_provider(Organisation.objects.filter(pk=redemption.run.provider_id))

    assert (list(found), Redemption.objects.live().count()) == ([redemption], 2)
    assert foreign.run.provider != redemption.run.provider


def test_applications_are_found_by_what_they_wait_for(now):
    round = make_open_round(at=now)
    draft = make_application(round=round, at=now, upto="draft")
    assessed = make_application(round=round, at=now, upto="assessed")

    assert set(Application.objects.submitted()) == {assessed}
    assert set(Application.objects.awaiting_decision()) == {assessed}
    assert set(Application.objects.live()) == {assessed}
    assert (draft.is_live, assessed.is_live, assessed.is_undecided) == (False, True, True)
    assert (str(assessed), str(draft)) == (assessed.number, str(draft.uid))


def test_rounds_are_found_by_their_stage(now):
    draft = RoundFactory()
    open_round = make_open_round(at=now)

    assert list(Round.objects.published()) == list(Round.objects.open()) == [open_round]
    assert draft.status == "DRAFT"


def refuses(change, **facts):
    with pytest.raises(IntegrityError), transaction.atomic():
        change(**facts)
    return True


def test_database_refuses_impossible_rows(now):
    decision = make_award(at=now)
    voucher = decision.vouchers.get()
    redemption = make_redemption(voucher=voucher, at=now)
    redemptions = Redemption.objects.filter(pk=redemption.pk)
    applications = Application.objects.filter(pk=decision.application_id)
    rounds = Round.objects.filter(pk=voucher.round_id)

    assert refuses(redemptions.update, subsidy_cents=1)
    assert refuses(redemptions.update, hold_until=None)
    assert refuses(redemptions.update, status="COMMITTED", hold_until=None)
    assert refuses(redemptions.update, status="STARTED", hold_until=None, committed_at=now)
    assert refuses(applications.update, awarded_units=9)
    assert refuses(applications.update, assessed_by=None)
    assert refuses(applications.update, number="")
    assert refuses(applications.update, second_assessed_by=decision.signed_by)
    assert refuses(Voucher.objects.update, amount_max_cents=0)
    assert refuses(Decision.objects.update, status="ANNOUNCED")
    assert refuses(Decision.objects.update, countersigned_by=decision.signed_by)
    assert refuses(Decision.objects.create, number="x", kind="AWARD", legal_basis="", decided_on=now.date())
    assert refuses(Letter.objects.update, sent_at=now)
    assert refuses(RoundBudget.objects.update, settled_cents=10_000_000)
    assert refuses(RoundBudget.objects.update, recovered_cents=1)
    assert refuses(rounds.update, status="DRAFT")
    assert refuses(rounds.update, share_bp=10_001)
    assert refuses(rounds.update, closes_at=voucher.round.opens_at)
    assert refuses(Submission.objects.create, **another_submission(decision.application))
    assert refuses(RuleSetRule.objects.update, reason_nl="")


def another_submission(application):
    stored = application.submission
    facts = {"idempotency_key": stored.idempotency_key, "receipt_no": "ander", "payload_sha256": ""}
    other = make_application(round=application.round, upto="draft")
    return facts | {"application": other, "round": application.round, "received_at": stored.received_at}


def test_database_refuses_impossible_declarations():
    company = OrganisationFactory()

    assert refuses(OwnershipLinkFactory, parent=company, child=company)
    assert refuses(OwnershipLinkFactory, parent=None)
    assert refuses(OwnershipLinkFactory, child=company, child_foreign="BE 0123")
    assert refuses(OwnershipLinkFactory, capital_bp=10_001)
    assert refuses(AidEntryFactory, amount_cents=-1)
    assert refuses(AidEntryFactory, source="OWN")
    CompanyYearFactory(organisation=company)
    assert refuses(CompanyYearFactory, organisation=company)


def test_decision_about_nothing_is_refused(now):
    run = RuleRun.objects.latest_of(make_application(round=make_open_round(at=now), at=now))

    assert not run.findings.in_the_way().exists()
    assert refuses(
        Decision.objects.create, number="x", kind="REJECTION", legal_basis="", decided_on=now.date()
    )
