import unicodedata

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class PlainNames:
    """Refuses the invisible characters that no certificate can carry."""

    def clean_first_name(self):
        return self._plain("first_name")

    def clean_last_name(self):
        return self._plain("last_name")

    def _plain(self, field):
        name = self.cleaned_data[field]
        if any(unicodedata.category(character) == "Cc" for character in name):
            raise forms.ValidationError(_("Er staat een onzichtbaar teken in de naam. Typ de naam opnieuw."))
        return name


class NamesForm(PlainNames, forms.Form):
    """What a new account asks beside the address: the name that will stand on certificates."""

    first_name = forms.CharField(
        label=_("Voornaam"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = forms.CharField(
        label=_("Achternaam"),
        max_length=150,
        help_text=_("Je naam staat straks zo op je certificaat."),
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )

    def signup(self, request, user):
        """allauth has saved the names already; it asks for this method."""


class ProfileForm(PlainNames, forms.ModelForm):
    class Meta:
        model = User
        fields = ["first_name", "last_name"]
        labels = {"first_name": _("Voornaam"), "last_name": _("Achternaam")}
        help_texts = {
            "last_name": _(
                "Nieuwe certificaten krijgen deze naam. Certificaten die je al hebt, veranderen niet."
            )
        }
