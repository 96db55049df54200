"""Makes the database of a rehearsal from the copy of a plan: sites, people, roster, and people who book, made up."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import NAMESPACE_OID, UUID, uuid5

from sqlalchemy import select
from uuid_utils.compat import uuid7

from server.before.agenda.actions import create_day, move_day
from server.before.agenda.hours import hour_of, start_clock
from server.before.agenda.model import Day, SiteSession
from server.before.agenda.rules import DayHappening
from server.before.booking.actions import At, Wanted, submit
from server.before.booking.appointing import Agreed, appoint
from server.before.booking.contents import Someone, Told, Words
from server.before.booking.rules import NAME_LENGTH, Kind, Meeting, Routing
from server.before.rehearsing.copying import BookingCopy, Copy, DayCopy
from server.before.rehearsing.links import WALL, site_key
from server.before.roster.model import Duty
from server.clock import DayClock
from server.day_code import parse_day
from server.db import EVERYWHERE, Database, Tx
from server.people.audit import MACHINE
from server.people.model import Account
from server.people.rules import Role
from server.place import region_of
from server.sealing import Sealer
from server.sites.model import Site

LEAD_IN: Final = timedelta(minutes=30)
"""The day's clock begins so long before the opening: in time for the check that is due ten minutes before it."""
FEWEST: Final = 2
"""Each site has so many bookings at least, so that it can practise with them."""
STORIES: Final = (
    ("wage_arrears_migrant", "（演练）工地停工，三个月工资未发。", "（演练）希望尽快发放工资。"),
    ("pension_insurance", "（演练）养老金未到账，询问原因。", "（演练）希望说明补发时间。"),
    ("work_injury", "（演练）工伤待遇尚未支付。", "（演练）希望告知办理步骤。"),
)
NAMES: Final = "甲乙丙丁戊己庚辛壬癸"


async def stage(database: Database, sealer: Sealer, copy: Copy, *, now: datetime) -> None:
    """Make the day, all of it or nothing; one that is there from before stays as it was practised."""
    async with database.transaction(EVERYWHERE) as tx:
        if await tx.one_or_none(select(Day.day).where(Day.day == copy.day.day)) is not None:
            return
        sites = [Site(**_fields(one)) for one in copy.sites]
        for site in sites:
            tx.add(site)
            tx.add(_desk(site, now=now))
        for person in copy.people:
            tx.add(Account(**{**_fields(person), "roles": frozenset(person.roles)}, created_at=now))
        await tx.flush()
        day = await _day(tx, copy.day, sites, now=now)
        places = {"lo": day.holder, "hi": day.holder_last}
        tx.add(_account(WALL, "演练·组织方", Role.ORGANISER, places, now=now))
        await _plan_sites(tx, copy)
        for duty in copy.duties:
            tx.add(Duty(**_fields(duty), day=day.day, stands_in=False))
        await tx.flush()
        await _book(tx, sealer, copy, day, now=now)


def account_id(key: str) -> UUID:
    """The account that a link opens (``rehearsing.links``): a person's own, or one that is made up from its key."""
    kind, _, name = key.partition(":")
    return UUID(name) if kind == "person" else uuid5(NAMESPACE_OID, key)


def _desk(site: Site, *, now: datetime) -> Account:
    places = {"lo": site.place, "hi": site.place}
    name = f"演练·{site.name_zh}"[:NAME_LENGTH]
    return _account(site_key(site.code), name, Role.COORDINATOR, places, site=site.code, now=now)


def _account(
    key: str, name: str, role: Role, places: Mapping[str, int], *, now: datetime, site: str | None = None
) -> Account:
    """An account without a login, which a link alone opens."""
    return Account(id=account_id(key), name=name, roles=frozenset({role}), site=site, created_at=now, **places)


async def _day(tx: Tx, copy: DayCopy, sites: Sequence[Site], *, now: datetime) -> Day:
    """The day as it is planned, with a clock of its own that begins half an hour before it opens."""
    told = _fields(copy)
    made = {name: told.pop(name) for name in ("name_zh", "name_en", "zone", "opens_at", "closes_at")}
    day = await create_day(tx, parse_day(told.pop("day")), sites, **made)
    for name, value in told.items():
        setattr(day, name, value)
    starts = hour_of(day, day.opens_at) - LEAD_IN
    start_clock(day, DayClock(now, starts, 1, starts))
    for happening in (DayHappening.ANNOUNCE, DayHappening.LINE_CHECK, DayHappening.GO_LIVE):
        move_day(tx, day, happening, now=now)
    await tx.flush()
    return day


async def _plan_sites(tx: Tx, copy: Copy) -> None:
    planned = {one.place: one for one in copy.sessions}
    for session in await tx.scalars(select(SiteSession)):
        for name, value in _fields(planned[session.place]).items():
            setattr(session, name, value)
    await tx.flush()


async def _book(tx: Tx, sealer: Sealer, copy: Copy, day: Day, *, now: datetime) -> None:
    """As many bookings as the day has, two at each site at least, by people who are made up."""
    sites = {one.place: one for one in copy.sites}
    counts = Counter(one.place for one in copy.bookings)
    more = [BookingCopy(place, Kind.WALK_IN) for place in sites for _ in range(FEWEST - counts[place])]
    for number, one in enumerate([*copy.bookings, *more]):
        site = sites.get(one.place)
        if site is None:
            continue
        at = At(site.code, site.place, frozenset({day.day}), Routing.CHOSEN)
        wanted = _wanted(one, day.day, number)
        booking = await submit(tx, sealer, uuid7(), at, wanted, checks_phones=False, now=now)
        agreed = _agreed(one)
        if agreed is not None:
            await appoint(tx, booking, agreed, by=MACHINE, now=now)


def _wanted(one: BookingCopy, day: str, number: int) -> Wanted:
    category, summary, wanted = STORIES[number % len(STORIES)]
    told = Told(
        arose_in=region_of(one.place),
        category=category,
        kind=one.kind,
        people_count=1,
        attendee_count=1,
        needs=[],
        language=None,
        claimed_fen=0,
    )
    name = f"演练{NAMES[number % len(NAMES)]}{number + 1}"
    words = Words(Someone(name, f"12{number:09}"), summary, wanted, None, [])
    return Wanted(told, words, [], day, "zh", None)


def _agreed(one: BookingCopy) -> Agreed | None:
    if one.appointed_at is None or one.appointed_until is None or one.appointed_leader is None:
        return None
    return Agreed(one.appointed_leader, one.appointed_at, one.appointed_until, one.appointed_meeting or Meeting.VIDEO)


def _fields(one: Any) -> dict[str, Any]:
    """What a copy says, by the names of columns; lists as JSON columns take them."""
    said = {name.name: getattr(one, name.name) for name in fields(one)}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in said.items()}
