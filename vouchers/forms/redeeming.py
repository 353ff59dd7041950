"""The form of redeeming: for whom, and on which run."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts.names import readable_name
from vouchers.forms.fields import YES_NO, date_input

NEW_EMPLOYEE = "new"


class RedeemForm(forms.Form):
    """For whom, and on which run, a voucher is used."""

    run = forms.ModelChoiceField(
        label=_("Opleiding"), queryset=None, to_field_name="uid", widget=forms.RadioSelect, empty_label=None
    )
    employee = forms.ChoiceField(label=_("Medewerker"))
    name = forms.CharField(
        label=_("Naam van de nieuwe medewerker"),
        help_text=_("Alleen nodig als de medewerker niet in de lijst staat."),
        required=False,
        max_length=150,
        validators=[readable_name],
    )
    email = forms.EmailField(
        label=_("Zakelijk e-mailadres van de nieuwe medewerker"),
        help_text=_("Daarmee maakt de medewerker een account om te leren."),
        required=False,
    )
    born_on = forms.DateField(
        label=_("Geboortedatum van de medewerker"),
        help_text=_(
            "Daarmee controleren wij dat één persoon niet twee keer een voucher krijgt voor dezelfde opleiding. "
            "Wij bewaren de datum niet."
        ),
        widget=date_input(),
    )
    vat_recoverable = forms.ChoiceField(
        label=_("Kan uw organisatie de btw over deze opleiding terugvragen?"),
        help_text=_("Zo niet, dan telt de btw mee voor de voucher."),
        choices=YES_NO,
        initial="yes",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, runs, employees, **kwargs):
        super().__init__(*args, **kwargs)
        self.employees = {str(person.uid): person for person in employees}
        self.fields["run"].queryset = runs
        people = [(uid, _shown(person)) for uid, person in self.employees.items()]
        self.fields["employee"].choices = [
            ("", _("Kies een medewerker")),
            *people,
            (NEW_EMPLOYEE, _("Een medewerker die nog niet in de lijst staat")),
        ]

    def clean_born_on(self):
        day = self.cleaned_data["born_on"]
        if not localdate().year - 100 < day.year < localdate().year - 12:
            raise ValidationError(_("Controleer de geboortedatum."))
        return day

    def clean(self):
        given = super().clean()
        if given.get("employee") == NEW_EMPLOYEE:
            for field, sentence in (
                ("name", _("Vul de naam van de medewerker in.")),
                ("email", _("Vul het zakelijke e-mailadres van de medewerker in.")),
            ):
                if field not in self.errors and not given.get(field):
                    self.add_error(field, sentence)
        return given

    @property
    def known_employee(self):
        """The account that was chosen; None for somebody new."""
        return self.employees.get(self.cleaned_data["employee"])

    @property
    def vat_is_recoverable(self):
        return self.cleaned_data["vat_recoverable"] == "yes"


def _shown(person):
    """An employer sees the name of an account only once its owner confirmed to work there."""
    return f"{person.name} ({person.email})" if person.is_confirmed else person.email
