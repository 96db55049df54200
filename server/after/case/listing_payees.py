"""The list of payees of a case is brought, read and given out; sealed as one, it is replaced as one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from server.after.case.actions import Doing, kept
from server.after.case.ledger import MoneyKind, sums
from server.after.case.model import Case, CasePayees
from server.after.case.payees import Payee, as_json, from_json, judge, totals
from server.after.case.reads import locked, matters_of
from server.after.case.rules import CaseState, Happening
from server.after.case.sealing import seal_rows, unsealed_rows
from server.after.case.timeline import add_line, money_of, standing
from server.before.booking.model import Booking
from server.before.booking.reads import workers_of
from server.db import Tx
from server.errors import Conflict
from server.sealing import Sealer
from server.workbooks.rows import Sheet


@dataclass(frozen=True, slots=True)
class Listed:
    """A list as it stands. Without ``at`` the bookings of the matters told it; None for ``payees``: erased by law."""

    payees: Sequence[Payee] | None
    at: datetime | None


async def listed(tx: Tx, sealer: Sealer, case: Case) -> Listed:
    """The list of a case; before one was brought, the workers that the bookings of its matters named."""
    row = await tx.one_or_none(select(CasePayees).where(CasePayees.case_id == case.id))
    if row is None:
        return Listed(await _booked(tx, sealer, case), None)
    rows = await unsealed_rows(tx, sealer, case, row.sealed)
    return Listed(None if rows is None else from_json(rows), row.at)


async def bring(tx: Tx, sealer: Sealer, doing: Doing, sheet: Sheet, *, only_check: bool) -> int:
    """Replace the list by a sheet's rows; how many there are. With a fault of the sheet nothing is changed.

    Conflict ``case_merged``, ``case_ended``; the faults of ``payees.judge``.
    """
    case = await locked(tx, doing.case)
    if case.merged_into is not None:
        raise Conflict("case_merged")
    if case.state in {CaseState.VERIFIED, CaseState.VOID}:
        raise Conflict("case_ended")
    payees = judge(sheet, sums(standing(await money_of(tx, case)))) if not sheet.faults else []
    if sheet.faults or only_check:
        return 0
    row = await tx.one_or_none(select(CasePayees).where(CasePayees.case_id == case.id))
    if row is None:
        row = CasePayees(case_id=case.id, place=case.place)
        tx.add(row)
    row.sealed = await seal_rows(tx, sealer, case, as_json(payees))
    row.people, row.by, row.at = len(payees), doing.by.principal, doing.now
    told = {kind.value: fen for kind, fen in totals(payees).items()}
    add_line(tx, case, Happening.LIST_PAYEES, by=doing.by.principal, now=doing.now, people=len(payees), sums=told)
    await kept(tx, case, doing, "case_payees_listed")
    return len(payees)


async def _booked(tx: Tx, sealer: Sealer, case: Case) -> list[Payee]:
    """The workers of the bookings, which have the ids of their matters."""
    idents = {one.matter for one in await matters_of(tx, [case.id])}
    found = await tx.scalars(select(Booking).where(Booking.place == case.place, Booking.day == case.day))
    own = [one for one in found if str(one.id) in idents]
    told = await workers_of(tx, sealer, own) if own else {}
    return [Payee(None, one.name, {MoneyKind.CLAIMED: one.fen}) for rows in told.values() for one in rows]
