"""What changes in the row of a turn, and is told: its state, its caller, the end of a call."""

import structlog

from server.clock import Moment
from server.day.calling import rules
from server.day.calling.messages import Called, TurnEnded, TurnsChanged, Why
from server.day.calling.model import Turn
from server.day.calling.reads.turns import TurnView
from server.day.calling.rules import Actor, TurnState
from server.db import Tx
from server.people.rules import Person

log = structlog.get_logger(__name__)


def row_of(tx: Tx, view: TurnView) -> Turn:
    """The row of a turn's commands, made at the first."""
    if view.turn is not None:
        return view.turn
    day, place, matter = view.matter.key
    turn = Turn(day=day, place=place, matter=matter, state=TurnState.WAITING, state_at=0, calls=0, no_shows=0)
    tx.add(turn)
    return turn


def set_state(turn: Turn, state: TurnState, was: TurnView, at: Moment) -> None:
    """Bring a turn to a state: the last word, even where the site's clock is ahead."""
    log.info("turn state", day=turn.day, place=turn.place, matter=turn.matter, old=turn.state, new=state)
    turn.state, turn.state_at = state, max(at.micros, was.matter.turn_at or 0)


def set_caller(turn: Turn, by: Person) -> None:
    """Make it the call of this person; a hand-over that was asked for is asked no more."""
    turn.called_by, turn.caller_name, turn.caller_place, turn.handed_to = by.principal, by.name, by.scope.lo, None


def tell_call(tx: Tx, turn: Turn, site: str, *, by: Person, at: Moment) -> None:
    """Say that a person is called, for the first time or again: by the caller in the turn's row."""
    turn.called_at = at.micros
    called = Called(
        key=turn.key,
        site=site,
        mode=turn.mode or "in_person",
        room=turn.room,
        by=turn.called_by or "",
        name=turn.caller_name or "",
        caller_place=turn.caller_place or 0,
        receives=turn.called_by == by.principal and Actor.LEADER in actors_of(by),
        calls=turn.calls,
        at=at.now,
        real=at.real,
    )
    tx.tell(called)
    tell_change(tx, turn)


def tell_change(tx: Tx, turn: Turn) -> None:
    """Say that the list of the turn's place is to be read again."""
    tx.tell(TurnsChanged(turn.day, frozenset({turn.place})))


def end_call(tx: Tx, turn: Turn, site: str, why: Why, at: Moment) -> None:
    """Let the call go, and say that it and its meeting are over."""
    meeting, turn.meeting = turn.meeting, None
    turn.called_by = turn.caller_name = turn.caller_place = turn.handed_to = None
    tx.tell(TurnEnded(turn.key, site, why, meeting, at.now, at.real))


def actors_of(by: Person) -> frozenset[Actor]:
    """What a person is at the waiting list."""
    return rules.actors_of({"device"} if by.kind == "device" else by.roles)
