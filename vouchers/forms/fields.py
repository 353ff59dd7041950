"""Fields that read Dutch: numbers with a comma, KVK numbers with blanks."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from accounts.trade_register.port import InvalidNumber, checked_number
from vouchers.answers import ApplicantType

HUNDREDTHS = re.compile(r"(\d{1,3}(?:\.\d{3})+|\d+)(?:[.,](\d{1,2}))?")
MOST_EURO_CENTS = 10**13
MOST_AWU_CENTI = 10**8

YES_NO = [("yes", _("Ja")), ("no", _("Nee"))]
APPLICANT_TYPES = [
    (ApplicantType.SME.value, _("Mkb-onderneming")),
    (ApplicantType.PUBLIC_BODY.value, _("Publieke organisatie")),
]


class HundredthsField(forms.CharField):
    """A Dutch number with at most two decimals, as whole hundredths: "€ 1.250,50" is 125050."""

    default_error_messages = {
        "invalid": _("Vul een getal in, bijvoorbeeld 1.250 of 1250,50."),
        "most": _("Dit getal is te groot. Controleer de nullen."),
        "least": _("Vul een getal in dat groter is dan nul."),
    }

    def __init__(self, *, most, positive=False, **kwargs):
        self.most, self.positive = most, positive
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 18}), **kwargs)

    def to_python(self, value):
        text = re.sub(r"[€\s]", "", super().to_python(value) or "")
        if not text:
            return None
        found = HUNDREDTHS.fullmatch(text)
        if not found:
            raise ValidationError(self.error_messages["invalid"])
        whole, decimals = found.groups(default="")
        hundredths = int(whole.replace(".", "")) * 100 + int(decimals.ljust(2, "0"))
        if hundredths > self.most:
            raise ValidationError(self.error_messages["most"])
        if self.positive and not hundredths:
            raise ValidationError(self.error_messages["least"])
        return hundredths

    def prepare_value(self, value):
        if not isinstance(value, int):
            return value
        places = 2 if value % 100 else 0
        return number_format(value / 100, decimal_pos=places, use_l10n=True, force_grouping=True)


def euro_field(**kwargs):
    return HundredthsField(most=MOST_EURO_CENTS, **kwargs)


def clean_kvk_number(text):
    """Eight digits, however somebody typed them."""
    try:
        return checked_number(re.sub(r"[\s.]", "", text))
    except InvalidNumber as refusal:
        raise ValidationError(str(refusal)) from refusal


def awu_field(**kwargs):
    return HundredthsField(most=MOST_AWU_CENTI, **kwargs)


def date_input():
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
