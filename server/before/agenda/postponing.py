"""Putting a day off: a new draft takes its plan over, and the old day points to it. Calling it off, with the reason."""

from datetime import date, datetime

from sqlalchemy import select

from server.before.agenda import reads, rules
from server.before.agenda.actions import create_day, find_led_day, move_day
from server.before.agenda.hours import today_of
from server.before.agenda.model import Day, SiteSession
from server.before.agenda.planning import put, put_site
from server.before.calendar.rules import PERSONAL_NUMBER
from server.day_code import day_code
from server.db import Tx
from server.errors import Conflict, Invalid
from server.people.audit import record
from server.people.rules import Person
from server.people.spelling import is_visible
from server.sites.model import Site

SHORTEST, LONGEST = 2, 200


def check_date(day: date, zone: str, now: datetime) -> None:
    """Invalid ``date_past`` for a day whose date is over."""
    if day < today_of(zone, now):
        raise Invalid("date_past", date=day.isoformat())


def check_reason(reason: str | None) -> str:
    """The reason as people are told it; Invalid ``day_reason`` where it is none, or names a personal number."""
    said = (reason or "").strip()
    if not SHORTEST <= len(said) <= LONGEST or not is_visible(said) or PERSONAL_NUMBER.search(said):
        raise Invalid("day_reason")
    return said


async def postpone(tx: Tx, day: str, to: date, reason: str | None, *, by: Person, now: datetime) -> Day:
    """Put a day off to another date, on which a draft with the same plan waits to be announced.

    Conflict ``day_exists`` and ``site_on_other_day`` where the new date is taken, Invalid ``date_past``.
    """
    old, said = await find_led_day(tx, day, by=by), check_reason(reason)
    rules.day_after(old.state, rules.DayHappening.POSTPONE)
    check_date(to, old.zone, now)
    new = await _same_plan_on(tx, old, to)
    old.moved_to, old.reason = new.day, said
    move_day(tx, old, rules.DayHappening.POSTPONE, now=now)
    await record(tx, by.principal, "day_postponed", f"day:{old.day}", place=old.holder, now=now)
    return old


async def _same_plan_on(tx: Tx, old: Day, to: date) -> Day:
    joined = select(Site).join(SiteSession, SiteSession.site == Site.code).where(SiteSession.day == old.day)
    new = await create_day(tx, day_code(to, old.held_by), await tx.scalars(joined), zone=old.zone, series=old.series)
    put(new, await reads.day_plan(tx, old))
    await tx.flush()
    before = {one.place: one for one in await tx.scalars(select(SiteSession).where(SiteSession.day == old.day))}
    for session in await tx.scalars(select(SiteSession).where(SiteSession.day == new.day)):
        put_site(session, reads.site_plan(before[session.place]))
    return new


async def cancel(tx: Tx, day: str, reason: str | None, *, by: Person, now: datetime) -> Day:
    """Call a day off for a reason that people are told."""
    found, said = await find_led_day(tx, day, by=by), check_reason(reason)
    if found.moved_to is not None:
        raise Conflict("day_moved", day=found.moved_to)
    rules.day_after(found.state, rules.DayHappening.CANCEL)
    found.reason = said
    move_day(tx, found, rules.DayHappening.CANCEL, now=now)
    await record(tx, by.principal, "day_cancelled", f"day:{found.day}", place=found.holder, now=now)
    return found
