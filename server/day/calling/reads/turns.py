"""One turn, and the list of those who wait: a handful of statements, however many wait at however many sites.

Instants are microseconds on the day's own clock.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from sqlalchemy import and_, func, or_, select

from server.day.calling import order, rules
from server.day.calling.model import Turn
from server.day.calling.order import Ranked, TurnRow
from server.day.calling.reads.appointments import Appointment, appointments
from server.day.calling.reads.sites import SiteOfDay
from server.day.calling.rules import TurnState
from server.db import Tx
from server.errors import NotFound
from server.journal.model import Head, Matter, MatterKey
from server.people.rules import Person
from server.place import Range


@dataclass(frozen=True, slots=True)
class TurnView:
    """Where one matter's turn stands: its row, what was commanded, and what both come to."""

    matter: Matter
    turn: Turn | None
    state: TurnState
    appointed: Appointment | None = None

    @property
    def waits(self) -> order.WaitingRow:
        moved, appointed = self.turn, self.appointed
        return order.WaitingRow(
            self.matter.place,
            self.matter.matter,
            self.matter.registered_at or 0,
            tuple(self.matter.needs.split()),
            self.matter.involved,
            None if moved is None else moved.moved_tier,
            None if moved is None else moved.moved_at,
            None if appointed is None else appointed.at,
            None if appointed is None else appointed.leader,
        )

    @property
    def row(self) -> TurnRow:
        matter, turn = self.matter, self.turn
        return TurnRow(
            self.waits,
            self.state,
            began_at=matter.started_at,
            ended_at=matter.outcome_at,
            called_by=None if turn is None else turn.called_by,
            handed_to=None if turn is None else turn.handed_to,
        )

    @property
    def calls(self) -> int:
        """How often the person was called since they last waited."""
        return self.turn.calls if self.turn is not None and self.is_commanded else self.matter.calls

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


class LockedTurn(NamedTuple):
    """A turn that stays as it is until this transaction ends, and the code of its site."""

    site: str
    view: TurnView


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One line of a list: the person, their place in the order and its reason, and the likely time of the call."""

    turn_view: TurnView
    position: int
    why: order.Why
    expected: order.Expected | None


# One turn.


async def find_turn(tx: Tx, key: MatterKey) -> TurnView | None:
    """One matter with its turn; None for one that is unknown, beyond the scope or withdrawn."""
    this = (Matter.day == key.day, Matter.place == key.place, Matter.matter == key.matter, Matter.state != "void")
    wanted = select(Matter, Turn).outerjoin(Turn, _SAME).where(*this)
    rows = await tx.rows(wanted.execution_options(populate_existing=True))
    if not rows:
        return None
    agreed = await appointments(tx, key.day, (key.place, key.place), of=key.matter)
    return next(_turn_view(matter, turn, agreed) for matter, turn in rows)


async def get_turn(tx: Tx, key: MatterKey) -> TurnView:
    """As ``find_turn``; what this transaction has changed is written first."""
    await tx.flush()
    found = await find_turn(tx, key)
    if found is None:
        raise NotFound("not_found")
    return found


async def locked_turn(tx: Tx, key: MatterKey) -> LockedTurn:
    """One turn as it is now, behind the lock of its site's head."""
    head = select(Head.site).where(Head.day == key.day, Head.place == key.place)
    sites = await tx.scalars(head.with_for_update())
    found = await find_turn(tx, key)
    if found is None:
        raise NotFound("not_found")
    return LockedTurn(sites[0], found)


async def key_at(tx: Tx, day: str, site: str, matter: str) -> MatterKey:
    """The key of a matter at a site that takes part; whether there is such a matter is not looked at."""
    place = await tx.one_or_none(select(Head.place).where(Head.day == day, Head.site == site))
    if place is None:
        raise NotFound("not_found")
    return MatterKey(day, place, matter)


async def turn_views(tx: Tx, day: str, scope: Range, *these: Any) -> list[TurnView]:
    """Every matter of a range with its turn, those that are done among them, or only these."""
    here = (Matter.day == day, Matter.place.between(*scope), Matter.state != "void")
    wanted = select(Matter, Turn).outerjoin(Turn, _SAME).where(*here, *these)
    rows = await tx.rows(wanted)
    agreed = await appointments(tx, day, scope)
    return [_turn_view(matter, turn, agreed) for matter, turn in rows]


def _turn_view(matter: Matter, turn: Turn | None, agreed: Mapping[str, Appointment]) -> TurnView:
    commanded, at = (None, 0) if turn is None else (turn.state, turn.state_at)
    state = rules.effective(matter.state, matter.turn, matter.turn_at, commanded, at)
    return TurnView(matter, turn, state, agreed.get(matter.matter))


_SAME: Final = and_(Turn.day == Matter.day, Turn.place == Matter.place, Turn.matter == Matter.matter)


# Who waits.

_TURN_ROWS: Final = select(
    Matter.place, Matter.matter, Matter.registered_at, Matter.needs, Matter.involved, Turn.moved_tier, Turn.moved_at,
    Matter.state, Matter.turn, Matter.turn_at, Turn.state, Turn.state_at,
    Matter.started_at, Matter.outcome_at, Turn.called_by, Turn.handed_to,
).outerjoin(Turn, _SAME)  # fmt: skip
"""What a list is made of, and no more, because a thousand are read for one."""


async def _turn_rows(tx: Tx, agreed: Mapping[str, Appointment], *where: Any) -> list[TurnRow]:
    return [
        TurnRow(
            _waiting(
                order.WaitingRow(place, matter, since or 0, tuple(needs.split()), involved, moved_tier, moved_at),
                agreed.get(matter),
            ),
            rules.effective(recorded, turn, turn_at, commanded, commanded_at or 0),
            began_at,
            ended_at,
            called_by,
            handed_to,
        )
        for (
            place, matter, since, needs, involved, moved_tier, moved_at,
            recorded, turn, turn_at, commanded, commanded_at,
            began_at, ended_at, called_by, handed_to,
        ) in await tx.rows(_TURN_ROWS.where(*where))
    ]  # fmt: skip


def _waiting(row: order.WaitingRow, agreed: Appointment | None) -> order.WaitingRow:
    return row if agreed is None else row._replace(appointed_at=agreed.at, appointed_to=agreed.leader)


async def _who_waits(tx: Tx, agreed: Mapping[str, Appointment], *where: Any) -> list[order.WaitingRow]:
    return [one.waits for one in await _turn_rows(tx, agreed, *where) if one.state is TurnState.WAITING]


async def all_who_wait(tx: Tx, day: str, scope: Range) -> list[order.WaitingRow]:
    """Those who wait, in no order."""
    agreed = await appointments(tx, day, scope)
    return await _who_waits(tx, agreed, Matter.day == day, Matter.place.between(*scope), Matter.state == "waiting")


async def may_be_first(tx: Tx, day: str, scope: Range, *, but: Collection[int]) -> list[order.WaitingRow]:
    """Those who wait and may come before all others, out of a thousand a few; none at the places ``but``.

    Of two who were not moved by hand and have no appointment, told of the same needs and both concern many or both
    few, the later never goes first. So of those without either only the first of each kind are read; ``order.key``
    says who of all is first.
    """
    agreed = await appointments(tx, day, scope)
    wait = [Matter.day == day, Matter.place.between(*scope), Matter.state == "waiting"]
    if but:
        wait.append(Matter.place.not_in(but))
    came = func.coalesce(Matter.registered_at, 0)
    plain = [Turn.day.is_(None), Matter.matter.not_in(agreed)] if agreed else [Turn.day.is_(None)]
    uncommanded = select(func.min(came)).outerjoin(Turn, _SAME).where(*wait, *plain)
    firsts = uncommanded.group_by(Matter.needs, Matter.involved >= order.MANY, Matter.turn)
    chosen = or_(Turn.day.is_not(None), Matter.matter.in_(agreed), came.in_(firsts))
    return await _who_waits(tx, agreed, *wait, chosen)


async def first_in_line(
    tx: Tx, day: str, scope: Range, *, leader: str | None, but: Collection[int], now: int
) -> order.WaitingRow | None:
    """The one who comes next; none at the places ``but``, and for a leader none who waits for another's appointment."""
    may_be = await may_be_first(tx, day, scope, but=but)
    if leader is not None:
        may_be = [one for one in may_be if not order.is_kept_for_another(one, leader, now)]
    return min(may_be, key=lambda one: order.key(one, now), default=None)


# A list and its parts.


async def page_of_list(
    tx: Tx, day: str, scope: Range, sites: Mapping[int, SiteOfDay], *, by: Person, now: int, part: slice
) -> tuple[list[QueueLine], Sequence[Ranked]]:
    """A part of a person's list, and the positions in all of it: only the part is read in full and explained."""
    agreed = await appointments(tx, day, scope)
    known = await _turn_rows(tx, agreed, Matter.day == day, Matter.place.between(*scope), Matter.state != "void")
    ranks = order.first_ones_own(order.ranked(known, now), me=by.principal, scope=by.scope)
    shown = ranks[part]
    places, matters = {one.row.waits.place for one in shown}, [one.row.waits.matter for one in shown]
    rows = await turn_views(tx, day, scope, Matter.place.in_(places), Matter.matter.in_(matters))
    # what is not found any more was withdrawn between the two statements
    return _lines(shown, rows, sites, order.lengths_by_place(known), now), ranks


def listed(found: Collection[TurnView], sites: Mapping[int, SiteOfDay], now: int) -> list[QueueLine]:
    """The list as it is shown: those received and called, then those who wait in order, then those held."""
    rows = [one.row for one in found]
    return _lines(order.ranked(rows, now), found, sites, order.lengths_by_place(rows), now)


def _lines(
    ranks: Iterable[Ranked],
    found: Iterable[TurnView],
    sites: Mapping[int, SiteOfDay],
    lengths: Mapping[int, Sequence[int]],
    now: int,
) -> list[QueueLine]:
    views = {(one.matter.place, one.matter.matter): one for one in found}
    lines = []
    for one in ranks:
        waits, soon = one.row.waits, None
        view, site = views.get((waits.place, waits.matter)), sites.get(waits.place)
        if one.position and site is not None and not site.closed:
            soon = order.expected(lengths.get(waits.place, ()), before=one.before, rooms=site.rooms, now=now)
        if view is not None:
            lines.append(QueueLine(view, one.position, order.why(waits, now, one.position), soon))
    return lines
