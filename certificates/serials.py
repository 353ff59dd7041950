"""The number on a certificate: random, typed over without mistakes, checked before any query.

Eleven characters of Crockford's base 32 (55 bits) and a check character (Luhn mod 32). Stored and used in
addresses without dashes and prefix; printed as AIV-XXXX-XXXX-XXXX.
"""

import re
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12
PREFIX = "AIV"
LOOKALIKES = str.maketrans("OIL", "011")


def new_serial() -> str:
    """A number that nobody can guess and that says nothing about how many there are."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return body + check_character(body)


def check_character(body: str) -> str:
    """The last character: one wrong character, or two neighbours swapped, no longer fits (Luhn mod 32)."""
    total = 0
    for position, character in enumerate(reversed(body)):
        value = ALPHABET.index(character) * (2 - position % 2)
        total += value // 32 + value % 32
    return ALPHABET[-total % 32]


def read_serial(text: str) -> str | None:
    """What someone typed or scanned, as it is stored; None when it cannot be a number of a certificate."""
    typed = re.sub(r"[\s\-–.]", "", text).upper()
    if len(typed) == LENGTH + len(PREFIX):
        typed = typed.removeprefix(PREFIX)
    serial = typed.translate(LOOKALIKES)
    if len(serial) != LENGTH or set(serial) - set(ALPHABET):
        return None
    return serial if check_character(serial[:-1]) == serial[-1] else None


def written(serial: str) -> str:
    """The number as people read it: AIV-XXXX-XXXX-XXXX."""
    return "-".join((PREFIX, serial[:4], serial[4:8], serial[8:]))
