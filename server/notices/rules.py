"""When a notice is tried, tried again and given up, and the hours in which only urgent ones go."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

MOST_ATTEMPTS: Final = 12
FIRST_PAUSE: Final = timedelta(seconds=30)
LONGEST_PAUSE: Final = timedelta(hours=1)
MOST_DOUBTS: Final = 2
"""A notice that may have arrived is sent once more, so that one duplicate is the most; then it is ``unclear``."""
LEASE: Final = timedelta(minutes=5)
"""So long one sender has a notice to itself."""
ZONE: Final = "Asia/Shanghai"
ADDRESS: Final = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+", re.ASCII
)
LONGEST_ADDRESS: Final = 254  # RFC 5321, 4.5.3.1.3


class Channel(StrEnum):
    """``hook``: to a group, by a program that posts it there; ``sms``: a message to a telephone."""

    MAIL = "mail"
    HOOK = "hook"
    SMS = "sms"


class NoticeState(StrEnum):
    """``sent``: the server or gateway took it; ``delivered``: a gateway says that it arrived (``RECEIPTS``).

    ``unclear``: sent twice, and both times the answer was lost.
    """

    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    UNCLEAR = "unclear"


class Fate(StrEnum):
    """What came of one try."""

    SENT = "sent"
    LATER = "later"
    REFUSED = "refused"
    UNCLEAR = "unclear"


RECEIPTS: Final[Mapping[tuple[NoticeState, bool], NoticeState]] = {
    (NoticeState.QUEUED, True): NoticeState.DELIVERED,  # our record of the try is late, or its answer was lost
    (NoticeState.QUEUED, False): NoticeState.FAILED,
    (NoticeState.SENT, True): NoticeState.DELIVERED,
    (NoticeState.SENT, False): NoticeState.FAILED,
    (NoticeState.UNCLEAR, True): NoticeState.DELIVERED,
    (NoticeState.UNCLEAR, False): NoticeState.FAILED,
}
"""What a receipt (whether it was delivered) makes of a notice that was tried; what has ended otherwise stays."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one try, and why, in words that hold nothing personal: ``SMTP 550 5.1.1``."""

    fate: Fate
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a notice stands after a try: its state, and where it is queued, after which pause it is tried again."""

    state: NoticeState
    doubts: int
    pause: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Hours of each day, by the clock in ``ZONE``, in which only urgent notices go; they may pass midnight."""

    begins: time
    ends: time


def after(result: Result, *, attempts: int, doubts: int) -> Standing:
    """Where a notice stands after its try number ``attempts``, with so many earlier tries that may have arrived."""
    if result.fate is Fate.SENT:
        return Standing(NoticeState.SENT, doubts)
    doubts += result.fate is Fate.UNCLEAR
    if result.fate is Fate.REFUSED:
        return Standing(NoticeState.FAILED, doubts)
    if doubts >= MOST_DOUBTS:
        return Standing(NoticeState.UNCLEAR, doubts)
    if attempts >= MOST_ATTEMPTS:
        return Standing(NoticeState.FAILED, doubts)
    return Standing(NoticeState.QUEUED, doubts, pause_after(attempts))


def pause_after(attempts: int) -> timedelta:
    """How long to wait after this many tries, doubling from half a minute up to an hour."""
    return min(FIRST_PAUSE * (1 << min(max(attempts - 1, 0), 16)), LONGEST_PAUSE)


def quiet_until(now: datetime, quiet: QuietHours | None) -> datetime | None:
    """When the quiet hours end in which ``now`` lies; None outside them."""
    if quiet is None or quiet.begins == quiet.ends:
        return None
    local = now.astimezone(ZoneInfo(ZONE))
    passes_midnight = quiet.begins > quiet.ends
    is_late, is_early = local.time() >= quiet.begins, local.time() < quiet.ends
    if not (is_late or is_early if passes_midnight else is_late and is_early):
        return None
    day = local.date() + timedelta(days=1) if passes_midnight and is_late else local.date()
    return datetime.combine(day, quiet.ends, ZoneInfo(ZONE))


def parse_quiet_hours(text: str) -> QuietHours | None:
    """``21:00-07:30``; None for an empty text. ValueError for any other."""
    if not text:
        return None
    begins, _, ends = text.partition("-")
    return QuietHours(time.fromisoformat(begins), time.fromisoformat(ends))


def is_address(text: str) -> bool:
    """Whether a text is one mail address, in ASCII, without a name and without anything beside it."""
    return len(text) <= LONGEST_ADDRESS and ADDRESS.fullmatch(text) is not None and ".." not in text
