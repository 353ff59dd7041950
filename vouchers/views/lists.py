"""A list of a portal: filter, sort, page, and an export of exactly what is shown."""

from django.shortcuts import render
from django_tables2 import RequestConfig

from audit.exports import csv_response, xlsx_response
from vouchers.views.portal import chosen_filters, leave_trace

EXPORTS = {"csv": csv_response, "xlsx": xlsx_response}
ROWS_PER_PAGE = 25


def show_list(request, *, name, filterset, table_class, watched=False, **context):
    """The page `<name>.html`, its part for htmx, or the file that `?export=` asks for.

    `watched`: looking itself leaves a trace too, as in the portal of RVO.
    """
    table = table_class(filterset.qs)
    export = EXPORTS.get(request.GET.get("export", ""))
    RequestConfig(request, paginate=False).configure(table)
    if not export:
        _show_page(table, request.GET.get("page"))
    filters = chosen_filters(filterset, table if "sort" in request.GET else None)
    count = len(table.rows) if export else table.paginator.count
    if export:
        leave_trace(request, "access.exported", request.user, filters=filters, rows=count)
        headings, *rows = table.as_values()
        extension = request.GET["export"]
        return export(filename=f"{table.export_name}.{extension}", headings=headings, rows=rows)
    if watched:
        leave_trace(request, "access.viewed", request.user, filters=filters, rows=count)
    # Going back in the browser asks for the whole page, though htmx does the asking.
    is_part = request.htmx and not request.htmx.history_restore_request
    template = f"_{name}.html" if is_part else f"{name}.html"
    context |= {
        "filter": filterset,
        "table": table,
        "count": count,
        "is_filtered": bool(filters),
        "query": _without(request.GET, "page", "export"),
    }
    return render(request, f"vouchers/{template}", context)


def _show_page(table, number):
    """One page of a size that the address cannot choose; a number that is none leads to the nearest page."""
    table.paginate(per_page=ROWS_PER_PAGE)
    table.page = table.paginator.get_page(number)


def _without(query, *names):
    """The address of this list without some of its parts, to put others behind it."""
    kept = query.copy()
    for name in names:
        kept.pop(name, None)
    return kept.urlencode()
