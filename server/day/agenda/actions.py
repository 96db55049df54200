"""What can be done with days: plan them, have sites join, and lead both through their lives."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, get_args
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select

from server.clock import Clock, DayClock
from server.day.agenda import rules
from server.day.agenda.messages import DayChanged, SiteChanged
from server.day.agenda.model import Day, SiteSession
from server.db import Tx
from server.errors import Conflict, NotAllowed, NotFound
from server.journal.heads import open_heads
from server.journal.model import Head
from server.people.audit import record_with_reason
from server.people.rules import Person, require
from server.place import Range, Scope, parse_range
from server.sealing import Sealer
from server.sites.actions import find_site
from server.sites.model import Site


async def create_day(
    tx: Tx,
    day: date,
    sites: Sequence[Site],
    *,
    name_zh: str = rules.NAME_ZH,
    name_en: str = rules.NAME_EN,
    zone: str = rules.ZONE,
    opens_at: time = rules.OPENS_AT,
    closes_at: time = rules.CLOSES_AT,
    series: str | None = None,
) -> Day:
    """Plan a day at these sites, of which there is one at least. Conflict ``day_exists`` where there is one already."""
    if await tx.one_or_none(select(Day.day).where(Day.day == day.isoformat())) is not None:
        raise Conflict("day_exists", day=day.isoformat())
    places = [site.place for site in sites]
    planned = Day(
        day=day.isoformat(),
        series=series,
        name_zh=name_zh,
        name_en=name_en,
        zone=zone,
        opens_at=opens_at,
        closes_at=closes_at,
        first_place=min(places),
        last_place=max(places),
        state=rules.DayState.DRAFT,
    )
    tx.add(planned)
    await tx.flush()
    await join(tx, planned, sites)
    return planned


async def join(tx: Tx, day: Day, sites: Iterable[Site]) -> int:
    """Let sites take part in a day; how many did not yet. A session is never taken back."""
    there = set(await tx.scalars(select(SiteSession.place).where(SiteSession.day == day.day)))
    new = [site for site in sites if site.place not in there]
    for site in new:
        tx.add(SiteSession(day=day.day, place=site.place, site=site.code, state=rules.SiteState.EXPECTED))
        day.first_place = min(day.first_place, site.place)
        day.last_place = max(day.last_place, site.place)
    await open_heads(tx, day.day, [(site.place, site.code) for site in new], offset_minutes=offset_minutes(day))
    return len(new)


async def days_in_scope(tx: Tx, *, before: date | None = None, limit: int = 100) -> Sequence[Day]:
    """The days in which a site of the scope takes part, the latest first."""
    days = select(Day).where(_has_a_site_here()).order_by(Day.day.desc()).limit(limit)
    return await tx.scalars(days if before is None else days.where(Day.day < before.isoformat()))


async def find_day(tx: Tx, day: date) -> Day:
    """The day; NotFound where no site of the scope takes part in it."""
    found = await tx.one_or_none(select(Day).where(Day.day == day.isoformat(), _has_a_site_here()))
    if found is None:
        raise NotFound("not_found")
    return found


async def find_open_day(tx: Tx, day: date) -> Day:
    """The day if it takes entries, else Conflict ``day_not_open``."""
    found = await find_day(tx, day)
    if not rules.takes_entries(found.state):
        raise Conflict("day_not_open")
    return found


@dataclass(frozen=True, slots=True)
class Despite:
    """Why a step is taken although something is missing; the reason lies sealed in the log."""

    reason: str
    sealer: Sealer


async def command_day(
    tx: Tx, day: date, happening: rules.DayHappening, *, despite: Despite | None = None, by: Person, now: datetime
) -> Day:
    """Lead a day one step on; who does must reach over all its sites.

    Conflict ``day_not_finished`` where a site still has to do what the step says is done, unless the step is taken
    ``despite`` that, for a reason that is kept in the log.
    """
    found = await find_day(tx, day)
    require(by, "manage_days")
    if not by.scope.covers_range(found.first_place, found.last_place):
        raise NotAllowed("not_allowed")
    rules.day_after(found.state, happening)
    lacking = rules.missing(happening, await _sites_now(tx, found.day))
    if lacking and despite is None:
        raise Conflict("day_not_finished", **_counted(lacking))
    if lacking and despite is not None:
        what, about, place = f"day_{happening}_despite", f"day:{found.day}", found.first_place
        await record_with_reason(
            tx, despite.sealer, by.principal, what, about, reason=despite.reason, place=place, day=found.day, now=now
        )
    move_day(tx, found, happening, now=now)
    return found


async def _sites_now(tx: Tx, day: str) -> list[rules.SiteNow]:
    commanded = dict(await tx.rows(select(SiteSession.place, SiteSession.state).where(SiteSession.day == day)))
    found = []
    for head in await tx.scalars(select(Head).where(Head.day == day).order_by(Head.place)):
        said = {"opened": head.opened_at is not None, "closed": head.closed_at is not None}
        state = rules.site_state(commanded.get(head.place, rules.SiteState.EXPECTED), **said)
        is_open = state not in {rules.SiteState.CLOSED, rules.SiteState.SIGNED}
        found.append(rules.SiteNow(head.site, head.waiting_matters, head.in_session, int(is_open)))
    return found


def _counted(lacking: Sequence[rules.Missing]) -> dict[str, Any]:
    """The sums that the sentence tells, and the list that a program reads."""
    sums = {what: sum(one.count for one in lacking if one.what == what) for what in get_args(rules.Lack)}
    return {**sums, "missing": [asdict(one) for one in lacking]}


def move_day(tx: Tx, day: Day, happening: rules.DayHappening, *, now: datetime) -> None:
    was, day.state = day.state, rules.day_after(day.state, happening)
    tx.tell(DayChanged(day.day, was, day.state, at=now))


async def command_site(
    tx: Tx, day: date, code: str, happening: rules.SiteHappening, *, by: Person, now: datetime
) -> SiteSession:
    """Lead a site's session one step on from what was commanded or what the site itself recorded."""
    site = await find_site(tx, code)
    session = await tx.get(SiteSession, (day.isoformat(), site.place))
    require(by, "run_site", site.place)
    await find_open_day(tx, day)
    head = await tx.get(Head, (day.isoformat(), site.place))
    was = rules.site_state(session.state, opened=head.opened_at is not None, closed=head.closed_at is not None)
    session.state = rules.site_after(was, happening)
    tx.tell(SiteChanged(session.day, site.code, site.place, was, session.state, at=now))
    return session


async def sites_of(tx: Tx, day: str) -> dict[str, int]:
    """The places of the sites in scope that take part in a day, by their codes."""
    return {code: place for place, code in await tx.rows(select(Head.place, Head.site).where(Head.day == day))}


def parse_scope(scope: Scope, code: str | None, sites: Mapping[str, int]) -> Range:
    """The range that digits (place.py) or a site's code names, the viewer's own without one; NotFound beyond that."""
    if code is None:
        return scope.lo, scope.hi
    if code in sites:
        found = sites[code], sites[code]
    elif len(code) in {len("430000"), len("430000000")} and code.isdecimal() and code.isascii():
        found = parse_range(code)
    else:
        raise NotFound("not_found")
    if not scope.covers_range(*found):
        raise NotFound("not_found")
    return found


def _has_a_site_here() -> ColumnElement[bool]:
    """A day is seen by whom one of its sites is seen: what lies elsewhere changes nothing they are shown."""
    return select(SiteSession.day).where(SiteSession.day == Day.day).exists()


def start_clock(day: Day, clock: DayClock) -> None:
    """Give a rehearsed day its own clock; a real day has none but the one on the wall."""
    day.clock_starts_at_real, day.clock_starts_at_day = clock.starts_at_real, clock.starts_at_day
    day.clock_speed, day.clock_ends = clock.speed, clock.ends


def day_clock(day: Day) -> DayClock | None:
    """The clock of a rehearsed day that is playing or has been played."""
    if (
        day.clock_starts_at_real is None
        or day.clock_starts_at_day is None
        or day.clock_speed is None
        or day.clock_ends is None
    ):
        return None
    zone = ZoneInfo(day.zone)
    return DayClock(
        day.clock_starts_at_real,
        day.clock_starts_at_day.astimezone(zone),
        day.clock_speed,
        day.clock_ends.astimezone(zone),
    )


def day_now(day: Day, clock: Clock) -> datetime:
    """What time it is on this day, in its zone: its own clock's where it has one."""
    return clock_on(day, clock)()


def clock_on(day: Day, clock: Clock) -> Callable[[], datetime]:
    """What tells the time on this day again and again."""
    own, zone = day_clock(day), ZoneInfo(day.zone)
    return (lambda: clock.now().astimezone(zone)) if own is None else (lambda: own.now(clock.now()))


def day_speed(day: Day, clock: Clock) -> float:
    """How many times as fast as the real one this day's clock runs now."""
    own = day_clock(day)
    return 1.0 if own is None else own.speed_at(clock.now())


def real_bounds(day: Day) -> tuple[datetime, datetime | None]:
    """When the day really begins and ends: by its date, or since a rehearsed one is played, without an end."""
    if day.clock_starts_at_real is not None:
        return day.clock_starts_at_real, None
    midnight = hour_of(day, time(0))
    return midnight, midnight + timedelta(days=1)


def hour_of(day: Day, hour: time) -> datetime:
    """A local hour of the day as an instant."""
    return datetime.combine(date.fromisoformat(day.day), hour, ZoneInfo(day.zone))


def offset_minutes(day: Day) -> int:
    """How far the day's zone is from UTC, at its noon."""
    offset = hour_of(day, time(12)).utcoffset()
    return 0 if offset is None else int(offset.total_seconds()) // 60
