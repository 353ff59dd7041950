"""The one address that Stripe calls."""

from django.db import transaction
from django.http import HttpResponse, HttpResponseBadRequest
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from audit.clock import database_now
from payments import tasks
from payments.events import store_event
from payments.gateway import ForgedMessage


@csrf_exempt
@require_POST
def webhook(request):
    """The answer is given after the message is stored; what it means is looked up afterwards."""
    signature = request.headers.get("Stripe-Signature", "")
    try:
        event = store_event(body=request.body, signature=signature, at=database_now())
    except ForgedMessage:
        return HttpResponseBadRequest(
            "Deze handtekening klopt niet.", content_type="text/plain; charset=utf-8"
        )
    transaction.on_commit(
        lambda: tasks.handle_event.apply_async(kwargs={"event_id": event.pk}, retry=False), robust=True
    )
    return HttpResponse(status=200)
