"""Filling a roster at once: from the last day of the same holder, or with the leaders of the sites' own regions."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import String, select, type_coerce

from server.before.agenda.model import Day, SiteSession
from server.before.roster.messages import RosterChanged
from server.before.roster.model import Duty
from server.before.roster.planning import find_open_roster
from server.before.roster.reactions import copy_duties
from server.before.roster.reads import leader_duties
from server.before.roster.rules import DutyKind
from server.before.roster.settling import leader_at, new_duty
from server.db import Tx
from server.errors import NotFound
from server.people.audit import record
from server.people.model import Account
from server.people.rules import Person, Role, require
from server.place import region_of


async def copy_last(tx: Tx, day: str, *, by: Person, now: datetime) -> int:
    """Copy the duties in scope of the last day of this holder that had any; how many.

    NotFound ``no_last_day``. Sites that take no part here are left out; duties that are there stay.
    """
    require(by, "keep_roster")
    found = await find_open_roster(tx, day)
    before = (Day.holder == found.holder, Day.holder_last == found.holder_last, Day.date < found.date)
    had = select(Day.day).join(Duty, Duty.day == Day.day).where(*before).order_by(Day.date.desc()).limit(1)
    last = await tx.scalars(had)
    if not last:
        raise NotFound("no_last_day")
    here = set(await tx.scalars(select(SiteSession.site).where(SiteSession.day == found.day)))
    copied = await copy_duties(tx, last[0], found.day, sites=here)
    return await _keep(tx, found, copied, "roster_copied", by=by, now=now)


async def fill_leaders(tx: Tx, day: str, *, by: Person, now: datetime) -> int:
    """Name at each site in scope without a leader the one leader of its own region, or of the site; how many.

    Where a region has two leaders or more, which of them receives is a person's to say.
    """
    require(by, "keep_roster")
    found = await find_open_roster(tx, day)
    duties = await leader_duties(tx, found.day)
    leaders: dict[str, list[UUID]] = {}
    is_leader = type_coerce(Account.roles, String).contains(Role.LEADER)
    for one in await tx.scalars(select(Account).where(is_leader, Account.suspended_at.is_(None))):
        leaders.setdefault(region_of(one.lo), []).append(one.id)
    named = 0
    for session in await tx.scalars(select(SiteSession).where(SiteSession.day == found.day)):
        theirs = leaders.get(region_of(session.place), ())
        if leader_at(duties, session.place) is None and len(theirs) == 1 and str(theirs[0]) != by.id:
            places = session.place, session.place
            tx.add(new_duty(found.day, DutyKind.LEADER, theirs[0], places, session.site))
            named += 1
    return await _keep(tx, found, named, "roster_filled", by=by, now=now)


async def _keep(tx: Tx, day: Day, count: int, what: str, *, by: Person, now: datetime) -> int:
    await tx.flush()
    if count:
        await record(tx, by.principal, what, f"day:{day.day}", place=max(day.holder, by.scope.lo), now=now)
        tx.tell(RosterChanged(day.day, by.principal, now))
    return count
