"""One voucher, two acts. Real threads on PostgreSQL; each race has a control without its guard, which must fail."""

from datetime import timedelta

import pytest

from tests.factories.payments import PaymentFactory
from tests.factories.vouchers import (
    make_open_round,
    make_participant,
    make_redemption,
    make_run,
    make_voucher,
)
from tests.vouchers.books import in_order
from tests.vouchers.racing import race, refused
from vouchers.models import Redemption
from vouchers.models.voucher import VoucherQuerySet
from vouchers.redemptions import commit_redemption, redeem_voucher
from vouchers.releases import expire_voucher, release_hold

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


def two_redemptions(now):
    voucher = make_voucher(at=now)
    run = make_run(at=now)
    participants = [
        make_participant(employer=voucher.organisation, at=now, name=name)
        for name in ("Sanne (fictief)", "Kees (fictief)")
    ]
    return [
        lambda p=p: redeem_voucher(voucher=voucher, run=run, participant=p, by=p.user, at=now)
        for p in participants
    ]


def test_two_redemptions_of_one_voucher_give_one(now):
    results = race(*two_redemptions(now))

    [refusal] = refused(results)
    assert "kan niet meer worden gebruikt: ingezet" in str(refusal)
    assert Redemption.objects.count() == 1


def test_two_redemptions_without_the_guards_both_win(now, monkeypatch, without):
    acts = two_redemptions(now)
    monkeypatch.setattr(VoucherQuerySet, "usable", lambda rows, at: rows)
    without(Redemption, "one_live_redemption_per_voucher")

    results = race(*acts)

    assert (refused(results), Redemption.objects.count()) == ([], 2)


def redeem_and_expire(now):
    voucher = make_voucher(round=make_open_round(at=now, book_within_days=5), at=now)
    participant = make_participant(employer=voucher.organisation, at=now)
    run = make_run(at=now)
    last = voucher.expires_at - timedelta(microseconds=1)
    return voucher, [
        lambda: redeem_voucher(
            voucher=voucher, run=run, participant=participant, by=participant.user, at=last
        ),
        lambda: expire_voucher(voucher=voucher, at=voucher.expires_at),
    ]


def test_voucher_is_redeemed_or_expired_and_never_both(now):
    seen = set()
    for _round in range(5):
        voucher, acts = redeem_and_expire(now)

        race(*acts)

        voucher.refresh_from_db()
        seen.add((voucher.status, voucher.redemptions.count()))
    assert seen <= {("IN_USE", 1), ("EXPIRED", 0)}
    assert in_order()


def test_redeem_and_expire_without_the_condition_on_status_both_win(now, monkeypatch):
    voucher, acts = redeem_and_expire(now)
    monkeypatch.setattr(VoucherQuerySet, "usable", lambda rows, at: rows)
    monkeypatch.setattr(VoucherQuerySet, "over", lambda rows, at: rows)

    race(*acts)

    assert (voucher.redemptions.count(), voucher.round.budget.lapsed_cents) in {(1, 0), (1, 44_400)}
    assert not in_order()


def test_hold_ends_or_payment_commits_and_never_both(now):
    outcomes = set()
    for _round in range(5):
        redemption = make_redemption(voucher=make_voucher(at=now), at=now)
        payment = PaymentFactory(
            paid=True,
            subject=redemption.subject,
            payer=redemption.voucher.organisation,
            amount_cents=redemption.own_cents,
            opened_at=now,
        )

        race(
            lambda r=redemption, p=payment: commit_redemption(redemption=r, payment=p, at=now),
            lambda r=redemption: release_hold(redemption=r, at=now + timedelta(hours=1)),
        )

        redemption.refresh_from_db()
        redemption.voucher.refresh_from_db()
        outcomes.add((redemption.status, redemption.voucher.status))
    assert outcomes <= {("COMMITTED", "IN_USE"), ("PAYMENT_EXPIRED", "ACTIVE")}
    assert in_order()
