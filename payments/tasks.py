"""Celery's entrance: find what is due, and look at each row by itself."""

from contextlib import suppress
from datetime import timedelta

from celery import shared_task

from audit.clock import database_now
from payments import checkout, events, refunds
from payments.gateway import PaymentUnavailable
from payments.models import Payment, Refund, StripeEvent

# Longer than the hour between two looks, so that an outage of some hours leaves no gap.
LOOK_BACK = timedelta(days=2)


@shared_task(name="payments.handle_stored_events")
def handle_stored_events(**kwargs):
    for pk in StripeEvent.objects.due(database_now()).values_list("pk", flat=True):
        handle_event.delay(event_id=pk)


@shared_task(name="payments.handle_event")
def handle_event(*, event_id, **kwargs):
    events.handle_event(event=StripeEvent.objects.get(pk=event_id), at=database_now())


@shared_task(name="payments.fetch_open_payments")
def fetch_open_payments(**kwargs):
    for pk in Payment.objects.due_for_fetching(database_now()).values_list("pk", flat=True):
        fetch_payment.delay(payment_id=pk)
    for pk in Refund.objects.unfinished().values_list("pk", flat=True):
        fetch_refund.delay(refund_id=pk)


@shared_task(name="payments.fetch_payment")
def fetch_payment(*, payment_id, **kwargs):
    with suppress(PaymentUnavailable):
        checkout.fetch_payment(payment=Payment.objects.get(pk=payment_id), at=database_now())


@shared_task(name="payments.fetch_refund")
def fetch_refund(*, refund_id, **kwargs):
    with suppress(PaymentUnavailable):
        refunds.fetch_refund(refund=Refund.objects.get(pk=refund_id), at=database_now())


@shared_task(name="payments.fetch_missed_events")
def fetch_missed_events(**kwargs):
    at = database_now()
    with suppress(PaymentUnavailable):
        events.fetch_missed_events(since=at - LOOK_BACK, at=at)
