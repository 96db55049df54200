"""The codes of site invitations and registrations: how they are written, derived and judged. Pure.

A code has 16 letters of Crockford's alphabet, 80 bits: too many to be guessed, few enough to be typed from paper. The
link is the code behind an address.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from server.errors import NotFound

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH: Final = 16
MISREAD: Final = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None})
MOST_SITES: Final = 200
MOST_DAYS: Final = 90
KEPT: Final = timedelta(days=90)
"""So long after its last change a registration can be opened by its own code."""
Mac = Callable[[bytes], str]
"""A keyed hash, in hexadecimal digits."""


@dataclass(frozen=True, slots=True)
class Holds:
    """What decides whether a code still opens something."""

    expires_at: datetime
    revoked_at: datetime | None


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def own_code(mac: Mac, registration: UUID) -> str:
    """The code of one registration, told again when its first answer was lost."""
    digits = int(mac(b"site-registration|" + registration.bytes)[:20], 16)
    return "".join(ALPHABET[digits >> 5 * n & 31] for n in range(LENGTH))


def written(code: str) -> str:
    """A code in groups of four, as it is read out and typed."""
    return "-".join(code[start : start + 4] for start in range(0, LENGTH, 4))


def hash_of(mac: Mac, code: str) -> str:
    """What is kept of a code, however it was typed; NotFound ``site_link_unknown`` for what is none."""
    read = code.upper().translate(MISREAD)
    if len(read) != LENGTH or not set(read) <= set(ALPHABET):
        raise NotFound("site_link_unknown")
    return mac(b"site-code|" + read.encode())


def check_holds(holds: Holds, now: datetime) -> None:
    """Refuse a link that was revoked or has expired: its holder is told which, for they had it from an organiser."""
    if holds.revoked_at is not None:
        raise NotFound("site_link_revoked")
    if now >= holds.expires_at:
        raise NotFound("site_link_expired")
