"""What the portals share: for whom a visitor acts, and the trace that reading leaves."""

import hashlib
from functools import wraps

from django.db import transaction
from django.forms import Form
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django_filters import FilterSet
from django_tables2 import Table

from accounts.models import Organisation
from audit.clock import database_now
from audit.recording import record
from vouchers.ledger import RoundBusy

FREE_TEXT = {"q"}


def own_organisation(request, slug):
    """The organisation of this address, when the visitor acts for it today; else 404."""
    return get_object_or_404(Organisation.objects.managed_by(request.user, localdate()), slug=slug)


@transaction.atomic
def leave_trace(request, event, subject, **data):
    """Record that somebody of RVO looked, or anybody exported; without it nothing is shown (vouchers.md 11.8)."""
    route = request.resolver_match.view_name
    return record(event, subject, by=request.user, at=database_now(), route=route, **data)


def chosen_filters(filterset: FilterSet, sorted_table: Table | None = None) -> dict[str, list[str]]:
    """The filter of a list for the trail: only what the list knows, so that the address cannot fill the trail.

    What was typed may be a name, so only its hash is kept.
    """
    given = filterset.form.cleaned_data
    chosen = {name: _as_text(filterset.form, name) for name in filterset.filters if given.get(name)}
    if sorted_table is not None:
        chosen["sort"] = [str(alias) for alias in sorted_table.order_by]
    return {name: values for name, values in chosen.items() if values}


def _as_text(form: Form, name: str) -> list[str]:
    value = form.fields[name].prepare_value(form.cleaned_data[name])
    if name in FREE_TEXT:
        return [hashlib.sha256(value.encode()).hexdigest()]
    return [str(one) for one in (value if isinstance(value, list) else [value])]


def busy_is_503(view):
    """A full queue is told as such, with when to try again; never as a refusal (vouchers.md 6.6)."""

    @wraps(view)
    def patient(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except RoundBusy as busy:
            context = {"text": str(busy), "retry_after": busy.retry_after}
            response = render(request, "vouchers/busy.html", context, status=503)
            response.headers["Retry-After"] = str(busy.retry_after)
            return response

    return patient
