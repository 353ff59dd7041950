"""The own contribution, paid on the practice page."""

from datetime import UTC, datetime, timedelta

import pytest

from payments.gateway import PaymentUnavailable
from payments.models import Payment, Refund
from payments.refunds import fetch_refund
from tests.factories.accounts import UserFactory
from tests.factories.vouchers import make_open_round, make_redemption, make_run, make_voucher
from tests.vouchers.books import balances, in_order, own
from vouchers.contributions import book_refund, end_hold, follow_redemption, open_checkout
from vouchers.models import Redemption, Voucher
from vouchers.redemptions import NotRedeemable
from vouchers.releases import cancel_redemption

pytestmark = pytest.mark.django_db

RETURN_URL = "http://localhost/organisatie/terug/"
MINUTES = timedelta(minutes=1)


@pytest.fixture
def now():
    """Near the clock of the practice page."""
    return datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def redemption(stripe_peer, now):
    return make_redemption(voucher=make_voucher(at=now), at=now)


def checkout(redemption, at):
    return open_checkout(redemption=redemption, return_url=RETURN_URL, at=at)


def test_open_checkout_asks_the_own_contribution_of_the_employer(redemption, now):
    payment = checkout(redemption, now)

    redemption.refresh_from_db()
    assert (payment.amount_cents, payment.payer) == (101_200, redemption.voucher.organisation)
    assert payment.subject == f"redemption:{redemption.uid}"
    assert payment.checkout_url.startswith("http")
    assert redemption.hold_until >= payment.expires_at


def test_open_checkout_twice_is_one_page(redemption, now):
    first = checkout(redemption, now)
    again = checkout(redemption, now + MINUTES)

    assert (first.checkout_url, Payment.objects.count()) == (again.checkout_url, 1)


def test_open_checkout_after_a_page_that_ended_is_a_new_attempt(stripe_peer, redemption, now):
    first = checkout(redemption, now)
    stripe_peer.control("promise", session=first.checkout_ref)
    stripe_peer.control("bounce", session=first.checkout_ref)
    follow_redemption(redemption=redemption, at=now)

    second = checkout(redemption, now + MINUTES)

    redemption.refresh_from_db()
    assert (second.attempt, second.status, redemption.attempt) == (2, Payment.Status.OPEN, 2)


def test_open_checkout_with_nothing_to_pay_commits_at_once(stripe_peer, now):
    round = make_open_round(at=now, share_bp=10_000, voucher_cents=200_000)
    redemption = make_redemption(voucher=make_voucher(round=round, at=now), at=now)

    payment = checkout(redemption, now)

    redemption.refresh_from_db()
    assert (payment, redemption.status) == (None, Redemption.Status.COMMITTED)
    assert in_order()


def test_open_checkout_refuses_a_hold_that_has_passed(redemption, now):
    with pytest.raises(NotRedeemable, match="wacht niet"):
        checkout(redemption, redemption.hold_until)


def test_follow_redemption_commits_what_was_paid(stripe_peer, redemption, now):
    payment = checkout(redemption, now)
    stripe_peer.control("pay", session=payment.checkout_ref)

    for _twice in range(2):
        redemption = follow_redemption(redemption=redemption, at=now + MINUTES)

    round = redemption.voucher.round
    assert redemption.status == Redemption.Status.COMMITTED
    assert balances(round)["committed"] == 44_400
    assert own(round) == {"stripe_in_transit": 101_200, "own_received": -101_200}
    assert in_order()


@pytest.mark.parametrize("act", [None, "decline"], ids=["only opened", "declined"])
def test_a21_success_page_without_payment_commits_nothing(stripe_peer, redemption, now, act):
    payment = checkout(redemption, now)
    if act:
        stripe_peer.control(act, session=payment.checkout_ref)

    followed = follow_redemption(redemption=redemption, at=now + MINUTES)

    assert followed.status == Redemption.Status.AWAITING_PAYMENT
    assert own(redemption.voucher.round) == {}


def test_a19_payment_inside_the_hold_commits_after_the_voucher_expired(stripe_peer, redemption, now):
    payment = checkout(redemption, now)
    Voucher.objects.update(expires_at=now + 5 * MINUTES)
    stripe_peer.control("advance", seconds=15 * 60)
    stripe_peer.control("pay", session=payment.checkout_ref)

    redemption = follow_redemption(redemption=redemption, at=now + 20 * MINUTES)

    assert redemption.status == Redemption.Status.COMMITTED
    assert in_order()


def test_a19_payment_that_was_made_inside_the_hold_and_told_after_it_commits(stripe_peer, redemption, now):
    payment = checkout(redemption, now)
    stripe_peer.control("pay", session=payment.checkout_ref)

    redemption = end_hold(redemption=redemption, at=now + 60 * MINUTES)

    assert redemption.status == Redemption.Status.COMMITTED


def test_a19_money_after_the_hold_is_refunded(stripe_peer, redemption, now):
    payment = checkout(redemption, now)
    stripe_peer.control("pay", session=payment.checkout_ref)
    Redemption.objects.update(hold_until=now - MINUTES)

    follow_redemption(redemption=redemption, at=now)
    end_hold(redemption=redemption, at=now)

    redemption.refresh_from_db()
    assert redemption.status == Redemption.Status.PAYMENT_EXPIRED
    assert Refund.objects.get().amount_cents == 101_200
    assert own(redemption.voucher.round) == {"stripe_in_transit": 101_200, "own_refund_due": -101_200}
    assert in_order()


def test_late_money_for_a_cancelled_redemption_goes_back_once(stripe_peer, redemption, now):
    payment = checkout(redemption, now)
    cancel_redemption(redemption=redemption, by=UserFactory(), at=now)
    stripe_peer.control("pay", session=payment.checkout_ref)

    for _twice in range(2):
        follow_redemption(redemption=redemption, at=now + MINUTES)

    assert Refund.objects.get().amount_cents == 101_200
    assert in_order()


def test_book_refund_closes_the_books_of_a_payment(stripe_peer, redemption, now):
    payment = checkout(redemption, now)
    stripe_peer.control("pay", session=payment.checkout_ref)
    follow_redemption(redemption=redemption, at=now)
    cancel_redemption(redemption=redemption, by=UserFactory(), at=now)
    refund = fetch_refund(refund=Refund.objects.get(), at=now)

    for _twice in range(2):
        book_refund(refund=refund, at=now)

    assert (refund.status, own(redemption.voucher.round)) == (Refund.Status.SUCCEEDED, {})
    assert in_order()


def test_end_hold_closes_the_page_and_frees_the_voucher(stripe_peer, redemption, now):
    payment = checkout(redemption, now)

    redemption = end_hold(redemption=redemption, at=now + 60 * MINUTES)

    payment.refresh_from_db()
    assert (redemption.status, payment.status) == (Redemption.Status.PAYMENT_EXPIRED, Payment.Status.EXPIRED)
    assert redemption.voucher.status == Voucher.Status.ACTIVE


def test_end_hold_releases_nothing_while_stripe_is_silent(stripe_peer, redemption, now):
    checkout(redemption, now)
    stripe_peer.control("fault", kind="error", path="/v1/checkout/sessions", method="GET")

    with pytest.raises(PaymentUnavailable):
        end_hold(redemption=redemption, at=now + 60 * MINUTES)

    redemption.refresh_from_db()
    assert redemption.status == Redemption.Status.AWAITING_PAYMENT


def test_end_hold_leaves_a_hold_that_runs(stripe_peer, redemption, now):
    payment = checkout(redemption, now)

    end_hold(redemption=redemption, at=now + MINUTES)

    payment.refresh_from_db()
    assert payment.status == Payment.Status.OPEN


def test_promised_transfer_keeps_the_hold_for_days(stripe_peer, redemption, now):
    payment = checkout(redemption, now)
    stripe_peer.control("promise", session=payment.checkout_ref)

    redemption = end_hold(redemption=redemption, at=now + 60 * MINUTES)

    payment.refresh_from_db()
    assert (redemption.status, payment.status) == (Redemption.Status.AWAITING_PAYMENT, Payment.Status.PENDING)
    assert redemption.hold_until == payment.opened_at + timedelta(days=5)


def test_promised_transfer_that_does_not_come_frees_the_voucher(stripe_peer, redemption, now):
    payment = checkout(redemption, now)
    stripe_peer.control("promise", session=payment.checkout_ref)
    end_hold(redemption=redemption, at=now + 60 * MINUTES)

    redemption = end_hold(redemption=redemption, at=now + timedelta(days=6))

    assert redemption.status == Redemption.Status.PAYMENT_EXPIRED


def test_price_that_moved_too_far_refunds_what_was_paid(stripe_peer, now):
    from tests.factories.courses import RunPriceFactory

    run = make_run(at=now)
    redemption = make_redemption(voucher=make_voucher(at=now), run=run, at=now)
    payment = checkout(redemption, now)
    stripe_peer.control("pay", session=payment.checkout_ref)
    RunPriceFactory(run=run, price_cents=200_000, from_at=now)

    redemption = follow_redemption(redemption=redemption, at=now + MINUTES)

    assert redemption.status == Redemption.Status.CANCELLED
    assert own(redemption.voucher.round) == {"stripe_in_transit": 101_200, "own_refund_due": -101_200}
    assert in_order()
