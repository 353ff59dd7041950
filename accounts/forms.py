from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.names import readable_name


class NamesForm(forms.Form):
    """What a new account asks beside the address: the name that will stand on certificates."""

    first_name = forms.CharField(
        label=_("Voornaam"),
        max_length=150,
        validators=[readable_name],
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = forms.CharField(
        label=_("Achternaam"),
        max_length=150,
        validators=[readable_name],
        help_text=_("Je naam staat straks zo op je certificaat."),
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )

    def signup(self, request, user):
        """allauth has saved the names already; it asks for this method."""


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["first_name", "last_name"]
        labels = {"first_name": _("Voornaam"), "last_name": _("Achternaam")}
        help_texts = {
            "last_name": _(
                "Nieuwe certificaten krijgen deze naam. Certificaten die je al hebt, veranderen niet."
            )
        }
