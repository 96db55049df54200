"""What a reception site may be, and how a device comes to be trusted."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from server.errors import Conflict, Invalid
from server.place import SITES_IN_A_REGION, level_of

SITE_CODE: Final = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*")
SITE_CODE_LENGTH: Final = 32
MOST_ROOMS: Final = 1000
TELEPHONE: Final = re.compile(r"(?=.{3,})\+?[0-9]+(-[0-9]+)*")
TELEPHONE_LENGTH: Final = 30
ADDRESS_LENGTH: Final = 200
SENTENCE_LENGTH: Final = 80
MOBILE: Final = re.compile(r"(00)?(86)?1[3-9]\d{9}")
"""A person's own number; 12 begins none."""
# What is planned is read by many and kept in many places: no mobile number, no resident ID number (GB 11643).
PERSONAL_NUMBER: Final = re.compile(r"(?<!\d)(1[3-9]\d{9}|\d{17}[\dXx])(?!\d)")

# GB/T 2260, table 1
# fmt: off
LETTERS_OF_PROVINCE: Final[Mapping[str, str]] = {
    "11": "BJ", "12": "TJ", "13": "HE", "14": "SX", "15": "NM", "21": "LN", "22": "JL", "23": "HL", "31": "SH",
    "32": "JS", "33": "ZJ", "34": "AH", "35": "FJ", "36": "JX", "37": "SD", "41": "HA", "42": "HB", "43": "HN",
    "44": "GD", "45": "GX", "46": "HI", "50": "CQ", "51": "SC", "52": "GZ", "53": "YN", "54": "XZ", "61": "SN",
    "62": "GS", "63": "QH", "64": "NX", "65": "XJ", "71": "TW", "81": "HK", "82": "MO",
}
# fmt: on
"""The letters of a province by the first two digits of its regions' codes."""

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


class Spoken(StrEnum):
    """In which languages people are received at a site."""

    PUTONGHUA = "putonghua"
    XIANG = "xiang"
    GAN = "gan"
    HAKKA = "hakka"
    TUJIA = "tujia"
    MIAO = "miao"
    DONG = "dong"
    YAO = "yao"
    SIGN = "sign_language"
    ENGLISH = "english"


ACCESS: Final = ("step_free", "hearing_loop", "parking")
"""What is there for people who come, or not, or not known."""


class RegistrationState(StrEnum):
    """How far the registration of a site by its coordinator is."""

    WAITING = "waiting"
    SENT_BACK = "sent_back"
    CONFIRMED = "confirmed"


class RegistrationHappening(StrEnum):
    SUBMIT = "submit"
    CONFIRM = "confirm"
    SEND_BACK = "send_back"


REGISTRATION_TRANSITIONS: Final[Mapping[tuple[RegistrationState, RegistrationHappening], RegistrationState]] = {
    (RegistrationState.WAITING, RegistrationHappening.SUBMIT): RegistrationState.WAITING,
    (RegistrationState.WAITING, RegistrationHappening.CONFIRM): RegistrationState.CONFIRMED,
    (RegistrationState.WAITING, RegistrationHappening.SEND_BACK): RegistrationState.SENT_BACK,
    (RegistrationState.SENT_BACK, RegistrationHappening.SUBMIT): RegistrationState.WAITING,
    (RegistrationState.CONFIRMED, RegistrationHappening.SUBMIT): RegistrationState.WAITING,
}


class Tier(StrEnum):
    """The level of government that holds the site; a park of a city is a county-level site."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"


def after_registration(state: RegistrationState, happening: RegistrationHappening) -> RegistrationState:
    """The state after something happened; Conflict ``not_from_here`` where it cannot."""
    try:
        return REGISTRATION_TRANSITIONS[state, happening]
    except KeyError:
        raise Conflict("not_from_here", state=state, command=happening) from None


def is_site_code(text: str) -> bool:
    return len(text) <= SITE_CODE_LENGTH and SITE_CODE.fullmatch(text) is not None


def is_telephone(text: str) -> bool:
    """Whether a telephone can dial it as it stands."""
    return len(text) <= TELEPHONE_LENGTH and TELEPHONE.fullmatch(text) is not None


def check_telephone(telephone: str | None) -> None:
    """Refuse what cannot be dialled and what is a person's mobile: Invalid ``telephone_form``."""
    if telephone is not None and (not is_telephone(telephone) or MOBILE.fullmatch(re.sub(r"\D", "", telephone))):
        raise Invalid("telephone_form")


def check_told(*, words: Collection[str], telephone: str | None) -> None:
    """Refuse what may not be told of a site: Invalid ``site_words_number`` or ``telephone_form``."""
    if any(PERSONAL_NUMBER.search(text) for text in words):
        raise Invalid("site_words_number")
    check_telephone(telephone)


def tier_of(region: str, kind: Kind) -> Tier:
    """The level that holds a site: that of its region, and the county's for a zone or a park of a city."""
    is_below = kind in {Kind.FUNCTIONAL_ZONE, Kind.INDUSTRIAL_PARK}
    return Tier.COUNTY if is_below else Tier(level_of(region))


def next_number(region: str, taken: Collection[int]) -> int:
    """The number after the greatest one of a region; Conflict ``region_full`` where there is none."""
    n = 1 + max(taken, default=0)
    if n > SITES_IN_A_REGION:
        raise Conflict("region_full", region=region)
    return n


def code_of(region: str, n: int, taken: Collection[str]) -> str:
    """The code of a region's n-th site: ``HN-P-05``, ``HN-C-4301``, ``HN-D-430102``, ``HN-D-430102-2``.

    A later number where a schedule file gave that code to another site of the region.
    """
    level = level_of(region)
    stem = f"{LETTERS_OF_PROVINCE[region[:2]]}-{level[0].upper() if level != 'county' else 'D'}"
    if level != "province":
        stem += f"-{region[:4] if level == 'city' else region}"
    codes = (_numbered(stem, number, level) for number in range(n, 2 * SITES_IN_A_REGION))
    return next(code for code in codes if code not in taken)


def _numbered(stem: str, n: int, level: str) -> str:
    if level == "province":
        return f"{stem}-{n:02d}"
    return stem if n == 1 else f"{stem}-{n}"


def may_be_claimed(*, expires_at: datetime, claimed_at: datetime | None, now: datetime) -> bool:
    """Whether an enrolment code still turns into a device: once, and within its ten minutes."""
    return claimed_at is None and now < expires_at


def free_range(taken: Collection[TicketRange]) -> TicketRange | None:
    """Return the first range that no device of the site has: a letter alone, and later higher numbers of one."""
    every = (TicketRange(letter, n * RANGE + 1) for n in range(RANGES) for letter in LETTERS)
    return next((one for one in every if one not in taken), None)
