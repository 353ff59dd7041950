"""What officers and auditors of RVO read; every look leaves a trace (vouchers.md 11.8)."""

from django.db.models import Prefetch
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render

from accounts.models import RegisterSnapshot
from accounts.roles import is_officer, rvo_required
from audit.models import AuditEvent
from payments.models import Payment
from vouchers.filters import ApplicationFilter, VoucherFilter
from vouchers.models import (
    Application,
    Decision,
    LedgerEntry,
    LedgerLine,
    Letter,
    Redemption,
    RuleRun,
    Voucher,
)
from vouchers.tables import ApplicationTable, VoucherTable
from vouchers.views.history import history_of
from vouchers.views.lists import show_list
from vouchers.views.portal import leave_trace
from vouchers.views.standing import standings


@rvo_required
def rvo(request):
    """The dashboard: how every round stands."""
    leave_trace(request, "access.viewed", request.user)
    return render(request, "vouchers/rvo.html", {"standings": standings()})


@rvo_required
def applications(request):
    rows = Application.objects.submitted().select_related("organisation", "round", "submission")
    return show_list(
        request,
        name="applications",
        filterset=ApplicationFilter(request.GET, queryset=rows, request=request),
        table_class=ApplicationTable,
        watched=True,
    )


@rvo_required
def vouchers(request):
    rows = Voucher.objects.select_related("organisation", "decision__application").prefetch_related(
        live_redemptions()
    )
    return show_list(
        request,
        name="vouchers",
        filterset=VoucherFilter(request.GET, queryset=rows, request=request),
        table_class=VoucherTable,
        watched=True,
    )


@rvo_required
def application(request, uid):
    """One file (dossier) on one page: what was asked, found, decided, written, paid and recorded."""
    file = get_object_or_404(
        Application.objects.submitted().select_related(
            "organisation__sector", "round__scheme", "submission", "assessed_by", "second_assessed_by"
        ),
        uid=uid,
    )
    leave_trace(request, "access.viewed", file)
    return render(
        request, "vouchers/application.html", _contents(file) | {"may_act": is_officer(request.user)}
    )


@rvo_required
def letter(request, uid, letter_uid):
    """The Word file of a letter in this file."""
    row = get_object_or_404(Letter, application__uid=uid, uid=letter_uid)
    leave_trace(request, "access.viewed", row)
    return send_letter_file(row)


def live_redemptions():
    """The one redemption that counts beside each voucher, as `live_redemptions`."""
    rows = Redemption.objects.live().select_related("run__edition__course", "run__provider", "participant")
    return Prefetch("redemptions", queryset=rows, to_attr="live_redemptions")


def send_letter_file(row):
    """A letter as a download; 404 while it is not written yet."""
    if not row.document:
        raise Http404
    name = f"{row.get_template_display()} {row.written_on:%d-%m-%Y}.docx"
    return FileResponse(row.document.open("rb"), as_attachment=True, filename=name)


def _contents(file):
    runs = list(
        file.rule_runs.select_related("rule_set").prefetch_related("findings__resolution__by").order_by("-pk")
    )
    decisions = list(Decision.objects.filter(application=file).select_related("signed_by").order_by("pk"))
    vouchers = list(
        Voucher.objects.filter(decision__application=file)
        .prefetch_related(live_redemptions())
        .order_by("number")
    )
    redemptions = list(
        Redemption.objects.filter(voucher__decision__application=file)
        .select_related("voucher", "run__edition__course", "run__provider", "participant")
        .order_by("pk")
    )
    payments = list(Payment.objects.filter(subject__in=[row.subject for row in redemptions]).order_by("pk"))
    subjects = [file, *decisions, *vouchers, *redemptions, *payments]
    return {
        "application": file,
        "run": runs[0] if runs else None,
        "earlier_runs": runs[1:],
        "snapshots": RegisterSnapshot.objects.filter(uid__in=_snapshots_of(runs)).order_by("-pk"),
        "declarations": file.declarations.order_by("kind"),
        "decisions": decisions,
        "letters": Letter.objects.filter(application=file).order_by("pk"),
        "vouchers": vouchers,
        "gone": [row for row in redemptions if row.status in Redemption.GONE],
        "payments": payments,
        "lines": _lines(decisions, redemptions),
        "history": history_of(AuditEvent.objects.about(*subjects)),
    }


def _snapshots_of(runs: list[RuleRun]) -> set[str]:
    return {uid for run in runs for uid in run.snapshots}


def _lines(decisions, redemptions):
    entries = LedgerEntry.objects.filter(decision__in=decisions) | LedgerEntry.objects.filter(
        redemption__in=redemptions
    )
    return (
        LedgerLine.objects.filter(entry__in=entries)
        .select_related("entry", "account")
        .order_by("entry_id", "-amount_cents")
    )
