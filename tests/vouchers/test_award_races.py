"""The last euros and the same click, at one moment. Real threads on PostgreSQL; each race has a control without its guard, which must fail."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone

from tests.factories.vouchers import (
    OwnershipLinkFactory,
    make_application,
    make_open_round,
    registered_company,
    submit,
)
from tests.vouchers.books import in_order
from tests.vouchers.racing import race, refused
from vouchers import awards, intake, ledger
from vouchers.awards import NotAwardable, award_vouchers
from vouchers.ledger import CeilingReached, RoundBusy
from vouchers.models import Application, Decision, RoundBudget, Submission, Voucher
from vouchers.models.round import RoundBudgetQuerySet

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


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


def test_a04_without_lock_and_keys_a_double_click_is_two(now, monkeypatch, without_one_receipt):
    draft = make_application(round=make_open_round(at=now), at=now, upto="draft")
    both = Barrier(2)
    check = intake._check

    def wait_and_check(*facts, **moment):
        both.wait(timeout=10)
        return check(*facts, **moment)

    monkeypatch.setattr(intake, "_check", wait_and_check)

    race(*([lambda: submit(draft, key="zelfde", at=now)] * 2))

    assert Submission.objects.filter(application=draft).count() == 2


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
