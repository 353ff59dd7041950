"""Vouchercodes: 128 random bits, shown once, known to the platform only by a keyed hash."""

import hashlib
import hmac
import secrets
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.recording import record
from vouchers.models import Voucher
from vouchers.numbering import ALPHABET

LETTERS = 26
CHECKS = ALPHABET + "*~$=U"


class NotIssuable(Exception):
    """No code can be made for this voucher; the message may be shown to its holder."""


@transaction.atomic
def issue_code(*, voucher: Voucher, by: User, at: datetime) -> str:
    """A new code for a voucher that can still be used, to be shown once; the code before it stops working.

    Raises NotIssuable.
    """
    voucher = Voucher.objects.select_for_update().get(pk=voucher.pk)
    if voucher.status != Voucher.Status.ACTIVE or at >= voucher.expires_at:
        raise NotIssuable(_("Deze voucher is gebruikt of verlopen; er hoort geen code meer bij."))
    code = _new_code()
    voucher.code_hash = hash_code(code)
    voucher.save(update_fields=["code_hash"])
    record("voucher.code_issued", voucher, by=by, at=at)
    return code


def find_voucher(*, code: str) -> Voucher | None:
    """The voucher to which a code belongs; looked up by hash, so that timing tells nothing."""
    return Voucher.objects.filter(code_hash=hash_code(code)).first()


def hash_code(code: str) -> str:
    """The keyed hash under which a code is stored; blanks, dashes and look-alike letters do not matter."""
    written = "".join(character for character in code.upper() if character not in " -\n\t")
    plain = written.translate(str.maketrans("OIL", "011"))
    return hmac.new(settings.VOUCHER_PEPPER.encode(), plain.encode(), hashlib.sha256).hexdigest()


def _new_code() -> str:
    """128 bits as 26 characters of Crockford's base 32, and his check character."""
    number = secrets.randbits(128)
    text = "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(LETTERS)))
    return text + CHECKS[number % len(CHECKS)]
