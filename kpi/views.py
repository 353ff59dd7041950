from django.http import JsonResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from audit.exports import csv_response
from kpi.publication import report_on


@require_safe
def progress(request):
    context = {"report": _report(), "crumbs": [(_("Voortgang"), "")]}
    return render(request, "kpi/progress.html", context)


@require_safe
def data_csv(request):
    report = _report()
    headings = [_("kengetal"), _("uitsplitsing"), _("onderdeel"), _("aantal"), _("definitie"), _("datum")]
    rows = (
        [row.figure.code, row.breakdown, row.cell, row.shown, row.figure.version, report.on]
        for row in report.rows
    )
    return csv_response(filename=f"voortgang-{report.on}.csv", headings=headings, rows=rows)


@require_safe
def data_json(request):
    report = _report()
    return JsonResponse(
        {
            "datum": report.on,
            "definities": [_definition(figure) for figure, _value in report.figures],
            "cijfers": [_number(row) for row in report.rows],
        },
        json_dumps_params={"ensure_ascii": False, "indent": 2},
    )


def _report():
    return report_on(localdate())


def _definition(figure):
    return {
        "kengetal": figure.code,
        "titel": figure.title,
        "betekenis": figure.meaning,
        "definitie": figure.version,
        "doelen": [{"datum": day, "aantal": value} for day, value in figure.targets],
    }


def _number(row):
    return {
        "kengetal": row.figure.code,
        "uitsplitsing": row.breakdown,
        "onderdeel": row.cell,
        "aantal": row.shown,
        "definitie": row.figure.version,
    }
