"""Text that stands encrypted in the database."""

import base64
import hashlib
from functools import cache

from cryptography.fernet import Fernet
from django.conf import settings
from django.db import models


@cache
def _cipher(secret):
    key = hashlib.sha256(b"participant.text:" + secret.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


class EncryptedTextField(models.TextField):
    """Readable for the application only: a copy of the database without PARTICIPANT_KEY tells nothing."""

    def from_db_value(self, value, expression, connection):
        return _cipher(settings.PARTICIPANT_KEY).decrypt(value.encode()).decode() if value else value

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return _cipher(settings.PARTICIPANT_KEY).encrypt(value.encode()).decode() if value else value
