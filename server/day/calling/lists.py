"""How the waiting list is read: a handful of statements, however many wait at however many sites.

Instants are microseconds on the day's own clock, ``real`` and ``heard_at`` are real time.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, Final, NamedTuple

from sqlalchemy import and_, func, or_, select

from server.day.calling import order, rules
from server.day.calling.model import Turn
from server.day.calling.rules import TurnState
from server.day.calling.sites import SiteOfDay
from server.db import Tx
from server.journal.model import Matter
from server.people.rules import Person
from server.place import Range

LAST_RECEPTIONS: Final = 20
"""How many of a site's receptions tell how long the next will be."""
RECEIVED: Final = frozenset({TurnState.CALLED, TurnState.IN_SESSION})
BEFORE_ALL: Final = {TurnState.IN_SESSION: 0, TurnState.CALLED: 1, TurnState.WAITING: 2, TurnState.HELD: 3}


class TurnRow(NamedTuple):
    """As much of a turn as a list is made of; a tuple, because a thousand are made for one."""

    waits: order.WaitingRow
    state: TurnState
    began_at: int | None
    ended_at: int | None
    called_by: str | None
    handed_to: str | None


@dataclass(frozen=True, slots=True)
class TurnView:
    """Where one matter's turn stands: its row, what was commanded, and what both come to."""

    matter: Matter
    turn: Turn | None
    state: TurnState

    @property
    def waits(self) -> order.WaitingRow:
        moved = self.turn
        return order.WaitingRow(
            self.matter.place,
            self.matter.matter,
            self.matter.registered_at or 0,
            tuple(self.matter.needs.split()),
            self.matter.involved,
            None if moved is None else moved.moved_tier,
            None if moved is None else moved.moved_at,
        )

    @property
    def row(self) -> TurnRow:
        matter, turn = self.matter, self.turn
        with_whom = (None, None) if turn is None else (turn.called_by, turn.handed_to)
        return TurnRow(self.waits, self.state, matter.started_at, matter.outcome_at, *with_whom)

    @property
    def no_shows(self) -> int:
        return self.matter.no_shows + (0 if self.turn is None else self.turn.no_shows)

    @property
    def is_commanded(self) -> bool:
        """Whether the last word on where it stands was a command, not an entry of the site."""
        turn = self.turn
        if turn is None:
            return False
        return turn.state is TurnState.IN_SESSION or turn.state_at >= (self.matter.turn_at or 0)

    @property
    def called_by(self) -> str | None:
        """Whose call it is; None of the site's own, which an entry says. A meeting that was set up keeps its caller."""
        turn = self.turn
        is_kept = turn is not None and (self.is_commanded or turn.meeting is not None)
        return turn.called_by if turn is not None and is_kept else None


class Ranked(NamedTuple):
    """One place of a list; ``position`` counts those who wait, ``before`` who is ahead at the same site."""

    row: TurnRow
    position: int
    before: int


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One line of a list: who, where in the order and why, and when they will probably be called."""

    turn_view: TurnView
    position: int
    why: order.Why
    expected: order.Expected | None


def turn_view(matter: Matter, turn: Turn | None) -> TurnView:
    """Put the matter's row and the commands together."""
    commanded, at = (None, 0) if turn is None else (turn.state, turn.state_at)
    return TurnView(matter, turn, rules.effective(matter.state, matter.turn, matter.turn_at, commanded, at))


async def turn_views(tx: Tx, day: str, scope: Range, *these: Any) -> list[TurnView]:
    """Every matter of a range with its turn, those that are done among them, or only these."""
    wanted = (
        select(Matter, Turn)
        .outerjoin(Turn, _same(Turn))
        .where(Matter.day == day, Matter.place.between(*scope), Matter.state != "void", *these)
    )
    return [turn_view(matter, turn) for matter, turn in await tx.rows(wanted)]


async def find_turn(tx: Tx, day: str, place: int, matter: str) -> TurnView | None:
    """One matter with its turn; None for one that is unknown, beyond the scope or withdrawn."""
    wanted = select(Matter, Turn).outerjoin(Turn, _same(Turn))
    this = (Matter.day == day, Matter.place == place, Matter.matter == matter, Matter.state != "void")
    rows = await tx.rows(wanted.where(*this).execution_options(populate_existing=True))
    return turn_view(*rows[0]) if rows else None


def _same(turn: type[Turn]) -> Any:
    return and_(turn.day == Matter.day, turn.place == Matter.place, turn.matter == Matter.matter)


def _turn_row(row: Any) -> TurnRow:
    place, matter, since, needs, involved, moved_tier, moved_at, *told = row
    recorded, turn, turn_at, state, state_at, *more = told
    waits = order.WaitingRow(place, matter, since or 0, tuple(needs.split()), involved, moved_tier, moved_at)
    return TurnRow(waits, rules.effective(recorded, turn, turn_at, state, state_at or 0), *more)


_STANDS: Final = select(
    *(Matter.place, Matter.matter, Matter.registered_at, Matter.needs, Matter.involved, Turn.moved_tier, Turn.moved_at),
    *(Matter.state, Matter.turn, Matter.turn_at, Turn.state, Turn.state_at, Matter.started_at, Matter.outcome_at),
    *(Turn.called_by, Turn.handed_to),
).outerjoin(Turn, _same(Turn))
"""What a list is made of, and no more, because a thousand are read for one."""


async def _who_waits(tx: Tx, *where: Any) -> list[order.WaitingRow]:
    found = (_turn_row(row) for row in await tx.rows(_STANDS.where(*where)))
    return [one.waits for one in found if one.state is TurnState.WAITING]


async def all_who_wait(tx: Tx, day: str, scope: Range) -> list[order.WaitingRow]:
    """Those who wait, in no order."""
    wait = (Matter.day == day, Matter.place.between(*scope), Matter.state == "waiting")
    return await _who_waits(tx, *wait)


async def may_be_first(tx: Tx, day: str, scope: Range, *, but: Collection[int]) -> list[order.WaitingRow]:
    """Whoever of those who wait may come before all others, out of a thousand a few; ``but`` nobody at these places.

    Of two whom nobody moved, who told of the same and both come for many or both for few, the one who came later never
    goes first. So of those of whom nothing was commanded only they are read who came at the instant of the first of
    some kind; who of all is first is for their order to say.
    """
    wait = [Matter.day == day, Matter.place.between(*scope), Matter.state == "waiting"]
    if but:
        wait.append(Matter.place.not_in(but))
    kind = (Matter.needs, Matter.involved >= order.MANY, Matter.turn)
    came = func.coalesce(Matter.registered_at, 0)
    uncommanded = select(func.min(came)).outerjoin(Turn, _same(Turn)).where(*wait, Turn.day.is_(None))
    firsts = uncommanded.group_by(*kind)
    return await _who_waits(tx, *wait, or_(Turn.day.is_not(None), came.in_(firsts)))


async def first_in_line(tx: Tx, day: str, scope: Range, *, but: Collection[int], now: int) -> order.WaitingRow | None:
    """Who comes next; ``but`` nobody at these places."""
    return min(await may_be_first(tx, day, scope, but=but), key=lambda one: order.key(one, now), default=None)


async def page_of_list(
    tx: Tx, day: str, scope: Range, sites: Mapping[int, SiteOfDay], *, by: Person, now: int, part: slice
) -> tuple[list[QueueLine], Sequence[Ranked]]:
    """A part of somebody's list, and who stands where in all of it: only the part is read in full and explained."""
    here = (Matter.day == day, Matter.place.between(*scope), Matter.state != "void")
    known = [_turn_row(row) for row in await tx.rows(_STANDS.where(*here))]
    ranks = first_ones_own(ranked(known, now), by)
    keys = [(one.row.waits.place, one.row.waits.matter) for one in ranks[part]]
    these = (Matter.place.in_({place for place, _ in keys}), Matter.matter.in_([matter for _, matter in keys]))
    found = {(one.matter.place, one.matter.matter): one for one in await turn_views(tx, day, scope, *these)}
    lengths = lengths_by_place(known)
    lines = [
        _line(one, found[key], sites, lengths, now)
        for one, key in zip(ranks[part], keys, strict=True)
        if key in found  # else it was withdrawn between the two statements
    ]
    return lines, ranks


def listed(found: Iterable[TurnView], sites: Mapping[int, SiteOfDay], now: int) -> list[QueueLine]:
    """The list as it is shown: those received and called, then those who wait in order, then those held."""
    known = {(one.matter.place, one.matter.matter): one for one in found}
    stand = [one.row for one in known.values()]
    lengths = lengths_by_place(stand)
    ranks = ranked(stand, now)
    return [_line(one, known[one.row.waits.place, one.row.waits.matter], sites, lengths, now) for one in ranks]


def ranked(known: Iterable[TurnRow], now: int) -> list[Ranked]:
    """Who is not done, in the order of the list."""
    open_ones = [one for one in known if one.state is not TurnState.DONE]
    before: dict[int, int] = {}
    positions = count(1)
    ranks = []
    for one in sorted(open_ones, key=lambda one: (BEFORE_ALL[one.state], *order.key(one.waits, now))):
        place = one.waits.place
        position = next(positions) if one.state is TurnState.WAITING else 0
        ranks.append(Ranked(one, position, before.get(place, 0)))
        before[place] = before.get(place, 0) + 1
    return ranks


def first_ones_own(ranks: Iterable[Ranked], by: Person) -> list[Ranked]:
    """The list as somebody needs it: whom they called or are asked to take over, who waits, who is held, all others."""

    def part(one: Ranked) -> int:
        stands = one.row
        if stands.state not in RECEIVED:
            return BEFORE_ALL[stands.state]
        concerns = stands.called_by == by.principal or rules.is_asked(stands.handed_to, by.scope)
        return 0 if concerns else len(BEFORE_ALL)

    return sorted(ranks, key=part)


def _line(
    one: Ranked, full: TurnView, sites: Mapping[int, SiteOfDay], lengths: Mapping[int, Sequence[int]], now: int
) -> QueueLine:
    waits, site = one.row.waits, sites.get(one.row.waits.place)
    soon = None
    if one.position and site is not None and not site.closed:
        soon = order.expected(lengths.get(waits.place, ()), before=one.before, rooms=site.rooms, now=now)
    return QueueLine(full, one.position, order.why(waits, now, one.position), soon)


def lengths_by_place(known: Iterable[TurnRow]) -> dict[int, Sequence[int]]:
    """How long the last receptions of each site took."""
    ended: dict[int, list[tuple[int, int]]] = {}
    for one in known:
        begun, over = one.began_at, one.ended_at
        if begun is not None and over is not None and over > begun:
            ended.setdefault(one.waits.place, []).append((over, over - begun))
    return {place: [length for _, length in sorted(ones)[-LAST_RECEPTIONS:]] for place, ones in ended.items()}
