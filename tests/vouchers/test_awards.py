"""Being awarded, sent back and rejected."""

from datetime import date, timedelta

import pytest

from accounts.models import RegisterSnapshot
from tests.factories.accounts import MembershipFactory, OrganisationFactory
from tests.factories.vouchers import (
    AidEntryFactory,
    OwnershipLinkFactory,
    make_application,
    make_award,
    make_open_round,
    registered_company,
    sign,
)
from tests.vouchers.books import balances, in_order, trail
from vouchers.awards import NotAwardable, NotRejectable, award_vouchers, reject_application
from vouchers.ledger import CeilingReached
from vouchers.models import AidEntry, Application, Decision, Letter, RuleRun, Voucher

pytestmark = pytest.mark.django_db

ROOM = 30_000_000


def test_award_vouchers_gives_every_unit_that_was_asked(now):
    round = make_open_round(at=now)
    application = make_application(round=round, units=2, at=now)

    decision = award_vouchers(application=application, at=now)

    application.refresh_from_db()
    assert (decision.kind, decision.amount_cents) == (Decision.Kind.AWARD, 88_800)
    assert (application.status, application.awarded_units, application.awarded_cents) == (
        Application.Status.AWARDED,
        2,
        88_800,
    )
    assert [v.amount_max_cents for v in decision.vouchers.all()] == [44_400, 44_400]
    assert balances(round) == {"ceiling": -10_000_000, "available": 9_911_200, "reserved": 88_800}
    assert in_order()


def test_award_vouchers_is_signed_by_who_judged_it_and_tells_why(now, officer):
    application = make_application(round=make_open_round(at=now), at=now, upto="assessed")
    sign(application, by=officer, at=now)

    decision = award_vouchers(application=application, at=now)

    assert (decision.signed_by, decision.decided_on) == (officer, date(2026, 11, 16))
    assert {reason["rule"] for reason in decision.reasons} == {"E03", "E04", "E15", "E35"}
    assert "4:29" in decision.legal_basis
    assert decision.letters.get().template == Letter.Template.AWARD
    assert trail(application)[-1] == "application.awarded"


def test_award_vouchers_counts_the_validity_in_days(now):
    round = make_open_round(at=now, valid_days=10, book_within_days=5)

    voucher = make_award(round=round, at=now).vouchers.get()

    assert (voucher.valid_from, voucher.start_by) == (date(2026, 11, 16), date(2026, 11, 26))
    assert voucher.expires_at.isoformat() == "2026-11-21T23:00:00+00:00"


def test_award_vouchers_registers_the_aid(now):
    decision = make_award(at=now, units=2)

    entry = AidEntry.objects.get()
    assert (entry.amount_cents, entry.granted_on, entry.decision) == (88_800, decision.decided_on, decision)


def test_award_vouchers_without_aid_registers_none(now):
    make_award(round=make_open_round(at=now, aid_regime="NO_AID"), at=now)

    assert not AidEntry.objects.exists()


def test_award_vouchers_gives_the_last_one_what_is_left(now):
    round = make_open_round(at=now, ceiling_cents=100_000)
    application = make_application(round=round, units=3, at=now)

    decision = award_vouchers(application=application, at=now)

    application.refresh_from_db()
    assert (decision.kind, application.status) == ("PARTIAL_AWARD", "PARTIALLY_AWARDED")
    assert sorted(v.amount_max_cents for v in decision.vouchers.all()) == [11_200, 44_400, 44_400]
    assert (application.awarded_units, application.awarded_cents) == (3, 100_000)
    assert round.budget.available_cents == 100_000
    round.budget.refresh_from_db()
    assert (round.budget.available_cents, in_order()) == (0, True)


def test_award_vouchers_stops_at_the_ceiling(now):
    round = make_open_round(at=now, ceiling_cents=44_400, partial_last=False)
    one = make_application(round=round, at=now)
    two = make_application(round=round, at=now)
    award_vouchers(application=one, at=now)

    with pytest.raises(CeilingReached, match="Het subsidieplafond van deze ronde is bereikt"):
        award_vouchers(application=two, at=now)

    assert list(Decision.objects.values_list("application", flat=True)) == [one.pk]
    assert in_order()


def test_award_vouchers_leaves_the_room_of_those_ahead(now):
    round = make_open_round(at=now, ceiling_cents=100_000)
    make_application(round=round, units=2, at=now)
    second = make_application(round=round, at=now)

    with pytest.raises(CeilingReached) as reached:
        award_vouchers(application=second, at=now)

    assert reached.value.ahead_cents == 88_800


@pytest.mark.parametrize(("other_cents", "awarded"), [(ROOM - 44_400, True), (ROOM - 44_399, False)])
def test_a09_aid_room_must_hold_the_whole_award(now, other_cents, awarded):
    organisation = registered_company()
    application = make_application(round=make_open_round(at=now), organisation=organisation, at=now)
    AidEntryFactory(organisation=organisation, amount_cents=other_cents)

    if awarded:
        award_vouchers(application=application, at=now)
    else:
        with pytest.raises(NotAwardable, match="De voucher kan ook niet gedeeltelijk worden verleend"):
            award_vouchers(application=application, at=now)

    assert Voucher.objects.exists() is awarded


def test_award_vouchers_counts_the_aid_of_the_whole_undertaking(now):
    organisation = registered_company()
    sister = OrganisationFactory()
    OwnershipLinkFactory(parent=organisation, child=sister, controlling=True)
    application = make_application(
        round=make_open_round(at=now), organisation=organisation, at=now, applicant_type="PUBLIC_BODY"
    )
    AidEntryFactory(organisation=sister, amount_cents=ROOM)

    with pytest.raises(NotAwardable, match="één onderneming"):
        award_vouchers(application=application, at=now)


def test_a13_deregistered_between_submission_and_decision(now):
    """The register of this company ends tomorrow, by the clock of the register."""
    from django.utils import timezone

    today = timezone.now()
    round = make_open_round(at=today)
    organisation = OrganisationFactory(kvk_number="00000002")
    application = make_application(round=round, organisation=organisation, at=today)

    with pytest.raises(NotAwardable, match="niet .* actief ingeschreven"):
        award_vouchers(application=application, at=today + timedelta(days=2))

    application.refresh_from_db()
    run = RuleRun.objects.latest_of(application)
    assert (run.moment, run.findings.get(rule_id="E04").outcome) == ("A", "REJECT")
    assert run.snapshots == [str(s.uid) for s in RegisterSnapshot.objects.order_by("pk")]
    assert (application.assessment, application.submission.position) == ("OPEN", 1)
    assert trail(application)[-1] == "application.awarded_refused"


def test_award_vouchers_waits_when_the_register_is_silent(now):
    organisation = OrganisationFactory(kvk_number="00000003")
    application = make_application(round=make_open_round(at=now), organisation=registered_company(), at=now)
    Application.objects.filter(pk=application.pk).update(organisation=organisation)
    application.refresh_from_db()

    with pytest.raises(NotAwardable, match="nog niet worden vastgesteld"):
        award_vouchers(application=application, at=now)

    application.refresh_from_db()
    assert (application.assessment, application.next_check_at) == ("OPEN", now)


def test_award_vouchers_waits_for_signature_and_position(now):
    round = make_open_round(at=now)
    unsigned = make_application(round=round, at=now, upto="assessed")
    with pytest.raises(NotAwardable, match="niet ondertekend"):
        award_vouchers(application=unsigned, at=now)
    signed = make_application(round=round, at=now)
    signed.submission.position = None
    signed.submission.save()

    with pytest.raises(NotAwardable, match="volgorde"):
        award_vouchers(application=signed, at=now)


def test_award_vouchers_decides_once(now):
    decision = make_award(at=now)

    with pytest.raises(NotAwardable, match="al beslist"):
        award_vouchers(application=decision.application, at=now)


def test_reject_application_tells_every_ground(now, officer):
    application = make_application(
        round=make_open_round(at=now),
        at=now,
        upto="assessed",
        awu_centi=25_000,
        turnover_cents=6_000_000_000,
        balance_cents=5_000_000_000,
    )
    with pytest.raises(NotRejectable, match="Onderteken eerst"):
        reject_application(application=application, by=officer, at=now)
    sign(application, verdict="NEGATIVE", by=officer, at=now)

    decision = reject_application(application=application, by=officer, at=now)

    application.refresh_from_db()
    assert (application.status, decision.signed_by) == (Application.Status.REJECTED, officer)
    assert [reason["rule"] for reason in decision.reasons] == ["E08", "E09"]
    assert decision.letters.get().template == Letter.Template.REJECTION
    assert trail(application)[-1] == "application.rejected"


def test_reject_application_of_the_own_organisation_is_for_a_colleague(now, officer):
    application = make_application(round=make_open_round(at=now), at=now, upto="assessed", awu_centi=25_000)
    sign(application, verdict="NEGATIVE", by=officer, at=now)
    MembershipFactory(user=officer, organisation=application.organisation)

    with pytest.raises(NotRejectable, match="U hoort bij deze organisatie"):
        reject_application(application=application, by=officer, at=now)

    assert not Decision.objects.exists()


def test_reject_application_by_the_system_is_for_the_ceiling_only(now):
    application = make_application(round=make_open_round(at=now), at=now)

    decision = reject_application(application=application, at=now)

    assert (decision.signed_by, "4:25" in decision.legal_basis) == (None, True)
    assert [reason["text"] for reason in decision.reasons] == [
        "Het subsidieplafond van deze ronde is bereikt."
    ]


def test_reject_application_leaves_what_was_decided(now, officer):
    decision = make_award(at=now)

    with pytest.raises(NotRejectable, match="al beslist"):
        reject_application(application=decision.application, by=officer, at=now)
