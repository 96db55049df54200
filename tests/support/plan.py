"""Sites and days for the tests, made the way a schedule makes them, and people of any role without an account."""

from datetime import date, time
from pathlib import Path
from typing import cast

from sqlalchemy import select

from server import keys
from server.before.agenda.actions import create_day
from server.before.agenda.hours import hour_of, start_clock
from server.before.agenda.model import Day, SiteSession
from server.before.agenda.rules import DayState
from server.before.calendar.model import Series
from server.before.roster.rules import DutyKind
from server.before.roster.settling import new_duty
from server.clock import DayClock
from server.day_code import DayCode, parse_day
from server.db import EVERYWHERE, Database
from server.http import guards
from server.people.model import Account
from server.people.rules import Person, Role, capabilities_of
from server.place import Range, Scope, place_of, range_of_region
from server.sites.actions import save_site
from server.sites.model import Site
from server.sites.reference import read_reference
from server.sites.rules import Kind, Tier
from tests.support.fake_clock import FakeClock
from tests.support.people import new_account
from tests.support.service import Client

SCHEDULES = Path(__file__).parents[2] / "schedules"
REFERENCE = read_reference(SCHEDULES / "reference")
HERE, NEXT_DOOR, OTHER_CITY = "HN-D-430102", "HN-D-430103", "HN-D-430202"
THE_NINTH = parse_day("2023-11-09")

PROVINCE = range_of_region("430000")
CITY = range_of_region("430100")
COUNTY = range_of_region("430102")


def site(code: str, n: int = 1) -> Site:
    """A site whose region is the last part of its code."""
    return Site(
        code=code,
        place=place_of(code[-6:], n),
        name_zh=f"（示例）{code}",
        name_en=f"(Sample) {code}",
        kind=Kind.MAIN,
        tier=Tier.COUNTY,
        rooms=1,
        parent=None,
        telephone=f"12-{code[-6:]}-001",
    )


def series_of(region: str, rule: str = "FREQ=MONTHLY;BYMONTHDAY=9") -> Series:
    """A series that a region holds, as a schedule file makes one."""
    holder, last = range_of_region(region)
    hours = {"opens_at": time(8, 30), "closes_at": time(17, 30), "zone": "Asia/Shanghai"}
    names = {"name_zh": f"（示例）{region}", "name_en": f"(Sample) {region}"}
    return Series(series=f"of-{region}", rule=rule, holder=holder, holder_last=last, **names, **hours)


def person(role: str, places: Range = PROVINCE, *, name: str = "someone") -> Person:
    scope = Scope(*places, capabilities_of({Role(role)}))
    return Person(id=name, kind="account", name=name, roles=frozenset({Role(role)}), scope=scope)


async def make_sites(database: Database, *codes: str) -> None:
    async with database.transaction(EVERYWHERE) as tx:
        for code in codes or (HERE, NEXT_DOOR, OTHER_CITY):
            await save_site(tx, site(code))


async def make_day(
    database: Database,
    *codes: str,
    day: date | DayCode = THE_NINTH,
    state: str = "announced",
    is_rehearsal: bool = False,
) -> Day:
    """A day at saved sites, by default at all three; a rehearsed one has a clock of its own, which stands."""
    async with database.transaction(EVERYWHERE) as tx:
        sites = [await tx.get(Site, code) for code in codes or (HERE, NEXT_DOOR, OTHER_CITY)]
        made = await create_day(tx, parse_day(str(day)), sites)
        made.state = DayState(state)
        if is_rehearsal:
            nine = hour_of(made, time(9))
            start_clock(made, DayClock(nine, nine, 0, nine))
    return made


async def name_leaders(database: Database, day: str = THE_NINTH) -> Account:
    """Name one leader of the province at each site of a day, so that it can be announced."""
    leader = Account(
        name="张某", lo=PROVINCE[0], hi=PROVINCE[1], roles=frozenset({Role.LEADER}), created_at=FakeClock().now()
    )
    async with database.transaction(EVERYWHERE) as tx:
        tx.add(leader)
        await tx.flush()
        for session in await tx.scalars(select(SiteSession).where(SiteSession.day == day)):
            session.leader = leader.id
            tx.add(new_duty(session.day, DutyKind.LEADER, leader.id, (session.place, session.place), session.site))
    return leader


async def signed_in(service: Client, role: str, places: Range = PROVINCE) -> dict[str, str]:
    """The headers of a browser in which an account of this role has signed in."""
    clock = cast("FakeClock", service.app[keys.CLOCK])
    token = (await new_account(service.app[keys.DATABASE], role, places, clock=clock)).token
    return {"Cookie": f"{guards.SESSION_COOKIE}={token}", guards.CSRF_HEADER: guards.csrf_of(token)}
