"""Who was on duty on the day: seen by the service itself, or said by hand with a reason."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import or_, select

from server.before.agenda.model import Day
from server.before.roster import reads
from server.before.roster.model import Duty
from server.before.roster.planning import locked, require_over
from server.before.roster.rules import Attendance
from server.db import Tx
from server.errors import Conflict, Invalid, NotFound
from server.people.audit import MACHINE, record_with_reason
from server.people.messages import AccountsSeen
from server.people.rules import Person
from server.sealing import Sealer

EARLY: Final = timedelta(hours=2)
"""So long before a duty begins, who signs in has come for it."""
SHORTEST, LONGEST = 2, 200


async def note_seen(tx: Tx, seen: AccountsSeen) -> None:
    """Note on the duties that run now that their holders are there: the service saw them use it, each minute anew."""
    near = (Day.date >= seen.at.date() - timedelta(days=2), Day.date <= seen.at.date() + timedelta(days=2))
    theirs = or_(Duty.account_id.in_(seen.accounts), Duty.substitute.in_(seen.accounts))
    joined = select(Duty, Day).join(Day, Day.day == Duty.day).where(*near, theirs, Duty.attendance.is_(None))
    for duty, day in await tx.rows(joined.where(Day.clock_starts_at_real.is_(None))):
        await _note(tx, duty, day, seen.accounts, seen.at)


async def _note(tx: Tx, duty: Duty, day: Day, accounts: Collection[UUID], now: datetime) -> None:
    span = (await reads.held(tx, day, [duty]))[0].fact.span
    if duty.holder in accounts and span.begins - EARLY <= now < span.ends:
        set_attendance(duty, Attendance.PRESENT, by=MACHINE, at=now)


async def say(
    tx: Tx, sealer: Sealer, ident: UUID, said: Attendance, *, reason: str | None, by: Person, now: datetime
) -> None:
    """Say by hand that the holder of a duty is there or is not; the reason lies sealed in the log.

    Invalid ``attendance_reason``, Conflict ``attendance_early`` before the duty.
    """
    code = await tx.one_or_none(select(Duty.day).where(Duty.id == ident))
    day = await tx.one_or_none(select(Day).where(Day.day == code))
    if code is None or day is None:
        raise NotFound("not_found")
    duty = await locked(tx, code, ident)
    require_over(by, duty)
    why = (reason or "").strip()
    if not SHORTEST <= len(why) <= LONGEST:
        raise Invalid("attendance_reason")
    if now < (await reads.held(tx, day, [duty]))[0].fact.span.begins - EARLY:
        raise Conflict("attendance_early")
    set_attendance(duty, said, by=by.principal, at=now)
    about, what = f"duty:{duty.id}", "duty_attendance_said"
    await record_with_reason(tx, sealer, by.principal, what, about, reason=why, day=duty.day, place=duty.lo, now=now)


def set_attendance(duty: Duty, said: Attendance, *, by: str, at: datetime) -> None:
    duty.attendance, duty.attended_at, duty.attended_by = said, at, by
