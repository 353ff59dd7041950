"""What tests ask of the books."""

from audit.models import AuditEvent
from vouchers.models import LedgerLine
from vouchers.reconciliation import credit_balances, reconcile


def balances(round):
    """The accounts of book SUBSIDY that hold something, as credits."""
    return {code: cents for code, cents in credit_balances(round).items() if cents}


def own(round):
    """The accounts of book CONTRIBUTION that hold something; positive is debit."""
    rows = LedgerLine.objects.balances(round).filter(account__book="CONTRIBUTION").exclude(total=0)
    return {row["account__code"]: row["total"] for row in rows}


def in_order():
    """Whether every sum of the books agrees with every other."""
    return [str(difference) for difference in reconcile()] == []


def trail(*subjects):
    """The names of what was recorded about these rows, in order."""
    return list(AuditEvent.objects.about(*subjects).order_by("pk").values_list("action", flat=True))
