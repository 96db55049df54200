"""Planning a day by command: who may plan one, for which region, at which sites. A schedule file is the other way."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from sqlalchemy import select

from server.before.agenda import rules
from server.before.agenda.actions import create_day
from server.before.agenda.model import Day
from server.before.agenda.origins import keep_origin
from server.before.agenda.planning import find_sites, put
from server.before.agenda.plans import DayPlan, check_day
from server.before.agenda.postponing import check_date
from server.day_code import day_code
from server.db import Tx
from server.errors import Invalid, NotAllowed, NotFound
from server.people.audit import record
from server.people.rules import Person, require
from server.place import Range, province_of, range_of_region
from server.sites.model import Site

ALL: Final = "all"


@dataclass(frozen=True, slots=True)
class InRegion:
    """All sites of a region."""

    region: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """A day as it is asked for; ``holder`` None is the province, ``sites`` "all" are those of the holder."""

    date: dt.date
    holder: str | None
    sites: Literal["all"] | InRegion | Sequence[str]
    plan: DayPlan
    """Without sites: those are named above."""
    series: str | None = None
    month: dt.date | None = None
    """The month of the series whose date the day is made from, by its first day."""


async def plan_day(tx: Tx, wanted: Wanted, *, regions: Collection[str], by: Person, now: datetime) -> Day:
    """Plan a day as a draft, held by a region within the person's places.

    NotFound for a region that is unknown or lies beyond them, Invalid for a date, hours or sites that cannot be, and as
    ``create_day`` and ``keep_origin`` refuse.
    """
    require(by, "manage_days")
    holder = wanted.holder or province_of(by.scope.lo)
    places = range_of_region(holder)
    if holder not in regions or not by.scope.covers_range(*places):
        raise NotAllowed("not_allowed") if wanted.holder is None else NotFound("not_found")
    check_day(wanted.plan)
    check_date(wanted.date, rules.ZONE, now)
    sites = await _sites(tx, wanted.sites, places, regions)
    day = await create_day(tx, day_code(wanted.date, holder), sites, series=wanted.series)
    put(day, wanted.plan)
    if wanted.series is not None and wanted.month is not None:
        await keep_origin(tx, day, wanted.series, wanted.month)
    await record(tx, by.principal, "day_planned", f"day:{day.day}", place=day.holder, now=now)
    return day


async def _sites(
    tx: Tx, wanted: Literal["all"] | InRegion | Sequence[str], places: Range, regions: Collection[str]
) -> Sequence[Site]:
    if not isinstance(wanted, InRegion) and wanted != ALL:
        return await find_sites(tx, wanted)
    if isinstance(wanted, InRegion):
        if wanted.region not in regions:
            raise NotFound("not_found")
        places = range_of_region(wanted.region)
    here = select(Site).where(Site.place.between(*places), Site.ended_at.is_(None))
    found = await tx.scalars(here.order_by(Site.place))
    if not found:
        raise Invalid("day_without_sites")
    return found
