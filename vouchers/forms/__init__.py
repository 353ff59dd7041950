from vouchers.forms.applying import (
    AidRows,
    CompanyForm,
    FiguresForm,
    HadAidForm,
    QuickCheckForm,
    SubmitForm,
    UnitsForm,
)
from vouchers.forms.officer import ResolutionForm
from vouchers.forms.redeeming import RedeemForm

__all__ = [
    "AidRows",
    "CompanyForm",
    "FiguresForm",
    "HadAidForm",
    "QuickCheckForm",
    "RedeemForm",
    "ResolutionForm",
    "SubmitForm",
    "UnitsForm",
]
