"""What an applicant answers; stored with the application as it was given."""

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class ApplicantType(StrEnum):
    SME = "SME"
    PUBLIC_BODY = "PUBLIC_BODY"


class DeclaredAid(BaseModel):
    """De minimis aid received elsewhere: the day on which it was granted, and whole cents."""

    model_config = ConfigDict(frozen=True)

    granted_on: date
    amount_cents: int = Field(gt=0)


class Answers(BaseModel):
    """The figures of the last closed book year, and the aid received before; no names."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    applicant_type: ApplicantType = ApplicantType.SME
    book_year: int = Field(ge=2000, le=2100)
    awu_centi: int = Field(ge=0)
    turnover_cents: int = Field(ge=0)
    balance_cents: int = Field(ge=0)
    aid: tuple[DeclaredAid, ...] = ()
