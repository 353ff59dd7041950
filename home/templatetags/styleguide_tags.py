"""Examples for the style guide: every component in every state, with invented values."""

from datetime import UTC, date, datetime

from django import forms, template
from django.core.paginator import Paginator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from home.charts import bar_chart, line_chart, stacked_bar
from home.covers import SECTORS
from home.templatetags.format_tags import euro

register = template.Library()


class ExampleForm(forms.Form):
    is_example = True  # its errors do not ask for the focus

    name = forms.CharField(label=_("Naam"), help_text=_("Zoals die op het certificaat komt."))
    kvk_number = forms.CharField(label=_("KVK-nummer"), max_length=8)
    email = forms.EmailField(label=_("E-mailadres"), required=False)
    starts_on = forms.DateField(label=_("Begint op"), widget=forms.DateInput(attrs={"type": "date"}))
    sector = forms.ChoiceField(
        label=_("Werkgebied"), choices=[("", _("Kies een werkgebied")), ("zorg", _("Zorg"))]
    )
    mode = forms.ChoiceField(
        label=_("Vorm"),
        choices=[("online", _("Online")), ("class", _("In een lokaal"))],
        widget=forms.RadioSelect,
        help_text=_("Je kunt later nog wisselen."),
    )
    days = forms.MultipleChoiceField(
        label=_("Dagen"),
        choices=[("mon", _("Maandag")), ("tue", _("Dinsdag"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    reason = forms.CharField(label=_("Toelichting"), widget=forms.Textarea(attrs={"rows": 4}), required=False)
    evidence = forms.FileField(label=_("Bewijsstuk"), required=False)
    agreed = forms.BooleanField(label=_("Ik ga akkoord met de voorwaarden"))


@register.simple_tag
def examples():
    return {
        "form": ExampleForm(auto_id="a_%s"),
        "form_with_errors": ExampleForm({"name": "", "email": "sanne@"}, auto_id="b_%s"),
        "colours": [
            "page",
            "raised",
            "soft",
            "sunken",
            "line",
            "control",
            "ink",
            "muted",
            "accent",
            "accent-strong",
            "accent-soft",
            "deep",
            "info",
            "success",
            "warning",
            "danger",
        ],
        "crumbs": [(_("Cursussen"), "/cursussen/"), (_("Nationale AI-cursus"), "")],
        "steps": [
            {"label": _("Uw organisatie"), "state": "done", "url": "#steps"},
            {"label": _("Voorwaarden"), "state": "done", "url": "#steps"},
            {"label": _("Aantal vouchers"), "state": "current", "note": _("Nog één vraag")},
            {"label": _("Controleren en indienen"), "state": "todo"},
        ],
        "timeline": _timeline(),
        "tabs": [
            {"label": _("Open"), "url": "#tabs", "current": True, "count": 12},
            {"label": _("Besloten"), "url": "#tabs", "count": 148},
            {"label": _("Alles"), "url": "#tabs"},
        ],
        "page": Paginator(range(240), 20).page(4),
        "options": [
            {"value": "zorg", "label": _("Gezondheid en zorg"), "count": 12, "checked": True},
            {"value": "onderwijs", "label": _("Onderwijs"), "count": 3},
            {"value": "defensie", "label": _("Defensie"), "count": 0},
        ],
        "sectors": SECTORS,
        "courses": _courses(),
        "line": line_chart(series=_monthly(), target=_target_path()),
        "bars": bar_chart(
            rows=[
                (gettext("Gezondheid en zorg"), 6120),
                (gettext("Technische industrie"), 4335),
                (gettext("Onderwijs"), 910),
            ]
        ),
        "budget": stacked_bar(
            parts=[
                (gettext("Vastgesteld"), 41_200_000),
                (gettext("Verleend"), 68_500_000),
                (gettext("Vrij"), 112_300_000),
            ],
            display=euro,
        ),
    }


def _timeline():
    return [
        {
            "at": datetime(2026, 11, 16, 10, 5, tzinfo=UTC),
            "title": _("Aanvraag toegekend"),
            "text": _("Vier vouchers van ten hoogste € 444."),
            "actor": "B. Handelaar",
        },
        {
            "at": datetime(2026, 11, 12, 8, 40, tzinfo=UTC),
            "title": _("Aanvulling ontvangen"),
            "actor": "S. de Wit",
        },
        {"at": datetime(2026, 11, 9, 15, 20, tzinfo=UTC), "title": _("Aanvraag ingediend")},
    ]


def _courses():
    named = [
        (_("Nationale AI-cursus"), "", _("Alle werkgebieden"), 0),
        (_("Nationale AI-zorgcursus"), "gezondheid-en-zorg", _("Gezondheid en zorg"), 145_600),
        (_("AI voor landbouw en voeding"), "landbouw-en-voeding", _("Landbouw en voeding"), 89_500),
    ]
    return [
        {
            "title": title,
            "intro": _("Wat kan AI in jouw werk, en waar moet je op letten?"),
            "url": "#cards",
            "minutes": 240,
            "key": f"voorbeeld-{place}",
            "sector_slug": slug,
            "sector_name": sector,
            "price_cents": price,
        }
        for place, (title, slug, sector, price) in enumerate(named)
    ]


def _monthly():
    values = (0, 400, 1150, 2300, 3600, 5200, 7100, 9050, 11_300, 13_800, 16_900, 21_437)
    return [(date(2025 + place // 6, place % 6 * 2 + 1, 1), value) for place, value in enumerate(values)]


def _target_path():
    return [(date(2025, 1, 1), 0), (date(2025, 12, 31), 15_000), (date(2027, 12, 31), 50_000)]
