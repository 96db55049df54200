"""What is commanded of a turn after its call: call again, hold, give back, move by hand, hand over, begin."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from server.day.calling import rules
from server.day.calling.actions import (
    Moment,
    actors_of,
    end_call,
    is_called_by,
    locked_turn,
    set_state,
    tell_call,
    turn_of,
)
from server.day.calling.lists import TurnView, find_turn
from server.day.calling.messages import HandedOver, SteppedIn, TurnsChanged, Why
from server.day.calling.model import Turn
from server.day.calling.rules import Actor, Happening, Right, TurnState
from server.db import Tx
from server.errors import Conflict, NotFound
from server.journal.model import Head
from server.people.audit import record, record_with_reason
from server.people.rules import Person, require
from server.sealing import Sealer

MOMENTS: Final[Mapping[Happening, Why]] = {
    Happening.HOLD: "held",
    Happening.NO_SHOW: "no_show",
    Happening.GIVE_BACK: "given_back",
}


@dataclass(frozen=True, slots=True)
class Command:
    """What somebody wants to happen to a turn."""

    happening: Happening
    reason: str | None = None
    tier: int | None = None
    to: str | None = None


async def command_turn(
    tx: Tx, sealer: Sealer, day: str, site: str, matter: str, command: Command, *, by: Person, at: Moment
) -> TurnView:
    """Lead a turn one step on, where the command is open to who asks; each leaves a line in the log."""
    place = await tx.one_or_none(select(Head.place).where(Head.day == day, Head.site == site))
    if place is None:
        raise NotFound("not_found")
    require(by, "call", place)
    found = await locked_turn(tx, day, place, matter)
    if found is None:
        raise NotFound("not_found")
    state = rules.after(found.state, command.happening)
    _judge(tx, found, command, by=by, at=at)
    turn = turn_of(tx, found)
    _Step(tx, turn, found, site, by, at).take(command, state)
    await _note(tx, sealer, command, f"matter:{day}/{site}/{matter}", (day, place), by=by, at=at)
    tx.tell(TurnsChanged(day, frozenset({place})))
    return await _again(tx, day, place, matter)


def _judge(tx: Tx, found: TurnView, command: Command, *, by: Person, at: Moment) -> None:
    """Refuse a command that is not open to who asks (rules.RIGHTS); what hangs on the meeting is judged there."""
    actors, turn, matter = actors_of(by), found.turn, found.matter
    is_of_site = "record_entries" in by.scope.capabilities and by.scope.covers(matter.place)
    relation = rules.relation(found.state, found.called_by, me=by.principal, acts_for_site=is_of_site)
    right = rules.right_to(command.happening, relation, actors)
    is_mine = turn is not None and turn.called_by == by.principal
    is_asked = turn is not None and not is_mine and rules.is_asked(turn.handed_to, by.scope)
    rules.check_right(command.happening, right, is_asked=is_asked, reason=command.reason)
    if right in {Right.NOT_OPEN, Right.GONE}:
        where = matter.day, matter.place, matter.matter
        tx.tell(SteppedIn(*where, right is Right.GONE, command.reason, at.real))


async def _again(tx: Tx, day: str, place: int, matter: str) -> TurnView:
    await tx.flush()
    found = await find_turn(tx, day, place, matter)
    if found is None:
        raise NotFound("not_found")
    return found


async def _note(
    tx: Tx, sealer: Sealer, command: Command, about: str, where: tuple[str, int], *, by: Person, at: Moment
) -> None:
    day, place = where
    what = f"turn_{command.happening.value}"
    if command.reason:
        await record_with_reason(
            tx, sealer, by.principal, what, about, reason=command.reason, day=day, place=place, now=at.real
        )
    else:
        await record(tx, by.principal, what, about, place=place, now=at.real)


@dataclass(frozen=True, slots=True)
class _Step:
    """One command on its way through."""

    tx: Tx
    turn: Turn
    found: TurnView
    site: str
    by: Person
    at: Moment

    def take(self, command: Command, state: TurnState) -> None:
        match command.happening:
            case Happening.MOVE:
                self.turn.moved_tier, self.turn.moved_at = rules.check_tier(command.tier), self.at.micros
            case Happening.RECALL:
                self._recall(state)
            case Happening.HOLD | Happening.NO_SHOW | Happening.GIVE_BACK:
                self._take_back(command.happening, state)
            case Happening.HAND_OVER:
                self.turn.handed_to = rules.check_hand_over(command.to, self.turn.place)
            case Happening.ACCEPT_HAND_OVER:
                self._accept()
            case Happening.REFUSE_HAND_OVER:
                self._refuse()
            case _:
                set_state(self.turn, state, self.found, self.at)

    def _recall(self, state: TurnState) -> None:
        """Call again; whose call it is stays as it was. Whom the site had called by an entry, who says so calls now."""
        before = self.turn.calls if self.found.is_commanded else self.found.matter.calls
        if self.found.called_by is None:
            self.turn.mode, self.turn.room = "in_person", self.found.matter.called_room
            is_called_by(self.turn, self.by)
        set_state(self.turn, state, self.found, self.at)
        self.turn.calls = before + 1
        receives = self.turn.called_by == self.by.principal and Actor.LEADER in actors_of(self.by)
        tell_call(self.tx, self.turn, self.site, receives=receives, at=self.at)

    def _take_back(self, happening: Happening, state: TurnState) -> None:
        turn, why = self.turn, MOMENTS[happening]
        if happening is Happening.NO_SHOW:
            turn.no_shows += 1
            state = rules.after_no_show(self.found.matter.no_shows + turn.no_shows)
            why = "no_show" if state is TurnState.WAITING else "third_no_show"
        set_state(turn, state, self.found, self.at)
        if self.found.state is not TurnState.WAITING:
            end_call(self.tx, turn, self.site, why, self.at)

    def _refuse(self) -> None:
        """Let the question go: those who were asked, or the caller, who takes it back."""
        if self.turn.handed_to is None:
            raise Conflict("not_handed_over")
        self.turn.handed_to = None

    def _accept(self) -> None:
        turn, by = self.turn, self.by
        was = turn.called_by or ""
        is_called_by(turn, by)
        where = (turn.day, self.site, turn.place, turn.matter, turn.meeting)
        self.tx.tell(HandedOver(*where, was, by.principal, by.name, by.scope.lo, self.at.now, self.at.real))
