"""The forms of applying, one per step, and the quick check before it."""

from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from vouchers.answers import Answers, ApplicantType, DeclaredAid
from vouchers.forms.fields import APPLICANT_TYPES, YES_NO, awu_field, clean_kvk_number, date_input, euro_field
from vouchers.models import Declaration

MOST_UNITS = 500
AID_ROWS = 20


class QuickCheckForm(forms.Form):
    """The quick check: a GET form, so that the address holds the answers and nothing is stored."""

    applicant_type = forms.ChoiceField(
        label=_("Wat voor organisatie bent u?"), choices=APPLICANT_TYPES, widget=forms.RadioSelect
    )
    employees = awu_field(
        label=_("Hoeveel mensen werken er, omgerekend naar voltijdbanen?"),
        help_text=_("Tel verbonden bedrijven mee. Twee halve banen zijn samen één."),
    )
    turnover = euro_field(label=_("Jaaromzet in euro's"), help_text=_("Van het laatste afgesloten boekjaar."))
    balance = euro_field(
        label=_("Balanstotaal in euro's"), help_text=_("Van het laatste afgesloten boekjaar.")
    )
    aid = euro_field(
        label=_("De-minimissteun van de afgelopen drie jaar in euro's"),
        help_text=_("Kleine overheidssteun, zoals een andere voucher. Geen steun gekregen? Vul 0 in."),
    )
    kvk_number = forms.CharField(
        label=_("KVK-nummer"),
        help_text=_("Dan kijken wij ook in het Handelsregister."),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 12, "size": 12}),
    )

    def clean_kvk_number(self):
        number = self.cleaned_data["kvk_number"]
        return clean_kvk_number(number) if number else ""

    def answers(self):
        given = self.cleaned_data
        on = localdate()
        aid = (DeclaredAid(granted_on=on, amount_cents=given["aid"]),) if given["aid"] else ()
        return Answers(
            applicant_type=given["applicant_type"],
            book_year=on.year - 1,
            awu_centi=given["employees"],
            turnover_cents=given["turnover"],
            balance_cents=given["balance"],
            aid=aid,
        )


class CompanyForm(forms.Form):
    """Step 1 of applying: who applies."""

    applicant_type = forms.ChoiceField(
        label=_("Als wat vraagt u aan?"),
        help_text=_("Een stichting of vereniging die diensten levert, vraagt aan als mkb-onderneming."),
        choices=APPLICANT_TYPES,
        widget=forms.RadioSelect,
    )


class FiguresForm(forms.Form):
    """Step 2 of applying: how large the undertaking is."""

    book_year = forms.TypedChoiceField(label=_("Laatste afgesloten boekjaar"), coerce=int)
    awu_centi = awu_field(
        label=_("Arbeidsjaareenheden"),
        help_text=_(
            "Het aantal voltijdbanen over het hele jaar. Tel eigenaren die meewerken mee; uitzendkrachten niet. "
            "Tel verbonden ondernemingen helemaal mee."
        ),
        positive=True,
    )
    turnover_cents = euro_field(label=_("Jaaromzet in euro's"))
    balance_cents = euro_field(label=_("Balanstotaal in euro's"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        year = localdate().year
        self.fields["book_year"].choices = [(past, str(past)) for past in (year - 1, year - 2)]


class HadAidForm(forms.Form):
    """Step 3 of applying: was there earlier de minimis aid?"""

    had_aid = forms.ChoiceField(
        label=_("Kreeg uw onderneming in de afgelopen drie jaar de-minimissteun?"),
        help_text=_(
            "Dat is kleine steun van de overheid, zoals een voucher of een lening met korting. In de brief bij die "
            "steun staat dat het de-minimissteun is. Tel verbonden ondernemingen mee."
        ),
        choices=YES_NO,
        widget=forms.RadioSelect,
    )


class AidRowForm(forms.Form):
    """One earlier aid; an empty row counts for nothing."""

    granted_on = forms.DateField(
        label=_("Datum van het besluit"),
        required=False,
        widget=date_input(),
    )
    amount_cents = euro_field(label=_("Bedrag in euro's"), required=False)

    def clean_granted_on(self):
        day = self.cleaned_data["granted_on"]
        if day and day > localdate():
            raise ValidationError(_("Deze datum ligt in de toekomst."))
        return day

    def clean(self):
        given = self.cleaned_data
        if given.get("granted_on") and "amount_cents" in given and not given["amount_cents"]:
            self.add_error("amount_cents", _("Vul het bedrag in dat bij deze datum hoort."))
        if given.get("amount_cents") and "granted_on" in given and not given["granted_on"]:
            self.add_error("granted_on", _("Vul de datum in die bij dit bedrag hoort."))
        return given


AidRows = forms.formset_factory(AidRowForm, extra=0, max_num=AID_ROWS, validate_max=True)


class UnitsForm(forms.Form):
    """Step 4 of applying: for how many employees."""

    units = forms.IntegerField(
        label=_("Hoeveel vouchers vraagt u aan?"),
        help_text=_("Eén voucher is voor één medewerker en één opleiding."),
        min_value=1,
        max_value=MOST_UNITS,
        error_messages={
            "min_value": _("Vraag minstens één voucher aan."),
            "max_value": _("In één aanvraag passen hoogstens %(limit_value)s vouchers."),
        },
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "size": 6}),
    )


class SubmitForm(forms.Form):
    """The last step: three declarations, and a key that makes twice once."""

    sme = forms.BooleanField(
        label=_("Ik verklaar dat de cijfers over de omvang van de onderneming kloppen (mkb-verklaring).")
    )
    de_minimis = forms.BooleanField(
        label=_("Ik verklaar dat alle eerdere de-minimissteun hierboven staat (de-minimisverklaring).")
    )
    true_and_complete = forms.BooleanField(
        label=_(
            "Ik verklaar dat alle gegevens juist en volledig zijn, en dat ik mag aanvragen voor deze organisatie."
        )
    )
    key = forms.CharField(max_length=64, widget=forms.HiddenInput, initial=lambda: uuid4().hex)

    def __init__(self, *args, applicant_type, **kwargs):
        super().__init__(*args, **kwargs)
        if applicant_type == ApplicantType.PUBLIC_BODY:
            self.fields["sme"].label = _("Ik verklaar dat wij een publieke organisatie zijn.")

    def declarations(self):
        return {Declaration.Kind.SME, Declaration.Kind.DE_MINIMIS, Declaration.Kind.TRUE_AND_COMPLETE}
