"""Beschikking: an application is awarded, within the ceiling, or rejected."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.models import Organisation, RegisterSnapshot, User
from accounts.organisations import take_snapshot
from accounts.roles import may_decide
from audit.recording import record
from vouchers import ledger
from vouchers.eligibility.facts import Facts, gather_facts, gather_links
from vouchers.eligibility.rule_set import Found
from vouchers.eligibility.undertaking import single_undertaking
from vouchers.findings import as_reasons, judge, store_run, unresolved
from vouchers.ledger import CeilingReached
from vouchers.models import (
    AidEntry,
    AidRegime,
    Application,
    Decision,
    Letter,
    Moment,
    Outcome,
    RuleRun,
    Voucher,
)
from vouchers.numbering import new_number
from vouchers.terms import expiry_instant

CEILING_RULE = "E35"
LETTERS: dict[str, str] = {
    Decision.Kind.AWARD: Letter.Template.AWARD,
    Decision.Kind.PARTIAL_AWARD: Letter.Template.PARTIAL_AWARD,
    Decision.Kind.REJECTION: Letter.Template.REJECTION,
}
GROUNDS: dict[str, str] = {
    Decision.Kind.AWARD: "Grondslag: artikel 4:29 van de Algemene wet bestuursrecht",
    Decision.Kind.PARTIAL_AWARD: "Grondslag: artikelen 4:25 en 4:29 van de Algemene wet bestuursrecht",
    Decision.Kind.REJECTION: "Grondslag: artikel 4:35 van de Algemene wet bestuursrecht en de regeling",
}
CEILING_GROUND = "Grondslag: artikel 4:25, tweede lid, van de Algemene wet bestuursrecht"


class NotAwardable(Exception):
    """The application cannot be awarded now; the message may be shown to the officer."""


class NotRejectable(Exception):
    """The application cannot be rejected now; the message may be shown to the officer."""


def award_vouchers(*, application: Application, at: datetime, by: User | None = None) -> Decision:
    """Award what was asked, or what is left for the last one (Awb 4:25, 4:29), on the signed assessment.

    The register is asked first, outside the transaction; the rules of moment A run inside it, in the round's
    turn. When one stands in the way the application goes back to its officer and keeps its place.
    Raises NotAwardable, CeilingReached or RoundBusy.
    """
    snapshot = take_snapshot(kvk_number=application.organisation.kvk_number, at=at)
    answer = _award(application, snapshot, by=by, at=at)
    if isinstance(answer, NotAwardable):
        raise answer
    return answer


@transaction.atomic
def reject_application(*, application: Application, at: datetime, by: User | None = None) -> Decision:
    """Reject on the signed assessment, or by the system when the ceiling is reached (Awb 4:25).

    Raises NotRejectable, also for an officer who belongs to the applicant. A second call by an officer is
    refused; the decision stands.
    """
    application = Application.objects.select_for_update().get(pk=application.pk)
    if by and not may_decide(by, application.organisation, localdate(at)):
        raise NotRejectable(_("U hoort bij deze organisatie. Een collega moet dit beoordelen."))
    if not application.is_undecided:
        raise NotRejectable(_("Op deze aanvraag is al beslist, of zij is nog niet getoetst."))
    signed = Application.objects.signed(Application.Assessment.NEGATIVE)
    if by and not signed.filter(pk=application.pk).exists():
        raise NotRejectable(_("Onderteken eerst het oordeel dat de aanvraag niet voldoet."))
    ground = GROUNDS[Decision.Kind.REJECTION] if by else CEILING_GROUND
    reasons = _reasons_against(application) if by else _ceiling_reason()
    decision = _decide(
        application,
        Decision.Kind.REJECTION,
        reasons=reasons,
        ground=ground,
        signed_by=by,
        on=localdate(at),
        at=at,
    )
    application.status = Application.Status.REJECTED
    application.next_check_at = None
    application.save(update_fields=["status", "next_check_at"])
    record("application.rejected", application, by=by, at=at, decision=decision.uid)
    return decision


@transaction.atomic(durable=True)
def _award(
    application: Application, snapshot: RegisterSnapshot, *, by: User | None, at: datetime
) -> Decision | NotAwardable:
    ledger.take_turn(round=application.round)
    _lock_undertaking(application.organisation, at=at)
    application = Application.objects.select_for_update().get(pk=application.pk)
    _refuse_unless_ready(application)
    ahead_cents = Application.objects.ahead_of(application).requested_in_all()
    snapshots = [*_earlier_snapshots(application), snapshot]
    facts = gather_facts(
        application, moment=Moment.AWARD, snapshots=snapshots, ahead_cents=ahead_cents, at=at
    )
    if not facts.award_cents:
        raise CeilingReached(ahead_cents=ahead_cents)
    found = judge(round=application.round, facts=facts)
    run = store_run(
        round=application.round, facts=facts, found=found, application=application, snapshots=snapshots, at=at
    )
    if against := unresolved(found, application.rule_runs.all()):
        return _send_back(application, run, against, snapshot, at=at)
    return _grant(application, facts, found, by=by, at=at)


def _lock_undertaking(organisation: Organisation, *, at: datetime) -> None:
    """Lock the companies whose aid counts together, by KVK number, until no other turns out to belong."""
    locked: set[str] = set()
    while (members := _undertaking(organisation, at=at)) - locked:
        locked = members
        rows = Organisation.objects.select_for_update().filter(kvk_number__in=members)
        list(rows.order_by("kvk_number").values_list("pk"))


def _undertaking(organisation: Organisation, *, at: datetime) -> set[str]:
    return single_undertaking(organisation.kvk_number, gather_links(organisation, on=localdate(at)))


def _refuse_unless_ready(application: Application) -> None:
    if not application.is_undecided:
        raise NotAwardable(_("Op deze aanvraag is al beslist."))
    signed = Application.objects.signed(Application.Assessment.POSITIVE)
    if not signed.filter(pk=application.pk).exists():
        raise NotAwardable(_("De beoordeling van deze aanvraag is nog niet ondertekend."))
    if application.submission.position is None:
        raise NotAwardable(_("De volgorde van deze aanvraag staat nog niet vast."))


def _earlier_snapshots(application: Application) -> list[RegisterSnapshot]:
    """What the register said when the application was checked."""
    run = RuleRun.objects.filter(application=application, moment=Moment.CHECK).order_by("-pk").first()
    return list(RegisterSnapshot.objects.filter(uid__in=run.snapshots).order_by("pk")) if run else []


def _send_back(
    application: Application, run: RuleRun, against: list[Found], snapshot: RegisterSnapshot, *, at: datetime
) -> NotAwardable:
    silent = snapshot.outcome == RegisterSnapshot.Outcome.UNAVAILABLE
    application.assessment = Application.Assessment.OPEN
    application.assessed_by = application.second_assessed_by = None
    application.next_check_at = at if silent else None
    application.save(update_fields=["assessment", "assessed_by", "second_assessed_by", "next_check_at"])
    rules = [finding.rule_id for finding in against]
    record("application.awarded_refused", application, by=None, at=at, run=run.uid, rules=rules)
    return NotAwardable(" ".join(finding.reason for finding in against))


def _grant(
    application: Application, facts: Facts, found: list[Found], *, by: User | None, at: datetime
) -> Decision:
    amount_cents = facts.award_cents
    kind = Decision.Kind.AWARD if amount_cents == facts.asked_cents else Decision.Kind.PARTIAL_AWARD
    decision = _decide(
        application,
        kind,
        amount_cents=amount_cents,
        reasons=as_reasons(finding for finding in found if finding.outcome != Outcome.NOT_APPLICABLE),
        ground=GROUNDS[kind],
        signed_by=application.assessed_by,
        countersigned_by=application.second_assessed_by,
        on=localdate(at),
        at=at,
    )
    round = application.round
    ledger.reserve(
        round=round,
        decision=decision,
        amount_cents=amount_cents,
        ahead_cents=facts.room.ahead_cents if facts.room else 0,
        by=by,
        at=at,
    )
    units = _units(amount_cents, round.voucher_cents)
    _issue(application, decision, units, at=at)
    _register_aid(application, decision)
    whole = kind == Decision.Kind.AWARD
    application.status = Application.Status.AWARDED if whole else Application.Status.PARTIALLY_AWARDED
    application.awarded_units = len(units)
    application.awarded_cents = amount_cents
    application.save(update_fields=["status", "awarded_units", "awarded_cents"])
    record(
        "application.awarded",
        application,
        by=by,
        at=at,
        decision=decision.uid,
        amount_cents=amount_cents,
        units=len(units),
        amendment_no=round.amendment_no,
    )
    return decision


def _decide(application: Application, kind: str, *, ground: str, on: date, at: datetime, **facts) -> Decision:
    """A decision and its letter; letters.py writes the letter once this stands."""
    decision = Decision.objects.create(
        application=application,
        kind=kind,
        number=new_number("BE", at=at),
        legal_basis=f"{application.round.scheme.legal_basis_text} {ground}".strip(),
        amendment_no=application.round.amendment_no,
        decided_on=on,
        **facts,
    )
    Letter.objects.create(
        organisation=application.organisation,
        application=application,
        decision=decision,
        template=LETTERS[kind],
        written_on=on,
    )
    return decision


def _units(amount_cents: int, voucher_cents: int) -> list[int]:
    """Whole vouchers, and one lower one for what is left."""
    whole, rest = divmod(amount_cents, voucher_cents)
    return [voucher_cents] * whole + [rest] * bool(rest)


def _issue(application: Application, decision: Decision, units: list[int], *, at: datetime) -> None:
    round = application.round
    start_by = decision.decided_on + timedelta(days=round.valid_days)
    last_day = decision.decided_on + timedelta(days=round.book_within_days or round.valid_days)
    Voucher.objects.bulk_create(
        Voucher(
            decision=decision,
            round=round,
            organisation=application.organisation,
            number=new_number("VO", at=at),
            amount_max_cents=cents,
            valid_from=decision.decided_on,
            expires_at=expiry_instant(last_day),
            start_by=start_by,
        )
        for cents in units
    )


def _register_aid(application: Application, decision: Decision) -> None:
    """De minimis aid is granted on the day of the decision (vouchers.md 4.5)."""
    if application.round.aid_regime == AidRegime.DE_MINIMIS:
        AidEntry.objects.create(
            organisation=application.organisation,
            regime=AidRegime.DE_MINIMIS,
            source=AidEntry.Source.OWN,
            decision=decision,
            amount_cents=decision.amount_cents,
            granted_on=decision.decided_on,
        )


def _reasons_against(application: Application) -> list[dict[str, str]]:
    run = RuleRun.objects.latest_of(application)
    return [
        {"rule": row.rule_id, "outcome": str(Outcome.REJECT), "text": row.reason_nl}
        for row in run.findings.unresolved().order_by("rule_id")
    ]


def _ceiling_reason() -> list[dict[str, str]]:
    return [{"rule": CEILING_RULE, "outcome": str(Outcome.REJECT), "text": str(CeilingReached())}]
