"""Organisatie: known by its KVK number, verified with the trade register."""

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.models import Hub, Organisation, OrganisationRole, RegisterSnapshot, Sector, User
from accounts.trade_register import (
    InvalidNumber,
    NotRegistered,
    RegisteredCompany,
    RegisterUnavailable,
    trade_register,
)
from audit.recording import record

Outcome = RegisterSnapshot.Outcome


class NotVerifiable(Exception):
    """The trade register gives no ground to verify this organisation; the message may be shown."""


def take_snapshot(*, kvk_number: str, at: datetime) -> RegisterSnapshot:
    """Ask the trade register about one number and keep what it said, also when it failed.

    Never inside a transaction: the register is outside. Unavailable is never "does not exist" (vouchers.md 10.1).
    """
    adapter = trade_register()
    payload = ""
    sbi_version = ""
    try:
        company = adapter.find(kvk_number)
    except (NotRegistered, InvalidNumber):
        outcome = Outcome.NOT_FOUND
    except RegisterUnavailable:
        outcome = Outcome.UNAVAILABLE
    else:
        outcome = Outcome.FOUND
        sbi_version = company.sbi_version
        payload = company.as_payload()
    return RegisterSnapshot.objects.create(
        source=RegisterSnapshot.Source.KVK,
        key=kvk_number,
        outcome=outcome,
        payload=payload,
        sha256=hashlib.sha256(payload.encode()).hexdigest(),
        sbi_version=sbi_version,
        adapter=adapter.name,
        fetched_at=at,
    )


@transaction.atomic
def register_organisation(
    *,
    kvk_number: str,
    name: str,
    role: str,
    by: User | None,
    at: datetime,
    legal_form: str = "",
    sector: Sector | None = None,
    hub: Hub | None = None,
) -> Organisation:
    """Add an organisation under its KVK number, in a role from today; a known number returns the row that is there."""
    organisation, new = Organisation.objects.get_or_create(
        kvk_number=kvk_number,
        defaults={
            "name": name,
            "slug": f"{slugify(name)[:60]}-{kvk_number[-4:]}",
            "legal_form": legal_form,
            "sector": sector,
            "hub": hub,
        },
    )
    OrganisationRole.objects.get_or_create(
        organisation=organisation, role=role, until=None, defaults={"since": localdate(at)}
    )
    if new:
        record("organisation.registered", organisation, by=by, at=at, role=role)
    return organisation


def verify_organisation(*, organisation: Organisation, by: User | None, at: datetime) -> Organisation:
    """Mark an organisation as verified when the trade register knows it as active; twice is once.

    Raises NotVerifiable with what to do when the register does not know it, or cannot be reached.
    """
    if organisation.verified_at:
        return organisation
    snapshot = take_snapshot(kvk_number=organisation.kvk_number, at=at)
    if snapshot.outcome == Outcome.UNAVAILABLE:
        raise NotVerifiable(_("Het Handelsregister is nu niet bereikbaar. Probeer het later opnieuw."))
    if not _is_active(snapshot):
        raise NotVerifiable(_("Dit KVK-nummer hoort niet bij een actieve inschrijving."))
    with transaction.atomic():
        organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
        organisation.verified_at = at
        organisation.save(update_fields=["verified_at"])
        record("organisation.verified", organisation, by=by, at=at, snapshot=snapshot.uid)
    return organisation


def _is_active(snapshot: RegisterSnapshot) -> bool:
    if snapshot.outcome != Outcome.FOUND:
        return False
    company = RegisteredCompany.from_payload(snapshot.payload, fetched_at=snapshot.fetched_at)
    return company.is_active(on=localdate(snapshot.fetched_at))
