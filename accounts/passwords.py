"""What a password must be, said in plain Dutch."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class LongEnough(MinimumLengthValidator):
    """Twelve characters or more (reliability.md 10); Django's own sentence has no Dutch translation."""

    def get_error_message(self) -> str:
        return _("Dit wachtwoord is te kort. Gebruik minstens %(length)s tekens.") % {
            "length": self.min_length
        }

    def get_help_text(self) -> str:
        return _("Gebruik minstens %(length)s tekens. Een zin van een paar woorden werkt goed.") % {
            "length": self.min_length
        }
