"""Duties, and what is known of those who hold them, as rows with names."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from sqlalchemy import or_, select

from server.before.agenda.model import Day, SiteSession
from server.before.agenda.rules import DayState
from server.before.roster.model import Duty, Leave, Recusal
from server.before.roster.rules import Away, Circumstances, DutyKind, Fact, Recused, span_of
from server.db import Tx
from server.people.model import Account
from server.sites.reference import SCHEDULES, read_reference

NEAR = dt.timedelta(days=1)
"""Days whose duties may run into each other over midnight."""


@dataclass(frozen=True, slots=True)
class Held:
    """A duty with its hours as they are in its day."""

    duty: Duty
    fact: Fact
    begins_at: dt.time
    ends_at: dt.time


async def duties_of(tx: Tx, day: str) -> Sequence[Duty]:
    """The duties of a day in scope: leaders first, each kind from the widest places to single sites."""
    found = await tx.scalars(select(Duty).where(Duty.day == day))
    kinds = list(DutyKind)
    return sorted(found, key=lambda one: (kinds.index(one.kind), one.lo, -one.hi, one.begins_at or dt.time(0), one.id))


async def held(tx: Tx, day: Day, duties: Collection[Duty]) -> list[Held]:
    """Duties of a day with their hours: their own, else those of their site, else the day's."""
    sessions = {one.site: one for one in await tx.scalars(select(SiteSession).where(SiteSession.day == day.day))}
    return [_held(day, duty, sessions) for duty in duties]


def _held(day: Day, duty: Duty, sessions: Mapping[str, SiteSession]) -> Held:
    session = sessions.get(duty.site or "")
    begins = duty.begins_at or (session and session.opens_at) or day.opens_at
    ends = duty.ends_at or (session and session.closes_at) or day.closes_at
    fact = Fact(
        id=duty.id,
        day=duty.day,
        kind=duty.kind,
        account=duty.account_id,
        substitute=duty.substitute,
        stands_in=duty.stands_in,
        span=span_of(day.date, begins, ends, day.zone),
        lo=duty.lo,
        hi=duty.hi,
        site=duty.site,
        categories=frozenset(duty.categories),
        is_in_day=duty.site is None or session is not None,
    )
    return Held(duty, fact, begins, ends)


async def neighbours(tx: Tx, day: Day, accounts: Collection[UUID]) -> list[Fact]:
    """The duties that these accounts have on other days which stand, of the same date or one beside it."""
    around = (Day.date >= day.date - NEAR, Day.date <= day.date + NEAR, Day.day != day.day)
    stands = (Day.state != DayState.CANCELLED, Day.moved_to.is_(None))
    joined = select(Duty, Day).join(Day, Day.day == Duty.day).where(*around, *stands)
    theirs = or_(Duty.account_id.in_(accounts), Duty.substitute.in_(accounts))
    found: dict[str, tuple[Day, list[Duty]]] = {}
    for duty, other in await tx.rows(joined.where(theirs)):
        found.setdefault(other.day, (other, []))[1].append(duty)
    return [one.fact for other, duties in found.values() for one in await held(tx, other, duties)]


async def circumstances(tx: Tx, day: Day, accounts: Collection[UUID]) -> Circumstances:
    """Suspensions, leaves about the day, and recusals of these accounts, as far as they lie in scope."""
    theirs = Account.id.in_(accounts)
    suspended = await tx.scalars(select(Account.id).where(theirs, Account.suspended_at.is_not(None)))
    about = (Leave.first <= day.date + NEAR, Leave.last >= day.date)
    leaves = await tx.scalars(select(Leave).where(Leave.account_id.in_(accounts), *about))
    recusals = await tx.scalars(select(Recusal).where(Recusal.account_id.in_(accounts)))
    return Circumstances(
        suspended=frozenset(suspended),
        leaves=[Away(one.account_id, one.first, one.last) for one in leaves],
        recusals=[Recused(one.account_id, _related(one.category), one.place_lo, one.place_hi) for one in recusals],
        zone=day.zone,
    )


def _related(category: str | None) -> frozenset[str]:
    return frozenset() if category is None else _families().get(category, frozenset({category}))


@cache
def _families() -> Mapping[str, frozenset[str]]:
    """Each category with those below it and the one above it."""
    categories = read_reference(SCHEDULES / "reference").categories.values()
    below = {one.code: {other.code for other in categories if other.parent == one.code} for one in categories}
    return {one.code: frozenset({one.code, *below[one.code], *filter(None, [one.parent])}) for one in categories}


def accounts_in(duties: Collection[Duty]) -> set[UUID]:
    return {ident for one in duties for ident in (one.account_id, one.substitute) if ident is not None}


async def names_of(tx: Tx, accounts: Collection[UUID]) -> Mapping[UUID, Account]:
    """The accounts in scope, by id."""
    return {one.id: one for one in await tx.scalars(select(Account).where(Account.id.in_(accounts)))}


async def leader_duties(tx: Tx, day: str) -> Sequence[Duty]:
    """The leaders of a day, at single sites before those of regions, the earlier before the later."""
    found = await tx.scalars(select(Duty).where(Duty.day == day, Duty.kind == DutyKind.LEADER))
    return sorted(found, key=lambda one: (one.hi - one.lo, one.begins_at or dt.time(0), one.id))
