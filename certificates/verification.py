"""Checking a certificate (controleren): what anybody may know about a number."""

import unicodedata
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from certificates.content import CertificateContent
from certificates.documents.sheet import written_period
from certificates.models import Certificate
from certificates.serials import read_serial


class Outcome(models.TextChoices):
    """How a check ends (uitslag)."""

    GENUINE = "GENUINE", _("Echt en geldig")
    EXPIRED = "EXPIRED", _("Echt, maar niet meer geldig")
    REPLACED = "REPLACED", _("Vervangen")
    REVOKED = "REVOKED", _("Ingetrokken")
    UNKNOWN = "UNKNOWN", _("Niet gevonden")


@dataclass(frozen=True)
class Verdict:
    """What a visitor gets to see; `holder` is initials, or the name once the surname was known."""

    outcome: Outcome
    certificate: Certificate | None = None
    content: CertificateContent | None = None
    holder: str = ""
    shows_name: bool = False
    successor: Certificate | None = None

    @property
    def period(self) -> str:
        """When the course was followed, in words."""
        return written_period(self.content.period) if self.content else ""


UNKNOWN = Verdict(Outcome.UNKNOWN)


def verify_serial(*, text: str, on: date, surname: str = "") -> Verdict:
    """The verdict on a number; nothing tells a wrong number from one that was never issued."""
    serial = read_serial(text)
    if serial is None:
        return UNKNOWN
    certificate = Certificate.objects.public().filter(serial=serial).first()
    if certificate is None:
        return UNKNOWN
    content = certificate.content
    shows_name = bool(surname) and is_surname(surname, content.holder.family_name)
    return Verdict(
        outcome=_outcome(certificate, on),
        certificate=certificate,
        content=content,
        holder=content.holder.name if shows_name else content.holder.initials,
        shows_name=shows_name,
        successor=_successor(certificate),
    )


def is_surname(typed: str, family_name: str) -> bool:
    """Whether someone who knows the surname typed this: without regard to accents, capitals and "van de"."""
    words = _folded(family_name)
    known = words[next((place for place, word in enumerate(words) if word[0].isupper()), 0) :]
    return [word.casefold() for word in _folded(typed)] in (
        [word.casefold() for word in words],
        [word.casefold() for word in known],
    )


def _outcome(certificate: Certificate, on: date) -> Outcome:
    if certificate.status == Certificate.Status.REVOKED:
        return Outcome.REVOKED
    if certificate.status == Certificate.Status.SUPERSEDED:
        return Outcome.REPLACED
    if certificate.valid_until and certificate.valid_until < on:
        return Outcome.EXPIRED
    return Outcome.GENUINE


def _successor(certificate: Certificate) -> Certificate | None:
    return Certificate.objects.public().filter(replaces=certificate).first()


def _folded(name: str) -> list[str]:
    letters = unicodedata.normalize("NFKD", name)
    return (
        "".join(letter for letter in letters if not unicodedata.combining(letter)).replace("-", " ").split()
    )
