"""How the waiting list is read: a handful of statements, however many wait at however many sites.

Instants are microseconds on the day's own clock, ``real`` and ``heard_at`` are real time.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any, Final

from sqlalchemy import and_, func, or_, select

from server.day.calling import order, rules
from server.day.calling.model import Presence, Turn
from server.day.calling.rules import TurnState
from server.db import Tx
from server.journal.model import Head, Matter
from server.people.rules import Person
from server.place import Range
from server.sites.model import Site

LAST_RECEPTIONS: Final = 20
"""How many of a site's receptions tell how long the next will be."""
RECEIVED: Final = frozenset({TurnState.CALLED, TurnState.IN_SESSION})
BEFORE_ALL: Final = {TurnState.IN_SESSION: 0, TurnState.CALLED: 1, TurnState.WAITING: 2, TurnState.HELD: 3}


@dataclass(frozen=True, slots=True)
class SiteOfDay:
    """A site as a caller knows it."""

    place: int
    site: str
    name_zh: str
    name_en: str
    rooms: int
    telephone: str | None
    closed: bool
    heard_at: datetime | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one matter's turn stands: its row, what was commanded, and what both come to."""

    matter: Matter
    turn: Turn | None
    state: TurnState

    @property
    def waits(self) -> order.Waits:
        moved = self.turn
        return order.Waits(
            self.matter.place,
            self.matter.matter,
            self.matter.registered_at or 0,
            tuple(self.matter.needs.split()),
            self.matter.involved,
            None if moved is None else moved.moved_tier,
            None if moved is None else moved.moved_at,
        )

    @property
    def no_shows(self) -> int:
        return self.matter.no_shows + (0 if self.turn is None else self.turn.no_shows)

    @property
    def is_commanded(self) -> bool:
        """Whether the last word on where it stands was a command, not an entry of the site."""
        return self.turn is not None and self.turn.state_at >= (self.matter.turn_at or 0)


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of a list: who, where in the order and why, and when they will probably be called."""

    standing: Standing
    position: int
    why: order.Why
    expected: order.Expected | None


def standing(matter: Matter, turn: Turn | None) -> Standing:
    """Put the matter's row and the commands together."""
    commanded, at = (None, 0) if turn is None else (turn.state, turn.state_at)
    return Standing(matter, turn, rules.effective(matter.state, matter.turn, matter.turn_at, commanded, at))


async def sites_of_day(tx: Tx, day: str) -> dict[int, SiteOfDay]:
    """Every site of the scope that takes part, by its place, with when it was last heard."""
    wanted = (
        select(
            *(Head.place, Head.site, Site.name_zh, Site.name_en, Site.rooms, Site.telephone),
            *(Head.closed_at, Presence.heard_at),
        )
        .join(Site, Site.code == Head.site)
        .outerjoin(Presence, Presence.place == Head.place)
        .where(Head.day == day)
    )
    return {
        place: SiteOfDay(place, site, zh, en, rooms, telephone, closed_at is not None, heard_at)
        for place, site, zh, en, rooms, telephone, closed_at, heard_at in await tx.rows(wanted)
    }


async def standings(tx: Tx, day: str, scope: Range) -> list[Standing]:
    """Every matter of a range with its turn, those that are done among them."""
    wanted = (
        select(Matter, Turn)
        .outerjoin(Turn, _same(Turn))
        .where(Matter.day == day, Matter.place.between(*scope), Matter.state != "void")
    )
    return [standing(matter, turn) for matter, turn in await tx.rows(wanted)]


async def standing_of(tx: Tx, day: str, place: int, matter: str) -> Standing | None:
    """One matter with its turn; None for one that is unknown, beyond the scope or withdrawn."""
    wanted = select(Matter, Turn).outerjoin(Turn, _same(Turn))
    this = (Matter.day == day, Matter.place == place, Matter.matter == matter, Matter.state != "void")
    rows = await tx.rows(wanted.where(*this).execution_options(populate_existing=True))
    return standing(*rows[0]) if rows else None


def _same(turn: type[Turn]) -> Any:
    return and_(turn.day == Matter.day, turn.place == Matter.place, turn.matter == Matter.matter)


def _who_waits(rows: Iterable[Any]) -> list[order.Waits]:
    found = []
    for row in rows:
        place, matter, since, needs, involved, turn, turn_at, state, state_at, moved_tier, moved_at = row
        if rules.effective("waiting", turn, turn_at, state, state_at or 0) is TurnState.WAITING:
            told = tuple(needs.split()) if needs else ()
            found.append(order.Waits(place, matter, since or 0, told, involved, moved_tier, moved_at))
    return found


_WHO_MAY_WAIT: Final = select(
    *(Matter.place, Matter.matter, Matter.registered_at, Matter.needs, Matter.involved, Matter.turn, Matter.turn_at),
    *(Turn.state, Turn.state_at, Turn.moved_tier, Turn.moved_at),
).outerjoin(Turn, _same(Turn))
"""Only what decides the order, commands among it."""


async def all_who_wait(tx: Tx, day: str, scope: Range) -> list[order.Waits]:
    """Those who wait, in no order."""
    wait = (Matter.day == day, Matter.place.between(*scope), Matter.state == "waiting")
    return _who_waits(await tx.rows(_WHO_MAY_WAIT.where(*wait)))


async def may_be_first(tx: Tx, day: str, scope: Range, *, but: Collection[int]) -> list[order.Waits]:
    """Whoever of those who wait may come before all others, out of a thousand a few; ``but`` nobody at these places.

    Of two whom nobody moved, who told of the same and both come for many or both for few, the one who came later never
    goes first. So of those of whom nothing was commanded only they are read who came at the instant of the first of
    some kind; who of all is first is for their order to say.
    """
    wait = [Matter.day == day, Matter.place.between(*scope), Matter.state == "waiting"]
    if but:
        wait.append(Matter.place.not_in(but))
    kind = (Matter.needs, Matter.involved >= order.MANY, Matter.turn)
    uncommanded = select(func.min(Matter.registered_at)).outerjoin(Turn, _same(Turn)).where(*wait, Turn.day.is_(None))
    firsts = uncommanded.group_by(*kind)
    return _who_waits(
        await tx.rows(_WHO_MAY_WAIT.where(*wait, or_(Turn.day.is_not(None), Matter.registered_at.in_(firsts))))
    )


async def waiting_order(tx: Tx, day: str, scope: Range, now: int) -> list[order.Waits]:
    """The same, in their order."""
    return sorted(await all_who_wait(tx, day, scope), key=lambda one: order.key(one, now))


def listed(found: Iterable[Standing], sites: Mapping[int, SiteOfDay], now: int) -> list[Listed]:
    """The list as it is shown: those received and called, then those who wait in order, then those held."""
    known = list(found)
    open_ones = [one for one in known if one.state is not TurnState.DONE]
    lengths = lengths_by_place(known)
    before: dict[int, int] = {}
    positions = count(1)
    lines = []
    for one in sorted(open_ones, key=lambda one: (BEFORE_ALL[one.state], *order.key(one.waits, now))):
        place = one.matter.place
        waits = one.state is TurnState.WAITING
        position = next(positions) if waits else 0
        soon = None
        if waits and place in sites and not sites[place].closed:
            rooms = sites[place].rooms
            soon = order.expected(lengths.get(place, ()), before=before.get(place, 0), rooms=rooms, now=now)
        lines.append(Listed(one, position, order.why(one.waits, now, position), soon))
        before[place] = before.get(place, 0) + 1
    return lines


def first_ones_own(lines: Iterable[Listed], by: Person) -> list[Listed]:
    """The list as somebody needs it: whom they called or are asked to take over, who waits, who is held, all others."""

    def part(line: Listed) -> int:
        turn, state = line.standing.turn, line.standing.state
        if state not in RECEIVED:
            return BEFORE_ALL[state]
        concerns = turn is not None and (turn.called_by == by.principal or rules.is_asked(turn.handed_to, by.scope))
        return 0 if concerns else len(BEFORE_ALL)

    return sorted(lines, key=part)


def lengths_by_place(known: Iterable[Standing]) -> dict[int, Sequence[int]]:
    """How long the last receptions of each site took."""
    ended: dict[int, list[tuple[int, int]]] = {}
    for one in known:
        begun, over = one.matter.started_at, one.matter.outcome_at
        if begun is not None and over is not None and over > begun:
            ended.setdefault(one.matter.place, []).append((over, over - begun))
    return {place: [length for _, length in sorted(ones)[-LAST_RECEPTIONS:]] for place, ones in ended.items()}
