"""What follows from a roster: the leader of each site in the agenda, and the other way round."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select

from server.before.agenda.messages import LeaderNamed
from server.before.agenda.model import Day, SiteSession
from server.before.agenda.planning import Key, keep
from server.before.agenda.plans import stored
from server.before.agenda.reads import site_plan
from server.before.roster.messages import RosterChanged
from server.before.roster.model import Duty
from server.before.roster.reads import leader_duties
from server.before.roster.rights import settle_rights
from server.before.roster.rules import DutyKind
from server.clock import Clock
from server.db import Tx
from server.jobs import actions as jobs
from server.jobs.model import Job
from server.jobs.worker import Handler
from server.people.audit import MACHINE

SETTLE: Final = "settle_roster"


async def settle_leaders(tx: Tx, day: Day, *, by: str, now: datetime) -> None:
    """Make the leader of each site in scope the one that the roster names there: at the site, else for its region.

    A change of it is a new version of the site's plan, so that another editor of that plan is told. A duty for a region
    that the scope does not hold is unseen: where a site is left without a leader, a job looks again from above.
    """
    await tx.flush()
    duties = await leader_duties(tx, day.day)
    for session in await tx.scalars(select(SiteSession).where(SiteSession.day == day.day)):
        leader = leader_at(duties, session.place)
        if session.leader != leader:
            was = site_plan(session)
            session.leader = leader
            told = replace(was, leader=None if leader is None else str(leader))
            await keep(tx, Key(day.day, session.place), stored(was), stored(told), by=by, now=now)
            if leader is None and not tx.scope.covers_range(day.holder, day.holder_last):
                await jobs.put(tx, SETTLE, day.day, due=now, places=(session.place, session.place))


def settler(clock: Clock) -> Handler:
    """Make the handler of the job: the leaders of a day's sites are settled with every duty in sight."""

    async def settle(tx: Tx, job: Job) -> None:
        day = await tx.one_or_none(select(Day).where(Day.day == job.key))
        if day is not None:
            await settle_leaders(tx, day, by=MACHINE, now=clock.now())

    return settle


def leader_at(duties: Sequence[Duty], place: int) -> UUID | None:
    """Of leaders' duties in the order of ``leader_duties``: who receives at a place."""
    return next((one.holder for one in duties if one.lo <= place <= one.hi), None)


async def put_leader(tx: Tx, named: LeaderNamed) -> None:
    """A leader named on the page of a day has the first duty at that site; without one that duty goes."""
    day = await tx.one_or_none(select(Day).where(Day.day == named.day))
    if day is None:
        return
    there = [one for one in await leader_duties(tx, named.day) if one.site == named.site]
    for one in there[1:]:
        if one.account_id == named.leader:
            await tx.delete(one)
    if named.leader is None:
        for one in there[:1]:
            await tx.delete(one)
    elif not there:
        tx.add(new_duty(named.day, DutyKind.LEADER, named.leader, (named.place, named.place), named.site))
    elif there[0].holder != named.leader:
        renew(there[0], named.leader)
    tx.tell(RosterChanged(named.day, named.by, named.at))


async def settle(tx: Tx, changed: RosterChanged) -> None:
    """What follows a change of a roster."""
    day = await tx.one_or_none(select(Day).where(Day.day == changed.day))
    if day is not None:
        await settle_leaders(tx, day, by=changed.by, now=changed.at)
        await settle_rights(tx, day, by=changed.by, now=changed.at)


def renew(duty: Duty, account: UUID) -> None:
    """Give a duty to another account, as planned: what was of the one before, their attendance, goes."""
    duty.account_id = account
    if duty.substitute == account:
        duty.substitute = None
    duty.stands_in, duty.taken_over_at = False, None
    duty.attendance = duty.attended_at = duty.attended_by = None


def new_duty(day: str, kind: DutyKind, account: UUID, places: tuple[int, int], site: str | None) -> Duty:
    """A duty with the hours of its place and nothing else said."""
    return Duty(
        day=day,
        kind=kind,
        account_id=account,
        lo=places[0],
        hi=places[1],
        site=site,
        categories=[],
        languages=[],
        skills=[],
        stands_in=False,
    )
