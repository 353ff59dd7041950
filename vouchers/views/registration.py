"""What the trade register says about an organisation, for a page."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.models import RegisterSnapshot
from accounts.organisations import take_snapshot
from accounts.trade_register import (
    NotRegistered,
    RegisteredCompany,
    RegisterRefusal,
    RegisterUnavailable,
    trade_register,
)
from audit.clock import database_now

FRESH = timedelta(days=1)
Outcome = RegisterSnapshot.Outcome


@dataclass(frozen=True)
class Registration:
    """The company, or the sentence that says why there is none; `trouble` when an application would fail on it."""

    company: RegisteredCompany | None = None
    refusal: str = ""
    trouble: bool = False


def registration_of(kvk_number: str) -> Registration:
    """What the register said today, and else says now; every answer is kept as a snapshot."""
    at = database_now()
    fresh = RegisterSnapshot.objects.filter(
        source=RegisterSnapshot.Source.KVK, key=kvk_number, outcome=Outcome.FOUND, fetched_at__gte=at - FRESH
    )
    snapshot = fresh.order_by("-pk").first() or take_snapshot(kvk_number=kvk_number, at=at)
    if snapshot.outcome == Outcome.UNAVAILABLE:
        return Registration(refusal=str(RegisterUnavailable()))
    if snapshot.outcome == Outcome.NOT_FOUND:
        return Registration(refusal=str(NotRegistered(kvk_number)), trouble=True)
    return _judged(RegisteredCompany.from_payload(snapshot.payload, fetched_at=snapshot.fetched_at))


def look_up(kvk_number: str) -> Registration:
    """Ask the register without keeping anything: for a visitor who only checks."""
    try:
        return _judged(trade_register().find(kvk_number))
    except RegisterUnavailable as silence:
        return Registration(refusal=str(silence))
    except RegisterRefusal as refusal:
        return Registration(refusal=str(refusal), trouble=True)


def _judged(company: RegisteredCompany) -> Registration:
    if company.is_active(on=localdate()):
        return Registration(company=company)
    ended = _("De onderneming is niet (meer) actief ingeschreven in het Handelsregister.")
    return Registration(company=company, refusal=ended, trouble=True)
