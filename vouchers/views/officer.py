"""What an officer does in a file: judge, sign, have the round divided, reject. Each act is confirmed first."""

from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.roles import may_decide, officer_required
from audit.clock import database_now
from vouchers import tasks
from vouchers.allocation import allocate_round
from vouchers.assessments import NotAssessable, approve_assessment, resolve_finding
from vouchers.awards import NotRejectable, reject_application
from vouchers.forms import ResolutionForm
from vouchers.models import Application, Finding, Outcome, RuleRun
from vouchers.views.portal import busy_is_503

Assessment = Application.Assessment


@dataclass(frozen=True)
class Act:
    """How an act is put before it is done."""

    title: str
    text: str
    button: str
    kind: str = "primary"


ACTS = {
    "approve": Act(
        _("Aanvraag voldoet"),
        _("U ondertekent dat de aanvraag aan de voorwaarden voldoet. Daarna is de verdeling aan zet."),
        _("Onderteken: voldoet"),
    ),
    "disapprove": Act(
        _("Aanvraag voldoet niet"),
        _("U ondertekent dat de aanvraag niet aan de voorwaarden voldoet. Afwijzen doet u daarna apart."),
        _("Onderteken: voldoet niet"),
        "danger",
    ),
    "allocate": Act(
        _("Ronde nu verdelen"),
        _(
            "Het systeem kent toe in de volgorde van de ronde, zolang er geld is. Dat geldt voor alle getekende aanvragen."
        ),
        _("Nu verdelen"),
    ),
    "reject": Act(
        _("Aanvraag afwijzen"),
        _("De aanvrager krijgt een brief met de redenen en kan binnen zes weken bezwaar maken."),
        _("Afwijzen"),
        "danger",
    ),
}


@officer_required
@require_http_methods(["GET", "POST"])
def approve(request, uid):
    """Sign that the application meets the conditions."""
    return _sign(request, uid, Assessment.POSITIVE)


@officer_required
@require_http_methods(["GET", "POST"])
def disapprove(request, uid):
    """Sign that the application does not meet the conditions."""
    return _sign(request, uid, Assessment.NEGATIVE)


@officer_required
@require_http_methods(["GET", "POST"])
def resolve(request, uid, rule_id):
    """Judge a finding that no rule could judge, with reasons."""
    application = _file(uid)
    run = RuleRun.objects.latest_of(application)
    finding = get_object_or_404(Finding, run=run, rule_id=rule_id)
    form = ResolutionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            resolve_finding(finding=finding, by=request.user, at=database_now(), **form.cleaned_data)
        except NotAssessable as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, gettext("Uw oordeel over %(rule)s staat in het dossier.") % {"rule": rule_id}
            )
            return redirect("vouchers:application", uid=uid)
    return render(
        request, "vouchers/resolve.html", {"application": application, "finding": finding, "form": form}
    )


@officer_required
@require_http_methods(["GET", "POST"])
@busy_is_503
def allocate(request, uid):
    """Divide the money of the round in its order, as far as assessments are signed."""
    application = _file(uid)
    if request.method == "GET":
        return _confirm(request, application, "allocate")
    at = database_now()
    if not may_decide(request.user, application.organisation, localdate(at)):
        messages.error(request, gettext("U hoort bij deze organisatie. Een collega moet dit beoordelen."))
        return redirect("vouchers:application", uid=uid)
    outcome = allocate_round(round=application.round, at=at)
    counts = {
        "awarded": len(outcome.awarded),
        "waiting": len(outcome.waiting_listed),
        "rejected": len(outcome.rejected),
    }
    messages.success(
        request,
        gettext("Verdeeld: %(awarded)s toegekend, %(waiting)s op de wachtlijst, %(rejected)s afgewezen.")
        % counts,
    )
    return redirect("vouchers:application", uid=uid)


@officer_required
@require_http_methods(["GET", "POST"])
@busy_is_503
def reject(request, uid):
    """Reject an application whose assessment is negative."""
    application = _file(uid)
    if request.method == "GET":
        return _confirm(request, application, "reject")
    try:
        reject_application(application=application, by=request.user, at=database_now())
    except NotRejectable as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, gettext("De aanvraag is afgewezen. De brief wordt nu gemaakt."))
    return redirect("vouchers:application", uid=uid)


def _sign(request, uid, verdict):
    application = _file(uid)
    if request.method == "GET":
        return _confirm(request, application, "approve" if verdict == Assessment.POSITIVE else "disapprove")
    try:
        approve_assessment(application=application, verdict=verdict, by=request.user, at=database_now())
    except NotAssessable as refusal:
        messages.error(request, str(refusal))
        return redirect("vouchers:application", uid=uid)
    messages.success(request, gettext("Uw beoordeling staat in het dossier."))
    # Only a hint to look sooner: without it the sweep finds the work.
    transaction.on_commit(lambda: tasks.allocate.delay(round_id=application.round_id), robust=True)
    return redirect("vouchers:application", uid=uid)


def _file(uid):
    rows = Application.objects.submitted().select_related("organisation", "round", "submission")
    return get_object_or_404(rows, uid=uid)


def _confirm(request, application, act):
    run = RuleRun.objects.latest_of(application)
    findings = run.findings.exclude(outcome=Outcome.NOT_APPLICABLE).order_by("rule_id") if run else ()
    context = {"application": application, "act": ACTS[act], "findings": findings}
    return render(request, "vouchers/confirm_act.html", context)
