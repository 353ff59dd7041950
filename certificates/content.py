"""What stands on a certificate: frozen words and facts, without database or clock."""

import hashlib
import json
import unicodedata
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

FORMAT = "v1"
CONTROL_CHARACTERS = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)])
BLANKS = dict.fromkeys(map(ord, "\t\n\r"), " ")


@dataclass(frozen=True)
class Holder:
    """Who took part; `family_name` is what a visitor may type to see the whole name."""

    name: str
    family_name: str

    @property
    def initials(self) -> str:
        """The name without telling it: "Fatma van der Çelik" becomes "F. v. d. Ç."."""
        return " ".join(f"{word[0]}." for word in self.name.split())


@dataclass(frozen=True)
class CourseFacts:
    """The course as it was in the edition that was completed."""

    title: str
    code: str
    edition: int
    level: str
    minutes: int
    outcomes: tuple[str, ...]


@dataclass(frozen=True)
class Result:
    """What was reached; `score_bp` (1/100 %) only where the certificate shows it."""

    passed_on: date
    score_bp: int | None = None


@dataclass(frozen=True)
class Period:
    """From enrolment until completion."""

    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Issuer:
    """Who vouches for the certificate."""

    name: str
    address: str
    country: str
    did: str
    eidas: str = ""


@dataclass(frozen=True)
class Signatory:
    """Who signs for the issuer."""

    name: str
    role: str
    picture_sha256: str = ""


@dataclass(frozen=True)
class Texts:
    """Sentences of the template, already filled in."""

    intro: str
    achievement: str
    footer: str


@dataclass(frozen=True)
class CertificateContent:
    """Everything that is printed, signed or answered about one certificate, in format `v1`.

    It is made once, at the request. A changed profile, course or template changes nothing in it.
    """

    serial: str
    uid: str
    language: str
    title: str
    holder: Holder
    course: CourseFacts
    result: Result
    period: Period
    issued_on: date
    dated_at: datetime
    valid_until: date | None
    issuer: Issuer
    signatory: Signatory
    theme: str
    texts: Texts
    verify_url: str
    status_list: int
    status_index: int
    subject_id: str
    email_hash: str
    email_salt: str

    def to_json(self) -> dict[str, Any]:
        """As it is stored; the format's name travels with it."""
        return {"format": FORMAT, **_stored(asdict(self))}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "CertificateContent":
        """What `to_json` stored. Raises ValueError for a format that this release does not know."""
        if stored.get("format") != FORMAT:
            raise ValueError(f"Unknown format of certificate content: {stored.get('format')!r}.")
        course, result, period = stored["course"], stored["result"], stored["period"]
        until = stored["valid_until"]
        return cls(
            **{key: value for key, value in stored.items() if key not in {"format", *_TYPED}},
            holder=Holder(**stored["holder"]),
            course=CourseFacts(**course | {"outcomes": tuple(course["outcomes"])}),
            result=Result(**result | {"passed_on": date.fromisoformat(result["passed_on"])}),
            period=Period(**{key: date.fromisoformat(value) for key, value in period.items()}),
            issued_on=date.fromisoformat(stored["issued_on"]),
            dated_at=datetime.fromisoformat(stored["dated_at"]),
            valid_until=date.fromisoformat(until) if until else None,
            issuer=Issuer(**stored["issuer"]),
            signatory=Signatory(**stored["signatory"]),
            texts=Texts(**stored["texts"]),
        )


_TYPED = {
    "holder", "course", "result", "period", "issued_on", "dated_at", "valid_until", "issuer", "signatory", "texts",
}  # fmt: skip


def clean(text: str) -> str:
    """Text as it may stand in a certificate: NFC, on one line, free of the control characters that break signatures."""
    return " ".join(
        unicodedata.normalize("NFC", text).translate(BLANKS).translate(CONTROL_CHARACTERS).split()
    )


def has_control_characters(text: str) -> bool:
    """Whether a name holds characters that no certificate can carry; forms refuse these at entry."""
    return any(ord(character) in CONTROL_CHARACTERS for character in text)


def content_sha256(stored: dict[str, Any]) -> str:
    """The fingerprint of a stored snapshot, independent of the order of its keys."""
    text = json.dumps(stored, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _stored(value: Any) -> Any:
    match value:
        case dict():
            return {key: _stored(item) for key, item in value.items()}
        case tuple():
            return [_stored(item) for item in value]
        case str():
            return clean(value)
        case datetime() | date():
            return value.isoformat()
    return value
