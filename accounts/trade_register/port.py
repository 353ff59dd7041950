"""What the platform asks of a trade register, and what it may hear back."""

import json
import re
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Protocol

from django.utils.translation import gettext as _

NUMBER = re.compile(r"[0-9]{8}")


class RegisterRefusal(Exception):
    """The register gave no company; the message may be shown to whoever typed the number."""


class InvalidNumber(RegisterRefusal):
    """The text is no KVK number, so the register was not asked."""

    def __init__(self) -> None:
        super().__init__(
            _("Een KVK-nummer bestaat uit acht cijfers. Controleer het nummer en probeer het opnieuw.")
        )


class NotRegistered(RegisterRefusal):
    """The register answered that it does not know the number."""

    def __init__(self, kvk_number: str) -> None:
        super().__init__(
            _(
                "Het KVK-nummer %(number)s komt niet voor in het Handelsregister. "
                "Controleer het nummer op uw uittreksel."
            )
            % {"number": kvk_number}
        )


class RegisterUnavailable(RegisterRefusal):
    """The register did not answer. This never means that the company does not exist."""

    def __init__(self, retry_after: int = 60) -> None:
        self.retry_after = retry_after
        super().__init__(
            _(
                "Het Handelsregister antwoordt nu niet. Dat zegt niets over uw onderneming. "
                "Probeer het over een paar minuten opnieuw."
            )
        )


@dataclass(frozen=True)
class RegisteredCompany:
    """One registration (inschrijving) as the register told it; `working_persons` counts heads, not units."""

    kvk_number: str
    rsin: str | None
    name: str
    legal_form: str
    active_from: date
    active_to: date | None
    working_persons: int
    sbi: tuple[str, ...]
    sbi_version: str
    city: str
    branches: tuple[str, ...]
    shielded: bool
    source: str
    fetched_at: datetime

    def is_active(self, *, on: date) -> bool:
        return self.active_from <= on and (self.active_to is None or on <= self.active_to)

    def as_payload(self) -> str:
        """Canonical JSON of the answer: equal answers give equal text, whenever they were fetched."""
        facts = asdict(self)
        del facts["fetched_at"]
        for moment in ("active_from", "active_to"):
            facts[moment] = facts[moment] and facts[moment].isoformat()
        return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_payload(cls, payload: str, *, fetched_at: datetime) -> "RegisteredCompany":
        """The answer again, read back from a stored snapshot."""
        facts = json.loads(payload)
        for moment in ("active_from", "active_to"):
            facts[moment] = facts[moment] and date.fromisoformat(facts[moment])
        for several in ("sbi", "branches"):
            facts[several] = tuple(facts[several])
        return cls(**facts, fetched_at=fetched_at)


class TradeRegister(Protocol):
    """A way to reach the register."""

    name: str

    def find(self, kvk_number: str) -> RegisteredCompany:
        """The company under this number. Raises InvalidNumber, NotRegistered or RegisterUnavailable."""
        ...


def checked_number(kvk_number: str) -> str:
    """The number itself, eight digits with its leading zeros. Raises InvalidNumber."""
    if not NUMBER.fullmatch(kvk_number):
        raise InvalidNumber
    return kvk_number
