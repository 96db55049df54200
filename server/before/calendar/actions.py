"""What can be done with series and official days: make, change, look at a year."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from server.before.calendar import plans, shifts
from server.before.calendar.messages import DatesChanged
from server.before.calendar.model import OfficialYear, Series, SeriesVersion
from server.before.calendar.official import DayKind, OfficialDay, OfficialDays, over, published
from server.before.calendar.rules import Plan
from server.db import Tx
from server.errors import Conflict, Invalid, NotAllowed, NotFound
from server.people.audit import record
from server.people.rules import Person, require
from server.place import province_of, range_of_region

YEARS: Final = range(2004, 2100)
"""Years of which dates can be asked."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A series as it is asked for; ``holder`` None is the province."""

    series: str
    holder: str | None
    name_zh: str
    name_en: str
    zone: str
    opens_at: time
    closes_at: time
    plan: Plan


@dataclass(frozen=True, slots=True)
class Planned:
    """A series with its newest plan and the number of that version."""

    series: Series
    version: int
    plan: Plan


async def make_series(tx: Tx, wanted: Wanted, *, regions: Collection[str], by: Person, now: datetime) -> Planned:
    """Make a series held by a region within the person's places.

    NotFound for a region beyond them, Conflict ``series_exists``, Invalid for hours or a plan that cannot be.
    """
    require(by, "manage_days")
    holder = wanted.holder or province_of(by.scope.lo)
    places = range_of_region(holder)
    if holder not in regions or not by.scope.covers_range(*places):
        raise NotAllowed("not_allowed") if wanted.holder is None else NotFound("not_found")
    if wanted.opens_at >= wanted.closes_at:
        raise Invalid("hours_reversed", opens_at=f"{wanted.opens_at:%H:%M}", closes_at=f"{wanted.closes_at:%H:%M}")
    await _check(tx, wanted.plan, since=None)
    told = {name: getattr(wanted, name) for name in ("series", "name_zh", "name_en", "zone", "opens_at", "closes_at")}
    made = Series(rule=wanted.plan.rule, holder=places[0], holder_last=places[1], **told)
    tx.add(made)
    try:
        await tx.flush()
    except IntegrityError as error:
        raise Conflict("series_exists", series=wanted.series) from error
    add_version(tx, Planned(made, 0, wanted.plan), wanted.plan, by=by.principal, now=now)
    await record(tx, by.principal, "series_made", f"series:{made.series}", place=made.holder, now=now)
    return Planned(made, 1, wanted.plan)


async def change_plan(tx: Tx, series: str, plan: Plan, *, version: int, by: Person, now: datetime) -> Planned:
    """Make the next version of a plan that was read as ``version``.

    Conflict ``plan_changed`` with what another changed since, where that is no longer the newest.
    """
    require(by, "manage_days")
    found = await find_series(tx, series)
    if found.version != version:
        before = await plan_at(tx, series, version) or found.plan
        raise Conflict("plan_changed", version=found.version, changed=plans.changed(before, found.plan))
    await _check(tx, plan, since=found.plan)
    add_version(tx, found, plan, by=by.principal, now=now)
    try:
        await tx.flush()
    except IntegrityError as error:  # another changed it at the same moment
        raise Conflict("changed_meanwhile") from error
    await record(tx, by.principal, "plan_changed", f"series:{series}", place=found.series.holder, now=now)
    tx.tell(DatesChanged(series, at=now))
    return Planned(found.series, version + 1, plan)


async def _check(tx: Tx, plan: Plan, *, since: Plan | None) -> None:
    """Refuse a plan that cannot be. A month set by hand earlier is not asked about again."""
    shifts.check(plan)
    known = set() if since is None else set(since.overrides)
    new = tuple(one for one in plan.overrides if one not in known)
    shifts.check_overrides(replace(plan, overrides=new), await official_days(tx))


def add_version(tx: Tx, found: Planned, plan: Plan, *, by: str, now: datetime) -> None:
    """Keep a plan as the next version, and with the first one also what was there before it."""
    found.series.rule = plan.rule
    kept = {found.version + 1: plan, **({0: found.plan} if found.version == 0 else {})}
    for version, one in kept.items():
        row = {"series": found.series.series, "version": version, "plan": plans.stored(one)}
        tx.add(SeriesVersion(made_at=now, made_by=by, **row))


async def change_rule(tx: Tx, series: Series, rule: str, *, by: str, now: datetime) -> bool:
    """Take over the rule that a schedule file says, all else of the plan stays; whether it is another one."""
    found = await find_series(tx, series.series)
    if found.plan.rule == rule:
        return False
    plan = replace(found.plan, rule=rule, notice=())
    shifts.check(plan)
    add_version(tx, found, plan, by=by, now=now)
    tx.tell(DatesChanged(series.series, at=now))
    return True


async def series_in_scope(tx: Tx) -> Sequence[Planned]:
    """The series that are held within the scope, each with its newest plan."""
    found = await tx.scalars(select(Series).where(*_held_in(tx)).order_by(Series.series))
    kept = await tx.scalars(select(SeriesVersion).order_by(SeriesVersion.version))
    newest = {one.series: one for one in kept}
    return [_planned(series, newest.get(series.series)) for series in found]


async def find_series(tx: Tx, series: str) -> Planned:
    """A series with its newest plan; NotFound where its holder does not lie in the scope."""
    found = await tx.one_or_none(select(Series).where(Series.series == series, *_held_in(tx)))
    if found is None:
        raise NotFound("not_found")
    versions = select(SeriesVersion).where(SeriesVersion.series == series)
    newest = await tx.scalars(versions.order_by(SeriesVersion.version.desc()).limit(1))
    return _planned(found, newest[0] if newest else None)


def _planned(series: Series, newest: SeriesVersion | None) -> Planned:
    if newest is None:
        return Planned(series, 0, Plan(series.rule))
    return Planned(series, newest.version, plans.read(newest.plan))


async def plan_at(tx: Tx, series: str, version: int) -> Plan | None:
    """The plan of one version, None where there never was one."""
    same = (SeriesVersion.series == series, SeriesVersion.version == version)
    found = await tx.one_or_none(select(SeriesVersion).where(*same))
    return None if found is None else plans.read(found.plan)


def _held_in(tx: Tx) -> tuple[Any, ...]:
    return Series.holder >= tx.scope.lo, Series.holder_last <= tx.scope.hi


async def official_days(tx: Tx) -> OfficialDays:
    """The published days with all that organisers entered over them."""
    years = await tx.scalars(select(OfficialYear))
    days = {date.fromisoformat(one["date"]): official_day(one) for year in years for one in year.days}
    return over(published(), days, [year.year for year in years if year.is_complete])


def official_day(stored: Mapping[str, str]) -> OfficialDay:
    return OfficialDay(DayKind(stored["kind"]), stored["name_zh"], stored["name_en"])


async def find_year(tx: Tx, year: int) -> OfficialYear | None:
    return await tx.one_or_none(select(OfficialYear).where(OfficialYear.year == year))


@dataclass(frozen=True, slots=True)
class Entered:
    """What an organiser enters of a year's notice, read as ``version`` (0 where nothing was entered yet)."""

    version: int
    is_complete: bool
    days: Sequence[dict[str, str]]


async def enter_year(tx: Tx, year: int, entered: Entered, *, by: Person, now: datetime) -> None:
    """Put a year's official days in the place of those entered before; only an organiser of the whole province may.

    NotFound for all others, Invalid ``official_dates`` for a day of another year or one named twice, Conflict
    ``official_changed`` with the newest version where another entered something since.
    """
    require(by, "manage_days")
    if not by.scope.covers_range(*range_of_region(province_of(by.scope.lo))):
        raise NotFound("not_found")
    dates = [one["date"] for one in entered.days]
    if len(set(dates)) < len(dates) or any(date.fromisoformat(one).year != year for one in dates):
        raise Invalid("official_dates", year=year)
    saved = await find_year(tx, year)
    if entered.version != (0 if saved is None else saved.version):
        raise Conflict("official_changed", version=0 if saved is None else saved.version)
    if saved is None:
        tx.add(OfficialYear(year=year, is_complete=entered.is_complete, days=list(entered.days)))
    else:
        saved.is_complete, saved.days = entered.is_complete, list(entered.days)
    try:
        await tx.flush()
    except IntegrityError as error:
        raise Conflict("changed_meanwhile") from error
    await record(tx, by.principal, "official_days_entered", f"year:{year}", place=by.scope.lo, now=now)
    tx.tell(DatesChanged(None, at=now))
