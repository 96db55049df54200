"""The states of a booking, what leads from one to another, and how much of everything one may have."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Final

from server.errors import Conflict


class BookingState(StrEnum):
    """``joined``: it is heard with another booking; ``expired``: the day is over and the person did not come."""

    SUBMITTED = "submitted"
    JOINED = "joined"
    CHECKED_IN = "checked_in"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Happening(StrEnum):
    """What happens to a booking; each is kept as a version of it."""

    SUBMIT = "submit"
    CORRECT = "correct"
    APPOINT = "appoint"
    MOVE = "move"
    CHECK_IN = "check_in"
    UNDO_CHECK_IN = "undo_check_in"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"
    JOIN = "join"
    SPLIT = "split"


class Kind(StrEnum):
    """How the person wants to be received: in the order of the queue, or by an agreed time with a leader."""

    WALK_IN = "walk_in"
    APPOINTMENT = "appointment"


class Meeting(StrEnum):
    """Where an appointed leader is met."""

    IN_PERSON = "in_person"
    VIDEO = "video"


class Routing(StrEnum):
    """Why a booking is for this site. The first two are suggestions from the place where the problem arose."""

    PROBLEM_PLACE = "problem_place"
    """The site lies where the problem arose."""
    LEVEL_ABOVE = "level_above"
    """There is no site where the problem arose: this is that of the level above it."""
    CHOSEN = "chosen"
    """The person chose another site than was suggested."""


_S, _H = BookingState, Happening
TRANSITIONS: Final[Mapping[tuple[BookingState, Happening], BookingState]] = {
    (_S.SUBMITTED, _H.CORRECT): _S.SUBMITTED,
    (_S.SUBMITTED, _H.APPOINT): _S.SUBMITTED,
    (_S.SUBMITTED, _H.MOVE): _S.SUBMITTED,
    (_S.SUBMITTED, _H.CHECK_IN): _S.CHECKED_IN,
    (_S.SUBMITTED, _H.WITHDRAW): _S.WITHDRAWN,
    (_S.SUBMITTED, _H.EXPIRE): _S.EXPIRED,
    (_S.SUBMITTED, _H.JOIN): _S.JOINED,
    (_S.JOINED, _H.SPLIT): _S.SUBMITTED,
    (_S.JOINED, _H.MOVE): _S.JOINED,
    (_S.JOINED, _H.CHECK_IN): _S.CHECKED_IN,
    (_S.JOINED, _H.WITHDRAW): _S.WITHDRAWN,
    (_S.JOINED, _H.EXPIRE): _S.EXPIRED,
    (_S.CHECKED_IN, _H.UNDO_CHECK_IN): _S.SUBMITTED,
    (_S.WITHDRAWN, _H.CHECK_IN): _S.CHECKED_IN,
    (_S.EXPIRED, _H.CHECK_IN): _S.CHECKED_IN,
}
"""A desk without a line may check in a person who withdrew or was joined meanwhile: they are there."""
OPEN: Final = frozenset({BookingState.SUBMITTED})
"""The states of a booking whose person is still awaited."""

MOST_WORKERS: Final = 2_000
MOST_PEOPLE: Final = 100_000
NAME_LENGTH: Final = 100
WORDS_LENGTH: Final = 2_000
SHORT_LENGTH: Final = 200
PHONE_LENGTH: Final = 50
OF_ONE_NUMBER: Final = 6
"""Open bookings of one telephone number: a family shares one."""
CODE_LIVES: Final = timedelta(minutes=10)
CODE_TRIES: Final = 5
"""Tries at one code of six digits."""
SHORTLY: Final = timedelta(minutes=10)
CODES_SHORTLY: Final = 3
CODES_A_DAY: Final = 10
CHECK_LIVES: Final = timedelta(hours=24)
"""So long a number that was checked may be booked with: a draft survives a night."""


def after(state: BookingState, happening: Happening) -> BookingState:
    """The state after something happened; Conflict ``not_from_here`` where it cannot."""
    if (state, happening) not in TRANSITIONS:
        raise Conflict("not_from_here", state=state.value, command=happening.value)
    return TRANSITIONS[state, happening]
