"""The coming duties of accounts that their leaves and recusals conflict with, each with the fix that there is."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import or_, select

from server.before.agenda.hours import today_of
from server.before.agenda.model import Day
from server.before.agenda.rules import ZONE
from server.before.roster import reads, rules
from server.before.roster.model import Duty
from server.before.roster.planning import OPEN
from server.before.roster.rules import Fix, Problem
from server.db import Tx

OF_HOLDER: Final = frozenset({"on_leave", "recused"})
OF_SUBSTITUTE: Final = frozenset({"substitute_on_leave", "substitute_recused"})


@dataclass(frozen=True, slots=True)
class Clash:
    """A duty that an account cannot do, or cannot stand in for, because it is away or recused."""

    account: UUID
    duty: Duty
    day: Day
    problem: Problem
    fix: Fix


async def clashes(tx: Tx, accounts: Collection[UUID], *, now: datetime) -> list[Clash]:
    """The clashes of these accounts from today on, as far as their duties lie in scope; by day."""
    days = await _days(tx, accounts, now)
    return [clash for day in days for clash in await _of_day(tx, day, set(accounts))]


async def _days(tx: Tx, accounts: Collection[UUID], now: datetime) -> Sequence[Day]:
    theirs = or_(Duty.account_id.in_(accounts), Duty.substitute.in_(accounts))
    stands = (Day.date >= today_of(ZONE, now), Day.state.in_(OPEN), Day.moved_to.is_(None))
    with_theirs = select(Duty.day).where(theirs)
    return await tx.scalars(select(Day).where(Day.day.in_(with_theirs), *stands).order_by(Day.date, Day.day))


async def _of_day(tx: Tx, day: Day, accounts: set[UUID]) -> list[Clash]:
    duties = await reads.duties_of(tx, day.day)
    own = {one.id: one for one in duties if accounts & reads.accounts_in([one])}
    people = reads.accounts_in(own.values())
    touched = [one for one in duties if people & reads.accounts_in([one])]  # a substitute may be busy with another one
    facts = [one.fact for one in await reads.held(tx, day, touched)]
    facts += await reads.neighbours(tx, day, people)
    found = rules.conflicts(facts, await reads.circumstances(tx, day, people))
    told = []
    for one in found:
        duty = own.get(one.duty)
        if duty is None or one.problem not in OF_HOLDER | OF_SUBSTITUTE:
            continue
        who = duty.holder if one.problem in OF_HOLDER else duty.substitute
        if who in accounts:
            told.append(Clash(who, duty, day, one.problem, one.fix))
    return told
