from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.serials import read_serial


class LookUpForm(forms.Form):
    """The number on a certificate, as somebody reads it from paper."""

    number = forms.CharField(
        label=_("Nummer van het certificaat"),
        help_text=_("Het staat op het certificaat, bijvoorbeeld AIV-1234-5678-9ABC."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Vul het nummer in.")},
    )

    def clean_number(self):
        serial = read_serial(self.cleaned_data["number"])
        if serial is None:
            raise forms.ValidationError(
                _("Dit nummer kennen we niet. Kijk of je alle twaalf tekens goed hebt overgenomen.")
            )
        return serial


class SurnameForm(forms.Form):
    """Who knows the surname sees the whole name."""

    WRONG = _("Dit is niet de achternaam die op het certificaat staat.")

    surname = forms.CharField(
        label=_("Achternaam van de deelnemer"),
        help_text=_("Klopt de achternaam, dan zie je de hele naam. We bewaren niet wat je invult."),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Vul de achternaam in.")},
    )
