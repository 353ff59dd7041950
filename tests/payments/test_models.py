import pytest
from django.db import IntegrityError, transaction

from payments.models import Payment
from tests.factories.payments import PaymentFactory, RefundFactory, StripeEventFactory

pytestmark = pytest.mark.django_db


def test_rows_say_what_they_are():
    refund = RefundFactory(payment__subject="redemption:1", number=2)
    event = StripeEventFactory(event_id="evt_1")

    assert str(refund.payment) == "redemption:1 (1)"
    assert str(refund) == "redemption:1 (1) – 2"
    assert str(event) == "checkout.session.completed (evt_1)"


def test_payments_of_one_organisation_are_only_its_own():
    mine, _theirs = PaymentFactory.create_batch(2)

    assert list(Payment.objects.of(mine.payer)) == [mine]


@pytest.mark.parametrize(
    "change",
    [
        {"refunded_cents": 101_201},
        {"refunded_cents": -1},
        {"amount_cents": 0},
        {"paid_at": None},
        {"status": "OPEN"},
    ],
)
def test_the_database_refuses_an_impossible_payment(change):
    payment = PaymentFactory(paid=True)

    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.filter(pk=payment.pk).update(**change)


def test_the_database_refuses_two_live_payments_for_one_subject():
    first = PaymentFactory(opened=True)

    with pytest.raises(IntegrityError), transaction.atomic():
        PaymentFactory(subject=first.subject, attempt=2)
