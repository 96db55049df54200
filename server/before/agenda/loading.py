"""Loading a schedule: everything a file means becomes so, or nothing does. Safe to repeat."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select

from server.before.agenda import reads, rules
from server.before.agenda.actions import create_day, join, move_day
from server.before.agenda.messages import HoursChanged
from server.before.agenda.model import Day
from server.before.agenda.planning import Key, keep
from server.before.agenda.plans import stored
from server.before.agenda.schedule import PlannedDay, PlannedPerson, PlannedSite, judge_schedule
from server.before.agenda.schedule_file import ScheduleFile
from server.before.agenda.schedule_rows import SeriesRow
from server.before.agenda.unit_tables import PlannedPost
from server.before.calendar.actions import change_rule
from server.before.calendar.model import Series
from server.db import Tx
from server.errors import Conflict
from server.people.audit import MACHINE, whole_service
from server.people.invitations import Link, invite_once_from_machine
from server.people.model import Account
from server.people.posts import NewPost, give_from_machine
from server.place import range_of_region, region_of
from server.sites.actions import Saved, save_site, sites_in_scope
from server.sites.model import Site
from server.sites.reference import Reference
from server.units import reads as units
from server.units import sheets
from server.units.sheets import Wanted

HOURS = ("series", "name_zh", "name_en", "opens_at", "closes_at")


@dataclass(frozen=True, slots=True)
class LoadedRow:
    """One thing that a file names and what became of it; a new person has a link to be sent."""

    table: str
    what: str
    became: Saved
    link: Link | None = None


async def load(tx: Tx, file: ScheduleFile, reference: Reference, *, now: datetime) -> list[LoadedRow]:
    """Make or update what a file names; Invalid with a ``schedule_…`` code at the first thing that cannot be."""
    series = await tx.scalars(select(Series))
    schedule = judge_schedule(
        file,
        reference,
        saved_sites={site.code: site.place for site in await sites_in_scope(tx)},
        saved_series={one.series: _row_of(one) for one in series},
        saved_units=await units.known(tx),
    )
    province = next(code for code, region in reference.regions.items() if region.level == "province")
    lines = [LoadedRow("site", site.code, await save_site(tx, _site_of(site))) for site in schedule.sites]
    lines += [
        LoadedRow("series", row.series, await _save_series(tx, row, province, now=now)) for row in schedule.series
    ]
    await tx.flush()
    sites = {site.code: site for site in await sites_in_scope(tx)}
    lines += [LoadedRow("day", str(day.day), await _save_day(tx, day, sites, now=now)) for day in schedule.days]
    lines += [LoadedRow("unit", code, became) for code, became in await _save_units(tx, schedule.units, now=now)]
    lines += [await _invite(tx, person, now=now) for person in schedule.people]
    return lines + [await _give_post(tx, post, now=now) for post in schedule.posts]


def _site_of(site: PlannedSite) -> Site:
    return Site(**asdict(site))


def _row_of(series: Series) -> SeriesRow:
    return SeriesRow(**{key: getattr(series, key) for key in SeriesRow.model_fields})


def report(lines: Sequence[LoadedRow], origin: str) -> Iterator[str]:
    """What became of a file, in one line for each of its tables and one for each link to be sent."""
    counted = Counter((line.table, line.became) for line in lines)
    for table in dict.fromkeys(line.table for line in lines):
        yield f"{table}: " + ", ".join(f"{counted[table, became]} {became}" for became in ("made", "changed", "kept"))
    for line in lines:
        if line.link is not None:
            until = f"{line.link.expires_at:%Y-%m-%d %H:%M} UTC"
            yield f"{line.what}: {origin}/invitations/{line.link.token} (until {until})"


async def _save_series(tx: Tx, row: SeriesRow, province: str, *, now: datetime) -> Saved:
    saved = await tx.one_or_none(select(Series).where(Series.series == row.series))
    if saved is None:
        holder, last = range_of_region(province)
        tx.add(Series(holder=holder, holder_last=last, **row.model_dump()))
        return "made"
    became = _update(saved, {name: value for name, value in row.model_dump().items() if name != "rule"})
    return "changed" if await change_rule(tx, saved, row.rule, by=MACHINE, now=now) else became


async def _save_day(tx: Tx, planned: PlannedDay, sites: Mapping[str, Site], *, now: datetime) -> Saved:
    try:
        return await _make_or_update(tx, planned, sites, now=now)
    except Conflict as taken:
        if taken.code != "site_on_other_day":
            raise
        told = {"value": taken.params["site"], "other": taken.params["day"]}
        planned.source.refuse("schedule_site_on_other_day", "sites", **told)


async def _make_or_update(tx: Tx, planned: PlannedDay, sites: Mapping[str, Site], *, now: datetime) -> Saved:
    """Make a day or bring it up to date: its names and hours until it is live, its sites by addition only."""
    taking_part = [sites[code] for code in planned.sites]
    told = {key: getattr(planned, key) for key in HOURS}
    day = await tx.one_or_none(select(Day).where(Day.day == planned.day))
    if day is None:
        day = await create_day(tx, planned.day, taking_part, zone=planned.zone, **told)
        became: Saved = "made"
    else:
        was = stored(await reads.day_plan(tx, day))
        became = _bring_up_to_date(day, planned, told)
        if became == "changed":
            tx.tell(HoursChanged(day.day))
        became = "changed" if await join(tx, day, taking_part) else became
        await tx.flush()
        await keep(tx, Key(day.day, day.holder), was, stored(await reads.day_plan(tx, day)), by=MACHINE, now=now)
    if planned.state is rules.DayState.ANNOUNCED and day.state is rules.DayState.DRAFT:
        move_day(tx, day, rules.DayHappening.ANNOUNCE, now=now)
        became = became if became == "made" else "changed"
    return became


def _bring_up_to_date(day: Day, planned: PlannedDay, told: Mapping[str, object]) -> Saved:
    if day.zone != planned.zone:
        planned.source.refuse("schedule_zone_moved", "zone", value=day.day, saved=day.zone)
    if any(getattr(day, key) != value for key, value in told.items()) and day.state not in rules.MAY_BE_REPLANNED:
        planned.source.refuse("schedule_day_began", "day", value=day.day)
    return _update(day, told)


async def _invite(tx: Tx, person: PlannedPerson, *, now: datetime) -> LoadedRow:
    places = (person.place, person.place) if person.site else range_of_region(region_of(person.place))
    link = await invite_once_from_machine(
        tx, name=person.name, role=person.role, places=places, site=person.site, now=now
    )
    return LoadedRow("person", f"{person.name} ({person.role})", "kept" if link is None else "made", link)


async def _save_units(tx: Tx, wanted: Sequence[Wanted], *, now: datetime) -> Sequence[tuple[str, Saved]]:
    became = await sheets.keep(tx, wanted, who=MACHINE, place=await whole_service(tx), now=now) if wanted else {}
    return list(became.items())


async def _give_post(tx: Tx, post: PlannedPost, *, now: datetime) -> LoadedRow:
    """Give a person a post, or move the end of one that they hold there since the same day."""
    accounts = await tx.scalars(select(Account).where(Account.name == post.person).limit(2))
    if len(accounts) != 1:
        post.source.refuse("schedule_unknown_person", "person", value=post.person, n=len(accounts))
    wanted = NewPost(
        account_id=accounts[0].id,
        kind=post.kind,
        places=post.places,
        site=post.site,
        unit=post.unit,
        since=post.since,
        until=post.until,
    )
    return LoadedRow("post", f"{post.person} ({post.kind})", await give_from_machine(tx, wanted, now=now))


def _update(saved: object, told: Mapping[str, object]) -> Saved:
    changed = {key: value for key, value in told.items() if getattr(saved, key) != value}
    for key, value in changed.items():
        setattr(saved, key, value)
    return "changed" if changed else "kept"
