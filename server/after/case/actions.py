"""What those who follow a case up do with it: its route, its ends, its ledger. Each is a line of the timeline."""

import datetime as dt
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from server.after.case.deadlines import counting_now, recompute_case
from server.after.case.ledger import MoneyKind, check
from server.after.case.messages import CaseChanged
from server.after.case.model import Case, CaseClock, CaseMoney
from server.after.case.reads import find_case, locked, merged_in
from server.after.case.rules import ENDED, PROMISED, CaseState, Happening, first_clock
from server.after.case.sealing import seal
from server.after.case.states import set_case_state
from server.after.case.timeline import add_line, add_reasoned, clocks_of, money_of, settle, standing
from server.db import Tx
from server.errors import Conflict, Invalid, NotFound
from server.people.audit import record
from server.people.rules import Person
from server.sealing import Sealer
from server.sites.reference import shipped

PROVED: Final = frozenset({MoneyKind.PAID, MoneyKind.RECEIVED})
"""What is entered with a proof alone."""


@dataclass(frozen=True, slots=True)
class Doing:
    """Who does something to which case, as it was seen, and when."""

    case: UUID
    seen: int
    by: Person
    now: datetime
    today: dt.date
    """The date where the days are held; in a rehearsal by the clock of its day."""


@dataclass(frozen=True, slots=True)
class Money:
    """A line of the ledger as it is entered; its id is made by the page, so that it is entered once."""

    id: UUID
    kind: MoneyKind
    fen: int
    on: dt.date
    proof: str | None
    origin: UUID | None = None
    """The merged case whose people it is of; None: of the case itself."""


async def change_route(tx: Tx, sealer: Sealer, doing: Doing, route: str, reason: str) -> Case:
    """Set the route: its clock starts today, and the one before stays to be read."""
    case = await running(tx, doing)
    if route not in shipped().routes:
        raise Invalid("unknown_route", route=route)
    if route == case.route:
        raise Invalid("route_same")
    told = {"before": case.route, "after": route}
    await add_reasoned(tx, sealer, case, Happening.CHANGE_ROUTE, reason, by=doing.by.principal, now=doing.now, **told)
    case.route = route
    for clock in await clocks_of(tx, case):
        if clock.ended_on is None and clock.limit != PROMISED:
            clock.ended_on = doing.today
    limit = first_clock("", route)
    counting = await counting_now(tx)
    end = counting.last_day(shipped().time_limits[limit], doing.today)
    tx.add(
        CaseClock(
            case_id=case.id,
            place=case.place,
            limit=limit,
            started_on=doing.today,
            due_on=end.day,
            is_certain=end.is_certain,
            is_extended=False,
            table_version=counting.version,
        )
    )
    return await kept(tx, case, doing, "case_route_changed")


async def extend(tx: Tx, sealer: Sealer, doing: Doing, clock: UUID, reason: str) -> Case:
    """Extend a clock once, as its article allows; the reason names the head of the unit who approved it."""
    case = await running(tx, doing)
    found = next((one for one in await clocks_of(tx, case) if one.id == clock and one.ended_on is None), None)
    if found is None or found.limit == PROMISED:
        raise Invalid("clock_not_extended")
    if found.is_extended:
        raise Conflict("clock_extended")
    counting = await counting_now(tx)
    end = counting.last_day(shipped().time_limits[found.limit], found.started_on, is_extended=True)
    told = {"limit": found.limit, "before": str(found.due_on), "after": str(end.day)}
    await add_reasoned(tx, sealer, case, Happening.EXTEND, reason, by=doing.by.principal, now=doing.now, **told)
    found.is_extended, found.due_on, found.is_certain = True, end.day, end.is_certain
    found.table_version = counting.version
    return await kept(tx, case, doing, "case_extended")


async def end(tx: Tx, sealer: Sealer, doing: Doing, happening: Happening, reason: str, **told: Any) -> Case:
    """Answer a case, finish it, verify it or open it again; the words say how it is known, or why."""
    case = await seen(tx, doing)
    if happening is Happening.FINISH and case.agreed_fen > case.paid_fen:
        raise Conflict("case_unpaid", fen=case.agreed_fen - case.paid_fen)
    if happening is Happening.VERIFY and case.paid_fen > case.received_fen:
        raise Conflict("case_unreceived", fen=case.paid_fen - case.received_fen)
    set_case_state(case, happening)
    case.ended_on = doing.today if case.state in ENDED else None
    await add_reasoned(tx, sealer, case, happening, reason, by=doing.by.principal, now=doing.now, **told)
    if happening is Happening.REOPEN:  # the official days may have changed while it had ended
        await recompute_case(tx, case, now=doing.now)
    return await kept(tx, case, doing, f"case_{happening.value}")


async def see_change(tx: Tx, sealer: Sealer, doing: Doing, reason: str) -> Case:
    """Say what follows from an outcome that changed after something was done in the case."""
    case = await seen(tx, doing)
    if not case.outcome_changed:
        raise Conflict("outcome_not_changed")
    case.outcome_changed = False
    await add_reasoned(tx, sealer, case, Happening.CHANGE_SEEN, reason, by=doing.by.principal, now=doing.now)
    return await kept(tx, case, doing, "case_change_seen")


async def name_person(tx: Tx, sealer: Sealer, doing: Doing, words: str) -> Case:
    """Name the responsible person of the unit, in words."""
    case = await running(tx, doing)
    case.responsible_sealed = await seal(tx, sealer, case, case.id, words)
    add_line(tx, case, Happening.NAME_PERSON, by=doing.by.principal, now=doing.now)
    return await kept(tx, case, doing, "case_person_named")


async def enter_money(tx: Tx, sealer: Sealer, doing: Doing, money: Money) -> Case:
    """Enter a line; one that is sent again is the one that is there."""
    known = await tx.one_or_none(select(CaseMoney).where(CaseMoney.case_id == doing.case, CaseMoney.id == money.id))
    if known is not None:
        if (known.kind, known.fen, known.on) != (money.kind, money.fen, money.on):
            raise Conflict("money_id_taken")
        return await find_case(tx, doing.case)
    case = await seen(tx, doing)
    if case.state in {CaseState.VERIFIED, CaseState.VOID}:
        raise Conflict("case_ended")
    if money.kind in PROVED and not (money.proof or "").strip():
        raise Invalid("money_proof")
    if money.origin is not None and money.origin not in {one.id for one in await merged_in(tx, case.id)}:
        raise NotFound("not_found")
    line = CaseMoney(
        id=money.id,
        case_id=case.id,
        place=case.place,
        kind=money.kind,
        fen=money.fen,
        on=money.on,
        by=doing.by.principal,
        at=doing.now,
        origin=money.origin,
    )
    if money.proof is not None and money.proof.strip():
        line.proof_sealed = await seal(tx, sealer, case, line.id, money.proof)
    check([*standing(await money_of(tx, case)), *standing([line])])
    tx.add(line)
    told = {"kind": money.kind.value, "fen": money.fen, "on": str(money.on)}
    add_line(tx, case, Happening.ENTER_MONEY, by=doing.by.principal, now=doing.now, **told)
    return await kept(tx, case, doing, "case_money_entered")


async def strike_money(tx: Tx, sealer: Sealer, doing: Doing, line: UUID, reason: str) -> Case:
    """Strike a line out; it stays to be read. Conflict ``money_received`` where a receipt stands on it."""
    case = await seen(tx, doing)
    if case.state in {CaseState.VERIFIED, CaseState.VOID}:
        raise Conflict("case_ended")
    lines = await money_of(tx, case)
    found = next((one for one in lines if one.id == line), None)
    if found is None:
        raise NotFound("not_found")
    if found.struck_at is not None:
        raise Conflict("money_struck")
    found.struck_at = doing.now
    check(standing(lines))
    told = {"kind": found.kind.value, "fen": found.fen, "on": str(found.on)}
    await add_reasoned(tx, sealer, case, Happening.STRIKE_MONEY, reason, by=doing.by.principal, now=doing.now, **told)
    return await kept(tx, case, doing, "case_money_struck")


async def say(tx: Tx, sealer: Sealer, case: Case, doing: Doing, happening: Happening, reason: str, **told: Any) -> None:
    """Add a line to the timeline of who does it, with the reason."""
    await add_reasoned(tx, sealer, case, happening, reason, by=doing.by.principal, now=doing.now, **told)


async def seen(tx: Tx, doing: Doing) -> Case:
    """The case, locked, as it was seen; NotFound beyond one's places, Conflict ``case_changed``."""
    case = await locked(tx, doing.case)
    if case.merged_into is not None:
        raise Conflict("case_merged")
    if case.version != doing.seen:
        raise Conflict("case_changed")
    return case


async def running(tx: Tx, doing: Doing) -> Case:
    """The same of a case that has not ended; Conflict ``case_ended``."""
    case = await seen(tx, doing)
    if case.state in ENDED or case.state is CaseState.VOID:
        raise Conflict("case_ended")
    return case


async def kept(tx: Tx, case: Case, doing: Doing, what: str) -> Case:
    """Bring the figures in line, and write the line of the log."""
    await settle(tx, case)
    await record(tx, doing.by.principal, what, f"case:{case.id}", place=case.place, now=doing.now)
    tx.tell(CaseChanged(case.id, doing.now, doing.today))
    return case
