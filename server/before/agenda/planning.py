"""Changing what is planned of a day and of its sites. Nothing that another planned meanwhile is overwritten."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from server.before.agenda import plans, reads, rules
from server.before.agenda.actions import find_day, find_led_day, join
from server.before.agenda.messages import HoursChanged, LeaderNamed
from server.before.agenda.model import Day, PlanVersion, SiteSession
from server.before.agenda.plans import DayPlan, Json, SitePlan
from server.db import Tx
from server.errors import Conflict, Invalid, NotFound
from server.journal.model import Head
from server.people.audit import record
from server.people.rules import Person, require
from server.sites.actions import find_site
from server.sites.model import Site
from server.sites.rules import check_telephone


@dataclass(frozen=True, slots=True)
class Key:
    """Which plan: a day's by the place of its holder's region, a site's by its own."""

    day: str
    place: int


async def change_day(tx: Tx, day: str, wanted: DayPlan, *, version: int, by: Person, now: datetime) -> None:
    """Plan a day otherwise than it was read as ``version``.

    Conflict ``plan_changed`` with what another changed since, ``day_began`` of a day that is over or under way,
    ``site_stays`` for a site that is missing after the announcement; Invalid for hours that cannot be.
    """
    found = await find_led_day(tx, day, by=by)
    key, was = Key(found.day, found.holder), await reads.day_plan(tx, found)
    await _check_version(tx, key, version, plans.stored(was))
    _check_may_change(found)
    plans.check_day(wanted)
    put(found, wanted)
    await _settle_sites(tx, found, was.sites, wanted.sites, by=by.principal, now=now)
    for row in await reads.site_rows(tx, found.day):
        plans.check_site(row.plan, opens_at=found.opens_at, closes_at=found.closes_at)
    await keep(tx, key, plans.stored(was), plans.stored(await reads.day_plan(tx, found)), by=by.principal, now=now)
    tx.tell(HoursChanged(found.day))
    await record(tx, by.principal, "day_plan_changed", f"day:{found.day}", place=found.holder, now=now)


def put(day: Day, plan: DayPlan) -> None:
    """Write the columns of a plan; the sites of it are rows of their own."""
    for one in fields(plan):
        if one.name != "sites":
            value = getattr(plan, one.name)
            setattr(day, one.name, list(value) if isinstance(value, tuple) else value)


async def change_site(
    tx: Tx, day: str, code: str, wanted: SitePlan, *, version: int, by: Person, now: datetime
) -> None:
    """Plan a site of a day otherwise than it was read as ``version``; refused as ``change_day`` is.

    Invalid ``not_a_leader`` for an account that is none there, ``telephone_form`` for a number that cannot be dialled.
    """
    found, site = await find_day(tx, day), await find_site(tx, code)
    session = await tx.get(SiteSession, (found.day, site.place))
    require(by, "manage_days", site.place)
    key, was = Key(found.day, site.place), reads.site_plan(session)
    await _check_version(tx, key, version, plans.stored(was))
    _check_may_change(found)
    plans.check_site(wanted, opens_at=found.opens_at, closes_at=found.closes_at)
    check_telephone(wanted.telephone)
    if wanted.leader != was.leader:
        await _check_leader(tx, wanted.leader, site.place)
    put_site(session, wanted)
    await keep(tx, key, plans.stored(was), plans.stored(wanted), by=by.principal, now=now)
    if wanted.leader != was.leader:
        tx.tell(LeaderNamed(found.day, site.code, site.place, session.leader, by.principal, now))
    await record(tx, by.principal, "site_plan_changed", f"day:{found.day}", place=site.place, now=now)


def put_site(session: SiteSession, plan: SitePlan) -> None:
    session.opens_at, session.closes_at, session.rooms = plan.opens_at, plan.closes_at, plan.rooms
    session.leader, session.telephone = None if plan.leader is None else UUID(plan.leader), plan.telephone


async def _check_leader(tx: Tx, leader: str | None, place: int) -> None:
    there = await reads.leaders_in(tx, (place, place)) if leader else []
    if leader and leader not in {str(one.id) for one in there if one.lo <= place <= one.hi}:
        raise Invalid("not_a_leader")


def _check_may_change(day: Day) -> None:
    if day.state not in rules.MAY_BE_REPLANNED or day.moved_to is not None:
        raise Conflict("day_began")


async def _check_version(tx: Tx, key: Key, version: int, now: Json) -> None:
    newest = await reads.version_of(tx, key.day, key.place)
    if newest != version:
        before = await reads.plan_at(tx, key.day, key.place, version) or now
        raise Conflict("plan_changed", version=newest, changed=plans.changed(before, now))


async def keep(tx: Tx, key: Key, was: Json, now_said: Json, *, by: str, now: datetime) -> None:
    """Keep a plan as the next version, and with the first one also what was there before it."""
    if was == now_said:
        return
    version = await reads.version_of(tx, key.day, key.place)
    kept = {version + 1: now_said, **({0: was} if version == 0 else {})}
    for number, plan in kept.items():
        tx.add(PlanVersion(day=key.day, place=key.place, version=number, plan=plan, made_at=now, made_by=by))
    try:
        await tx.flush()
    except IntegrityError as error:  # another changed it at the same moment
        raise Conflict("changed_meanwhile") from error


async def _settle_sites(tx: Tx, day: Day, was: Sequence[str], wanted: Sequence[str], *, by: str, now: datetime) -> None:
    """Let sites join and, as long as the day is a draft, leave again."""
    leaving = sorted(set(was) - set(wanted))
    if leaving and day.state is not rules.DayState.DRAFT:
        raise Conflict("site_stays", site=leaving[0])
    await join(tx, day, await find_sites(tx, wanted))
    for site in await find_sites(tx, leaving) if leaving else ():
        await _leave(tx, day, site, by=by, now=now)
    places = await tx.scalars(select(SiteSession.place).where(SiteSession.day == day.day))
    day.first_place, day.last_place = min(places), max(places)


async def _leave(tx: Tx, day: Day, site: Site, *, by: str, now: datetime) -> None:
    """Take a site out of a draft, which has no entries: its plan goes with it and stands in the versions."""
    session = await tx.get(SiteSession, (day.day, site.place))
    empty = plans.stored(SitePlan(None, None, None, None, None))
    await keep(tx, Key(day.day, site.place), plans.stored(reads.site_plan(session)), empty, by=by, now=now)
    await tx.delete(session)
    await tx.change(delete(Head).where(Head.day == day.day, Head.place == site.place))


async def find_sites(tx: Tx, codes: Sequence[str]) -> Sequence[Site]:
    """The sites with these codes, at least one; NotFound ``unknown_site``, Invalid ``day_without_sites``."""
    found = await tx.scalars(select(Site).where(Site.code.in_(codes)).order_by(Site.place))
    for unknown in sorted(set(codes) - {site.code for site in found}):
        raise NotFound("unknown_site", site=unknown)
    if not found:
        raise Invalid("day_without_sites")
    return found
