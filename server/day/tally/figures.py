"""The figures of a scope as tally objects: as they stand, and beside them as they were published."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import and_, func, or_, select

from server.day.tally import rules
from server.day.tally.model import PublishedFigure
from server.day.tally.rules import Figure
from server.db import Tx
from server.instants import as_rfc3339
from server.journal.model import Counter, Head
from server.place import Range, city_of, city_range, own_range, region_of

CITY_WIDTH: Final = 99_999
OWN_WIDTH: Final = 999

Rows = type[Counter] | type[PublishedFigure]


async def tally_of(tx: Tx, day: str, scope: Range, *, in_detail: bool = False) -> dict[str, Any]:
    """The tally object of one scope of a day; of a published day with its published copy beside."""
    return await tally_beside_published(
        tx, day, scope, await own(tx, day, scope), await expected_of(tx, day, scope), in_detail=in_detail
    )


async def tally_beside_published(
    tx: Tx, day: str, scope: Range, figures: Sequence[Figure], expected: int, *, in_detail: bool
) -> dict[str, Any]:
    """The tally object, with ``published`` and ``adjustment`` once the day is published."""
    tally = await _tally(tx, day, scope, figures, expected, in_detail=in_detail)
    at = await published_at(tx, day, scope)
    if at is None:
        return tally
    copy = await own(tx, day, scope, PublishedFigure)
    wanted = select(PublishedFigure.expected).where(*_of(PublishedFigure, day, scope)).limit(1)
    then = (await tx.scalars(wanted))[0]
    by_city = _by_city(scope, copy, await _totals_below(tx, day, scope, in_detail=False, rows=PublishedFigure))
    said = rules.tally_object(day, copy, expected=then, by_city=by_city)
    return tally | rules.beside_published(tally, said, at=as_rfc3339(at))


async def _tally(
    tx: Tx, day: str, scope: Range, figures: Sequence[Figure], expected: int, *, in_detail: bool
) -> dict[str, Any]:
    below = await _totals_below(tx, day, scope, in_detail=in_detail)
    by_city = _by_city(scope, figures, below)
    if not in_detail:
        return rules.tally_object(day, figures, expected=expected, by_city=by_city)
    here = (Head.day == day, Head.place.between(*scope))
    codes = dict(await tx.rows(select(Head.place, Head.site).where(*here)))
    by_site = {codes[row.lo]: row for row in below if row.lo == row.hi and row.lo in codes}
    by_county = {region_of(row.lo): row for row in below if row.hi - row.lo == OWN_WIDTH}
    if not by_county:
        by_county = {region_of(scope[0]): row for row in figures if row.key == "total"}
    return rules.tally_object(day, figures, expected=expected, by_city=by_city, by_county=by_county, by_site=by_site)


def _by_city(scope: Range, figures: Sequence[Figure], below: Sequence[Figure]) -> dict[str, Figure]:
    if scope[1] - scope[0] <= CITY_WIDTH:
        return {city_of(scope[0]): row for row in figures if row.key == "total"}
    return {city_of(row.lo): row for row in below if (row.lo, row.hi) == city_range(row.lo)}


def _of(rows: Rows, day: str, scope: Range) -> tuple[Any, ...]:
    return rows.day == day, rows.lo == scope[0], rows.hi == scope[1]


async def own(tx: Tx, day: str, scope: Range, rows: Rows = Counter) -> list[Figure]:
    """All figures of a scope itself."""
    return [_figure(row) for row in await tx.scalars(select(rows).where(*_of(rows, day, scope)))]


async def _totals_below(tx: Tx, day: str, scope: Range, *, in_detail: bool, rows: Rows = Counter) -> list[Figure]:
    """The total of each city and of the province's own sites; in detail, of each county and site as well."""
    lo, hi = scope
    wanted = select(rows).where(rows.day == day, rows.key == "total", rows.lo >= lo, rows.hi <= hi)
    if not in_detail:
        province = own_range(region_of(lo))
        own_sites = and_(rows.lo == province[0], rows.hi == province[1])
        wanted = wanted.where(or_(rows.hi - rows.lo == CITY_WIDTH, own_sites))
    return [_figure(row) for row in await tx.scalars(wanted)]


def _figure(row: Any) -> Figure:
    counts = (row.matters, row.involved, row.attendees, row.resolved_on_site, row.amount_fen)
    return Figure(row.lo, row.hi, row.key, row.accepted, row.opened, row.closed, counts)


async def expected_of(tx: Tx, day: str, scope: Range) -> int:
    """How many sites of the scope take part in the day."""
    here = select(func.count()).select_from(Head).where(Head.day == day, Head.place.between(*scope))
    return (await tx.scalars(here))[0]


async def published_at(tx: Tx, day: str, scope: Range) -> int | None:
    """When the figures of a scope were published, in microseconds; None where they were not."""
    at: int | None = await tx.one_or_none(
        select(PublishedFigure.at).where(*_of(PublishedFigure, day, scope), PublishedFigure.key == "total")
    )
    return at
