"""A hold, a redemption or a voucher ends."""

from datetime import date, timedelta

import pytest

from courses.models import Enrolment
from tests.factories.accounts import UserFactory
from tests.factories.payments import PaymentFactory
from tests.factories.vouchers import make_award, make_open_round, make_redemption, make_run, make_voucher
from tests.vouchers.books import balances, in_order, own, trail
from vouchers.models import AidEntry, Redemption, Voucher
from vouchers.redemptions import commit_redemption
from vouchers.releases import NotCancellable, cancel_redemption, expire_voucher, release_hold

pytestmark = pytest.mark.django_db

CEILING = 10_000_000


@pytest.fixture
def voucher(now):
    return make_voucher(at=now)


def paid(redemption, at):
    """A redemption whose own contribution came in."""
    payment = PaymentFactory(
        paid=True,
        subject=redemption.subject,
        payer=redemption.voucher.organisation,
        amount_cents=redemption.own_cents,
        opened_at=at,
    )
    return commit_redemption(redemption=redemption, payment=payment, at=at)


def make_paid(voucher, at, **run):
    return paid(make_redemption(voucher=voucher, run=make_run(at=at, **run), at=at), at)


def test_release_hold_frees_place_and_voucher(voucher, now):
    redemption = make_redemption(voucher=voucher, at=now)
    early = release_hold(redemption=redemption, at=redemption.hold_until - timedelta(seconds=1)).status

    for _twice in range(2):
        redemption = release_hold(redemption=redemption, at=now + timedelta(minutes=30))

    voucher.refresh_from_db()
    assert (early, redemption.status) == ("AWAITING_PAYMENT", "PAYMENT_EXPIRED")
    assert (voucher.status, redemption.enrolment.status) == ("ACTIVE", Enrolment.Status.ENDED)
    assert trail(redemption) == ["redemption.payment_expired"]
    assert in_order()


def test_release_hold_ends_a_voucher_that_expired_meanwhile(voucher, now):
    at = voucher.expires_at - timedelta(minutes=10)
    redemption = make_redemption(voucher=voucher, at=at)

    release_hold(redemption=redemption, at=redemption.hold_until)

    voucher.refresh_from_db()
    # The round reuses money until its last day, which lies long before.
    assert (voucher.status, balances(voucher.round)["lapsed"]) == (Voucher.Status.EXPIRED, 44_400)
    assert sum(AidEntry.objects.values_list("amount_cents", flat=True)) == 0
    assert in_order()


def test_cancel_redemption_before_the_start_gives_everything_back(voucher, now):
    redemption = make_paid(voucher, now, starts_on=date(2026, 12, 1))

    for _twice in range(2):
        redemption = cancel_redemption(redemption=redemption, by=UserFactory(), at=now)

    voucher.refresh_from_db()
    refund = redemption.ledger_entries.get(kind="REFUND_ORDERED").refund
    assert (redemption.status, voucher.status) == ("CANCELLED", "ACTIVE")
    assert refund.amount_cents == 101_200
    assert balances(voucher.round)["reserved"] == 44_400
    assert own(voucher.round) == {"stripe_in_transit": 101_200, "own_refund_due": -101_200}
    assert in_order()


def test_cancel_redemption_follows_the_terms_of_the_round(now):
    terms = [{"days_before_start": 14, "refund_bp": 10_000}, {"days_before_start": 0, "refund_bp": 2_500}]
    voucher = make_voucher(round=make_open_round(at=now, cancellation_terms=terms), at=now)
    redemption = make_paid(voucher, now, starts_on=date(2026, 11, 20))

    cancel_redemption(redemption=redemption, by=UserFactory(), at=now)

    assert own(voucher.round) == {
        "stripe_in_transit": 101_200,
        "own_refund_due": -25_300,
        "own_payable": -75_900,
    }
    assert in_order()


def test_cancel_redemption_without_a_refund_asks_stripe_for_nothing(now):
    round = make_open_round(at=now, cancellation_terms=[])
    redemption = make_paid(make_voucher(round=round, at=now), now, starts_on=date(2026, 11, 20))

    cancel_redemption(redemption=redemption, by=UserFactory(), at=now)

    assert own(round) == {"stripe_in_transit": 101_200, "own_payable": -101_200}


def test_cancel_redemption_that_waits_for_payment_moves_no_money(voucher, now):
    redemption = make_redemption(voucher=voucher, at=now)

    redemption = cancel_redemption(redemption=redemption, by=UserFactory(), at=now)

    assert (redemption.status, own(voucher.round)) == (Redemption.Status.CANCELLED, {})
    assert make_redemption(voucher=voucher, participant=redemption.participant, at=now).pk != redemption.pk


@pytest.mark.parametrize("run", [{"starts_on": date(2026, 11, 16)}, {}], ids=["by date", "by lesson"])
def test_cancel_redemption_refuses_once_the_course_has_begun(voucher, now, run):
    from uuid import uuid4

    redemption = make_paid(voucher, now, **run)
    redemption.enrolment.progress.create(lesson_key=uuid4())

    with pytest.raises(NotCancellable, match="al begonnen"):
        cancel_redemption(redemption=redemption, by=UserFactory(), at=now)


def test_cancel_redemption_refuses_what_is_over(voucher, now):
    redemption = make_redemption(voucher=voucher, at=now)
    release_hold(redemption=redemption, at=redemption.hold_until)

    with pytest.raises(NotCancellable, match="afgesloten"):
        cancel_redemption(redemption=redemption, by=UserFactory(), at=now)


def test_cancelled_voucher_that_is_over_goes_back_to_the_round(now):
    round = make_open_round(at=now, reuse_until=date(2030, 1, 1), book_within_days=5)
    voucher = make_voucher(round=round, at=now)
    redemption = make_paid(voucher, now, starts_on=date(2027, 1, 1))

    cancel_redemption(redemption=redemption, by=UserFactory(), at=voucher.expires_at)

    voucher.refresh_from_db()
    assert voucher.status == Voucher.Status.EXPIRED
    assert balances(round) == {"ceiling": -CEILING, "available": CEILING}
    assert in_order()


def test_expire_voucher_waits_for_the_end_and_frees_once(now):
    round = make_open_round(at=now, reuse_until=date(2030, 1, 1))
    voucher = make_voucher(round=round, at=now)
    early = expire_voucher(voucher=voucher, at=voucher.expires_at - timedelta(microseconds=1)).status

    for _twice in range(2):
        voucher = expire_voucher(voucher=voucher, at=voucher.expires_at)

    assert (early, voucher.status) == ("ACTIVE", "EXPIRED")
    assert balances(round) == {"ceiling": -CEILING, "available": CEILING}
    assert trail(voucher) == ["voucher.expired"]
    assert in_order()


def test_expire_voucher_gives_the_aid_back_on_the_day_it_was_granted(now):
    decision = make_award(at=now)
    voucher = decision.vouchers.get()

    expire_voucher(voucher=voucher, at=voucher.expires_at)

    granted, correction = AidEntry.objects.order_by("pk")
    assert (correction.amount_cents, correction.corrects) == (-44_400, granted)
    assert correction.granted_on == granted.granted_on == decision.decided_on


def test_expire_voucher_without_aid_corrects_none(now):
    voucher = make_voucher(round=make_open_round(at=now, aid_regime="NO_AID"), at=now)

    expire_voucher(voucher=voucher, at=voucher.expires_at)

    assert not AidEntry.objects.exists()


def test_over_and_usable_vouchers_part_at_the_last_moment(voucher):
    before = voucher.expires_at - timedelta(microseconds=1)

    assert [Voucher.objects.usable(before).count(), Voucher.objects.over(before).count()] == [1, 0]
    assert [
        Voucher.objects.usable(voucher.expires_at).count(),
        Voucher.objects.over(voucher.expires_at).count(),
    ] == [
        0,
        1,
    ]
