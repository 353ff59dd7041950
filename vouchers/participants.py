"""Deelnemers: a person is found again by a keyed fingerprint; the date of birth itself is not stored."""

import hashlib
import hmac
import secrets
import unicodedata
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.models import Membership, Organisation, User
from audit.recording import record
from vouchers.models import Participant


class NotAParticipant(Exception):
    """This person cannot take part for this organisation; the message may be shown to the employer."""


@transaction.atomic
def register_participant(
    *,
    employer: Organisation,
    user: User,
    name: str,
    work_email: str,
    born_on: date,
    by: User,
    at: datetime,
) -> Participant:
    """Know an employee as a participant; the same person at the same employer is the same row.

    Raises NotAParticipant when the account does not belong to a current employee, or to another person.
    """
    current = Membership.objects.current(localdate(at)).of(user).filter(organisation=employer)
    if not current.exists():
        raise NotAParticipant(
            _("Deze persoon werkt volgens ons niet bij uw organisatie. Nodig de medewerker uit.")
        )
    participant, new = Participant.objects.get_or_create(
        employer=employer,
        fingerprint=fingerprint(name=name, born_on=born_on),
        defaults={
            "user": user,
            "name": name,
            "work_email": work_email,
            "likeness": likeness(name=name, born_on=born_on),
            "salt": secrets.token_bytes(16),
        },
    )
    if participant.user_id != user.pk:
        raise NotAParticipant(_("Deze medewerker is al bekend met een ander account. Gebruik dat account."))
    if new:
        record("participant.registered", participant, by=by, at=at, participant=commitment(participant))
    return participant


def fingerprint(*, name: str, born_on: date, distinct_no: int = 0) -> str:
    """A keyed hash of full name and date of birth; `distinct_no` parts two people who share both."""
    return _keyed("fingerprint", _plain(name), born_on.isoformat(), str(distinct_no))


def likeness(*, name: str, born_on: date) -> str:
    """A coarser keyed hash, of name and year of birth: equal means only that somebody should look."""
    return _keyed("likeness", _plain(name), str(born_on.year))


def commitment(participant: Participant) -> str:
    """How the audit trail names a person; without the salt nobody can tell who it was."""
    return hmac.new(bytes(participant.salt or b""), str(participant.uid).encode(), hashlib.sha256).hexdigest()


def _keyed(*parts: str) -> str:
    return hmac.new(settings.PARTICIPANT_KEY.encode(), "|".join(parts).encode(), hashlib.sha256).hexdigest()


def _plain(name: str) -> str:
    """A name without accents, capitals and blanks, so that a slip of the pen is the same person."""
    letters = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in letters.casefold() if letter.isalnum())
