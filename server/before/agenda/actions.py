"""What can be done with days: plan them, have sites join, and lead both through their lives."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, time
from typing import Any, get_args

import structlog
from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.exc import IntegrityError

from server.before.agenda import reads, rules
from server.before.agenda.hours import offset_minutes, today_of
from server.before.agenda.messages import DayChanged
from server.before.agenda.model import Day, SiteSession
from server.day_code import DayCode
from server.db import Tx
from server.errors import Conflict, Invalid, NotAllowed, NotFound
from server.journal.heads import open_heads
from server.journal.model import Head
from server.people.audit import record_with_reason
from server.people.rules import Person, require
from server.place import Range, Scope, parse_range, province_of, range_of_region
from server.sealing import Sealer
from server.sites.model import Site

log = structlog.get_logger(__name__)


async def create_day(
    tx: Tx,
    day: DayCode,
    sites: Sequence[Site],
    *,
    name_zh: str = rules.NAME_ZH,
    name_en: str = rules.NAME_EN,
    zone: str = rules.ZONE,
    opens_at: time = rules.OPENS_AT,
    closes_at: time = rules.CLOSES_AT,
    series: str | None = None,
) -> Day:
    """Plan a day at these sites, of which there is one at least; its code says when, and which region holds it.

    Conflict ``day_exists`` where there is one already, and as ``join`` refuses.
    """
    if await tx.one_or_none(select(Day.day).where(Day.day == day)) is not None:
        raise Conflict("day_exists", day=day)
    places = [site.place for site in sites]
    holder = range_of_region(day.holder or province_of(min(places)))
    planned = Day(
        day=str(day),
        date=day.date,
        holder=holder[0],
        holder_last=holder[1],
        series=series,
        name_zh=name_zh,
        name_en=name_en,
        zone=zone,
        opens_at=opens_at,
        closes_at=closes_at,
        first_place=min(places),
        last_place=max(places),
        state=rules.DayState.DRAFT,
        kind=rules.DayKind.JOINT,
    )
    tx.add(planned)
    try:
        await tx.flush()
    except IntegrityError as error:  # another planned it at the same moment
        raise Conflict("day_exists", day=day) from error
    await join(tx, planned, sites)
    return planned


async def join(tx: Tx, day: Day, sites: Iterable[Site]) -> int:
    """Let sites take part in a day; how many did not yet. A session is never taken back.

    Invalid ``site_outside_holder`` for a site beyond the region that holds the day alone, Conflict ``site_ended`` for
    one that has ended, ``site_on_other_day`` for one that takes part in another day of the same date.
    """
    there = set(await tx.scalars(select(SiteSession.place).where(SiteSession.day == day.day)))
    new = [site for site in sites if site.place not in there]
    await _check_free(tx, day, new)
    for site in new:
        tx.add(SiteSession(day=day.day, place=site.place, site=site.code, state=rules.SiteState.EXPECTED))
        day.first_place = min(day.first_place, site.place)
        day.last_place = max(day.last_place, site.place)
    await open_heads(tx, day.day, [(site.place, site.code) for site in new], offset_minutes=offset_minutes(day))
    return len(new)


async def _check_free(tx: Tx, day: Day, sites: Sequence[Site]) -> None:
    codes = {site.place: site.code for site in sites}
    for place, code in codes.items():
        if DayCode(day.day).holder is not None and not day.holder <= place <= day.holder_last:
            raise Invalid("site_outside_holder", site=code, holder=day.held_by)
    # two days that are planned at the same time wait for each other at the first site that both want
    wanted = select(Site.place, Site.ended_at).where(Site.place.in_(codes))
    for place, ended_at in await tx.rows(wanted.order_by(Site.place).with_for_update()):
        if ended_at is not None:
            raise Conflict("site_ended", site=codes[place])
    others = select(SiteSession.place, SiteSession.day).join(Day, Day.day == SiteSession.day)
    is_held = (Day.state != rules.DayState.CANCELLED, Day.moved_to.is_(None))
    same_date = (Day.date == day.date, Day.day != day.day, *is_held)
    taken = await tx.rows(others.where(*same_date, SiteSession.place.in_(codes)).order_by(SiteSession.place).limit(1))
    for place, other in taken:
        raise Conflict("site_on_other_day", site=codes[place], day=other)


async def days_in_scope(tx: Tx, *, before: DayCode | None = None, limit: int = 100) -> Sequence[Day]:
    """The days that the scope holds or in which a site of it takes part, the latest first."""
    days = select(Day).where(is_seen_in(tx.scope)).order_by(Day.day.desc()).limit(limit)
    return await tx.scalars(days if before is None else days.where(Day.day < before))


async def find_day(tx: Tx, day: str, *, locked: bool = False) -> Day:
    """The day of this code; NotFound where neither its holder nor one of its sites lies in the scope."""
    wanted = select(Day).where(Day.day == day, is_seen_in(tx.scope))
    found = await tx.one_or_none(wanted.with_for_update() if locked else wanted)
    if found is None:
        raise NotFound("not_found")
    return found


async def find_open_day(tx: Tx, day: str) -> Day:
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
    tx: Tx, day: str, happening: rules.DayHappening, *, despite: Despite | None = None, by: Person, now: datetime
) -> Day:
    """Lead a day one step on; who does must reach over the region that holds it and over all its sites.

    Conflict ``day_not_ready`` where an announcement lacks something, and ``day_not_finished`` where a site still has
    to do what the step says is done, unless the step is taken ``despite`` that, for a reason that is kept in the log.
    """
    found = await find_led_day(tx, day, by=by)  # a second command, or the job, finds what the first has made
    rules.day_after(found.state, happening)
    if happening is rules.DayHappening.ANNOUNCE:
        await check_ready(tx, found, now=now)
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


async def find_led_day(tx: Tx, day: str, *, by: Person) -> Day:
    """A day that the person leads: who reaches over the region that holds it and over all its sites."""
    found = await find_day(tx, day, locked=True)
    require(by, "manage_days")
    if not leads(found, by.scope):
        raise NotAllowed("not_allowed")
    return found


def leads(day: Day, scope: Scope) -> bool:
    reach = ((day.holder, day.holder_last), (day.first_place, day.last_place))
    return all(scope.covers_range(*places) for places in reach)


async def check_ready(tx: Tx, day: Day, *, now: datetime) -> None:
    """Conflict ``day_not_ready`` with all that an announcement lacks, ``day_moved`` where another day has the plan."""
    if day.moved_to is not None:
        raise Conflict("day_moved", day=day.moved_to)
    lacking = await reads.lacking(tx, day, today=today_of(day.zone, now))
    if lacking:
        raise Conflict("day_not_ready", count=len(lacking), missing=[asdict(one) for one in lacking])


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
    was = day.state
    set_day_state(day, rules.day_after(was, happening))
    tx.tell(DayChanged(day.day, was, day.state, at=now))


def set_day_state(day: Day, state: rules.DayState) -> None:
    log.info("day state", day=day.day, old=day.state, new=state)
    day.state = state


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


def is_seen_in(scope: Scope) -> ColumnElement[bool]:
    """A scope sees the days that it holds or in which one of its sites takes part; what lies elsewhere stays unseen."""
    has_a_site_here = select(SiteSession.day).where(SiteSession.day == Day.day).exists()
    return or_(has_a_site_here, and_(Day.holder >= scope.lo, Day.holder_last <= scope.hi))
