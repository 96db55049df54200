"""The states of a question to a unit, when its answer is due, and who is reminded once it is late."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from server.errors import Conflict, Invalid

WORDS_LENGTH: Final = 2_000
SHORT_LENGTH: Final = 200


class QuestionState(StrEnum):
    """``asked``: no answer yet, whether it is late or not."""

    ASKED = "asked"
    ANSWERED = "answered"
    TAKEN_BACK = "taken_back"


class Happening(StrEnum):
    """``redirect``: another unit is asked instead."""

    REDIRECT = "redirect"
    ANSWER = "answer"
    TAKE_BACK = "take_back"


class Chase(StrEnum):
    """Who has been reminded of a late answer."""

    NONE = "none"
    DEPUTY = "deputy"
    ABOVE = "above"


_S, _H = QuestionState, Happening
TRANSITIONS: Final[Mapping[tuple[QuestionState, Happening], QuestionState]] = {
    (_S.ASKED, _H.REDIRECT): _S.ASKED,
    (_S.ASKED, _H.ANSWER): _S.ANSWERED,
    (_S.ASKED, _H.TAKE_BACK): _S.TAKEN_BACK,
    (_S.ANSWERED, _H.ANSWER): _S.ANSWERED,
}
"""An answer may be corrected by a later one."""
NEXT_CHASE: Final[Mapping[Chase, Chase]] = {Chase.NONE: Chase.DEPUTY, Chase.DEPUTY: Chase.ABOVE}
BETWEEN: Final = timedelta(hours=4)
"""From the reminder of the deputy to that of the level above."""
WORKING_DAYS: Final = 3
CLOSES: Final = time(17)
LEAST: Final = timedelta(hours=4)
"""So long a unit has, however near the hearing is."""


def after(state: QuestionState, happening: Happening) -> QuestionState:
    """The state after something happened; Conflict ``not_from_here`` where it cannot."""
    if (state, happening) not in TRANSITIONS:
        raise Conflict("not_from_here", state=state.value, command=happening.value)
    return TRANSITIONS[state, happening]


def due_of(asked_at: datetime, hearing: date | None, zone: str, *, is_off: Callable[[date], bool]) -> datetime:
    """When an answer is due: at 17:00 of the third working day, at the latest of the one before the reception day.

    A unit has four hours at the least. ``hearing`` is the date of the reception day, in ``zone`` as the hours are.
    """
    place = ZoneInfo(zone)
    day, left = asked_at.astimezone(place).date(), WORKING_DAYS
    while left:
        day += timedelta(days=1)
        left -= not is_off(day)
    if hearing is not None and day >= hearing:
        day = hearing - timedelta(days=1)
        while is_off(day):
            day -= timedelta(days=1)
    return max(datetime.combine(day, CLOSES, place), asked_at + LEAST).astimezone(asked_at.tzinfo)


def is_late(due_at: datetime, answered_at: datetime | None, now: datetime) -> bool:
    """Whether an answer came, or is still missing, after it was due."""
    return due_at < (answered_at or now)


def check_attendance(*, will_attend: bool, attendee: str | None) -> None:
    """A unit that comes says who does: Invalid ``answer_attendee``."""
    if will_attend and not (attendee or "").strip():
        raise Invalid("answer_attendee")
