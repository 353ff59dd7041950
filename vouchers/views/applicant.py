"""The portal of a company or public body: what needs attention, applications, vouchers, people."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Membership, Organisation
from audit.clock import database_now
from payments.models import Payment
from vouchers.contributions import SUBJECT
from vouchers.filters import OwnVoucherFilter
from vouchers.intake import NotWithdrawable, withdraw_application
from vouchers.models import Application, Finding, Letter, Outcome, Redemption, Voucher
from vouchers.tables import OwnVoucherTable
from vouchers.views.attention import attention_of
from vouchers.views.auditor import live_redemptions, send_letter_file
from vouchers.views.lists import show_list
from vouchers.views.portal import own_organisation

SHOWN = 5


@login_required
def organisations(request):
    """Choose for whom to act; somebody with one organisation goes straight there."""
    rows = list(Organisation.objects.managed_by(request.user, localdate()).order_by("name"))
    if len(rows) == 1:
        return redirect("vouchers:organisation", slug=rows[0].slug)
    return render(request, "vouchers/organisations.html", {"organisations": rows})


@login_required
def organisation(request, slug):
    """The overview: attention first, then what is going on."""
    chosen = own_organisation(request, slug)
    at = database_now()
    return render(
        request,
        "vouchers/organisation.html",
        {
            "organisation": chosen,
            "attention": attention_of(chosen, at=at),
            "applications": _applications(chosen),
            "counts": _counts(chosen),
            "redemptions": _redemptions(chosen)[:SHOWN],
            "payments": _payments(chosen),
        },
    )


@login_required
def own_vouchers(request, slug):
    chosen = own_organisation(request, slug)
    rows = Voucher.objects.of([chosen]).select_related("organisation").prefetch_related(live_redemptions())
    return show_list(
        request,
        name="own_vouchers",
        filterset=OwnVoucherFilter(request.GET, queryset=rows, request=request),
        table_class=OwnVoucherTable,
        organisation=chosen,
    )


@login_required
def people(request, slug):
    """Who works here, and for whom a voucher is in use."""
    chosen = own_organisation(request, slug)
    members = Membership.objects.current(localdate()).filter(organisation=chosen).select_related("user")
    used = set(_redemptions(chosen).values_list("participant__user_id", flat=True))
    rows = [
        (member, member.user_id in used) for member in members.order_by("user__last_name", "user__first_name")
    ]
    return render(request, "vouchers/people.html", {"organisation": chosen, "members": rows})


@login_required
def own_application(request, slug, uid):
    """One application: where it stands, why, and the letters."""
    chosen = own_organisation(request, slug)
    application = own_submitted(chosen, uid)
    return render(
        request,
        "vouchers/own_application.html",
        {
            "organisation": chosen,
            "application": application,
            "findings": _findings(application),
            "decisions": application.decisions.order_by("pk"),
            "letters": Letter.objects.of([chosen]).filter(application=application).order_by("pk"),
            "vouchers": Voucher.objects.of([chosen]).filter(decision__application=application).count(),
        },
    )


@login_required
def own_letter(request, slug, uid, letter_uid):
    """The Word file of a letter to this organisation."""
    chosen = own_organisation(request, slug)
    application = own_submitted(chosen, uid)
    rows = Letter.objects.of([chosen]).filter(application=application)
    return send_letter_file(get_object_or_404(rows, uid=letter_uid))


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request, slug, uid):
    """Take an application back, after a confirmation."""
    chosen = own_organisation(request, slug)
    application = own_submitted(chosen, uid)
    if request.method == "GET":
        return render(request, "vouchers/withdraw.html", {"organisation": chosen, "application": application})
    try:
        withdraw_application(application=application, by=request.user, at=database_now())
    except NotWithdrawable as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request,
            _("Uw aanvraag is ingetrokken. Zolang de ronde open is, kunt u opnieuw aanvragen."),
        )
    return redirect("vouchers:own_application", slug=slug, uid=uid)


def own_submitted(organisation, uid):
    """An application of this organisation that was handed in; else 404."""
    rows = Application.objects.of([organisation]).submitted().select_related("round__scheme", "submission")
    return get_object_or_404(rows, uid=uid)


def _findings(application):
    """The last word on each condition: not every check asks every rule."""
    rows = Finding.objects.filter(run__application=application).exclude(outcome=Outcome.NOT_APPLICABLE)
    latest = {row.rule_id: row for row in rows.order_by("pk")}
    return sorted(latest.values(), key=lambda row: row.rule_id)


def _applications(organisation):
    rows = Application.objects.of([organisation]).select_related("round__scheme", "submission")
    return rows.order_by("-pk")


def _redemptions(organisation):
    rows = Redemption.objects.of([organisation]).live()
    return rows.select_related("voucher", "participant", "run__edition__course").order_by("-redeemed_at")


def _counts(organisation):
    """How many vouchers are free, in use and used."""
    statuses = (Voucher.Status.ACTIVE, Voucher.Status.IN_USE, Voucher.Status.USED)
    figures = {status.value: Count("pk", filter=Q(status=status)) for status in statuses}
    return Voucher.objects.of([organisation]).aggregate(**figures)


def _payments(organisation):
    """The latest payments, each with the redemption that it is for."""
    payments = Payment.objects.of(organisation).order_by("-opened_at")[:SHOWN]
    uids = [payment.subject.removeprefix(SUBJECT) for payment in payments]
    rows = Redemption.objects.of([organisation]).filter(uid__in=uids)
    known = {row.subject: row for row in rows.select_related("participant", "run__edition__course")}
    return [(payment, known.get(payment.subject)) for payment in payments]
