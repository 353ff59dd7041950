"""How money, moments and shares are written in Dutch sentences."""

from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from home.templatetags.format_tags import euro, percentage


def centi(number: int) -> str:
    """Hundredths as a Dutch number: 24999 is "249,99"."""
    whole, rest = divmod(number, 100)
    return f"{whole},{rest:02d}" if rest else str(whole)


def day(value: date) -> str:
    """A date in full: "16 november 2026"."""
    return date_format(value, "j F Y")


def moment(value: datetime) -> str:
    """A moment in Amsterdam: "16 november 2026 om 10.30 uur"."""
    return _("%(day)s uur") % {"day": date_format(localtime(value), r"j F Y \o\m H.i")}


_BY_SUFFIX = {"_cents": euro, "_centi": centi, "_bp": percentage}


def filled_in(text: str, values: dict) -> str:
    """A sentence with its placeholders written out; the suffix of a name says what kind of number it is."""
    return text.format_map({name: _shown(name, value) for name, value in values.items()})


def _shown(name: str, value: object) -> str:
    match value:
        case datetime():
            return moment(value)
        case date():
            return day(value)
        case int():
            write = next((_BY_SUFFIX[suffix] for suffix in _BY_SUFFIX if name.endswith(suffix)), str)
            return write(value)
    return str(value)
