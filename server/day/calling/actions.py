"""The commands on a turn after its call, each in four steps: load, decide, write, tell. ``calls`` has the call itself.

Each locks the head of the turn's site first, as the journal does for entries: on both databases, of two that command
at the same instant the second finds what the first has done. ``COMMANDS`` leads from a happening to its function.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final
from uuid import UUID

from sqlalchemy import select, update

from server.clock import Moment
from server.day.calling import rules
from server.day.calling.messages import HandedOver, SteppedIn
from server.day.calling.model import Presence, Turn
from server.day.calling.order import RECEIVED
from server.day.calling.reads.turns import TurnView, get_turn, locked_turn
from server.day.calling.rules import Happening, Right, TurnState
from server.day.calling.states import (
    actors_of,
    end_call,
    row_of,
    set_caller,
    set_state,
    tell_call,
    tell_change,
)
from server.db import Tx
from server.errors import Conflict
from server.journal.model import MatterKey
from server.people.audit import record, record_with_reason
from server.people.rules import Person, require
from server.sealing import Sealer


@dataclass(frozen=True, slots=True)
class Loaded:
    """A locked turn that a command is open to: how it stood, its row, and the state to which the command leads."""

    happening: Happening
    site: str
    was: TurnView
    row: Turn
    after: TurnState


async def recall(tx: Tx, key: MatterKey, *, reason: str | None, by: Person, at: Moment, sealer: Sealer) -> TurnView:
    """Call again; whose call it is stays as it was. A call that the site entered is now the caller's own."""
    turn = await _load(tx, key, Happening.RECALL, reason, by, at)
    calls = turn.was.calls
    if turn.was.called_by is None:
        turn.row.mode, turn.row.room = "in_person", turn.was.matter.called_room
        set_caller(turn.row, by)
    set_state(turn.row, turn.after, turn.was, at)
    turn.row.calls = calls + 1
    tell_call(tx, turn.row, turn.site, by=by, at=at)
    return await _keep(tx, turn, reason, by, at, sealer)


async def hold(tx: Tx, key: MatterKey, *, reason: str | None, by: Person, at: Moment, sealer: Sealer) -> TurnView:
    """Set a person who waits or is called aside."""
    turn = await _load(tx, key, Happening.HOLD, reason, by, at)
    set_state(turn.row, turn.after, turn.was, at)
    if turn.was.state is TurnState.CALLED:
        end_call(tx, turn.row, turn.site, "held", at)
    return await _keep(tx, turn, reason, by, at, sealer)


async def release(tx: Tx, key: MatterKey, *, reason: str | None, by: Person, at: Moment, sealer: Sealer) -> TurnView:
    """Let a person who was set aside wait again."""
    turn = await _load(tx, key, Happening.RELEASE, reason, by, at)
    set_state(turn.row, turn.after, turn.was, at)
    return await _keep(tx, turn, reason, by, at, sealer)


async def no_show(tx: Tx, key: MatterKey, *, reason: str | None, by: Person, at: Moment, sealer: Sealer) -> TurnView:
    """Take back the call of a person who did not come: they wait again, or are held after the last time."""
    turn = await _load(tx, key, Happening.NO_SHOW, reason, by, at)
    turn.row.no_shows += 1
    state = rules.after_no_show(turn.was.matter.no_shows + turn.row.no_shows)
    set_state(turn.row, state, turn.was, at)
    end_call(tx, turn.row, turn.site, "third_no_show" if state is TurnState.HELD else "no_show", at)
    return await _keep(tx, turn, reason, by, at, sealer)


async def give_back(tx: Tx, key: MatterKey, *, reason: str | None, by: Person, at: Moment, sealer: Sealer) -> TurnView:
    """Take back a call or end a reception without an outcome: the person waits again."""
    turn = await _load(tx, key, Happening.GIVE_BACK, reason, by, at)
    set_state(turn.row, turn.after, turn.was, at)
    end_call(tx, turn.row, turn.site, "given_back", at)
    return await _keep(tx, turn, reason, by, at, sealer)


async def move(
    tx: Tx, key: MatterKey, *, tier: int | None, reason: str | None, by: Person, at: Moment, sealer: Sealer
) -> TurnView:
    """Move a person to a tier of the order by hand."""
    turn = await _load(tx, key, Happening.MOVE, reason, by, at)
    turn.row.moved_tier, turn.row.moved_at = rules.check_tier(tier), at.micros
    return await _keep(tx, turn, reason, by, at, sealer)


async def hand_over(
    tx: Tx, key: MatterKey, *, to: str | None, reason: str | None, by: Person, at: Moment, sealer: Sealer
) -> TurnView:
    """Ask the leaders of a place, by its code, to take the turn over; until they accept it stays the caller's."""
    turn = await _load(tx, key, Happening.HAND_OVER, reason, by, at)
    turn.row.handed_to = rules.check_hand_over(to, key.place)
    return await _keep(tx, turn, reason, by, at, sealer)


async def accept_hand_over(
    tx: Tx, key: MatterKey, *, reason: str | None, by: Person, at: Moment, sealer: Sealer
) -> TurnView:
    """Take a turn over, as a leader of the place that was asked."""
    turn = await _load(tx, key, Happening.ACCEPT_HAND_OVER, reason, by, at)
    was, meeting = turn.row.called_by or "", turn.row.meeting
    set_caller(turn.row, by)
    tx.tell(HandedOver(key, turn.site, meeting, was, by.principal, by.name, by.scope.lo, at.now, at.real))
    return await _keep(tx, turn, reason, by, at, sealer)


async def refuse_hand_over(
    tx: Tx, key: MatterKey, *, reason: str | None, by: Person, at: Moment, sealer: Sealer
) -> TurnView:
    """Let the question go: by those who were asked, or by the caller, who takes it back."""
    turn = await _load(tx, key, Happening.REFUSE_HAND_OVER, reason, by, at)
    if turn.row.handed_to is None:
        raise Conflict("not_handed_over")
    turn.row.handed_to = None
    return await _keep(tx, turn, reason, by, at, sealer)


async def start(tx: Tx, key: MatterKey, *, reason: str | None, by: Person, at: Moment, sealer: Sealer) -> TurnView:
    """Begin the reception of a person who was called."""
    turn = await _load(tx, key, Happening.START, reason, by, at)
    set_state(turn.row, turn.after, turn.was, at)
    return await _keep(tx, turn, reason, by, at, sealer)


COMMANDS: Final[Mapping[Happening, Callable[..., Awaitable[TurnView]]]] = MappingProxyType(
    {
        Happening.RECALL: recall,
        Happening.HOLD: hold,
        Happening.RELEASE: release,
        Happening.NO_SHOW: no_show,
        Happening.GIVE_BACK: give_back,
        Happening.MOVE: move,
        Happening.HAND_OVER: hand_over,
        Happening.ACCEPT_HAND_OVER: accept_hand_over,
        Happening.REFUSE_HAND_OVER: refuse_hand_over,
        Happening.START: start,
    }
)
"""Each is called as ``command(tx, key, by=…, at=…, sealer=…, <each field of its body in api/commands.py>)``."""


async def _load(tx: Tx, key: MatterKey, happening: Happening, reason: str | None, by: Person, at: Moment) -> Loaded:
    """Lock a turn, and refuse a command that its state does not allow or that is not open to this person."""
    require(by, "call", key.place)
    site, was = await locked_turn(tx, key)
    after = rules.after(was.state, happening)
    _judge(tx, was, happening, reason, by, at)
    return Loaded(happening, site, was, row_of(tx, was), after)


def _judge(tx: Tx, was: TurnView, happening: Happening, reason: str | None, by: Person, at: Moment) -> None:
    """Refuse what ``rules.RIGHTS`` does not open; the meeting's room judges what depends on the meeting."""
    turn, key = was.turn, was.matter.key
    acts_for_site = "record_entries" in by.scope.capabilities and by.scope.covers(key.place)
    relation = rules.relation(was.state, was.called_by, me=by.principal, acts_for_site=acts_for_site)
    right = rules.right_to(happening, relation, actors_of(by))
    is_mine = turn is not None and turn.called_by == by.principal
    is_asked = turn is not None and not is_mine and rules.is_asked(turn.handed_to, by.scope)
    rules.check_right(happening, right, is_asked=is_asked, reason=reason)
    if right in {Right.NOT_OPEN, Right.GONE}:
        tx.tell(SteppedIn(key, right is Right.GONE, reason, at.real))


async def _keep(tx: Tx, turn: Loaded, reason: str | None, by: Person, at: Moment, sealer: Sealer) -> TurnView:
    """Leave a line in the log, tell the lists, and read what the turn has become."""
    key, who, now = turn.row.key, by.principal, at.real
    what, about = f"turn_{turn.happening.value}", f"matter:{key.day}/{turn.site}/{key.matter}"
    if reason:
        await record_with_reason(tx, sealer, who, what, about, reason=reason, day=key.day, place=key.place, now=now)
    else:
        await record(tx, who, what, about, place=key.place, now=now)
    tell_change(tx, turn.row)
    return await get_turn(tx, key)


# What a meeting does with the turn that it is for, whose command it was.


async def start_turn(tx: Tx, key: MatterKey, *, at: Moment) -> Turn:
    """Begin the reception of a person who was called. Doing it twice changes nothing."""
    _, was = await locked_turn(tx, key)
    turn = row_of(tx, was)
    if was.state not in {TurnState.IN_SESSION, TurnState.DONE}:
        set_state(turn, rules.after(was.state, Happening.START), was, at)
        tell_change(tx, turn)
    return turn


async def finish_turn(tx: Tx, key: MatterKey, *, at: Moment, given_back: bool = False) -> Turn:
    """End a reception: by its outcome, or without one (``given_back``), and then the person waits again."""
    site, was = await locked_turn(tx, key)
    turn = row_of(tx, was)
    if not given_back:
        is_recorded = was.state is TurnState.DONE
        set_state(turn, TurnState.DONE if is_recorded else rules.after(was.state, Happening.FINISH), was, at)
        end_call(tx, turn, site, "finished", at)
    elif was.state in RECEIVED:
        set_state(turn, rules.after(was.state, Happening.GIVE_BACK), was, at)
        end_call(tx, turn, site, "given_back", at)
    tell_change(tx, turn)
    return turn


async def attach_meeting(tx: Tx, key: MatterKey, meeting: UUID | None) -> None:
    """Keep with the turn in which meeting the person is received."""
    (await tx.get(Turn, key)).meeting = meeting


async def note_heard(tx: Tx, places: Collection[int], now: datetime) -> None:
    """Keep that devices of these places were heard: one statement, but for places never heard before."""
    these = Presence.place.in_(places)
    if await tx.change(update(Presence).where(these).values(heard_at=now)) < len(places):
        known = set(await tx.scalars(select(Presence.place).where(these)))
        for place in sorted(set(places) - known):
            tx.add(Presence(place=place, heard_at=now))
