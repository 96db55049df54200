"""What a reception site may be, and how a device comes to be trusted."""

import re
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

SITE_CODE: Final = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*")
SITE_CODE_LENGTH: Final = 32
MOST_ROOMS: Final = 1000
TELEPHONE: Final = re.compile(r"(?=.{3,})\+?[0-9]+(-[0-9]+)*")
TELEPHONE_LENGTH: Final = 30

CODE_DIGITS: Final = 8
CODE_LIVES: Final = timedelta(minutes=10)


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
