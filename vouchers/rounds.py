"""Rondes: a window with a ceiling is drafted, announced, opened and closed."""

import hashlib
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.models import User
from audit.recording import canonical, record
from vouchers import ledger
from vouchers.models import Round, RuleSet, Scheme

NO_TERMS = {"id", "uid", "status", "lock_key", "announced_on", "opened_at", "closed_at", "terms_sha256"}


class NotTurnable(Exception):
    """This round cannot take that step now; the message may be shown."""


@transaction.atomic
def draft_round(
    *,
    scheme: Scheme,
    rule_set: RuleSet,
    opens_at: datetime,
    closes_at: datetime,
    ceiling_cents: int,
    by: User | None,
    at: datetime,
    reuse_until: date | None = None,
    **terms: object,
) -> Round:
    """Draft the next round of a scheme; `terms` are columns of Round, amounts in whole cents.

    Without `reuse_until` released money is reused until the last day of the window.
    """
    last = Round.objects.filter(scheme=scheme).aggregate(number=Max("number"))
    keys = Round.objects.aggregate(last=Max("lock_key"))
    round = Round.objects.create(
        scheme=scheme,
        rule_set=rule_set,
        number=(last["number"] or 0) + 1,
        lock_key=(keys["last"] or 0) + 1,
        opens_at=opens_at,
        closes_at=closes_at,
        ceiling_cents=ceiling_cents,
        reuse_until=reuse_until or localdate(closes_at),
        **terms,
    )
    record("round.drafted", round, by=by, at=at, ceiling_cents=ceiling_cents)
    return round


@transaction.atomic
def announce_round(*, round: Round, by: User | None, at: datetime) -> Round:
    """Publish the terms of a round; twice is once. Raises NotTurnable."""
    round = Round.objects.select_for_update().get(pk=round.pk)
    if round.status == Round.Status.ANNOUNCED:
        return round
    _refuse_unless(round, Round.Status.DRAFT)
    if round.order_mode != Round.OrderMode.ARRIVAL:
        raise NotTurnable(_("Een loting kan nog niet. Kies de volgorde van binnenkomst."))
    if not round.rule_set.frozen_at:
        raise NotTurnable(_("Stel eerst de regelset vast; daarna verandert die niet meer."))
    round.status = Round.Status.ANNOUNCED
    round.announced_on = localdate(at)
    round.terms_sha256 = terms_hash(round)
    round.save(update_fields=["status", "announced_on", "terms_sha256"])
    record("round.announced", round, by=by, at=at, terms_sha256=round.terms_sha256)
    return round


@transaction.atomic
def open_round(*, round: Round, at: datetime, by: User | None = None) -> Round:
    """Open the window once `opens_at` has come, and start the books; twice is once. Raises NotTurnable."""
    ledger.take_turn(round=round)
    round = Round.objects.select_for_update().get(pk=round.pk)
    if round.status == Round.Status.OPEN:
        return round
    _refuse_unless(round, Round.Status.ANNOUNCED)
    if at < round.opens_at:
        raise NotTurnable(_("De ronde gaat nog niet open."))
    if terms_hash(round) != round.terms_sha256:
        raise NotTurnable(
            _("De voorwaarden zijn veranderd sinds de aankondiging. Kondig de ronde opnieuw aan.")
        )
    round.status = Round.Status.OPEN
    round.opened_at = at
    round.save(update_fields=["status", "opened_at"])
    ledger.open_books(round=round, by=by, at=at)
    record("round.opened", round, by=by, at=at, terms_sha256=round.terms_sha256)
    return round


@transaction.atomic
def close_round(*, round: Round, at: datetime, by: User | None = None) -> Round:
    """Close the window once `closes_at` has come; twice is once. Raises NotTurnable."""
    round = Round.objects.select_for_update().get(pk=round.pk)
    if round.status == Round.Status.CLOSED:
        return round
    _refuse_unless(round, Round.Status.OPEN)
    if at < round.closes_at:
        raise NotTurnable(_("De ronde sluit nog niet."))
    round.status = Round.Status.CLOSED
    round.closed_at = at
    round.save(update_fields=["status", "closed_at"])
    record("round.closed", round, by=by, at=at)
    return round


def terms_hash(round: Round) -> str:
    """SHA-256 over all parameters of a round, in one order."""
    terms = {
        field.name: field.value_from_object(round)
        for field in Round._meta.concrete_fields
        if field.name not in NO_TERMS
    }
    return hashlib.sha256(canonical(terms).encode()).hexdigest()


def _refuse_unless(round: Round, status: str) -> None:
    if round.status != status:
        raise NotTurnable(_("Deze ronde is %(status)s.") % {"status": round.get_status_display().lower()})
