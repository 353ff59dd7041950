"""Two people press the button at the same moment. Real threads, PostgreSQL, the peer."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection

from payments import checkout
from payments.checkout import NotPayable, fetch_payment
from payments.events import handle_event
from payments.models import Payment, StripeEvent
from payments.refunds import NotRefundable, refund_payment
from tests.factories.accounts import OrganisationFactory
from tests.factories.payments import StripeEventFactory
from tests.payments.payers import start, trail

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
THREADS = 8


def race(act):
    """Let all threads begin at one moment; give what each of them got."""
    together = Barrier(THREADS)

    def run(number):
        try:
            together.wait(timeout=10)
            return act(number)
        except (NotPayable, NotRefundable) as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


def pages_about(peer, subject):
    found = peer.api("/v1/checkout/sessions?limit=100")["data"]
    return [page["id"] for page in found if page["metadata"]["subject"] == subject]


@pytest.fixture
def without_guards(monkeypatch):
    """Take away what keeps two starts one: the permanent key and the unique rows."""
    guards = [
        constraint
        for constraint in Payment._meta.constraints
        if constraint.name in ("one_payment_per_attempt", "one_live_payment_per_subject")
    ]
    with connection.schema_editor() as editor:
        for guard in guards:
            editor.remove_constraint(Payment, guard)
    monkeypatch.setattr(checkout.gateway, "reference", lambda subject: uuid4().hex)
    yield
    Payment.objects.all().delete()
    with connection.schema_editor() as editor:
        for guard in guards:
            editor.add_constraint(Payment, guard)


def start_together(now):
    subject, payer = f"redemption:{uuid4()}", OrganisationFactory()
    results = race(lambda number: start(now, subject=subject, payer=payer))
    return subject, results


def test_a_double_start_gives_one_row_and_one_page(stripe_peer, now):
    subject, results = start_together(now)

    payment = Payment.objects.about(subject).get()
    assert {result.pk for result in results} == {payment.pk}
    assert pages_about(stripe_peer, subject) == [payment.checkout_ref]
    assert trail(payment) == ["payment.started"]


def test_control_without_the_guards_a_double_start_gives_several_pages(stripe_peer, now, without_guards):
    subject, _results = start_together(now)

    assert len(pages_about(stripe_peer, subject)) == THREADS


def test_two_attempts_at_once_leave_one_live(stripe_peer, now):
    subject, payer = f"redemption:{uuid4()}", OrganisationFactory()

    results = race(lambda number: start(now, subject=subject, payer=payer, attempt=number + 1))

    refusals = [result for result in results if isinstance(result, NotPayable)]
    assert len(refusals) == THREADS - 1
    assert len(pages_about(stripe_peer, subject)) == 1


def test_a_message_handled_by_several_workers_has_one_effect(stripe_peer, now):
    payment = start(now)
    stripe_peer.control("pay", session=payment.checkout_ref)
    event = StripeEventFactory(about={"id": payment.checkout_ref}, received_at=now)

    race(lambda number: handle_event(event=StripeEvent.objects.get(pk=event.pk), at=now))
    race(lambda number: fetch_payment(payment=Payment.objects.get(pk=payment.pk), at=now))

    event.refresh_from_db()
    assert event.attempts == 1
    assert trail(payment) == ["payment.started", "payment.succeeded"]


def test_refunds_at_once_never_pass_what_was_paid(stripe_peer, now):
    payment = start(now)
    stripe_peer.control("pay", session=payment.checkout_ref)
    fetch_payment(payment=payment, at=now)

    def give_back(number):
        own = Payment.objects.get(pk=payment.pk)
        return refund_payment(payment=own, amount_cents=30_000, reason="Annulering", at=now)

    results = race(give_back)

    refused = [result for result in results if isinstance(result, NotRefundable)]
    payment.refresh_from_db()
    assert len(refused) == THREADS - 3
    assert payment.refunded_cents == 90_000
    assert len(stripe_peer.api("/v1/refunds?limit=100")["data"]) == 3
