"""What the sign-off asks of the database."""

from collections import Counter as CounterOf
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import func, select

from server.before.agenda.model import Day, SiteSession
from server.before.agenda.rules import SiteNow, SiteState, site_state
from server.day.sign_off.copies import CELLS, TOTAL, Cells, Copy, Key
from server.day.sign_off.model import Adjustment, SignedFigure, SignOff
from server.day.tally.model import PublishedFigure
from server.db import Tx
from server.journal.model import Accepted, Counter, Head
from server.place import Range, ranges_of_site

LATE_SHOWN = 50
_CLOSED = frozenset({SiteState.CLOSED, SiteState.SIGNED})


def top_of(day: Day) -> Range:
    """The level that holds a day."""
    return day.holder, day.holder_last


async def places_of(tx: Tx, day: str) -> Mapping[int, str]:
    """The sites of a day within the scope: code by place."""
    return dict(await tx.rows(select(Head.place, Head.site).where(Head.day == day).order_by(Head.place)))


async def live_copy(tx: Tx, day: str, level: Range, places: Collection[int]) -> Copy:
    """The figures of a level and of all ranges within it as they stand: of one instant, since one statement reads."""
    lo, hi = level
    within = (Counter.day == day, Counter.lo >= lo, Counter.hi <= hi, Counter.key.not_like("at/%"))
    return _copy(await tx.scalars(select(Counter).where(*within)), expected_in(level, places))


async def live_totals(tx: Tx, day: str, level: Range) -> Mapping[Range, Cells]:
    """The totals of a level and of all ranges within it as they stand."""
    lo, hi = level
    within = (Counter.day == day, Counter.lo >= lo, Counter.hi <= hi, Counter.key == TOTAL)
    rows = await tx.scalars(select(Counter).where(*within))
    return {(row.lo, row.hi): tuple(getattr(row, name) for name in CELLS) for row in rows}


def expected_in(level: Range, places: Collection[int]) -> Mapping[Range, int]:
    """How many sites each range within a level expects."""
    lo, hi = level
    all_of = (each for place in places if lo <= place <= hi for each in ranges_of_site(place))
    return CounterOf(each for each in all_of if lo <= each[0] and each[1] <= hi)


def _copy(rows: Sequence[Counter | SignedFigure | PublishedFigure], expected: Mapping[Range, int]) -> Copy:
    cells: dict[Key, Cells] = {(*each, TOTAL): (0,) * len(CELLS) for each in expected}
    for row in rows:
        cells[row.lo, row.hi, row.key] = tuple(getattr(row, name) for name in CELLS)
    return Copy(cells, expected)


async def standing_in(tx: Tx, day: str, level: Range) -> Mapping[Range, SignOff]:
    """The signatures that stand, of a level and of those below it."""
    lo, hi = level
    these = (SignOff.day == day, SignOff.lo >= lo, SignOff.hi <= hi, SignOff.withdrawn_at.is_(None))
    return {(one.lo, one.hi): one for one in await tx.scalars(select(SignOff).where(*these))}


async def history_of(tx: Tx, day: str, level: Range) -> Sequence[SignOff]:
    """All signatures of a level, the latest first."""
    these = (SignOff.day == day, SignOff.lo == level[0], SignOff.hi == level[1])
    return await tx.scalars(select(SignOff).where(*these).order_by(SignOff.number.desc()))


async def signed_copy(tx: Tx, day: str, level: Range, *, only_totals: bool = False) -> Copy | None:
    """The frozen figures of a level and below, as the level that holds the day signed them; None before it has.

    A day that was published before there were signatures has the copy that was published.
    """
    lo, hi = level
    these = (SignedFigure.day == day, SignedFigure.lo >= lo, SignedFigure.hi <= hi, SignedFigure.number == 0)
    wanted = select(SignedFigure).where(*these)
    if only_totals:
        wanted = wanted.where(SignedFigure.key == TOTAL)
    rows: Sequence[SignedFigure | PublishedFigure] = await tx.scalars(wanted)
    if not rows:
        published = (PublishedFigure.day == day, PublishedFigure.lo >= lo, PublishedFigure.hi <= hi)
        rows = await tx.scalars(select(PublishedFigure).where(*published))
    return _copy(rows, {(row.lo, row.hi): row.expected for row in rows}) if rows else None


async def moves_of(tx: Tx, day: str, level: Range) -> Mapping[int, Mapping[Key, Cells]]:
    """How far each adjustment moved the figures of a level and below, by its number."""
    lo, hi = level
    these = (SignedFigure.day == day, SignedFigure.lo >= lo, SignedFigure.hi <= hi, SignedFigure.number > 0)
    found: dict[int, dict[Key, Cells]] = {}
    for row in await tx.scalars(select(SignedFigure).where(*these).order_by(SignedFigure.number)):
        found.setdefault(row.number, {})[row.lo, row.hi, row.key] = tuple(getattr(row, name) for name in CELLS)
    return found


async def adjustments_of(tx: Tx, day: str, level: Range) -> Sequence[Adjustment]:
    """The adjustments that move a level, in their order."""
    these = (Adjustment.day == day, Adjustment.lo == level[0], Adjustment.hi == level[1])
    return await tx.scalars(select(Adjustment).where(*these).order_by(Adjustment.number))


async def late_entries(tx: Tx, day: str, positions: Mapping[int, int]) -> tuple[Sequence[Accepted], int]:
    """The first of the entries behind a position of each site's journal, and how many there are."""
    found: list[Accepted] = []
    count = 0
    for place, seq in sorted(positions.items()):
        behind = (Accepted.day == day, Accepted.place == place, Accepted.seq > seq)
        count += (await tx.scalars(select(func.count()).select_from(Accepted).where(*behind)))[0]
        room = LATE_SHOWN - len(found)
        if room > 0:
            found += await tx.scalars(select(Accepted).where(*behind).order_by(Accepted.seq).limit(room))
    return found, count


async def sites_now(tx: Tx, day: str, level: Range) -> Mapping[int, SiteNow]:
    """What each site of a level still has to do, by place."""
    here = (SiteSession.day == day, SiteSession.place.between(*level))
    commanded = dict(await tx.rows(select(SiteSession.place, SiteSession.state).where(*here)))
    found = {}
    for head in await tx.scalars(select(Head).where(Head.day == day, Head.place.between(*level)).order_by(Head.place)):
        said = {"opened": head.opened_at is not None, "closed": head.closed_at is not None}
        state = site_state(commanded.get(head.place, SiteState.EXPECTED), **said)
        found[head.place] = SiteNow(head.site, head.waiting_matters, head.in_session, int(state not in _CLOSED))
    return found
