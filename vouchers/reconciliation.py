"""Aansluiting: counters against lines, lines against the rows they came from. It tells; it never repairs."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, QuerySet, Sum

from audit.models import AuditEvent
from vouchers.models import (
    LedgerAccount,
    LedgerEntry,
    LedgerLine,
    Redemption,
    Round,
    Settlement,
    Voucher,
)

Code = LedgerAccount.Code
COUNTERS = {
    Code.OBJECTION_RESERVE: "objection_reserve_cents",
    Code.RESERVED: "reserved_cents",
    Code.COMMITTED: "committed_cents",
    Code.PAYABLE: "settled_cents",
    Code.LAPSED: "lapsed_cents",
}
NOTHING_TOLD = '{"data": {"lines": []}}'
OWED = [Redemption.Status.APPROVED, Redemption.Status.PAYABLE, Redemption.Status.PAID]


@dataclass(frozen=True)
class Difference:
    """Two numbers of the books that should be equal and are not: whole cents, or lines; see vouchers.md 4.6."""

    invariant: str
    what: str
    expected: int
    found: int

    def __str__(self) -> str:
        return f"{self.invariant} {self.what}: verwacht {self.expected}, gevonden {self.found}"


def reconcile() -> list[Difference]:
    """Every difference in the books of every round; one cent is one too many (vouchers.md 4.6)."""
    found = [*_unbalanced_entries(), *_untold_lines()]
    for round in Round.objects.exclude(budget=None).select_related("budget").order_by("pk"):
        found += _round_differences(round)
    return [difference for difference in found if difference.expected != difference.found]


def credit_balances(round: Round) -> dict[str, int]:
    """What stands on each account of book SUBSIDY, as a credit; the parties of one account together."""
    lines = LedgerLine.objects.filter(account__round=round, account__book=LedgerAccount.Book.SUBSIDY)
    sums = lines.values_list("account__code").annotate(total=Sum("amount_cents"))
    return {code: -total for code, total in sums}


def _round_differences(round: Round) -> Iterable[Difference]:
    balances = credit_balances(round)
    for code, counter in COUNTERS.items():
        yield Difference("I2", f"{round} {counter}", getattr(round.budget, counter), balances.get(code, 0))
    yield Difference("I2", f"{round} plafond", round.budget.ceiling_cents, -balances.get(Code.CEILING, 0))
    yield Difference(
        "I2", f"{round} beschikbaar", round.budget.available_cents, balances.get(Code.AVAILABLE, 0)
    )
    for account, balance in balances.items():
        if account != Code.CEILING:
            yield Difference("I4", f"{round} {account} niet negatief", max(balance, 0), balance)
    yield Difference("I6", f"{round} gereserveerd", _reserved(round), balances.get(Code.RESERVED, 0))
    yield Difference("I7", f"{round} vastgelegd", _committed(round), balances.get(Code.COMMITTED, 0))
    yield Difference("I9", f"{round} te betalen", _owed(round), balances.get(Code.PAYABLE, 0))
    yield Difference("I10", f"{round} eigen bijdragen", _kept(round), _own_balance(round))


def _reserved(round: Round) -> int:
    """Vouchers not used yet, those that wait for a payment, and the rest of those that are committed."""
    vouchers = Voucher.objects.filter(round=round)
    active = vouchers.filter(status=Voucher.Status.ACTIVE)
    waiting = vouchers.filter(redemptions__status__in=Redemption.AWAITING)
    committed = Redemption.objects.filter(voucher__round=round, status=Redemption.Status.COMMITTED)
    rests = committed.annotate(rest=F("voucher__amount_max_cents") - F("subsidy_cents"))
    return _sum(active, "amount_max_cents") + _sum(waiting, "amount_max_cents") + _sum(rests, "rest")


def _committed(round: Round) -> int:
    return _sum(Redemption.objects.committed().filter(voucher__round=round), "subsidy_cents")


def _owed(round: Round) -> int:
    settled = Settlement.objects.filter(redemption__voucher__round=round, redemption__status__in=OWED)
    return _sum(settled, "amount_cents")


def _kept(round: Round) -> int:
    """What payers paid, less what they were promised back."""
    paid_in = LedgerEntry.objects.filter(
        kind=LedgerEntry.Kind.OWN_PAID_IN, redemption__voucher__round=round
    ).annotate(kept=F("payment__amount_cents") - F("payment__refunded_cents"))
    return _sum(paid_in, "kept")


def _own_balance(round: Round) -> int:
    kept = LedgerLine.objects.filter(
        account__round=round, account__code__in=[Code.OWN_RECEIVED, Code.OWN_PAYABLE]
    )
    return -_sum(kept, "amount_cents")


def _unbalanced_entries() -> Iterable[Difference]:
    sums = LedgerLine.objects.values("entry__uid", "account__book").annotate(total=Sum("amount_cents"))
    for row in sums.exclude(total=0):
        yield Difference("I1", f"boeking {row['entry__uid']}", 0, row["total"])


def _untold_lines() -> Iterable[Difference]:
    """Lines that differ between an entry and its audit event."""
    events = dict(AuditEvent.objects.filter(action="ledger.posted").values_list("uid", "body"))
    for entry in LedgerEntry.objects.prefetch_related("lines__account").iterator(chunk_size=1000):
        told = json.loads(events.get(entry.audit_event, NOTHING_TOLD))["data"]["lines"]
        stated = {(row["book"], row["code"], row["party"], row["amount_cents"]) for row in told}
        booked = {
            (a.book, a.code, a.party_key, line.amount_cents)
            for line in entry.lines.all()
            for a in [line.account]
        }
        yield Difference(
            "I11", f"boeking {entry.uid}, regels anders dan in het spoor", 0, len(stated ^ booked)
        )


def _sum(rows: QuerySet, field: str) -> int:
    return rows.aggregate(total=Sum(field))["total"] or 0
