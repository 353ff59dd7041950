"""A course that was followed fixes the subsidy."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile

from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.courses import CompletionFactory
from tests.factories.vouchers import make_open_round, make_redemption, make_run, make_voucher
from tests.vouchers.books import balances, in_order, own, trail
from tests.vouchers.test_releases import paid
from vouchers.assessments import resolve_finding
from vouchers.models import AidEntry, Decision, Evidence, Redemption, Round, Settlement, Voucher
from vouchers.redemptions import start_redemption
from vouchers.settlements import NotSettleable, add_evidence, report_completion, settle_redemption

pytestmark = pytest.mark.django_db


def make_started(now, *, price_cents=145_600, **terms):
    run = make_run(at=now, price_cents=price_cents, starts_on=now.date())
    voucher = make_voucher(round=make_open_round(at=now, **terms), at=now)
    redemption = paid(make_redemption(voucher=voucher, run=run, at=now), now)
    return start_redemption(redemption=redemption, at=now)


def make_finished(now, *, completed_at=None, **given):
    redemption = make_started(now, **given)
    CompletionFactory(
        enrolment=redemption.enrolment, completed_at=completed_at or now, edition=redemption.run.edition
    )
    redemption = Redemption.objects.get(pk=redemption.pk)
    return report_completion(redemption=redemption, at=now)


def test_report_completion_takes_the_day_of_the_completion(now):
    redemption = make_finished(now, completed_at=now + timedelta(days=20))

    again = report_completion(redemption=redemption, at=now)

    assert (again.status, again.completed_on) == ("COMPLETION_REPORTED", (now + timedelta(days=20)).date())
    assert trail(redemption).count("redemption.completion_reported") == 1


def test_report_completion_needs_a_completion(now):
    with pytest.raises(NotSettleable, match="nog niet afgerond"):
        report_completion(redemption=make_started(now), at=now)


def test_settle_redemption_fixes_what_was_committed(now):
    redemption = make_finished(now, price_cents=100_000)
    provider = redemption.run.provider

    first, again = (settle_redemption(redemption=redemption, at=now) for _twice in range(2))

    redemption.refresh_from_db()
    voucher = redemption.voucher
    assert first == again
    assert (first.outcome, first.amount_cents) == (Settlement.Outcome.FULL, 30_500)
    assert (first.settled_on, first.payable_on) == (now.date(), now.date() + timedelta(days=14))
    assert (redemption.status, voucher.status) == (Redemption.Status.APPROVED, Voucher.Status.USED)
    assert balances(voucher.round)["payable"] == 30_500
    assert own(voucher.round) == {"stripe_in_transit": 69_500, "own_payable": -69_500}
    assert {line.account.party_key for line in redemption.ledger_entries.get(kind="SETTLED").lines.all()} == {
        "",
        provider.kvk_number,
    }
    assert in_order()


def test_settle_redemption_is_a_decision_with_reasons_and_a_letter(now):
    redemption = make_finished(now)

    settlement = settle_redemption(redemption=redemption, at=now)

    decision = settlement.decision
    assert (decision.kind, decision.amount_cents) == (Decision.Kind.SETTLEMENT, 44_400)
    assert [reason["rule"] for reason in decision.reasons] == ["V03", "V04"]
    assert decision.letters.get().template == "settlement"
    assert trail(redemption)[-1] == "redemption.settled"


def test_settle_redemption_gives_back_the_aid_that_was_not_used(now):
    settle_redemption(redemption=make_finished(now, price_cents=100_000), at=now)

    assert list(AidEntry.objects.order_by("pk").values_list("amount_cents", flat=True)) == [44_400, -13_900]


def test_settle_redemption_waits_for_the_report(now):
    with pytest.raises(NotSettleable, match="nog geen afronding"):
        settle_redemption(redemption=make_started(now), at=now)


@pytest.mark.parametrize(
    "terms", [{"settlement_mode": "ON_APPLICATION"}, {"second_signature_from_cents": 44_400}]
)
def test_settle_redemption_leaves_some_to_an_officer(now, officer, terms):
    redemption = make_finished(now)
    Round.objects.update(**terms)
    redemption = Redemption.objects.get(pk=redemption.pk)
    due = list(Redemption.objects.due_for_settlement())
    with pytest.raises(NotSettleable, match="aan een behandelaar"):
        settle_redemption(redemption=redemption, at=now)

    settlement = settle_redemption(redemption=redemption, by=officer, at=now)

    assert (due, settlement.decision.signed_by) == ([], officer)


def test_settle_redemption_after_the_term_waits_for_an_officer(now, officer):
    redemption = make_finished(now, completed_at=now + timedelta(days=396))
    before = list(Redemption.objects.due_for_settlement())

    with pytest.raises(NotSettleable, match="niet binnen de geldigheid"):
        settle_redemption(redemption=redemption, at=now)

    finding = redemption.rule_runs.get().findings.get(rule_id="V04")
    assert (before, list(Redemption.objects.due_for_settlement())) == ([redemption], [])
    assert (finding.outcome, trail(redemption)[-1]) == ("MANUAL", "redemption.settled_refused")
    resolve_finding(finding=finding, outcome="OK", motivation="Ziekte.", by=officer, at=now)
    assert settle_redemption(redemption=redemption, by=officer, at=now).amount_cents == 44_400
    assert in_order()


@pytest.mark.parametrize("party", ["employer", "provider"])
def test_settle_redemption_is_never_done_by_a_party(now, officer, party):
    redemption = make_finished(now)
    organisations = {"employer": redemption.voucher.organisation, "provider": redemption.run.provider}
    MembershipFactory(user=officer, organisation=organisations[party])

    with pytest.raises(NotSettleable, match="Een collega"):
        settle_redemption(redemption=redemption, by=officer, at=now)


def test_add_evidence_keeps_a_document_once(now):
    redemption = make_started(now)
    user = UserFactory()

    first, again = (
        add_evidence(
            redemption=redemption,
            kind="INVOICE",
            file=ContentFile(b"factuur", name="factuur.pdf"),
            by=user,
            at=now,
        )
        for _twice in range(2)
    )

    assert (first.pk, Evidence.objects.count()) == (again.pk, 1)
    assert (first.file.read(), len(first.sha256)) == (b"factuur", 64)
    assert trail(redemption)[-1] == "evidence.added"
    first.file.close()
    first.file.delete(save=False)
