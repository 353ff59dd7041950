"""Names of people, as they will stand on certificates and in letters."""

from unicodedata import category

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Control characters, zero width and direction marks, private use, halves of a pair, unassigned; breaks of a line.
UNREADABLE = {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"}
# Unicode calls these four letters of Hangul, yet they show nothing.
FILLERS = frozenset("\u115f\u1160\u3164\uffa0")


def readable_name(name: str) -> None:
    """Accepts names in every script; raises ValidationError for what cannot be seen or has no letter."""
    if any(category(character) in UNREADABLE or character in FILLERS for character in name):
        raise ValidationError(_("Er staat een onzichtbaar teken in de naam. Typ de naam opnieuw."))
    if not any(character.isalpha() for character in name):
        raise ValidationError(_("Vul een naam in met ten minste één letter."))
