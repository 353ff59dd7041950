"""How money, shares and durations read in Dutch."""

from django import template
from django.utils.translation import gettext as _

register = template.Library()


def _grouped(whole):
    return f"{whole:,}".replace(",", ".")


@register.filter
def euro(cents):
    """Whole cents as Dutch euros: 145600 → "€ 1.456", 44450 → "€ 444,50"."""
    if cents is None or cents == "":
        return ""
    sign = "-" if int(cents) < 0 else ""
    whole, rest = divmod(abs(int(cents)), 100)
    return f"{sign}€\u00a0{_grouped(whole)}" + (f",{rest:02d}" if rest else "")


@register.filter
def euro_exact(cents):
    """Whole cents as Dutch euros, always with the cents: 145600 → "€ 1.456,00"."""
    text = euro(cents)
    return text if "," in text or not text else f"{text},00"


@register.filter
def percentage(bp):
    """Basis points as a Dutch percentage: 3050 → "30,5%"."""
    whole, rest = divmod(int(bp), 100)
    decimals = f"{rest:02d}".rstrip("0")
    return f"{whole},{decimals}%" if decimals else f"{whole}%"


@register.filter
def duration(minutes):
    """Minutes in words: 95 → "1 uur en 35 minuten"."""
    hours, rest = divmod(int(minutes or 0), 60)
    if not hours:
        return _("%(n)s minuten") % {"n": rest}
    if not rest:
        return _("%(n)s uur") % {"n": hours}
    return _("%(hours)s uur en %(rest)s minuten") % {"hours": hours, "rest": rest}
