"""The form of an officer's judgement."""

from django import forms
from django.utils.translation import gettext_lazy as _

from vouchers.models import Outcome


class ResolutionForm(forms.Form):
    """What an officer makes of a finding that no rule could judge."""

    outcome = forms.ChoiceField(
        label=_("Uw oordeel"),
        choices=[
            (Outcome.OK.value, _("Voldoet: de aanvraag kan door")),
            (Outcome.REJECT.value, _("Voldoet niet: grond voor afwijzing")),
        ],
        widget=forms.RadioSelect,
    )
    motivation = forms.CharField(
        label=_("Motivering"),
        help_text=_("Wat hebt u gezien, en waarom komt u tot dit oordeel? Dit staat in het dossier."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
