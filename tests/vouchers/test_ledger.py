"""The only module that moves subsidy."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from tests.factories.vouchers import make_award, make_open_round, make_redemption, make_voucher
from tests.vouchers.books import balances, in_order
from vouchers import ledger
from vouchers.ledger import CeilingReached, Move, OutOfBalance
from vouchers.models import Decision, LedgerAccount, LedgerEntry, LedgerLine, RoundBudget
from vouchers.redemptions import commit_redemption
from vouchers.releases import expire_voucher

pytestmark = pytest.mark.django_db


def test_reserve_twice_is_once(now):
    decision = make_award(at=now)
    round = decision.application.round

    again = ledger.reserve(
        round=round, decision=decision, amount_cents=44_400, ahead_cents=0, by=None, at=now
    )

    assert again == LedgerEntry.objects.get(kind="AWARDED")
    assert balances(round)["reserved"] == 44_400
    assert in_order()


def test_reserve_refuses_one_cent_too_much(now):
    decision = make_award(round=make_open_round(at=now, ceiling_cents=44_400), at=now)
    another = Decision(uid=uuid4())

    with pytest.raises(CeilingReached, match="subsidieplafond"):
        ledger.reserve(
            round=decision.application.round,
            decision=another,
            amount_cents=1,
            ahead_cents=0,
            by=None,
            at=now,
        )


def test_database_refuses_more_than_the_ceiling(now):
    round = make_open_round(at=now, ceiling_cents=100)

    with pytest.raises(IntegrityError), transaction.atomic():
        RoundBudget.objects.filter(round=round).update(reserved_cents=101)


def test_commit_refuses_what_was_never_reserved(now):
    redemption = make_redemption(at=now)
    voucher = redemption.voucher
    voucher.status = "ACTIVE"
    voucher.save()
    expire_voucher(voucher=voucher, at=voucher.expires_at)

    with pytest.raises(OutOfBalance, match="COMMITTED"):
        ledger.commit(redemption=redemption, by=None, at=now)


def test_post_leaves_out_a_move_of_nothing_and_tells_the_trail(now):
    round = make_open_round(at=now, objection_reserve_cents=0)

    entry = LedgerEntry.objects.get(kind="ROUND_OPENED")

    assert sorted(entry.lines.values_list("account__code", "amount_cents")) == [
        ("available", -round.ceiling_cents),
        ("ceiling", round.ceiling_cents),
    ]
    assert in_order()


def test_commit_twice_is_once(now):
    redemption = commit_redemption(redemption=make_redemption(at=now), at=now)

    again = ledger.commit(redemption=redemption, by=None, at=now)

    assert again == LedgerEntry.objects.get(kind="COMMITTED")
    assert in_order()


def test_database_refuses_the_same_entry_twice(now):
    round = make_open_round(at=now)
    again = {"round": round, "kind": "ROUND_OPENED", "key": round.uid, "by": None, "at": now}

    with pytest.raises(IntegrityError), transaction.atomic():
        ledger.post(moves=[Move(LedgerAccount.Code.CEILING, LedgerAccount.Code.AVAILABLE, 1)], **again)

    assert in_order()


def test_accounts_know_their_book_side_and_party(now):
    make_voucher(at=now)

    told = set(LedgerAccount.objects.values_list("code", "book", "normal_side"))

    assert told == {
        ("ceiling", "SUBSIDY", "DEBIT"),
        ("available", "SUBSIDY", "CREDIT"),
        ("reserved", "SUBSIDY", "CREDIT"),
    }


def test_balances_list_every_account_of_a_round(now):
    round = make_open_round(at=now, ceiling_cents=100)

    rows = LedgerLine.objects.balances(round)

    assert [(row["account__code"], row["total"]) for row in rows] == [("available", -100), ("ceiling", 100)]
