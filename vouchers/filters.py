"""Which rows of a list somebody wants to see; the address holds the answer."""

from datetime import date

import django_filters
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Sector
from vouchers.models import Application, Redemption, Round, Voucher
from vouchers.terms import expiry_instant


class DateInput(forms.DateInput):
    def __init__(self):
        super().__init__(format="%Y-%m-%d", attrs={"type": "date"})


class DayFilter(django_filters.DateFilter):
    """A day that the calendar and its time zones can count with."""

    def __init__(self, **kwargs):
        bounds = [MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2999, 12, 31))]
        super().__init__(widget=DateInput, validators=bounds, **kwargs)


class SearchFilter(django_filters.CharFilter):
    """Every word must occur in one of the fields."""

    def __init__(self, *, fields, **kwargs):
        self.fields = fields
        super().__init__(widget=forms.TextInput(attrs={"type": "search"}), **kwargs)

    def filter(self, qs, value):
        for word in (value or "").split():
            found = Q()
            for field in self.fields:
                found |= Q(**{f"{field}__icontains": word})
            qs = qs.filter(found)
        return qs


class ChoicesFilter(django_filters.MultipleChoiceFilter):
    """A facet: a list of boxes to tick."""

    def __init__(self, **kwargs):
        super().__init__(widget=forms.CheckboxSelectMultiple, **kwargs)


def published_rounds(request):
    return Round.objects.published().select_related("scheme").order_by("-opens_at")


def sectors(request):
    return Sector.objects.order_by("position")


class ApplicationFilter(django_filters.FilterSet):
    q = SearchFilter(
        label=_("Zoeken op nummer, naam of KVK-nummer"),
        fields=["number", "submission__receipt_no", "organisation__name", "organisation__kvk_number"],
    )
    status = ChoicesFilter(
        label=_("Status"),
        choices=[choice for choice in Application.Status.choices if choice[0] != Application.Status.DRAFT],
    )
    assessment = ChoicesFilter(label=_("Beoordeling"), choices=Application.Assessment.choices)
    round = django_filters.ModelChoiceFilter(
        label=_("Ronde"), empty_label=_("Alle rondes"), queryset=published_rounds, to_field_name="uid"
    )
    sector = django_filters.ModelChoiceFilter(
        label=_("Werkgebied"),
        empty_label=_("Alle werkgebieden"),
        field_name="organisation__sector",
        queryset=sectors,
        to_field_name="code",
    )
    received_from = DayFilter(
        label=_("Ontvangen vanaf"),
        field_name="submission__received_at__date",
        lookup_expr="gte",
    )
    received_until = DayFilter(
        label=_("Ontvangen t/m"),
        field_name="submission__received_at__date",
        lookup_expr="lte",
    )

    class Meta:
        model = Application
        fields: list[str] = []


class VoucherFilter(django_filters.FilterSet):
    q = SearchFilter(
        label=_("Zoeken op nummer, naam of KVK-nummer"),
        fields=["number", "decision__number", "organisation__name", "organisation__kvk_number"],
    )
    status = ChoicesFilter(label=_("Status van de voucher"), choices=Voucher.Status.choices)
    redemption = ChoicesFilter(
        label=_("Verzilvering"),
        field_name="redemptions__status",
        choices=Redemption.Status.choices,
        distinct=True,
    )
    round = django_filters.ModelChoiceFilter(
        label=_("Ronde"), empty_label=_("Alle rondes"), queryset=published_rounds, to_field_name="uid"
    )
    ends_by = DayFilter(label=_("Geldig t/m uiterlijk"), method="valid_no_longer_than")

    class Meta:
        model = Voucher
        fields: list[str] = []

    def valid_no_longer_than(self, vouchers, name, last_day):
        return vouchers.filter(expires_at__lte=expiry_instant(last_day))


class OwnVoucherFilter(django_filters.FilterSet):
    q = SearchFilter(label=_("Zoeken op nummer"), fields=["number"])
    status = ChoicesFilter(label=_("Status"), choices=Voucher.Status.choices)

    class Meta:
        model = Voucher
        fields: list[str] = []


class ProviderFilter(django_filters.FilterSet):
    q = SearchFilter(
        label=_("Zoeken op vouchernummer, uitvoering of werkgever"),
        fields=["voucher__number", "run__code", "voucher__organisation__name"],
    )
    status = ChoicesFilter(label=_("Status"), choices=Redemption.Status.choices)

    class Meta:
        model = Redemption
        fields: list[str] = []
