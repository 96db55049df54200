"""The call: choose the next in order or the one who was named, behind the lock of the site's head."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import or_

from server.clock import Moment
from server.day.calling import rules
from server.day.calling.model import Turn
from server.day.calling.order import RECEIVED
from server.day.calling.reads.sites import SiteOfDay, locked_site, silent_places, site_of_day
from server.day.calling.reads.turns import TurnView, all_who_wait, find_turn, first_in_line, turn_views
from server.day.calling.rules import Actor, Happening, TurnState
from server.day.calling.states import actors_of, row_of, set_caller, set_state, tell_call
from server.db import Tx
from server.entries.fields import Mode
from server.errors import Conflict, Invalid, NotFound
from server.journal.model import Matter, MatterKey
from server.people.audit import record
from server.people.rules import Person, require

TRIES: Final = 50
"""How often a call begins again because another was faster; each time a person was called."""


class Taken(Exception):  # noqa: N818 - it never leaves this room
    """The first of the list that was read has been called meanwhile: read it again."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The person to be called: this one, the next of a site, or the next of all the caller's places."""

    mode: Mode
    room: int | None = None
    site: str | None = None
    matter: str | None = None


async def call_next(tx: Tx, day: str, wanted: Wanted, *, by: Person, at: Moment) -> tuple[TurnView, SiteOfDay]:
    """Call the next in order, or the one who was named.

    Raises Conflict ``nobody_waiting``, ``already_called``, ``kept_for_another``, ``site_not_heard``, ``room_taken``;
    Taken where another was faster.
    """
    require(by, "call")
    key = await _chosen(tx, day, wanted, by=by, at=at)
    site = await locked_site(tx, day, key.place)
    was = await find_turn(tx, key)
    if wanted.matter is None and (was is None or was.state is not TurnState.WAITING):
        raise Taken
    if was is None:
        raise NotFound("not_found")
    turn = row_of(tx, was)
    set_state(turn, rules.after(was.state, Happening.CALL), was, at)
    if wanted.room is not None and wanted.mode != "phone":
        await _check_room(tx, key, wanted.room)
    turn.mode, turn.room, turn.calls = wanted.mode, wanted.room, 1
    set_caller(turn, by)
    tell_call(tx, turn, site.site, by=by, at=at)
    about = f"matter:{day}/{site.site}/{key.matter}"
    await record(tx, by.principal, "turn_call", about, place=key.place, now=at.real)
    return TurnView(was.matter, turn, turn.state), site


async def _chosen(tx: Tx, day: str, wanted: Wanted, *, by: Person, at: Moment) -> MatterKey:
    """The matter to call; a silent site is called by its own people only."""
    named = None if wanted.site is None else (await site_of_day(tx, day, wanted.site)).place
    silent = await silent_places(tx, day, by.scope, at.real)
    if wanted.matter is not None:
        if named is None:
            raise Invalid("invalid", field="site")
        if named in silent:
            raise Conflict("site_not_heard")
        return MatterKey(day, named, wanted.matter)
    scope = (by.scope.lo, by.scope.hi) if named is None else (named, named)
    leader = by.principal if Actor.LEADER in actors_of(by) else None
    first = await first_in_line(tx, day, scope, leader=leader, but=silent, now=at.micros)
    if first is None:
        waiting = await all_who_wait(tx, day, scope)
        are_heard = any(one.place not in silent for one in waiting)
        raise Conflict("nobody_waiting" if not waiting else "kept_for_another" if are_heard else "site_not_heard")
    return MatterKey(day, first.place, first.matter)


async def _check_room(tx: Tx, key: MatterKey, room: int) -> None:
    """Refuse a room of the site into which another person is called, or where one is received."""
    here = or_(Turn.room == room, Matter.called_room == room)
    where = (here, Matter.state != "done", Matter.matter != key.matter)
    others = await turn_views(tx, key.day, (key.place, key.place), *where)
    if any(one.state in RECEIVED and _room_of(one) == room for one in others):
        raise Conflict("room_taken")


def _room_of(one: TurnView) -> int | None:
    """Into which room of the site a person was called; None by telephone, and where none is known."""
    turn, matter = one.turn, one.matter
    if turn is not None and turn.called_by is not None and turn.called_at is not None:
        return None if turn.mode == "phone" else turn.room
    return None if matter.mode == "phone" else matter.called_room
