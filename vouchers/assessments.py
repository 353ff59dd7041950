"""Toetsing: the rules look at a received application; an officer judges what they cannot, and signs."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.models import Organisation, RegisterSnapshot, StaffRole, User
from accounts.organisations import take_snapshot
from accounts.roles import may_decide, staff_roles
from audit.recording import record
from vouchers.eligibility.facts import gather_facts
from vouchers.findings import judge, store_run
from vouchers.models import Application, Finding, Moment, Outcome, Resolution, RuleRun

ASK_AGAIN = timedelta(minutes=5)
JUDGEMENTS = {Outcome.OK, Outcome.REJECT}


class NotAssessable(Exception):
    """This judgement cannot be given now; the message may be shown to the officer."""


def assess_application(*, application: Application, at: datetime) -> RuleRun:
    """Check a received application by the rules (moment C), and keep every finding.

    The register is asked first, outside the transaction. While a source does not answer the outcome is
    "handmatig" and the check is repeated; it never says that a company does not exist. Raises NotAssessable.
    """
    snapshot = take_snapshot(kvk_number=application.organisation.kvk_number, at=at)
    return _assess(application, snapshot, at=at)


@transaction.atomic
def _assess(application: Application, snapshot: RegisterSnapshot, *, at: datetime) -> RuleRun:
    application = Application.objects.select_for_update().get(pk=application.pk)
    if application.status not in (Application.Status.SUBMITTED, *Application.UNDECIDED):
        raise NotAssessable(_("Deze aanvraag is niet (meer) in behandeling."))
    facts = gather_facts(application, moment=Moment.CHECK, snapshots=[snapshot], at=at)
    found = judge(round=application.round, facts=facts)
    run = store_run(
        round=application.round,
        facts=facts,
        found=found,
        application=application,
        snapshots=[snapshot],
        at=at,
    )
    silent = snapshot.outcome == RegisterSnapshot.Outcome.UNAVAILABLE
    application.next_check_at = at + ASK_AGAIN if silent else None
    if application.status == Application.Status.SUBMITTED:
        application.status = Application.Status.COMPLETE
        submission = application.submission
        submission.complete_at = submission.received_at
        submission.save(update_fields=["complete_at"])
    application.save(update_fields=["status", "next_check_at"])
    record("application.assessed", application, by=None, at=at, run=run.uid, inputs_sha256=run.inputs_sha256)
    return run


@transaction.atomic
def resolve_finding(*, finding: Finding, outcome: str, motivation: str, by: User, at: datetime) -> Resolution:
    """Judge what a rule could not: OK or REJECT, with the officer's reasons. Raises NotAssessable."""
    subject = Application.objects.about_which(finding.run)
    application = Application.objects.select_for_update().get(pk__in=subject)
    _refuse_own(application.organisation, by=by, at=at)
    if finding.outcome != Outcome.MANUAL or outcome not in JUDGEMENTS:
        raise NotAssessable(_("Alleen een handmatige beoordeling krijgt een oordeel: voldoet of afwijzing."))
    if not motivation.strip():
        raise NotAssessable(_("Schrijf op waarom u dit vindt."))
    if Resolution.objects.filter(finding=finding).exists():
        raise NotAssessable(_("Over deze voorwaarde is al een oordeel gegeven."))
    resolution = Resolution.objects.create(
        finding=finding, outcome=outcome, motivation=motivation, by=by, at=at
    )
    record("finding.resolved", application, by=by, at=at, rule=finding.rule_id, outcome=str(outcome))
    return resolution


@transaction.atomic
def approve_assessment(*, application: Application, verdict: str, by: User, at: datetime) -> Application:
    """Sign that an application meets the conditions, or does not; from the threshold a senior officer signs too.

    A second call by the same person changes nothing. Raises NotAssessable.
    """
    application = Application.objects.select_for_update().get(pk=application.pk)
    _refuse_own(application.organisation, by=by, at=at)
    if not application.is_undecided:
        raise NotAssessable(_("Deze aanvraag is nog niet getoetst, of er is al op beslist."))
    if application.assessment != Application.Assessment.OPEN:
        return _second(application, verdict, by=by, at=at)
    _check_grounds(application, verdict)
    application.assessment = verdict
    application.assessed_by = by
    application.save(update_fields=["assessment", "assessed_by"])
    record("application.judged", application, by=by, at=at, assessment=str(verdict))
    return application


def _second(application: Application, verdict: str, *, by: User, at: datetime) -> Application:
    if application.assessed_by == by or application.second_assessed_by:
        return application
    if verdict != application.assessment:
        raise NotAssessable(_("De eerste beoordelaar oordeelde anders. Overleg eerst."))
    if StaffRole.Role.SENIOR_OFFICER not in staff_roles(by):
        raise NotAssessable(_("De tweede handtekening is van een tweede beoordelaar."))
    application.second_assessed_by = by
    application.save(update_fields=["second_assessed_by"])
    record("application.judged_again", application, by=by, at=at, assessment=str(verdict))
    return application


def _check_grounds(application: Application, verdict: str) -> None:
    run = RuleRun.objects.latest_of(application)
    open_rules = run.findings.filter(outcome=Outcome.MANUAL, resolution=None)
    if waiting := list(open_rules.values_list("rule_id", flat=True)):
        raise NotAssessable(
            _("Geef eerst een oordeel over %(rules)s.") % {"rules": ", ".join(sorted(waiting))}
        )
    against = sorted(row.rule_id for row in run.findings.unresolved())
    if verdict == Application.Assessment.POSITIVE and against:
        raise NotAssessable(_("Niet voldaan aan %(rules)s.") % {"rules": ", ".join(against)})
    if verdict == Application.Assessment.NEGATIVE and not against:
        raise NotAssessable(_("Aan alle voorwaarden is voldaan: er is geen grond om af te wijzen."))


def _refuse_own(organisation: Organisation, *, by: User, at: datetime) -> None:
    if not may_decide(by, organisation, localdate(at)):
        raise NotAssessable(_("U hoort bij deze organisatie. Een collega moet dit beoordelen."))
