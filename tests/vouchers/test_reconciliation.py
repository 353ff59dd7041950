"""Counters against lines, lines against the rows they came from."""

import pytest
from django.db import connection

from tests.factories.vouchers import RoundFactory, make_award, make_redemption
from tests.vouchers.test_settlements import make_finished
from vouchers.models import LedgerEntry, LedgerLine, Redemption, RoundBudget, Settlement, Voucher
from vouchers.reconciliation import Difference, reconcile
from vouchers.redemptions import commit_redemption
from vouchers.settlements import settle_redemption

pytestmark = pytest.mark.django_db


def invariants():
    return {difference.invariant for difference in reconcile()}


def sql(text, *values):
    """What no step would do: a row changed behind the back of the application."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # What was written so far is checked now, so that only the sums can find the change.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(text, values)


@pytest.fixture
def settled(now):
    settle_redemption(redemption=make_finished(now, price_cents=100_000), at=now)


def test_reconcile_finds_nothing_in_books_that_agree(settled):
    assert reconcile() == []


def test_reconcile_leaves_a_round_that_never_opened():
    RoundFactory()

    assert reconcile() == []


def test_reconcile_finds_a_counter_that_was_touched(now):
    make_award(at=now)
    RoundBudget.objects.update(reserved_cents=44_399)

    assert Difference("I2", "AiNed Opleidingsvoucher, ronde 1 reserved_cents", 44_399, 44_400) in reconcile()
    assert str(reconcile()[0]).endswith("verwacht 44399, gevonden 44400")


def test_reconcile_finds_a_line_that_was_changed(now):
    make_award(at=now)
    line = LedgerLine.objects.filter(account__code="reserved").get()
    sql("UPDATE vouchers_ledgerline SET amount_cents = -44401 WHERE id = %s", line.pk)

    assert {"I1", "I2", "I6", "I11"} <= invariants()


def test_reconcile_finds_a_negative_account(now):
    make_award(at=now)
    line = LedgerLine.objects.filter(account__code="reserved").get()
    sql("UPDATE vouchers_ledgerline SET amount_cents = 44400 WHERE id = %s", line.pk)

    assert "I4" in invariants()


def test_reconcile_finds_a_voucher_that_came_from_nowhere(now):
    make_award(at=now)
    Voucher.objects.update(status="EXPIRED")

    assert invariants() == {"I6"}


def test_reconcile_finds_a_redemption_that_was_never_committed(now):
    redemption = commit_redemption(redemption=make_redemption(at=now), at=now)
    Redemption.objects.filter(pk=redemption.pk).update(subsidy_cents=44_399, own_cents=101_201)

    assert {"I6", "I7"} == invariants()


def test_reconcile_finds_a_settlement_of_another_amount(settled):
    Settlement.objects.update(amount_cents=30_499)

    assert invariants() == {"I9"}


def test_reconcile_finds_a_refund_that_the_books_do_not_know(settled):
    entry = LedgerEntry.objects.get(kind="OWN_PAID_IN")
    entry.payment.refunded_cents = 1
    entry.payment.save()

    assert invariants() == {"I10"}


def test_reconcile_finds_an_entry_without_its_event(now):
    make_award(at=now)
    entry = LedgerEntry.objects.get(kind="AWARDED")
    sql("DELETE FROM audit_auditevent WHERE action = 'ledger.posted' AND object_ref LIKE %s", f"%{entry.uid}")

    assert invariants() == {"I11"}
