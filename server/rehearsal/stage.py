"""Preparing a rehearsed day: sites, the day with its own clock, devices, and the accounts of the desks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import select

from server.before.agenda import rules as agenda_rules
from server.before.agenda.actions import create_day, move_day
from server.before.agenda.hours import start_clock
from server.before.agenda.loading import load
from server.before.agenda.model import Day
from server.before.agenda.schedule_file import read_schedule_file
from server.before.topics.actions import put_samples
from server.before.topics.samples import samples
from server.clock import Clock, DayClock
from server.day_code import parse_day
from server.db import EVERYWHERE, Database, Tx
from server.people.audit import MACHINE
from server.people.model import Account
from server.people.passwords import new_token
from server.people.rules import Role
from server.place import Range, Scope, range_of_region
from server.rehearsal.dayfile import BadFile, DayFile
from server.sites.actions import enrol, find_site, sites_in_scope
from server.sites.model import Site
from server.sites.reference import Reference

LEAD_IN: Final = timedelta(minutes=1)
NAME_ZH: Final = "演练：全省集中接访日"
NAME_EN: Final = "Rehearsal: provincial reception day"
CLERK_SITE: Final = "HN-C-4301"
LEADER: Final = "leader"


@dataclass(frozen=True, slots=True)
class Desk:
    """A desk of the rehearsal: its host name, where it begins, whose it is."""

    host: str
    path: str
    role: Role
    places: Range
    name_zh: str
    name_en: str
    site: str | None = None


DESKS: Final = (
    Desk(
        "wall",
        "/days/{day}/wall",
        Role.ORGANISER,
        range_of_region("430000"),
        "组织方看板（全省）",
        "Organiser's live wall, the province",
    ),
    Desk(
        "projector",
        "/days/{day}/projector",
        Role.ORGANISER,
        range_of_region("430000"),
        "投屏",
        "Projector",
    ),
    Desk(
        "city",
        "/days/{day}/wall",
        Role.OFFICER,
        range_of_region("430100"),
        "长沙市看板",
        "Changsha City's live wall",
    ),
    Desk(
        LEADER,
        "/leader",
        Role.LEADER,
        range_of_region("430000"),
        "接访领导工作台（省级）",
        "Leader's desk, the province",
    ),
    Desk(
        "official",
        "/invited",
        Role.DEPARTMENT,
        range_of_region("430000"),
        "部门人员（省级业务处室），领导邀请时响铃",
        "An official of a department, rung for when the leader invites",
    ),
    Desk(
        "clerk",
        "/desk",
        Role.COORDINATOR,
        range_of_region("430100"),
        "登记员工作台（长沙市级接访点）",
        "Clerk's desk at one site, Changsha City",
        site=CLERK_SITE,
    ),
)


def desks_on(day: str) -> Sequence[Desk]:
    """The desks that a day has: of one that a region holds alone, those whose places meet the region.

    The desk of one site is there where the region covers the site's own region.
    """
    holder = parse_day(day).holder
    if holder is None:
        return DESKS
    held = Scope(*range_of_region(holder))
    return tuple(
        desk
        for desk in DESKS
        if held.covers_range(*desk.places) or (desk.site is None and Scope(*desk.places).covers_range(held.lo, held.hi))
    )


async def set_stage(
    database: Database, file: DayFile, schedule: Path, reference: Reference, clock: Clock, *, speed: float
) -> dict[str, str]:
    """Make the day ready to be played, or to be played into again; the device token of each site in the file."""
    now = clock.now()
    async with database.transaction(EVERYWHERE) as tx:
        await load(tx, read_schedule_file(schedule), reference, now=now)
        sites = {site.code: site for site in await sites_in_scope(tx)}
        unknown = sorted(set(file.by_site) - set(sites))
        if unknown:
            raise BadFile(f"the file speaks of a site that is not there: {unknown[0]}")
        day = await _day(tx, file, _taking_part(file, sites), now=now)
        zone = ZoneInfo(day.zone)
        starts = (file.starts - LEAD_IN).astimezone(zone)
        start_clock(day, DayClock(now, starts, speed, max(file.ends.astimezone(zone), starts)))
        await put_samples(tx, samples(), by=MACHINE, now=now)
        for desk in desks_on(file.day):
            await _account(tx, desk, now=now)
        return {code: await _device(tx, sites[code], now=now) for code in file.by_site}


def _taking_part(file: DayFile, sites: Mapping[str, Site]) -> list[Site]:
    """All sites, or those of the region that holds the day alone."""
    holder = parse_day(file.day).holder
    held = EVERYWHERE if holder is None else Scope(*range_of_region(holder))
    outside = sorted(code for code in file.by_site if not held.covers(sites[code].place))
    if outside:
        raise BadFile(f"the file speaks of a site outside {holder}, which holds the day: {outside[0]}")
    return [site for site in sites.values() if held.covers(site.place)]


async def _day(tx: Tx, file: DayFile, sites: list[Site], *, now: datetime) -> Day:
    day = await tx.one_or_none(select(Day).where(Day.day == file.day))
    if day is None:
        day = await create_day(tx, parse_day(file.day), sites, name_zh=NAME_ZH, name_en=NAME_EN)
        for happening in ("announce", "line_check", "go_live"):
            move_day(tx, day, agenda_rules.DayHappening(happening), now=now)
    return day


async def _device(tx: Tx, site: Site, *, now: datetime) -> str:
    token = new_token()
    await enrol(tx, site, "演练 / rehearsal", token=token, by=MACHINE, now=now, prints=False)
    return token


async def account_at(database: Database, desk: Desk, *, now: datetime) -> Account:
    """The account that sits at a desk; it has no password and is opened by the rehearsal's links alone."""
    async with database.transaction(EVERYWHERE) as tx:
        return await _account(tx, desk, now=now)


async def _account(tx: Tx, desk: Desk, *, now: datetime) -> Account:
    lo, hi = desk.places
    if desk.site is not None:
        lo = hi = (await find_site(tx, desk.site)).place
    name = f"演练·{desk.name_zh}"
    account = await tx.one_or_none(select(Account).where(Account.name == name, Account.login.is_(None)))
    if account is None:
        account = Account(name=name, roles=frozenset({desk.role}), lo=lo, hi=hi, site=desk.site, created_at=now)
        tx.add(account)
        await tx.flush()
    return account
