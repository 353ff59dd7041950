"""What is held about people: `personal_data.yaml` puts every column of our own tables in one class."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import yaml
from django.apps import apps
from django.conf import settings
from django.db.models import Model
from pydantic import BaseModel, model_validator

FILE = Path(__file__).with_suffix(".yaml")


class Class(StrEnum):
    """How near a column is to a person."""

    PERSONAL = "personal"
    PSEUDONYM = "pseudonym"
    NONE = "none"


class Table(BaseModel, frozen=True, extra="forbid"):
    """One model in the file."""

    purpose: str = ""
    kept: str = ""
    personal: tuple[str, ...] = ()
    pseudonym: tuple[str, ...] = ()
    none: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _is_complete(self) -> "Table":
        names = [*self.personal, *self.pseudonym, *self.none]
        if len(names) != len(set(names)):
            raise ValueError("a column stands in two classes")
        if (self.personal or self.pseudonym) and not (self.purpose and self.kept):
            raise ValueError("what is about people needs a purpose and a term")
        return self


class Register(BaseModel, frozen=True, extra="forbid"):
    """The whole file: terms by name, tables by app and model."""

    terms: dict[str, str]
    apps: dict[str, dict[str, Table]]

    @model_validator(mode="after")
    def _gives_the_terms_it_uses(self) -> "Register":
        used = {table.kept for tables in self.apps.values() for table in tables.values()} - {""}
        if used != set(self.terms):
            raise ValueError(f"used or given, not both: {sorted(used ^ set(self.terms))}")
        return self


@dataclass(frozen=True)
class Held:
    """One column, such as `value` of `courses.Answer`, and why and how long its table is held."""

    model: str
    field: str
    kind: Class
    purpose: str
    kept: str

    def __str__(self) -> str:
        return f"{self.model}.{self.field}"


def held() -> list[Held]:
    """Every column that the register names. Raises pydantic's ValidationError when the file is not in order."""
    register = Register.model_validate(yaml.safe_load(FILE.read_text(encoding="utf-8")))
    return [
        Held(f"{app}.{name}", field, kind, table.purpose, register.terms.get(table.kept, ""))
        for app, tables in register.apps.items()
        for name, table in tables.items()
        for kind in Class
        for field in getattr(table, kind)
    ]


def own_models() -> list[type[Model]]:
    """The models of the apps that lie in this repository, also of an app that is added later."""
    own = [config for config in apps.get_app_configs() if Path(config.path).parent == settings.BASE_DIR]
    return [model for config in own for model in config.get_models()]


def columns(model: type[Model]) -> list[str]:
    """What a model declares itself, many-to-many included; the table of its parent speaks for itself."""
    declared = {*model._meta.local_concrete_fields, *model._meta.local_many_to_many}
    links = set(model._meta.parents.values())
    return sorted(f"{model._meta.label}.{field.name}" for field in declared - links)


def unclassified_fields(models: list[type[Model]] | None = None) -> list[str]:
    """Columns that the register does not name; of all our own models when none are given."""
    named = {str(row) for row in held()}
    return [name for model in models or own_models() for name in columns(model) if name not in named]
