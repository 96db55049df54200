"""What a reception site may be, and how a device comes to be trusted."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

SITE_CODE: Final = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*")
SITE_CODE_LENGTH: Final = 32
MOST_ROOMS: Final = 1000
TELEPHONE: Final = re.compile(r"(?=.{3,})\+?[0-9]+(-[0-9]+)*")
TELEPHONE_LENGTH: Final = 30
ADDRESS_LENGTH: Final = 200

LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXY"
"""The letters of tickets; Z is left to what a rehearsal makes up."""
RANGE: Final = 500
"""How many tickets one device can print in a day."""
RANGES: Final = 19
"""So many ranges of each letter: a ticket has four digits at most."""

CODE_DIGITS: Final = 8
CODE_LIVES: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class TicketRange:
    """The numbers that one device of a site prints: a letter, and from which number to which."""

    letter: str
    first: int

    @property
    def last(self) -> int:
        return self.first + RANGE - 1


class Kind(StrEnum):
    """What sort of place receives people."""

    MAIN = "main"
    SECTOR_SUB_VENUE = "sector_sub_venue"
    WAGE_CENTRE = "wage_centre"
    FUNCTIONAL_ZONE = "functional_zone"
    INDUSTRIAL_PARK = "industrial_park"


class Tier(StrEnum):
    """The level of government that holds the site; a park of a city is a county-level site."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"


def is_site_code(text: str) -> bool:
    return len(text) <= SITE_CODE_LENGTH and SITE_CODE.fullmatch(text) is not None


def is_telephone(text: str) -> bool:
    """Whether a telephone can dial it as it stands."""
    return len(text) <= TELEPHONE_LENGTH and TELEPHONE.fullmatch(text) is not None


def may_be_claimed(*, expires_at: datetime, claimed_at: datetime | None, now: datetime) -> bool:
    """Whether an enrolment code still turns into a device: once, and within its ten minutes."""
    return claimed_at is None and now < expires_at


def free_range(taken: Collection[TicketRange]) -> TicketRange | None:
    """Return the first range that no device of the site has: a letter alone, and later higher numbers of one."""
    every = (TicketRange(letter, n * RANGE + 1) for n in range(RANGES) for letter in LETTERS)
    return next((one for one in every if one not in taken), None)
