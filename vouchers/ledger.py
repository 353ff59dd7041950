"""Boekhouding: the only module that moves subsidy, in whole cents.

Each movement is one conditional UPDATE of RoundBudget and one LedgerEntry, in the caller's transaction,
under an idempotency key: a second call returns the entry that is there (vouchers.md 4.3, 4.4, 6.6).
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import OperationalError, connection
from django.db.models import F, Model
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from audit.recording import record
from payments.models import Payment, Refund
from vouchers.models import (
    Decision,
    LedgerAccount,
    LedgerEntry,
    LedgerLine,
    Redemption,
    Round,
    RoundBudget,
    Voucher,
)

Book = LedgerAccount.Book
Code = LedgerAccount.Code
Kind = LedgerEntry.Kind

ROUND_QUEUE = 4242
CONTRIBUTION = {Code.STRIPE_IN_TRANSIT, Code.OWN_RECEIVED, Code.OWN_PAYABLE, Code.OWN_REFUND_DUE}
DEBIT = {Code.CEILING, Code.STRIPE_IN_TRANSIT}


class CeilingReached(Exception):
    """The amount does not fit under the ceiling; `ahead_cents` is what earlier applications keep for themselves."""

    def __init__(self, *, ahead_cents: int = 0) -> None:
        self.ahead_cents = ahead_cents
        super().__init__(_("Het subsidieplafond van deze ronde is bereikt."))


class RoundBusy(Exception):
    """Too many wait for the same round; trying again in a minute helps."""

    retry_after = 60

    def __init__(self) -> None:
        super().__init__(_("Het is druk, probeer het over een minuut opnieuw."))


class OutOfBalance(Exception):
    """A counter holds less than a movement takes from it: the books and the statuses disagree."""


@dataclass(frozen=True)
class Move:
    """An amount from one account to another; `party` is the provider's KVK number on the credit account."""

    debit: str
    credit: str
    cents: int
    party: str = ""


def take_turn(*, round: Round) -> None:
    """Wait for this round's turn, in order of arrival: the first statement of a transaction that moves its money.

    Raises RoundBusy after three seconds. On SQLite the single writer is the queue.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '3s'")
            try:
                cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [ROUND_QUEUE, round.lock_key])
            except OperationalError as error:
                raise RoundBusy from error


def open_books(*, round: Round, by: AbstractBaseUser | None, at: datetime) -> LedgerEntry:
    """Start the books of a round: its ceiling becomes available, less the reserve for objections."""
    RoundBudget.objects.create(
        round=round,
        ceiling_cents=round.ceiling_cents,
        objection_reserve_cents=round.objection_reserve_cents,
    )
    moves = [
        Move(Code.CEILING, Code.AVAILABLE, round.ceiling_cents),
        Move(Code.AVAILABLE, Code.OBJECTION_RESERVE, round.objection_reserve_cents),
    ]
    return post(round=round, kind=Kind.ROUND_OPENED, key=round.uid, moves=moves, by=by, at=at)


def reserve(
    *,
    round: Round,
    decision: Decision,
    amount_cents: int,
    ahead_cents: int,
    by: AbstractBaseUser | None,
    at: datetime,
) -> LedgerEntry:
    """Reserve the amount of an award, beside what is in use and what those ahead asked. Raises CeilingReached.

    One conditional UPDATE: two awards of the last euros at one moment cannot both find room.
    """
    if entry := _posted(Kind.AWARDED, decision.uid):
        return entry
    room = RoundBudget.objects.filter(round=round).with_room_for(amount_cents + ahead_cents)
    if not room.update(reserved_cents=F("reserved_cents") + amount_cents):
        raise CeilingReached(ahead_cents=ahead_cents)
    moves = [Move(Code.AVAILABLE, Code.RESERVED, amount_cents)]
    return post(
        round=round, kind=Kind.AWARDED, key=decision.uid, moves=moves, by=by, at=at, decision=decision
    )


def commit(*, redemption: Redemption, by: AbstractBaseUser | None, at: datetime) -> LedgerEntry:
    """Commit the subsidy of a redemption: reserved → committed."""
    cents = redemption.subsidy_cents
    return _shift(
        round=redemption.voucher.round,
        kind=Kind.COMMITTED,
        key=redemption.uid,
        counters={"reserved_cents": -cents, "committed_cents": cents},
        moves=[Move(Code.RESERVED, Code.COMMITTED, cents)],
        redemption=redemption,
        by=by,
        at=at,
    )


def uncommit(*, redemption: Redemption, by: AbstractBaseUser | None, at: datetime) -> LedgerEntry:
    """Undo a commitment before the start: committed → reserved."""
    cents = redemption.subsidy_cents
    return _shift(
        round=redemption.voucher.round,
        kind=Kind.UNCOMMITTED,
        key=redemption.uid,
        counters={"committed_cents": -cents, "reserved_cents": cents},
        moves=[Move(Code.COMMITTED, Code.RESERVED, cents)],
        redemption=redemption,
        by=by,
        at=at,
    )


def release_unit(*, voucher: Voucher, by: AbstractBaseUser | None, at: datetime) -> LedgerEntry:
    """Free all that is reserved for a voucher that ends unused: available again, or lapsed after `reuse_until`."""
    return _release(voucher, Kind.UNIT_ENDED, key=voucher.uid, cents=voucher.amount_max_cents, by=by, at=at)


def release_rest(*, redemption: Redemption, by: AbstractBaseUser | None, at: datetime) -> LedgerEntry | None:
    """Free what a voucher does not need now that its course has begun; None when it needs all."""
    voucher = redemption.voucher
    rest = voucher.amount_max_cents - redemption.subsidy_cents
    if not rest:
        return None
    return _release(
        voucher, Kind.REST_RELEASED, key=redemption.uid, cents=rest, by=by, at=at, redemption=redemption
    )


def settle(
    *, redemption: Redemption, amount_cents: int, by: AbstractBaseUser | None, at: datetime
) -> LedgerEntry:
    """Owe the settled amount to the provider, and free what was committed above it."""
    round = redemption.voucher.round
    rest = redemption.subsidy_cents - amount_cents
    free, lapsed = _free(round, rest, at)
    return _shift(
        round=round,
        kind=Kind.SETTLED,
        key=redemption.uid,
        counters={"committed_cents": -redemption.subsidy_cents, "settled_cents": amount_cents} | lapsed,
        moves=[
            Move(Code.COMMITTED, Code.PAYABLE, amount_cents, redemption.run.provider.kvk_number),
            Move(Code.COMMITTED, free, rest),
        ],
        redemption=redemption,
        by=by,
        at=at,
    )


def receive_own(*, redemption: Redemption, payment: Payment, at: datetime) -> LedgerEntry:
    """An own contribution came in at Stripe."""
    moves = [Move(Code.STRIPE_IN_TRANSIT, Code.OWN_RECEIVED, payment.amount_cents)]
    return _own(redemption, Kind.OWN_PAID_IN, key=payment.uid, moves=moves, at=at, payment=payment)


def order_refund(*, redemption: Redemption, refund: Refund, at: datetime) -> LedgerEntry:
    """Part of an own contribution goes back to its payer."""
    moves = [Move(Code.OWN_RECEIVED, Code.OWN_REFUND_DUE, refund.amount_cents)]
    return _own(redemption, Kind.REFUND_ORDERED, key=refund.uid, moves=moves, at=at, refund=refund)


def finish_refund(*, redemption: Redemption, refund: Refund, at: datetime) -> LedgerEntry:
    """The payer has the money back."""
    moves = [Move(Code.OWN_REFUND_DUE, Code.STRIPE_IN_TRANSIT, refund.amount_cents)]
    return _own(redemption, Kind.REFUND_DONE, key=refund.uid, moves=moves, at=at, refund=refund)


def earn_own(*, redemption: Redemption, cents: int, at: datetime) -> LedgerEntry | None:
    """Part of an own contribution belongs to the provider now; None when there is none."""
    if not cents:
        return None
    party = redemption.run.provider.kvk_number
    moves = [Move(Code.OWN_RECEIVED, Code.OWN_PAYABLE, cents, party)]
    return _own(redemption, Kind.OWN_EARNED, key=redemption.uid, moves=moves, at=at)


def post(
    *,
    round: Round,
    kind: str,
    key: object,
    moves: list[Move],
    by: AbstractBaseUser | None,
    at: datetime,
    **subject: Model | None,
) -> LedgerEntry:
    """Write one entry with its lines and its audit event; moves of nothing are left out."""
    lines = [line for move in moves if move.cents for line in _sides(round, move)]
    entry = LedgerEntry(uid=uuid4(), kind=kind, idempotency_key=f"{kind}:{key}", occurred_at=at, **subject)
    told = [
        {"book": a.book, "code": a.code, "party": a.party_key, "amount_cents": cents} for a, cents in lines
    ]
    event = record("ledger.posted", entry, by=by, at=at, kind=str(kind), round=round.uid, lines=told)
    entry.actor_ref = event.actor_ref
    entry.audit_event = event.uid
    entry.save()
    LedgerLine.objects.bulk_create(
        LedgerLine(entry=entry, account=account, amount_cents=cents) for account, cents in lines
    )
    return entry


def _posted(kind: str, key: object) -> LedgerEntry | None:
    return LedgerEntry.objects.filter(idempotency_key=f"{kind}:{key}").first()


def _shift(*, round: Round, kind: str, key: object, counters: dict[str, int], **entry) -> LedgerEntry:
    """Move counters, each only as far as it holds what is taken from it, and write the entry."""
    if known := _posted(kind, key):
        return known
    enough = {f"{name}__gte": -cents for name, cents in counters.items() if cents < 0}
    changes = {name: F(name) + cents for name, cents in counters.items()}
    if not RoundBudget.objects.filter(round=round, **enough).update(**changes):
        raise OutOfBalance(f"{kind} {key}: {counters}")
    return post(round=round, kind=kind, key=key, **entry)


def _release(voucher: Voucher, kind: str, *, cents: int, at: datetime, **entry) -> LedgerEntry:
    free, lapsed = _free(voucher.round, cents, at)
    counters = {"reserved_cents": -cents} | lapsed
    return _shift(
        round=voucher.round,
        kind=kind,
        counters=counters,
        moves=[Move(Code.RESERVED, free, cents)],
        at=at,
        **entry,
    )


def _free(round: Round, cents: int, at: datetime) -> tuple[str, dict[str, int]]:
    """Where released money goes: to the next in the order, or nowhere once `reuse_until` is over."""
    if localdate(at) <= round.reuse_until:
        return Code.AVAILABLE, {}
    return Code.LAPSED, {"lapsed_cents": cents}


def _own(redemption: Redemption, kind: str, *, key: object, **entry) -> LedgerEntry:
    if known := _posted(kind, key):
        return known
    return post(round=redemption.voucher.round, kind=kind, key=key, redemption=redemption, by=None, **entry)


def _sides(round: Round, move: Move) -> list[tuple[LedgerAccount, int]]:
    return [
        (_account(round, move.debit), move.cents),
        (_account(round, move.credit, move.party), -move.cents),
    ]


def _account(round: Round, code: str, party: str = "") -> LedgerAccount:
    account, _new = LedgerAccount.objects.get_or_create(
        round=round,
        book=Book.CONTRIBUTION if code in CONTRIBUTION else Book.SUBSIDY,
        code=code,
        party_key=party,
        defaults={"normal_side": LedgerAccount.Side.DEBIT if code in DEBIT else LedgerAccount.Side.CREDIT},
    )
    return account
