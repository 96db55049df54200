"""Planning a day by command: who may plan one, for which region, at which sites. A schedule file is the other way."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Final, Literal

from sqlalchemy import select

from server.before.agenda.actions import create_day
from server.before.agenda.model import Day
from server.before.agenda.origins import keep_origin
from server.day_code import day_code
from server.db import Tx
from server.errors import Invalid, NotAllowed, NotFound
from server.people.audit import record
from server.people.rules import Person, require
from server.place import Range, province_of, range_of_region
from server.sites.model import Site

ALL: Final = "all"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A day as it is asked for; ``holder`` None is the province, ``sites`` "all" are those of the holder."""

    date: dt.date
    holder: str | None
    sites: Literal["all"] | Sequence[str]
    name_zh: str
    name_en: str
    opens_at: time
    closes_at: time
    series: str | None = None
    month: dt.date | None = None
    """The month of the series whose date the day is made from, by its first day."""


async def plan_day(tx: Tx, wanted: Wanted, *, regions: Collection[str], by: Person, now: datetime) -> Day:
    """Plan a day as a draft, held by a region within the person's places.

    NotFound for a region that is unknown or lies beyond them, Invalid for hours or sites that cannot be, and as
    ``create_day`` and ``keep_origin`` refuse.
    """
    require(by, "manage_days")
    holder = wanted.holder or province_of(by.scope.lo)
    places = range_of_region(holder)
    if holder not in regions or not by.scope.covers_range(*places):
        raise NotAllowed("not_allowed") if wanted.holder is None else NotFound("not_found")
    if wanted.opens_at >= wanted.closes_at:
        raise Invalid("hours_reversed", opens_at=f"{wanted.opens_at:%H:%M}", closes_at=f"{wanted.closes_at:%H:%M}")
    day = await create_day(
        tx,
        day_code(wanted.date, holder),
        await _sites(tx, wanted.sites, places),
        name_zh=wanted.name_zh,
        name_en=wanted.name_en,
        opens_at=wanted.opens_at,
        closes_at=wanted.closes_at,
        series=wanted.series,
    )
    if wanted.series is not None and wanted.month is not None:
        await keep_origin(tx, day, wanted.series, wanted.month)
    await record(tx, by.principal, "day_planned", f"day:{day.day}", place=day.holder, now=now)
    return day


async def _sites(tx: Tx, wanted: Literal["all"] | Sequence[str], places: Range) -> Sequence[Site]:
    if wanted == ALL:
        found = await tx.scalars(select(Site).where(Site.place.between(*places)).order_by(Site.place))
    else:
        found = await tx.scalars(select(Site).where(Site.code.in_(wanted)).order_by(Site.place))
        for unknown in sorted(set(wanted) - {site.code for site in found}):
            raise NotFound("unknown_site", site=unknown)
    if not found:
        raise Invalid("day_without_sites")
    return found
