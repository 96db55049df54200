"""What can be done with turns: call the next, call again, hold, give back, move by hand, hand over, begin and end.

Whoever commands locks the head of the turn's site first, as the journal does for entries: on both databases, of two
that call at the same instant the second finds the person called.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select

from server.day.calling import lists, rules
from server.day.calling.lists import SiteOfDay, Standing, sites_of_day, standing_of
from server.day.calling.messages import Called, HandedOver, TurnEnded, TurnsMoved, Why
from server.day.calling.model import Turn
from server.day.calling.rules import Happening, TurnState
from server.db import Tx
from server.entries.fields import Mode
from server.errors import Conflict, Invalid, NotFound
from server.instants import EPOCH, MICROSECOND
from server.journal.model import Head
from server.people.audit import note, note_why
from server.people.rules import Person, require
from server.sealing import Sealer

TRIES: Final = 50
"""How often a call begins again because somebody else was faster; each time somebody was called."""
MOMENTS: Final[Mapping[Happening, Why]] = {
    Happening.HOLD: "held",
    Happening.NO_SHOW: "no_show",
    Happening.GIVE_BACK: "given_back",
}


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


async def call_next(tx: Tx, day: str, wanted: Wanted, *, by: Person, at: Moment) -> tuple[Standing, SiteOfDay]:
    """Call the next in order, or the one who was named.

    Raises Conflict ``nobody_waiting``, ``already_called``, ``site_not_heard``; Taken where another was faster.
    """
    require(by, "call")
    sites = await sites_of_day(tx, day)
    place, matter = await _chosen(tx, day, wanted, sites, by=by, at=at)
    found = await _locked(tx, day, place, matter)
    if wanted.matter is None and (found is None or found.state is not TurnState.WAITING):
        raise Taken
    if found is None:
        raise NotFound("not_found")
    turn = _turn_of(tx, found)
    _set(turn, rules.after(found.state, Happening.CALL), found, at)
    turn.mode, turn.room, turn.calls = wanted.mode, wanted.room, 1
    _call(tx, turn, sites[place].site, by=by, at=at)
    return Standing(found.matter, turn, turn.state), sites[place]


async def _chosen(
    tx: Tx, day: str, wanted: Wanted, sites: Mapping[int, SiteOfDay], *, by: Person, at: Moment
) -> tuple[int, str]:
    """The place and matter to call; a site that is silent is called by nobody but its own people."""
    named = [place for place, site in sites.items() if site.site == wanted.site]
    if wanted.site is not None and not named:
        raise NotFound("not_found")
    asked = [sites[place] for place in named or sites]
    silent = lists.silent_for(by.scope, asked, at.real)
    if wanted.matter is not None:
        if not named:
            raise Invalid("invalid", field="site")
        if silent:
            raise Conflict("site_not_heard")
        return named[0], wanted.matter
    scope = (named[0], named[0]) if named else (by.scope.lo, by.scope.hi)
    first = await lists.first_in_line(tx, day, scope, but=silent, now=at.micros)
    if first is None:
        raise Conflict("site_not_heard" if await lists.all_who_wait(tx, day, scope) else "nobody_waiting")
    return first.place, first.matter


async def _locked(tx: Tx, day: str, place: int, matter: str) -> Standing | None:
    """One turn as it is now, and stays until this transaction ends."""
    await tx.scalars(select(Head.place).where(Head.day == day, Head.place == place).with_for_update())
    return await standing_of(tx, day, place, matter)


def _turn_of(tx: Tx, found: Standing) -> Turn:
    """The row of commands, made at the first."""
    if found.turn is not None:
        return found.turn
    matter = found.matter
    turn = Turn(day=matter.day, place=matter.place, matter=matter.matter)
    turn.state, turn.state_at, turn.calls, turn.no_shows = TurnState.WAITING, 0, 0, 0
    tx.add(turn)
    return turn


def _set(turn: Turn, state: TurnState, found: Standing, at: Moment) -> None:
    """Bring a turn to a state: the last word, even where the site's clock is ahead."""
    turn.state, turn.state_at = state, max(at.micros, found.matter.turn_at or 0)


def _call(tx: Tx, turn: Turn, site: str, *, by: Person, at: Moment) -> None:
    turn.called_by, turn.caller_name, turn.caller_place = by.principal, by.name, by.scope.lo
    turn.called_at, turn.handed_to = at.micros, None
    who = {"by": by.principal, "name": by.name, "caller_place": by.scope.lo}
    where = {"day": turn.day, "site": site, "place": turn.place, "matter": turn.matter}
    when = {"at": at.now, "real": at.real}
    tx.tell(Called(**where, mode=turn.mode or "in_person", room=turn.room, **who, calls=turn.calls, **when))  # type: ignore[arg-type]
    tx.tell(TurnsMoved(turn.day, frozenset({turn.place})))


@dataclass(frozen=True, slots=True)
class Command:
    """What somebody wants to happen to a turn."""

    happening: Happening
    reason: str | None = None
    tier: int | None = None
    to: str | None = None


async def command_turn(
    tx: Tx, sealer: Sealer, day: str, site: str, matter: str, command: Command, *, by: Person, at: Moment
) -> Standing:
    """Lead a turn one step on; what needs a reason leaves a line in the log."""
    place = await tx.one_or_none(select(Head.place).where(Head.day == day, Head.site == site))
    if place is None:
        raise NotFound("not_found")
    require(by, "call", place)
    rules.check_reason(command.happening, command.reason)
    found = await _locked(tx, day, place, matter)
    if found is None:
        raise NotFound("not_found")
    state = rules.after(found.state, command.happening)
    turn = _turn_of(tx, found)
    step = _Step(tx, turn, found, site, by, at)
    step.take(command, state)
    await _note(tx, sealer, command, f"matter:{day}/{site}/{matter}", (day, place), by=by, at=at)
    tx.tell(TurnsMoved(day, frozenset({place})))
    return await _again(tx, day, place, matter)


async def _again(tx: Tx, day: str, place: int, matter: str) -> Standing:
    await tx.flush()
    found = await standing_of(tx, day, place, matter)
    if found is None:
        raise NotFound("not_found")
    return found


async def _note(
    tx: Tx, sealer: Sealer, command: Command, about: str, where: tuple[str, int], *, by: Person, at: Moment
) -> None:
    day, place = where
    what = f"turn_{command.happening.value}"
    if command.reason:
        await note_why(tx, sealer, by.principal, what, about, reason=command.reason, day=day, place=place, now=at.real)
    elif command.happening is Happening.ACCEPT_HAND_OVER:
        await note(tx, by.principal, what, about, place=place, now=at.real)


@dataclass(frozen=True, slots=True)
class _Step:
    """One command on its way through."""

    tx: Tx
    turn: Turn
    found: Standing
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
                self._only_the_caller()
                self.turn.handed_to = rules.check_hand_over(command.to, self.turn.place)
            case Happening.ACCEPT_HAND_OVER:
                self._accept()
            case Happening.REFUSE_HAND_OVER:
                self._asked(or_caller=True)
                self.turn.handed_to = None
            case Happening.START:
                self._only_the_caller()
                _set(self.turn, state, self.found, self.at)
            case _:
                _set(self.turn, state, self.found, self.at)

    def _recall(self, state: TurnState) -> None:
        """Call again; whom the site itself had called is called by who says so now."""
        before = self.turn.calls if self.found.is_commanded else self.found.matter.calls
        if not self.found.is_commanded:
            self.turn.mode, self.turn.room = "in_person", self.found.matter.called_room
        _set(self.turn, state, self.found, self.at)
        self.turn.calls = before + 1
        _call(self.tx, self.turn, self.site, by=self.by, at=self.at)

    def _take_back(self, happening: Happening, state: TurnState) -> None:
        turn, why = self.turn, MOMENTS[happening]
        if happening is Happening.NO_SHOW:
            turn.no_shows += 1
            state = rules.after_no_show(self.found.matter.no_shows + turn.no_shows)
            why = "no_show" if state is TurnState.WAITING else "third_no_show"
        _set(turn, state, self.found, self.at)
        if self.found.state is not TurnState.WAITING:
            _end(self.tx, turn, self.site, why, self.at)

    def _only_the_caller(self) -> None:
        if self.turn.called_by not in {None, self.by.principal}:
            raise Conflict("not_your_call")

    def _asked(self, *, or_caller: bool = False) -> None:
        """Another of the place that was asked; or, to take the question back, the caller."""
        to, is_caller = self.turn.handed_to, self.turn.called_by == self.by.principal
        if to is None or not (or_caller if is_caller else rules.is_asked(to, self.by.scope)):
            raise Conflict("not_handed_over")

    def _accept(self) -> None:
        self._asked()
        turn, by = self.turn, self.by
        was, turn.handed_to = turn.called_by or "", None
        turn.called_by, turn.caller_name, turn.caller_place = by.principal, by.name, by.scope.lo
        where = (turn.day, self.site, turn.place, turn.matter, turn.meeting)
        self.tx.tell(HandedOver(*where, was, by.principal, by.name, by.scope.lo, self.at.now, self.at.real))


def _end(tx: Tx, turn: Turn, site: str, why: Why, at: Moment) -> None:
    meeting, turn.meeting = turn.meeting, None
    turn.called_by = turn.caller_name = turn.caller_place = turn.handed_to = None
    tx.tell(TurnEnded(turn.day, site, turn.place, turn.matter, why, meeting, at.now, at.real))


async def start_turn(tx: Tx, day: str, place: int, matter: str, *, at: Moment) -> Turn:
    """The reception of one who was called begins. Doing it twice changes nothing."""
    found, turn = await _for_the_meeting(tx, day, place, matter)
    if found.state not in {TurnState.IN_SESSION, TurnState.DONE}:
        _set(turn, rules.after(found.state, Happening.START), found, at)
        tx.tell(TurnsMoved(day, frozenset({place})))
    return turn


async def finish_turn(tx: Tx, day: str, place: int, matter: str, *, at: Moment, given_back: bool = False) -> Turn:
    """A reception is over: by its outcome; or without one, and then whoever was received waits again."""
    found, turn = await _for_the_meeting(tx, day, place, matter)
    site = (await tx.scalars(select(Head.site).where(Head.day == day, Head.place == place)))[0]
    if given_back:
        if found.state in {TurnState.CALLED, TurnState.IN_SESSION}:
            _set(turn, rules.after(found.state, Happening.GIVE_BACK), found, at)
            _end(tx, turn, site, "given_back", at)
    else:
        is_recorded = found.state is TurnState.DONE
        _set(turn, TurnState.DONE if is_recorded else rules.after(found.state, Happening.FINISH), found, at)
        _end(tx, turn, site, "finished", at)
    tx.tell(TurnsMoved(day, frozenset({place})))
    return turn


async def attach_meeting(tx: Tx, day: str, place: int, matter: str, meeting: UUID | None) -> None:
    """Let the turn know in which meeting the person is received."""
    (await tx.get(Turn, (day, place, matter))).meeting = meeting


async def _for_the_meeting(tx: Tx, day: str, place: int, matter: str) -> tuple[Standing, Turn]:
    found = await _locked(tx, day, place, matter)
    if found is None:
        raise NotFound("not_found")
    return found, _turn_of(tx, found)
