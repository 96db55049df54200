"""A substitute takes a duty over, agreed beforehand: with one tap of their own or of who keeps the roster."""

from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy import select

from server.before.agenda.model import Day
from server.before.roster import reads, rules
from server.before.roster.messages import RosterChanged, TakenOver
from server.before.roster.model import Duty
from server.before.roster.planning import find_open_roster, locked, require_over
from server.db import Tx
from server.errors import Conflict, NotFound
from server.people.audit import record
from server.people.rules import Person

log = structlog.get_logger(__name__)


async def take_over(tx: Tx, ident: UUID, *, by: Person, now: datetime) -> Duty:
    """Put the substitute in the place of the account.

    NotFound for who is neither the substitute nor keeps the roster there; Conflict ``no_substitute``, ``duty_over``,
    ``substitute_unfit``. Doing it twice changes nothing.
    """
    day, duty = await _found(tx, ident, by, or_account=False)
    return await _put_substitute(tx, day, duty, by=by, now=now)


async def hand_over(tx: Tx, ident: UUID, *, by: Person, now: datetime) -> Duty:
    """Hand one's own duty over to its substitute; refused as ``take_over`` is."""
    day, duty = await _found(tx, ident, by, or_account=True)
    return await _put_substitute(tx, day, duty, by=by, now=now)


async def _put_substitute(tx: Tx, day: Day, duty: Duty, *, by: Person, now: datetime) -> Duty:
    if duty.substitute is None:
        raise Conflict("no_substitute")
    if duty.stands_in:
        return duty
    fact = (await reads.held(tx, day, [duty]))[0].fact
    if fact.span.ends <= now:
        raise Conflict("duty_over")
    accounts = [duty.substitute]
    others = [one.fact for one in await reads.held(tx, day, await reads.duties_of(tx, day.day))]
    others += await reads.neighbours(tx, day, accounts)
    unfit = rules.problem_of(duty.substitute, fact, await reads.circumstances(tx, day, accounts))
    if unfit is not None or rules.is_busy(duty.substitute, fact, others) is not None:
        raise Conflict("substitute_unfit")
    return await _stand_in(tx, duty, stands_in=True, by=by, now=now)


async def hand_back(tx: Tx, ident: UUID, *, by: Person, now: datetime) -> Duty:
    """Give a duty back to its account; refused as ``take_over`` is."""
    day, duty = await _found(tx, ident, by, or_account=False)
    if not duty.stands_in:
        return duty
    if (await reads.held(tx, day, [duty]))[0].fact.span.ends <= now:
        raise Conflict("duty_over")
    return await _stand_in(tx, duty, stands_in=False, by=by, now=now)


async def _found(tx: Tx, ident: UUID, by: Person, *, or_account: bool) -> tuple[Day, Duty]:
    code = await tx.one_or_none(select(Duty.day).where(Duty.id == ident))
    if code is None:
        raise NotFound("not_found")
    day = await find_open_roster(tx, code)
    duty = await locked(tx, code, ident)
    mine = {duty.substitute, duty.account_id if or_account else None}
    if UUID(by.id) not in mine:
        if "keep_roster" not in by.scope.capabilities:
            raise NotFound("not_found")
        require_over(by, duty)
    return day, duty


async def _stand_in(tx: Tx, duty: Duty, *, stands_in: bool, by: Person, now: datetime) -> Duty:
    set_stands_in(duty, stands_in=stands_in, now=now)
    await tx.flush()
    what = "duty_taken_over" if stands_in else "duty_handed_back"
    await record(tx, by.principal, what, f"duty:{duty.id}", place=duty.lo, now=now)
    tx.tell(TakenOver(duty.id, duty.day, stands_in, now))
    tx.tell(RosterChanged(duty.day, by.principal, now))
    return duty


def set_stands_in(duty: Duty, *, stands_in: bool, now: datetime) -> None:
    log.info("duty", duty=str(duty.id), old=duty.stands_in, new=stands_in)
    duty.stands_in, duty.taken_over_at = stands_in, now if stands_in else None
    duty.attendance = duty.attended_at = duty.attended_by = None  # of the one before
