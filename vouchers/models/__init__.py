from vouchers.models.application import AllocationRun, Application, Declaration, Submission
from vouchers.models.assessment import Finding, Moment, Resolution, RuleRun, Verdict
from vouchers.models.decision import Decision, Letter
from vouchers.models.ledger import LedgerAccount, LedgerEntry, LedgerLine
from vouchers.models.redemption import Evidence, Redemption
from vouchers.models.register import AidEntry, CompanyYear, OwnershipLink
from vouchers.models.round import Round, RoundBudget
from vouchers.models.scheme import AidCeiling, AidRegime, AidSector, Outcome, RuleSet, RuleSetRule, Scheme
from vouchers.models.settlement import Settlement
from vouchers.models.voucher import Participant, Voucher

__all__ = [
    "AidCeiling",
    "AidEntry",
    "AidRegime",
    "AidSector",
    "AllocationRun",
    "Application",
    "CompanyYear",
    "Decision",
    "Declaration",
    "Evidence",
    "Finding",
    "LedgerAccount",
    "LedgerEntry",
    "LedgerLine",
    "Letter",
    "Moment",
    "Outcome",
    "OwnershipLink",
    "Participant",
    "Redemption",
    "Resolution",
    "Round",
    "RoundBudget",
    "RuleRun",
    "RuleSet",
    "RuleSetRule",
    "Scheme",
    "Settlement",
    "Submission",
    "Verdict",
    "Voucher",
]
