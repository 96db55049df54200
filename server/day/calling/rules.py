"""The life of a turn as people command it, and what it is where commands and a site's entries meet.

The table judges commands only: what a site records is a fact and is never refused for a state (docs/protocol.md,
"Entries"). Instants are microseconds since 1970 UTC on the day's own clock, unless they say otherwise.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from server.errors import Conflict, Invalid
from server.place import Scope, parse_range

MOST_NO_SHOWS: Final = 2
"""After so many no-shows a person still waits again; after the next they are held for the desk."""

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


# A called person stays with the caller until another has accepted them (首接首办): no turn is ever without an owner.
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


class Actor(StrEnum):
    """What a caller can be: a role of an account that has ``call``, or a device."""

    LEADER = "leader"
    COORDINATOR = "coordinator"
    REGISTRAR = "registrar"
    DEVICE = "device"


class Relation(StrEnum):
    """What a person or device is to a turn: it is not called, is their own call, their site's turn, or another's."""

    FREE = "free"
    CALLER = "caller"
    SITE = "site"
    OTHER = "other"


class Right(StrEnum):
    """Whether a command is open to an actor, and on which condition."""

    NO = "no"
    YES = "yes"
    REASON = "reason"
    ASKED = "asked"
    """Only to a leader of the place that a hand-over asks."""
    NOT_OPEN = "not_open"
    """Before the reception is open; after that only while its leader is gone, with a reason."""
    GONE = "gone"
    """Only while the leader who called is gone."""


_RIGHTS: Final = """
    command           relation  leader    coordinator  registrar  device
    call              free      yes       yes          yes        yes
    hold              free      yes       yes          yes        yes
    release           free      yes       yes          yes        yes
    move              free      reason    reason       reason     reason
    recall            caller    yes       yes          yes        yes
    hold              caller    yes       yes          yes        yes
    no_show           caller    yes       yes          yes        yes
    give_back         caller    yes       yes          yes        yes
    start             caller    yes       yes          yes        yes
    hand_over         caller    reason    reason       reason     reason
    refuse_hand_over  caller    reason    reason       reason     reason
    recall            site      no        reason       reason     reason
    hold              site      no        not_open     not_open   not_open
    no_show           site      no        not_open     not_open   not_open
    give_back         site      no        not_open     not_open   not_open
    hand_over         site      no        gone         gone       gone
    accept_hand_over  site      asked     no           no         no
    refuse_hand_over  site      asked     no           no         no
    accept_hand_over  other     asked     no           no         no
    refuse_hand_over  other     asked     no           no         no
"""
"""What is not written here is open to no actor."""
RIGHTS: Final[Mapping[tuple[Happening, Relation, Actor], Right]] = MappingProxyType(
    {
        (Happening(command), Relation(relation), actor): Right(right)
        for command, relation, *rights in map(str.split, _RIGHTS.strip().splitlines()[1:])
        for actor, right in zip(Actor, rights, strict=True)
    }
)
WITH_REASON: Final = frozenset({Right.REASON, Right.GONE})
OF_REASON: Final = frozenset({Happening.REFUSE_HAND_OVER})
OF_HAND_OVER: Final = frozenset({Happening.ACCEPT_HAND_OVER, Happening.REFUSE_HAND_OVER})


def after(state: TurnState, happening: Happening) -> TurnState:
    """The state a command leads a turn to; Conflict ``already_called`` or ``not_from_here``."""
    try:
        return TRANSITIONS[state, happening]
    except KeyError:
        if happening is Happening.CALL:
            raise Conflict("already_called") from None
        raise Conflict("not_from_here", state=state.value, command=happening.value) from None


def after_no_show(no_shows: int) -> TurnState:
    """The state of a turn after this many no-shows."""
    return TurnState.WAITING if no_shows <= MOST_NO_SHOWS else TurnState.HELD


def effective(
    recorded: str, turn: str, turn_at: int | None, commanded: TurnState | None, commanded_at: int
) -> TurnState:
    """What a turn is: by the matter's entries once they say that a reception began or ended, else by the later word.

    A reception that a command has begun is in session until a command or an outcome ends it: no entry of the desk
    that the person is called, waits or stands aside takes them out of it.

    ``recorded`` and ``turn`` are the matter's own; of entry and command at the same instant the command holds.
    """
    if recorded in {"in_session", "done"}:
        return BY_WORD[recorded]
    if commanded is TurnState.IN_SESSION or (commanded is not None and commanded_at >= (turn_at or 0)):
        return commanded
    return BY_WORD[turn]


def actors_of(words: Collection[str]) -> frozenset[Actor]:
    """The actors that these words name: roles of an account, or ``device``."""
    return frozenset(actor for actor in Actor if actor.value in words)


def relation(state: TurnState, called_by: str | None, *, me: str, acts_for_site: bool) -> Relation:
    """What ``me`` is to a turn. A call of the site's own, by an entry or a device, is the call of all its desks."""
    if state in {TurnState.WAITING, TurnState.HELD}:
        return Relation.FREE
    is_of_site = called_by is None or called_by.startswith("device:")
    if called_by == me or (acts_for_site and is_of_site):
        return Relation.CALLER
    return Relation.SITE if acts_for_site else Relation.OTHER


def right_to(happening: Happening, relation: Relation, actors: Collection[Actor]) -> Right:
    """The right of these actors to a command; of several the first that is not ``no``."""
    rights = (RIGHTS.get((happening, relation, actor), Right.NO) for actor in sorted(actors))
    return next((right for right in rights if right is not Right.NO), Right.NO)


def check_right(happening: Happening, right: Right, *, is_asked: bool, reason: str | None) -> None:
    """Refuse what a right does not open: Conflict ``not_your_call`` or ``not_handed_over``, Invalid without a reason.

    Whether a reception is open and its leader gone is judged by the room that knows (server/day/meeting).
    """
    if right is Right.NO or (right is Right.ASKED and not is_asked):
        raise Conflict("not_handed_over" if happening in OF_HAND_OVER else "not_your_call")
    if (right in WITH_REASON or happening in OF_REASON) and not (reason or "").strip():
        raise Invalid("invalid", field="reason")


def check_tier(tier: int | None) -> int:
    if tier is None or not FIRST_TIER <= tier <= LAST_TIER:
        raise Invalid("invalid", field="tier")
    return tier


def check_hand_over(to: str | None, place: int) -> str:
    """The code of the place whose leaders are asked to take a turn over: one that reaches over the site."""
    if to is None or not (to.isascii() and to.isdecimal() and len(to) in {len("430100"), len("430100001")}):
        raise Invalid("invalid", field="to")
    lo, hi = parse_range(to)
    if not lo <= place <= hi:
        raise Invalid("hand_over_out_of_reach")
    return to


def is_asked(to: str | None, scope: Scope) -> bool:
    """Whether a hand-over asks the people of these places: of just that place, neither above nor below."""
    return to is not None and (scope.lo, scope.hi) == parse_range(to)


def is_outside(scope: Scope, place: int) -> bool:
    """Whether people of this scope call a site from outside, over the line: all but those whose only place it is."""
    return (scope.lo, scope.hi) != (place, place)


def is_heard(heard_at: datetime | None, now: datetime) -> bool:
    """Whether a site's desk was heard just now, in real time: only then can it be called from outside."""
    return heard_at is not None and now - heard_at <= HEARD_WITHIN


def silence(heard_at: datetime | None, now: datetime, *, begins: datetime, ends: datetime | None) -> timedelta | None:
    """For how long a site that was heard on this day has been silent; None while it is heard, or on another day."""
    if heard_at is None or heard_at < begins or (ends is not None and now >= ends) or is_heard(heard_at, now):
        return None
    return now - heard_at
