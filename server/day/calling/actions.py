"""What can be done with turns: call the next, begin a reception and end it; commands.py has what lies between.

Whoever commands locks the head of the turn's site first, as the journal does for entries: on both databases, of two
that call at the same instant the second finds the person called.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import structlog
from sqlalchemy import or_, select

from server.day.calling import lists, rules
from server.day.calling.lists import TurnView, find_turn
from server.day.calling.messages import Called, TurnEnded, TurnsChanged, Why
from server.day.calling.model import Turn
from server.day.calling.rules import Actor, Happening, TurnState
from server.day.calling.sites import SiteOfDay, locked_site, silent_places, sites_of_day
from server.db import Tx
from server.entries.fields import Mode
from server.errors import Conflict, Invalid, NotFound
from server.instants import EPOCH, MICROSECOND
from server.journal.model import Head, Matter
from server.people.audit import record
from server.people.rules import Person, require

log = structlog.get_logger(__name__)

TRIES: Final = 50
"""How often a call begins again because somebody else was faster; each time somebody was called."""


class Taken(Exception):  # noqa: N818 - it never leaves this room
    """Whoever was first when the list was read has been called meanwhile: read it again."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom somebody wants to call: this one, the next of a site, or the next of all their places."""

    mode: Mode
    room: int | None = None
    site: str | None = None
    matter: str | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """When it is: on the day's own clock, and really."""

    now: datetime
    real: datetime

    @property
    def micros(self) -> int:
        return (self.now - EPOCH) // MICROSECOND


async def call_next(tx: Tx, day: str, wanted: Wanted, *, by: Person, at: Moment) -> tuple[TurnView, SiteOfDay]:
    """Call the next in order, or the one who was named.

    Raises Conflict ``nobody_waiting``, ``already_called``, ``site_not_heard``, ``room_taken``; Taken where another was
    faster.
    """
    require(by, "call")
    place, matter = await _chosen(tx, day, wanted, by=by, at=at)
    site = await locked_site(tx, day, place)
    found = await find_turn(tx, day, place, matter)
    if wanted.matter is None and (found is None or found.state is not TurnState.WAITING):
        raise Taken
    if found is None:
        raise NotFound("not_found")
    turn = turn_of(tx, found)
    set_state(turn, rules.after(found.state, Happening.CALL), found, at)
    if wanted.room is not None and wanted.mode != "phone":
        await _check_room(tx, found, wanted.room)
    turn.mode, turn.room, turn.calls = wanted.mode, wanted.room, 1
    is_called_by(turn, by)
    tell_call(tx, turn, site.site, receives=Actor.LEADER in actors_of(by), at=at)
    about = f"matter:{day}/{site.site}/{found.matter.matter}"
    await record(tx, by.principal, "turn_call", about, place=place, now=at.real)
    return TurnView(found.matter, turn, turn.state), site


async def _chosen(tx: Tx, day: str, wanted: Wanted, *, by: Person, at: Moment) -> tuple[int, str]:
    """The place and matter to call; a site that is silent is called by nobody but its own people."""
    only = () if wanted.site is None else (Head.site == wanted.site,)
    named = list(await sites_of_day(tx, day, *only)) if only else []
    if wanted.site is not None and not named:
        raise NotFound("not_found")
    silent = await silent_places(tx, day, by.scope, at.real)
    if wanted.matter is not None:
        if not named:
            raise Invalid("invalid", field="site")
        if named[0] in silent:
            raise Conflict("site_not_heard")
        return named[0], wanted.matter
    scope = (named[0], named[0]) if named else (by.scope.lo, by.scope.hi)
    first = await lists.first_in_line(tx, day, scope, but=silent, now=at.micros)
    if first is None:
        raise Conflict("site_not_heard" if await lists.all_who_wait(tx, day, scope) else "nobody_waiting")
    return first.place, first.matter


async def _check_room(tx: Tx, found: TurnView, room: int) -> None:
    """Refuse a room of the site into which another person is called, or where one is received."""
    matter = found.matter
    here = or_(Turn.room == room, Matter.called_room == room)
    where = (here, Matter.state != "done", Matter.matter != matter.matter)
    others = await lists.turn_views(tx, matter.day, (matter.place, matter.place), *where)
    if any(one.state in lists.RECEIVED and _room_of(one) == room for one in others):
        raise Conflict("room_taken")


def _room_of(one: TurnView) -> int | None:
    """Into which room of the site a person was called; None by telephone, and where none is known."""
    turn, matter = one.turn, one.matter
    if turn is not None and turn.called_by is not None and turn.called_at is not None:
        return None if turn.mode == "phone" else turn.room
    return None if matter.mode == "phone" else matter.called_room


async def locked_turn(tx: Tx, day: str, place: int, matter: str) -> TurnView | None:
    """One turn as it is now, and stays until this transaction ends."""
    await tx.scalars(select(Head.place).where(Head.day == day, Head.place == place).with_for_update())
    return await find_turn(tx, day, place, matter)


def turn_of(tx: Tx, found: TurnView) -> Turn:
    """The row of commands, made at the first."""
    if found.turn is not None:
        return found.turn
    matter = found.matter
    key = {"day": matter.day, "place": matter.place, "matter": matter.matter}
    turn = Turn(**key, state=TurnState.WAITING, state_at=0, calls=0, no_shows=0)
    tx.add(turn)
    return turn


def set_state(turn: Turn, state: TurnState, found: TurnView, at: Moment) -> None:
    """Bring a turn to a state: the last word, even where the site's clock is ahead."""
    log.info("turn state", day=turn.day, place=turn.place, matter=turn.matter, old=turn.state, new=state)
    turn.state, turn.state_at = state, max(at.micros, found.matter.turn_at or 0)


def is_called_by(turn: Turn, by: Person) -> None:
    turn.called_by, turn.caller_name, turn.caller_place, turn.handed_to = by.principal, by.name, by.scope.lo, None


def tell_call(tx: Tx, turn: Turn, site: str, *, receives: bool, at: Moment) -> None:
    """Say that somebody is called, for the first time or again: by whose call it is."""
    turn.called_at = at.micros
    where = {"day": turn.day, "site": site, "place": turn.place, "matter": turn.matter}
    who = {"by": turn.called_by, "name": turn.caller_name, "caller_place": turn.caller_place, "receives": receives}
    when = {"calls": turn.calls, "at": at.now, "real": at.real}
    tx.tell(Called(**where, **who, **when, mode=turn.mode or "in_person", room=turn.room))  # type: ignore[arg-type]
    tx.tell(TurnsChanged(turn.day, frozenset({turn.place})))


def actors_of(by: Person) -> frozenset[Actor]:
    """What somebody is at the waiting list."""
    return rules.actors_of({"device"} if by.kind == "device" else by.roles)


def end_call(tx: Tx, turn: Turn, site: str, why: Why, at: Moment) -> None:
    meeting, turn.meeting = turn.meeting, None
    turn.called_by = turn.caller_name = turn.caller_place = turn.handed_to = None
    tx.tell(TurnEnded(turn.day, site, turn.place, turn.matter, why, meeting, at.now, at.real))


async def start_turn(tx: Tx, day: str, place: int, matter: str, *, at: Moment) -> Turn:
    """The reception of one who was called begins. Doing it twice changes nothing."""
    found, turn = await _for_the_meeting(tx, day, place, matter)
    if found.state not in {TurnState.IN_SESSION, TurnState.DONE}:
        set_state(turn, rules.after(found.state, Happening.START), found, at)
        tx.tell(TurnsChanged(day, frozenset({place})))
    return turn


async def finish_turn(tx: Tx, day: str, place: int, matter: str, *, at: Moment, given_back: bool = False) -> Turn:
    """A reception is over: by its outcome; or without one, and then whoever was received waits again."""
    found, turn = await _for_the_meeting(tx, day, place, matter)
    site = (await tx.scalars(select(Head.site).where(Head.day == day, Head.place == place)))[0]
    if given_back:
        if found.state in {TurnState.CALLED, TurnState.IN_SESSION}:
            set_state(turn, rules.after(found.state, Happening.GIVE_BACK), found, at)
            end_call(tx, turn, site, "given_back", at)
    else:
        is_recorded = found.state is TurnState.DONE
        set_state(turn, TurnState.DONE if is_recorded else rules.after(found.state, Happening.FINISH), found, at)
        end_call(tx, turn, site, "finished", at)
    tx.tell(TurnsChanged(day, frozenset({place})))
    return turn


async def attach_meeting(tx: Tx, day: str, place: int, matter: str, meeting: UUID | None) -> None:
    """Let the turn know in which meeting the person is received."""
    (await tx.get(Turn, (day, place, matter))).meeting = meeting


async def _for_the_meeting(tx: Tx, day: str, place: int, matter: str) -> tuple[TurnView, Turn]:
    found = await locked_turn(tx, day, place, matter)
    if found is None:
        raise NotFound("not_found")
    return found, turn_of(tx, found)
