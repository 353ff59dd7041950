import pytest
from django.urls import reverse

from payments.models import Payment, StripeEvent
from tests.payments.payers import start

pytestmark = pytest.mark.django_db
COMPLETED = "checkout.session.completed"


def deliver(client, message, **other):
    headers = {"Stripe-Signature": message["signature"]} | other
    return client.post(reverse("payments:webhook"), message["body"], "application/json", headers=headers)


@pytest.fixture
def message(stripe_peer, now):
    payment = start(now)
    stripe_peer.control("pay", session=payment.checkout_ref)
    return stripe_peer.messages(COMPLETED)[0]


def test_webhook_has_the_address_that_was_promised():
    assert reverse("payments:webhook") == "/betalen/stripe/"


def test_webhook_stores_the_message_and_looks_afterwards(client, message, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as afterwards:
        answer = deliver(client, message)
    stored = StripeEvent.objects.get()
    before = Payment.objects.get().status

    for look in afterwards:
        look()

    assert (answer.status_code, stored.event_id, before) == (200, message["id"], Payment.Status.OPEN)
    assert Payment.objects.get().status == Payment.Status.SUCCEEDED


def test_webhook_answers_a_duplicate_without_a_second_row(client, message):
    answers = [deliver(client, message).status_code for _ in range(2)]

    assert answers == [200, 200]
    assert StripeEvent.objects.count() == 1


@pytest.mark.parametrize("signature", ["t=1,v1=abc", "t=1,v1=é"])
def test_webhook_refuses_a_forged_signature(client, message, signature):
    answer = deliver(client, message, **{"Stripe-Signature": signature})

    assert (answer.status_code, answer.content.decode()) == (400, "Deze handtekening klopt niet.")
    assert not StripeEvent.objects.exists()


def test_webhook_needs_no_csrf_token_and_takes_nothing_but_post(message):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)

    assert deliver(strict, message).status_code == 200
    assert strict.get(reverse("payments:webhook")).status_code == 405
