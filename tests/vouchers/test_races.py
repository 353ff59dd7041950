"""Two at the same moment. Real threads on PostgreSQL; each race has a control without its guard, which must fail."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone

from tests.factories.payments import PaymentFactory
from tests.factories.vouchers import (
    OwnershipLinkFactory,
    make_application,
    make_open_round,
    make_participant,
    make_redemption,
    make_run,
    make_voucher,
    registered_company,
    submit,
)
from tests.vouchers.books import in_order
from vouchers import awards, ledger
from vouchers.awards import NotAwardable, award_vouchers
from vouchers.intake import NotSubmittable
from vouchers.ledger import CeilingReached, RoundBusy
from vouchers.models import Application, Decision, Redemption, RoundBudget, Submission, Voucher
from vouchers.models.round import RoundBudgetQuerySet
from vouchers.models.voucher import VoucherQuerySet
from vouchers.redemptions import NotRedeemable, commit_redemption, redeem_voucher
from vouchers.releases import expire_voucher, release_hold

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

REFUSALS = (CeilingReached, NotAwardable, NotSubmittable, NotRedeemable)


def race(*acts):
    """Let all acts begin at one moment; give what each of them got."""
    together = Barrier(len(acts))

    def run(act):
        try:
            together.wait(timeout=10)
            return act()
        except REFUSALS as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def refused(results):
    return [result for result in results if isinstance(result, Exception)]


@pytest.fixture
def without(monkeypatch):
    """Take constraints of a table away, and put them back with an empty table."""
    taken = []

    def take(model, *names):
        constraints = [row for row in model._meta.constraints if row.name in names]
        assert len(constraints) == len(names)
        with connection.schema_editor() as editor:
            for constraint in constraints:
                editor.remove_constraint(model, constraint)
        taken.extend((model, constraint) for constraint in constraints)

    yield take
    for model, constraint in taken:
        with connection.cursor() as cursor:
            cursor.execute(f'TRUNCATE "{model._meta.db_table}" CASCADE')
        with connection.schema_editor() as editor:
            editor.add_constraint(model, constraint)


def looked_together(monkeypatch):
    """Both awards have read the room before either writes: what a missing turn makes possible."""
    both = Barrier(2)
    judge = awards.judge

    def wait_and_judge(**facts):
        both.wait(timeout=10)
        return judge(**facts)

    monkeypatch.setattr(ledger, "take_turn", lambda *, round: None)
    monkeypatch.setattr(awards, "judge", wait_and_judge)


def last_euros(now):
    round = make_open_round(at=now, ceiling_cents=44_400, partial_last=False)
    return [make_application(round=round, at=now) for _number in range(2)]


def award_all(applications, now):
    return race(*(lambda a=a: award_vouchers(application=a, at=now) for a in applications))


def test_a01_last_euros_go_to_one_of_two(now):
    applications = last_euros(now)

    results = award_all(applications, now)

    assert [type(refusal) for refusal in refused(results)] == [CeilingReached]
    assert (Decision.objects.count(), Voucher.objects.count()) == (1, 1)
    assert RoundBudget.objects.get().available_cents == 0
    assert in_order()


def test_a01_last_euros_are_safe_without_the_turn(now, monkeypatch):
    """The second in the order has nobody ahead: both think that there is room, and one UPDATE finds it."""
    applications = last_euros(now)
    looked_together(monkeypatch)
    monkeypatch.setattr(
        "vouchers.models.application.ApplicationQuerySet.ahead_of", lambda rows, a: rows.none()
    )

    results = award_all(applications, now)

    assert [type(refusal) for refusal in refused(results)] == [CeilingReached]
    assert Decision.objects.count() == 1
    assert in_order()


def test_a03_without_the_guard_the_race_overspends(now, monkeypatch, without):
    applications = last_euros(now)
    looked_together(monkeypatch)
    monkeypatch.setattr(
        "vouchers.models.application.ApplicationQuerySet.ahead_of", lambda rows, a: rows.none()
    )
    monkeypatch.setattr(RoundBudgetQuerySet, "with_room_for", lambda rows, cents: rows)
    without(RoundBudget, "ceiling_is_kept")

    results = award_all(applications, now)

    assert refused(results) == []
    assert RoundBudget.objects.get().available_cents == -44_400
    assert not in_order()


def test_a06_two_companies_of_one_undertaking_share_one_ceiling(now):
    mother, daughter = registered_company(), registered_company()
    OwnershipLinkFactory(parent=mother, child=daughter, controlling=True)
    aid = [{"granted_on": "2026-01-01", "amount_cents": 30_000_000 - 44_400}]
    round = make_open_round(at=now)
    applications = [
        make_application(round=round, organisation=company, at=now, applicant_type="PUBLIC_BODY", aid=aid)
        for company in (mother, daughter)
    ]

    results = award_all(applications, now)

    assert [type(refusal) for refusal in refused(results)] == [NotAwardable]
    assert Voucher.objects.count() == 1


def test_a02_every_submission_at_one_moment_gets_a_receipt(now):
    round = make_open_round(at=now)
    drafts = [make_application(round=round, at=now, upto="draft") for _number in range(20)]

    race(*(lambda draft=draft: submit(draft, at=now) for draft in drafts))

    receipts = set(Submission.objects.values_list("receipt_no", flat=True))
    assert (len(receipts), Submission.objects.values("seq").distinct().count()) == (20, 20)


def test_a04_double_click_is_one_submission(now):
    draft = make_application(round=make_open_round(at=now), at=now, upto="draft")
    key = uuid4().hex

    results = race(*([lambda: submit(draft, key=key, at=now)] * 8))

    assert {result.receipt_no for result in results} == {Submission.objects.get().receipt_no}


def two_drafts(now):
    round = make_open_round(at=now)
    first = make_application(round=round, at=now, upto="draft")
    return first, make_application(round=round, organisation=first.organisation, at=now, upto="draft")


def test_a05_two_windows_of_one_applicant_give_one_application(now):
    drafts = two_drafts(now)

    results = race(*(lambda draft=draft: submit(draft, at=now) for draft in drafts))

    [refusal] = refused(results)
    assert Submission.objects.get().receipt_no in str(refusal)


def test_a05_without_the_index_both_windows_win(now, without):
    drafts = two_drafts(now)
    without(Application, "one_live_application_per_round")

    results = race(*(lambda draft=draft: submit(draft, at=now) for draft in drafts))

    assert (refused(results), Submission.objects.count()) == ([], 2)


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


def test_turn_that_takes_too_long_is_told_as_busy(now):
    round = make_open_round(at=now)
    began = timezone.now()

    def wait():
        try:
            with transaction.atomic():
                ledger.take_turn(round=round)
        except RoundBusy as busy:
            return str(busy)
        finally:
            connection.close()

    with transaction.atomic():
        ledger.take_turn(round=round)
        with ThreadPoolExecutor(1) as pool:
            told = pool.submit(wait).result()

    assert told == "Het is druk, probeer het over een minuut opnieuw."
    assert timedelta(seconds=2.5) < timezone.now() - began < timedelta(seconds=10)
