"""The states of a bulletin, what may be done in each, and amounts of money in words of the bulletin. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from server.errors import Conflict

FEN_IN_HUNDREDTH: Final = 10_000
"""Fen in a hundredth of 万元 (ten thousand yuan)."""
MONEY_PLACES: Final = 100


class BulletinState(StrEnum):
    """A published bulletin never changes: a correction is another bulletin."""

    DRAFT = "draft"
    REVIEW = "review"
    PUBLISHED = "published"


class Step(StrEnum):
    """What is done with a bulletin."""

    SEND = "send"
    RETURN = "return"
    PUBLISH = "publish"


_S, _D = BulletinState, Step
TRANSITIONS: Final[Mapping[tuple[BulletinState, Step], BulletinState]] = {
    (_S.DRAFT, _D.SEND): _S.REVIEW,
    (_S.REVIEW, _D.RETURN): _S.DRAFT,
    (_S.REVIEW, _D.PUBLISH): _S.PUBLISHED,
}


def after(state: BulletinState, step: Step) -> BulletinState:
    """The state after a step; Conflict ``bulletin_not_from_here`` where it cannot be taken."""
    if (state, step) not in TRANSITIONS:
        raise Conflict("bulletin_not_from_here", state=state.value, command=step.value)
    return TRANSITIONS[state, step]


class Consent(StrEnum):
    """How the petitioner agreed that the matter is told as a typical case, without a name."""

    SIGNED = "signed"
    BY_PHONE = "by_phone"


class Form(StrEnum):
    """As what a bulletin is given out."""

    DOCX = "docx"
    PDF = "pdf"
    XLSX = "xlsx"


class Edition(StrEnum):
    """The readers that a document is made for."""

    FULL = "full"
    PUBLIC = "public"


def in_wan(fen: int) -> str:
    """An amount in 万元 with two decimals, rounded once, half away from zero: 2,824.68."""
    hundredths = rounded(abs(fen), FEN_IN_HUNDREDTH)
    sign = "-" if fen < 0 and hundredths else ""
    return f"{sign}{hundredths // MONEY_PLACES:,}.{hundredths % MONEY_PLACES:02d}"


def rate(part: int, whole: int) -> str:
    """A share in percent with one decimal, rounded once; a dash where there is no base."""
    if whole <= 0:
        return "—"
    tenths = rounded(part * 1000, whole)
    return f"{tenths // 10}.{tenths % 10}%"


def rounded(value: int, by: int) -> int:
    """``value / by`` to the nearest whole number, half up; of numbers that are not negative."""
    return (2 * value + by) // (2 * by)


def signed(difference: int) -> str:
    """A difference as it is read: +3, -2, 0."""
    return f"{difference:+,}" if difference else "0"
