"""Vaststelling: a course that was followed fixes the subsidy, and what is owed to the provider."""

import hashlib
from datetime import date, datetime, timedelta

from django.core.files.base import File
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import may_decide
from audit.recording import record
from vouchers import ledger
from vouchers.aid import correct_aid
from vouchers.eligibility.facts import settlement_facts
from vouchers.eligibility.rule_set import Found
from vouchers.findings import as_reasons, judge, store_run, unresolved
from vouchers.models import (
    Decision,
    Evidence,
    Letter,
    Outcome,
    Redemption,
    Round,
    Settlement,
    Voucher,
)
from vouchers.numbering import new_number
from vouchers.releases import in_turn, received_payments

GROUND = "Grondslag: artikelen 4:46 en 4:47 van de Algemene wet bestuursrecht"


class NotSettleable(Exception):
    """The redemption cannot be settled now; the message may be shown."""


@transaction.atomic
def report_completion(*, redemption: Redemption, at: datetime, by: User | None = None) -> Redemption:
    """Report that the course was finished, on the day that its `Completion` says. Twice is once.

    Raises NotSettleable without a completion, or before the redemption has started.
    """
    redemption = Redemption.objects.select_for_update().get(pk=redemption.pk)
    if redemption.status == Redemption.Status.COMPLETION_REPORTED:
        return redemption
    completion = getattr(redemption.enrolment, "completion", None)
    if redemption.status != Redemption.Status.STARTED or completion is None:
        raise NotSettleable(_("Deze opleiding is nog niet begonnen of nog niet afgerond."))
    redemption.status = Redemption.Status.COMPLETION_REPORTED
    redemption.completed_on = localdate(completion.completed_at)
    redemption.save(update_fields=["status", "completed_on"])
    record("redemption.completion_reported", redemption, by=by, at=at, completion=completion.uid)
    return redemption


@transaction.atomic
def add_evidence(*, redemption: Redemption, kind: str, file: File, by: User, at: datetime) -> Evidence:
    """Keep a document that proves something; the same document twice is one row."""
    sha256 = hashlib.sha256(file.read()).hexdigest()
    file.seek(0)
    evidence, new = Evidence.objects.get_or_create(
        redemption=redemption,
        sha256=sha256,
        defaults={"kind": kind, "file": file, "uploaded_by": by, "uploaded_at": at},
    )
    if new:
        record(
            "evidence.added", redemption, by=by, at=at, evidence=evidence.uid, kind=str(kind), sha256=sha256
        )
    return evidence


def settle_redemption(*, redemption: Redemption, at: datetime, by: User | None = None) -> Settlement:
    """Fix the subsidy of a finished redemption as it was committed (vaststelling, Awb 4:46).

    Ex officio (Awb 4:47) when the round says so, the rules of moment V let it pass and the amount is below the
    second signature; else an officer does it, once every manual finding has a judgement. What the rules found
    is kept either way. A second call returns the first settlement. Raises NotSettleable.
    """
    answer = _settle(redemption, by=by, at=at)
    if isinstance(answer, NotSettleable):
        raise answer
    return answer


@transaction.atomic
def _settle(redemption: Redemption, *, by: User | None, at: datetime) -> Settlement | NotSettleable:
    redemption = in_turn(redemption)
    if settlement := redemption.settlements.first():
        return settlement
    _refuse_unless_finished(redemption, by=by, at=at)
    round = redemption.voucher.round
    facts = settlement_facts(redemption, last_day=_last_day(redemption), at=at)
    found = judge(round=round, facts=facts)
    run = store_run(round=round, facts=facts, found=found, redemption=redemption, at=at)
    if against := unresolved(found, redemption.rule_runs.all()):
        rules = [finding.rule_id for finding in against]
        record("redemption.settled_refused", redemption, by=by, at=at, run=run.uid, rules=rules)
        return NotSettleable(" ".join(finding.reason for finding in against))
    return _approve(redemption, found, by=by, at=at)


def _refuse_unless_finished(redemption: Redemption, *, by: User | None, at: datetime) -> None:
    if redemption.status != Redemption.Status.COMPLETION_REPORTED:
        raise NotSettleable(_("Van deze verzilvering is nog geen afronding gemeld."))
    round = redemption.voucher.round
    ex_officio = round.settlement_mode == Round.SettlementMode.EX_OFFICIO
    if by is None and not (ex_officio and redemption.subsidy_cents < round.second_signature_from_cents):
        raise NotSettleable(_("Deze vaststelling is aan een behandelaar."))
    parties = (redemption.voucher.organisation, redemption.run.provider)
    if by and not all(may_decide(by, party, localdate(at)) for party in parties):
        raise NotSettleable(_("U hoort bij de aanvrager of de opleider. Een collega moet dit vaststellen."))


def _last_day(redemption: Redemption) -> date:
    return redemption.voucher.start_by + timedelta(days=redemption.voucher.round.completion_grace_days)


def _approve(redemption: Redemption, found: list[Found], *, by: User | None, at: datetime) -> Settlement:
    voucher = redemption.voucher
    amount_cents = redemption.subsidy_cents
    settled_on = localdate(at)
    settlement = Settlement.objects.create(
        redemption=redemption,
        decision=_decide(redemption, found, amount_cents, by=by, at=at),
        outcome=Settlement.Outcome.FULL,
        amount_cents=amount_cents,
        settled_on=settled_on,
        payable_on=settled_on + timedelta(days=voucher.round.payout_delay_days),
    )
    ledger.settle(redemption=redemption, amount_cents=amount_cents, by=by, at=at)
    ledger.earn_own(redemption=redemption, cents=_received_cents(redemption), at=at)
    correct_aid(voucher=voucher, cents=voucher.amount_max_cents - amount_cents)
    redemption.status = Redemption.Status.APPROVED
    redemption.save(update_fields=["status"])
    voucher.status = Voucher.Status.USED
    voucher.save(update_fields=["status"])
    record(
        "redemption.settled", redemption, by=by, at=at, settlement=settlement.uid, amount_cents=amount_cents
    )
    return settlement


def _decide(
    redemption: Redemption, found: list[Found], amount_cents: int, *, by: User | None, at: datetime
) -> Decision:
    voucher = redemption.voucher
    application = voucher.decision.application
    decision = Decision.objects.create(
        application=application,
        redemption=redemption,
        kind=Decision.Kind.SETTLEMENT,
        number=new_number("BE", at=at),
        amount_cents=amount_cents,
        reasons=as_reasons(finding for finding in found if finding.outcome != Outcome.NOT_APPLICABLE),
        legal_basis=f"{voucher.round.scheme.legal_basis_text} {GROUND}".strip(),
        amendment_no=voucher.round.amendment_no,
        decided_on=localdate(at),
        signed_by=by,
    )
    Letter.objects.create(
        organisation=voucher.organisation,
        application=application,
        decision=decision,
        template=Letter.Template.SETTLEMENT,
        written_on=decision.decided_on,
    )
    return decision


def _received_cents(redemption: Redemption) -> int:
    """What the employer paid for this redemption and did not get back."""
    return sum(payment.amount_cents - payment.refunded_cents for payment in received_payments(redemption))
