"""What a roster does when something happens to its day."""

from collections.abc import Collection

from sqlalchemy import Select, select

from server.before.agenda.messages import DayChanged
from server.before.agenda.model import Day
from server.before.agenda.rules import DayState
from server.before.roster.messages import RosterChanged
from server.before.roster.model import Duty
from server.before.roster.rights import settle_rights
from server.before.roster.settling import new_duty
from server.db import Tx
from server.people.audit import MACHINE


async def follow_day(tx: Tx, changed: DayChanged) -> None:
    """Let the roster of a day that is put off go on with its plan; what follows from a roster follows its day."""
    day = await tx.one_or_none(select(Day).where(Day.day == changed.day))
    if day is None:
        return
    if day.state is DayState.POSTPONED and day.moved_to is not None:
        await copy_duties(tx, day.day, day.moved_to)
        tx.tell(RosterChanged(day.moved_to, MACHINE, changed.at))
    await settle_rights(tx, day, by=MACHINE, now=changed.at)


async def copy_duties(tx: Tx, day: str, to: str, *, sites: Collection[str] | None = None) -> int:
    """Copy duties as they are planned, without what came of them; how many. Those that are there already stay.

    With ``sites`` those at other sites are left out.
    """
    there = {(one.kind, one.account_id, one.lo, one.hi) for one in await tx.scalars(_of(to))}
    copied = 0
    for one in await tx.scalars(_of(day)):
        if (one.kind, one.account_id, one.lo, one.hi) in there or not (sites is None or one.site in {None, *sites}):
            continue
        new = new_duty(to, one.kind, one.account_id, (one.lo, one.hi), one.site)
        for name in ("unit", "begins_at", "ends_at", "categories", "languages", "skills", "substitute"):
            setattr(new, name, getattr(one, name))
        tx.add(new)
        copied += 1
    return copied


def _of(day: str) -> Select[Duty]:
    return select(Duty).where(Duty.day == day).order_by(Duty.id)
