"""Calls to petitioners after 7, 30 and 90 days: what came of each attempt, and when it is tried next."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from uuid_utils.compat import uuid7

from server.after.care import reads
from server.after.care.model import CallAttempt
from server.after.care.rules import NEXT_ATTEMPT, CallResult, CallState, Face, call_state
from server.after.care.states import set_call_state
from server.after.case.actions import Doing
from server.after.case.ledger import MoneyKind, check
from server.after.case.messages import CaseChanged
from server.after.case.model import Case, CaseMoney
from server.after.case.reads import locked
from server.after.case.rules import CaseState, Happening
from server.after.case.sealing import seal
from server.after.case.timeline import add_line, money_of, settle, standing
from server.db import Tx
from server.errors import Conflict, Invalid, NotFound
from server.people.audit import record
from server.sealing import Sealer


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt as it is entered; its id is made by the page, so that it is entered once."""

    id: UUID
    days: int
    result: CallResult
    is_received: bool | None
    face: Face | None
    words: str | None


async def enter_attempt(tx: Tx, sealer: Sealer, doing: Doing, attempt: Attempt) -> None:
    """Enter what came of a call. Where the person says that the money arrived, it is a line of the ledger.

    Conflict ``call_back_ended``; Invalid ``call_back_said`` for what only a person who was reached can say.
    """
    case = await locked(tx, doing.case)
    same = (CallAttempt.case_id == case.id, CallAttempt.id == attempt.id)
    if await tx.one_or_none(select(CallAttempt).where(*same)) is not None:
        return
    found = next((one for one in await reads.call_backs_of(tx, case.id) if one.days == attempt.days), None)
    if found is None:
        raise NotFound("not_found")
    if found.state is not CallState.DUE:
        raise Conflict("call_back_ended")
    if attempt.result is not CallResult.REACHED and (attempt.is_received is not None or attempt.face is not None):
        raise Invalid("call_back_said")
    row = CallAttempt(case_id=case.id, place=case.place, id=attempt.id, days=attempt.days, result=attempt.result)
    row.is_received, row.face, row.by, row.at = attempt.is_received, attempt.face, doing.by.principal, doing.now
    if attempt.words and attempt.words.strip():
        row.words_sealed = await seal(tx, sealer, case, row.id, attempt.words)
    before = [one for one in await reads.attempts_of(tx, case.id) if one.days == attempt.days]
    tx.add(row)
    state = call_state(attempt.result, len(before) + 1)
    set_call_state(found, state)
    found.next_on = doing.today + NEXT_ATTEMPT if state is CallState.DUE else None
    told = {"days": attempt.days, "result": attempt.result.value}
    add_line(tx, case, Happening.CALL_BACK, by=doing.by.principal, now=doing.now, **told)
    if attempt.result is CallResult.REFUSED:
        await _end_all(tx, case)
    if attempt.is_received and case.paid_fen > case.received_fen and case.state is not CaseState.VERIFIED:
        await _receive(tx, sealer, case, doing, attempt)
    await settle(tx, case)
    await record(tx, doing.by.principal, "case_called_back", f"case:{case.id}", place=case.place, now=doing.now)
    tx.tell(CaseChanged(case.id, doing.now, doing.today))


async def _end_all(tx: Tx, case: Case) -> None:
    """The person wants no further call: a choice, which ends those that are open in this case."""
    for one in await reads.call_backs_of(tx, case.id):
        if one.state in {CallState.DUE, CallState.REFUSED}:
            set_call_state(one, CallState.REFUSED)
            one.next_on = None


async def _receive(tx: Tx, sealer: Sealer, case: Case, doing: Doing, attempt: Attempt) -> None:
    """Enter what was paid and not confirmed yet as received, proved by the call."""
    fen = case.paid_fen - case.received_fen
    line = CaseMoney(id=uuid7(), case_id=case.id, place=case.place, kind=MoneyKind.RECEIVED, fen=fen, on=doing.today)
    line.by, line.at = doing.by.principal, doing.now
    line.proof_sealed = await seal(tx, sealer, case, line.id, f"回访（第 {attempt.days} 天）本人确认到账")
    check([*standing(await money_of(tx, case)), *standing([line])])
    tx.add(line)
