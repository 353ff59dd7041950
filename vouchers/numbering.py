"""Public numbers (kenmerken): random, so that no counter is shared and none can be guessed from another."""

import secrets
from datetime import datetime

from django.utils.timezone import localtime

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_number(prefix: str, *, at: datetime) -> str:
    """A number such as "AV-2027-7K3Q-X2MD"; a unique constraint stands behind it."""
    text = "".join(secrets.choice(ALPHABET) for _place in range(8))
    return f"{prefix}-{localtime(at).year}-{text[:4]}-{text[4:]}"
