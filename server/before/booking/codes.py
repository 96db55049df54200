"""Query codes of bookings and the codes that are sent to telephones: how they are made, written and compared. Pure.

A query code has 16 letters of Crockford's alphabet, 80 bits. It is derived from the booking, so that it can be told
again when its first answer was lost; only its keyed print is kept.
"""

import hmac
import secrets
from collections.abc import Callable
from typing import Final
from uuid import UUID

from server.errors import NotFound

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH: Final = 16
MISREAD: Final = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None})
DIGITS: Final = 6
Mac = Callable[[bytes], str]
"""A keyed hash, in hexadecimal digits."""


def query_code(mac: Mac, booking: UUID) -> str:
    """The code of a booking, in groups of four, as it is read out and typed."""
    digits = int(mac(b"booking|" + booking.bytes)[:20], 16)
    code = "".join(ALPHABET[digits >> 5 * n & 31] for n in range(LENGTH))
    return "-".join(code[start : start + 4] for start in range(0, LENGTH, 4))


def hash_of(mac: Mac, code: str) -> str:
    """What is kept of a query code, however it was typed; NotFound for what is none."""
    read = code.upper().translate(MISREAD)
    if len(read) != LENGTH or not set(read) <= set(ALPHABET):
        raise NotFound("booking_code_unknown")
    return mac(b"booking-code|" + read.encode())


def new_digits() -> str:
    return "".join(secrets.choice("0123456789") for _ in range(DIGITS))


def digits_hash(mac: Mac, check: UUID, digits: str) -> str:
    """What is kept of the digits that were sent to a telephone."""
    return mac(b"booking-phone|" + check.bytes + digits.encode())


def is_same(kept: str, given: str) -> bool:
    """Compare two prints in a time that tells nothing of either."""
    return hmac.compare_digest(kept, given)
