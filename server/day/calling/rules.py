"""The life of a turn as people command it, and what it is where commands and a site's entries meet.

The table judges commands only: what a site records is a fact and is never refused for a state (docs/protocol.md,
"Entries"). Instants are microseconds since 1970 UTC on the day's own clock, unless they say otherwise.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from server.errors import Conflict, Invalid
from server.place import Scope, range_called

MOST_NO_SHOWS: Final = 2
"""So often somebody who did not come goes back among the waiting; after the next they are held for the desk."""

HEARD_WITHIN: Final = timedelta(seconds=10)

FIRST_TIER: Final = 1
LAST_TIER: Final = 5


class TurnState(StrEnum):
    WAITING = "waiting"
    CALLED = "called"
    HELD = "held"
    IN_SESSION = "in_session"
    DONE = "done"


BY_WORD: Final[Mapping[str, TurnState]] = MappingProxyType({state.value: state for state in TurnState})
"""Found in a table: of a thousand who wait each is looked at, for every list."""


class Happening(StrEnum):
    CALL = "call"
    RECALL = "recall"
    HOLD = "hold"
    RELEASE = "release"
    NO_SHOW = "no_show"
    GIVE_BACK = "give_back"
    MOVE = "move"
    HAND_OVER = "hand_over"
    ACCEPT_HAND_OVER = "accept_hand_over"
    REFUSE_HAND_OVER = "refuse_hand_over"
    START = "start"
    FINISH = "finish"


# Whoever was called stays with who called them until another has accepted them (首接首办): nobody is ever ownerless.
TRANSITIONS: Final[Mapping[tuple[TurnState, Happening], TurnState]] = MappingProxyType(
    {
        (TurnState.WAITING, Happening.CALL): TurnState.CALLED,
        (TurnState.WAITING, Happening.HOLD): TurnState.HELD,
        (TurnState.WAITING, Happening.MOVE): TurnState.WAITING,
        (TurnState.CALLED, Happening.RECALL): TurnState.CALLED,
        (TurnState.CALLED, Happening.HOLD): TurnState.HELD,
        (TurnState.CALLED, Happening.NO_SHOW): TurnState.WAITING,
        (TurnState.CALLED, Happening.GIVE_BACK): TurnState.WAITING,
        (TurnState.CALLED, Happening.HAND_OVER): TurnState.CALLED,
        (TurnState.CALLED, Happening.ACCEPT_HAND_OVER): TurnState.CALLED,
        (TurnState.CALLED, Happening.REFUSE_HAND_OVER): TurnState.CALLED,
        (TurnState.CALLED, Happening.START): TurnState.IN_SESSION,
        (TurnState.HELD, Happening.CALL): TurnState.CALLED,
        (TurnState.HELD, Happening.RELEASE): TurnState.WAITING,
        (TurnState.HELD, Happening.MOVE): TurnState.HELD,
        (TurnState.IN_SESSION, Happening.GIVE_BACK): TurnState.WAITING,
        (TurnState.IN_SESSION, Happening.HAND_OVER): TurnState.IN_SESSION,
        (TurnState.IN_SESSION, Happening.ACCEPT_HAND_OVER): TurnState.IN_SESSION,
        (TurnState.IN_SESSION, Happening.REFUSE_HAND_OVER): TurnState.IN_SESSION,
        (TurnState.IN_SESSION, Happening.FINISH): TurnState.DONE,
    }
)

NEEDS_REASON: Final = frozenset({Happening.MOVE, Happening.HAND_OVER, Happening.REFUSE_HAND_OVER})
ENDS_CALL: Final = frozenset({Happening.HOLD, Happening.NO_SHOW, Happening.GIVE_BACK})
"""What takes a call back: whoever was called is with nobody then."""


def after(state: TurnState, happening: Happening) -> TurnState:
    """The state a command leads a turn to; Conflict ``already_called`` or ``not_from_here``."""
    try:
        return TRANSITIONS[state, happening]
    except KeyError:
        if happening is Happening.CALL:
            raise Conflict("already_called") from None
        raise Conflict("not_from_here", state=state.value, command=happening.value) from None


def after_no_show(no_shows: int) -> TurnState:
    """Where somebody goes who did not come for the so-manieth time."""
    return TurnState.WAITING if no_shows <= MOST_NO_SHOWS else TurnState.HELD


def effective(
    recorded: str, turn: str, turn_at: int | None, commanded: TurnState | None, commanded_at: int
) -> TurnState:
    """What a turn is: by the matter's entries once they say that a reception began or ended, else by the later word.

    ``recorded`` and ``turn`` are the matter's own; of entry and command at the same instant the command holds.
    """
    if recorded in {"in_session", "done"}:
        return BY_WORD[recorded]
    if commanded is not None and commanded_at >= (turn_at or 0):
        return commanded
    return BY_WORD[turn]


def check_reason(happening: Happening, reason: str | None) -> None:
    """A manual change needs its reason."""
    if happening in NEEDS_REASON and not (reason or "").strip():
        raise Invalid("invalid", field="reason")


def check_tier(tier: int | None) -> int:
    if tier is None or not FIRST_TIER <= tier <= LAST_TIER:
        raise Invalid("invalid", field="tier")
    return tier


def check_hand_over(to: str | None, place: int) -> str:
    """The code of the place whose leaders are asked to take somebody over: one that reaches over the site."""
    if to is None or not (to.isascii() and to.isdecimal() and len(to) in {len("430100"), len("430100001")}):
        raise Invalid("invalid", field="to")
    lo, hi = range_called(to)
    if not lo <= place <= hi:
        raise Invalid("hand_over_out_of_reach")
    return to


def is_asked(to: str | None, scope: Scope) -> bool:
    """Whether somebody with these places is who a hand-over asks: of just that place, neither above nor below."""
    return to is not None and (scope.lo, scope.hi) == range_called(to)


def is_outside(scope: Scope, place: int) -> bool:
    """Whether somebody calls a site from outside, over the line: all but those whose only place it is."""
    return (scope.lo, scope.hi) != (place, place)


def is_heard(heard_at: datetime | None, now: datetime) -> bool:
    """Whether a site's desk was heard just now, in real time: only then can it be called from outside."""
    return heard_at is not None and now - heard_at <= HEARD_WITHIN


def silence(heard_at: datetime | None, now: datetime, *, begins: datetime, ends: datetime | None) -> timedelta | None:
    """For how long a site that was heard on this day has been silent; None while it is heard, or on another day."""
    if heard_at is None or heard_at < begins or (ends is not None and now >= ends) or is_heard(heard_at, now):
        return None
    return now - heard_at
