"""The columns of the lists, on the page and in the export of it."""

from decimal import Decimal

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from home.templatetags.format_tags import euro
from vouchers.models import Application, Redemption, Voucher
from vouchers.templatetags.voucher_tags import tone, waits_for
from vouchers.terms import last_valid_day

NUMBER = {"th": {"class": "number"}, "td": {"class": "number"}}
DAY = "j b Y"
CODE = {"td": {"class": "table__code"}}


class StatusColumn(tables.Column):
    """A state as a coloured word; in an export the word alone."""

    def render(self, value, record, bound_column):
        status = tables.A(bound_column.accessor).resolve(record)
        return render_to_string("components/tag.html", {"label": value, "tone": tone(status)})

    def value(self, value):
        return value


class MoneyColumn(tables.Column):
    """Whole cents as euros; in an export with two decimals."""

    def __init__(self, **kwargs):
        super().__init__(attrs=NUMBER, **kwargs)

    def render(self, value):
        return euro(value)

    def value(self, value):
        return Decimal(value).scaleb(-2)


class MomentColumn(tables.Column):
    """A moment, as its day in Dutch time; in an export to the second."""

    def __init__(self, **kwargs):
        super().__init__(attrs=CODE, **kwargs)

    def render(self, value):
        return date_format(localtime(value), DAY)

    def value(self, value):
        return value


class DayColumn(tables.Column):
    def __init__(self, **kwargs):
        super().__init__(attrs=CODE, **kwargs)

    def render(self, value):
        return date_format(value, DAY)

    def value(self, value):
        return value


class LastDayColumn(DayColumn):
    """The last day on which a voucher may be used ("geldig t/m")."""

    def render(self, value):
        return super().render(last_valid_day(value))

    def value(self, value):
        return last_valid_day(value)


class ApplicationTable(tables.Table):
    """Applications as RVO sees them."""

    number = tables.Column(
        verbose_name=_("Aanvraag"), linkify=("vouchers:application", {"uid": tables.A("uid")}), attrs=CODE
    )
    organisation = tables.Column(accessor="organisation__name", verbose_name=_("Organisatie"))
    kvk_number = tables.Column(accessor="organisation__kvk_number", verbose_name=_("KVK-nummer"))
    received_at = MomentColumn(accessor="submission__received_at", verbose_name=_("Ontvangen"))
    units = tables.Column(verbose_name=_("Vouchers"), attrs=NUMBER)
    requested_cents = MoneyColumn(verbose_name=_("Gevraagd"))
    awarded_cents = MoneyColumn(verbose_name=_("Toegekend"), empty_values=(None, 0), default="–")
    status = StatusColumn(verbose_name=_("Status"))
    waits_for = tables.Column(verbose_name=_("Wacht op"), orderable=False, empty_values=())

    caption = _("Aanvragen")
    export_name = "aanvragen"

    class Meta:
        model = Application
        fields: list[str] = []
        order_by = "-received_at"

    def render_waits_for(self, record):
        return waits_for(record) or "–"

    def value_waits_for(self, record):
        return waits_for(record)


class _WithRedemption(tables.Table):
    """A voucher has at most one redemption that counts; the view fetches it as `live_redemptions`."""

    def redemption_of(self, voucher):
        return voucher.live_redemptions[0] if voucher.live_redemptions else None

    def render_redemption(self, record):
        redemption = self.redemption_of(record)
        if not redemption:
            return "–"
        context = {"label": redemption.get_status_display(), "tone": tone(redemption.status)}
        return render_to_string("components/tag.html", context)

    def value_redemption(self, record):
        redemption = self.redemption_of(record)
        return redemption.get_status_display() if redemption else ""

    def render_course(self, record):
        redemption = self.redemption_of(record)
        return redemption.run.edition.course.title if redemption else "–"

    def value_course(self, record):
        return self.render_course(record)

    def render_subsidy(self, record):
        redemption = self.redemption_of(record)
        return euro(redemption.subsidy_cents) if redemption else "–"

    def value_subsidy(self, record):
        redemption = self.redemption_of(record)
        return Decimal(redemption.subsidy_cents).scaleb(-2) if redemption else None

    def render_own(self, record):
        redemption = self.redemption_of(record)
        return euro(redemption.own_cents) if redemption else "–"

    def value_own(self, record):
        redemption = self.redemption_of(record)
        return Decimal(redemption.own_cents).scaleb(-2) if redemption else None


class VoucherTable(_WithRedemption):
    """Vouchers as RVO sees them; employees stay in the file of the application."""

    number = tables.Column(
        verbose_name=_("Voucher"),
        linkify=("vouchers:application", {"uid": tables.A("decision__application__uid")}),
        attrs=CODE,
    )
    organisation = tables.Column(accessor="organisation__name", verbose_name=_("Organisatie"))
    status = StatusColumn(verbose_name=_("Status"))
    amount_max_cents = MoneyColumn(verbose_name=_("Hoogste bedrag"))
    expires_at = LastDayColumn(verbose_name=_("Geldig t/m"))
    course = tables.Column(verbose_name=_("Opleiding"), orderable=False, empty_values=())
    redemption = tables.Column(verbose_name=_("Verzilvering"), orderable=False, empty_values=())
    subsidy = tables.Column(verbose_name=_("Subsidie"), orderable=False, empty_values=(), attrs=NUMBER)
    own = tables.Column(verbose_name=_("Eigen bijdrage"), orderable=False, empty_values=(), attrs=NUMBER)

    caption = _("Vouchers")
    export_name = "vouchers"

    class Meta:
        model = Voucher
        fields: list[str] = []
        order_by = "number"


class OwnVoucherTable(_WithRedemption):
    """The vouchers of one employer."""

    number = tables.Column(verbose_name=_("Voucher"), attrs=CODE)
    status = StatusColumn(verbose_name=_("Status"))
    amount_max_cents = MoneyColumn(verbose_name=_("Hoogste bedrag"))
    expires_at = LastDayColumn(verbose_name=_("Geldig t/m"))
    employee = tables.Column(verbose_name=_("Medewerker"), orderable=False, empty_values=())
    course = tables.Column(verbose_name=_("Opleiding"), orderable=False, empty_values=())
    redemption = tables.Column(verbose_name=_("Verzilvering"), orderable=False, empty_values=())
    act = tables.TemplateColumn(
        verbose_name=_("Doen"),
        template_name="vouchers/_voucher_act.html",
        orderable=False,
        exclude_from_export=True,
    )

    caption = _("Vouchers van uw organisatie")
    export_name = "vouchers"

    class Meta:
        model = Voucher
        fields: list[str] = []
        order_by = "expires_at"

    def render_employee(self, record):
        redemption = self.redemption_of(record)
        return redemption.participant.name if redemption else "–"

    def value_employee(self, record):
        return self.render_employee(record)


class ProviderTable(tables.Table):
    """Who comes to the runs of a provider with a voucher."""

    course = tables.Column(accessor="run__edition__course__title", verbose_name=_("Opleiding"))
    starts_on = DayColumn(verbose_name=_("Begint"), default="–")
    employee = tables.Column(accessor="participant__name", verbose_name=_("Deelnemer"), orderable=False)
    employer = tables.Column(accessor="voucher__organisation__name", verbose_name=_("Werkgever"))
    number = tables.Column(accessor="voucher__number", verbose_name=_("Voucher"), attrs=CODE)
    price_cents = MoneyColumn(verbose_name=_("Prijs zonder btw"))
    subsidy_cents = MoneyColumn(verbose_name=_("Subsidie"))
    own_cents = MoneyColumn(verbose_name=_("Eigen bijdrage"))
    status = StatusColumn(verbose_name=_("Status"))

    caption = _("Verzilveringen")
    export_name = "verzilveringen"

    class Meta:
        model = Redemption
        fields: list[str] = []
        order_by = ("-starts_on", "number")
