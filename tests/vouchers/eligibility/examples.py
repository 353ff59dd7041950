"""Facts without a database: of a small company for which everything is in order."""

from datetime import UTC, date, datetime

from vouchers.eligibility.facts import Aid, Facts, Figures, Registration

AT = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
COMPANY = "00000152"


def facts(**other):
    known = {
        "moment": "C",
        "on": date(2026, 11, 16),
        "kvk_number": COMPANY,
        "applicant_type": "SME",
        "regime": "DE_MINIMIS",
        "asked_cents": 44_400,
        "aid_ceiling_cents": 30_000_000,
    }
    return Facts(**known | other)


def found(active=True):
    return Registration("FOUND", active, AT)


def unavailable():
    return Registration("UNAVAILABLE", None, AT)


def not_found():
    return Registration("NOT_FOUND", None, AT)


def figures(company=COMPANY, awu_centi=1_200, turnover_cents=150_000_000, balance_cents=60_000_000):
    return Figures(company, awu_centi, turnover_cents, balance_cents)


def aid(amount_cents, granted_on, company=COMPANY):
    return Aid(company, amount_cents, granted_on)
