"""Inrichting: a scheme is a file of rows, read once; its rule set is frozen and never changed afterwards."""

import hashlib
from datetime import date, datetime
from pathlib import Path

import yaml
from django.db import transaction
from pydantic import BaseModel, ConfigDict

from audit.recording import canonical, record
from vouchers.eligibility.rule import REGISTERED
from vouchers.models import AidCeiling, AidRegime, AidSector, Outcome, RuleSet, RuleSetRule, Scheme

FOLDER = Path(__file__).with_name("schemes")


class RuleSetFrozen(Exception):
    """The file tells other rules than the frozen set of that version: a changed rule is a new version."""


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RuleRow(_Row):
    """One rule of the file."""

    rule_id: str
    function: str
    on_not_met: Outcome
    met: str
    reason: str
    article: str
    on_weak: Outcome = Outcome.MANUAL
    condition: dict[str, list[str]] = {}
    parameters: dict[str, int | bool] = {}
    evidence_kinds: list[str] = []


class RuleSetRow(_Row):
    code: str
    version: int
    rules: list[RuleRow]


class SchemeRow(_Row):
    code: str
    name: str
    legal_basis_text: str
    publication_ref: str = ""
    retention_years: int = 10


class CeilingRow(_Row):
    regime: AidRegime
    sector: AidSector
    valid_from: date
    ceiling_cents: int
    legal_source: str
    valid_to: date | None = None
    years: int = 3


class SchemeFile(_Row):
    """A whole file: every field is named, and nothing else is accepted."""

    scheme: SchemeRow
    rule_set: RuleSetRow
    aid_ceilings: list[CeilingRow] = []


@transaction.atomic
def provision_scheme(*, code: str, at: datetime) -> tuple[Scheme, RuleSet]:
    """Lay a scheme, its frozen rule set and the aid ceilings from `schemes/<code>.yaml`; twice is once.

    Raises RuleSetFrozen when the file changed without a new version.
    """
    file = SchemeFile.model_validate(yaml.safe_load((FOLDER / f"{code}.yaml").read_text(encoding="utf-8")))
    facts = file.scheme.model_dump(exclude={"code"})
    scheme, new = Scheme.objects.get_or_create(code=file.scheme.code, defaults=facts)
    if new:
        record("scheme.provisioned", scheme, by=None, at=at)
    for ceiling in file.aid_ceilings:
        key = {"regime": ceiling.regime, "sector": ceiling.sector, "valid_from": ceiling.valid_from}
        AidCeiling.objects.get_or_create(**key, defaults=ceiling.model_dump(exclude=set(key)))
    return scheme, _rule_set(file.rule_set, at=at)


def _rule_set(told: RuleSetRow, *, at: datetime) -> RuleSet:
    sha256 = hashlib.sha256(canonical(told.model_dump(mode="json")).encode()).hexdigest()
    rule_set, new = RuleSet.objects.get_or_create(
        code=told.code, version=told.version, defaults={"frozen_at": at, "sha256": sha256}
    )
    if rule_set.sha256 != sha256:
        raise RuleSetFrozen(f"{rule_set} is vastgesteld. Geef de veranderde regels een nieuw versienummer.")
    if new:
        RuleSetRule.objects.bulk_create(_rule(rule_set, row) for row in told.rules)
        record("rule_set.frozen", rule_set, by=None, at=at, sha256=sha256)
    return rule_set


def _rule(rule_set: RuleSet, row: RuleRow) -> RuleSetRule:
    if row.function not in REGISTERED:
        raise LookupError(f"Er is geen regel met de naam {row.function}.")
    facts = row.model_dump(exclude={"met", "reason"})
    return RuleSetRule(rule_set=rule_set, met_nl=row.met, reason_nl=row.reason, **facts)
