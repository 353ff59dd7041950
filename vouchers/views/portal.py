"""What the portals share: for whom a visitor acts, and the trace that reading leaves."""

import hashlib
from functools import wraps

from django.db import transaction
from django.http import QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate

from accounts.models import Organisation
from audit.clock import database_now
from audit.recording import record
from vouchers.ledger import RoundBusy

NOT_A_FILTER = {"page", "export", "csrfmiddlewaretoken"}
FREE_TEXT = {"q"}


def own_organisation(request, slug):
    """The organisation of this address, when the visitor acts for it today; else 404."""
    return get_object_or_404(Organisation.objects.managed_by(request.user, localdate()), slug=slug)


@transaction.atomic
def leave_trace(request, event, subject, **data):
    """Record that somebody of RVO looked, or anybody exported; without it nothing is shown (vouchers.md 11.8)."""
    route = request.resolver_match.view_name
    return record(event, subject, by=request.user, at=database_now(), route=route, **data)


def chosen_filters(query: QueryDict) -> dict[str, list[str]]:
    """The filter of a list for the trail; what was typed may be a name, so only its hash is kept."""
    chosen = {
        key: [_hashed(value) if key in FREE_TEXT else value for value in values]
        for key, values in query.lists()
        if key not in NOT_A_FILTER
    }
    return {key: values for key, values in chosen.items() if any(values)}


def _hashed(text: str) -> str:
    return text and hashlib.sha256(text.encode()).hexdigest()


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
