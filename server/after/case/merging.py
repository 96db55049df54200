"""Several matters of one cause are one case: a person merges and splits cases, and the machine only suggests.

The case that stands takes a copy of the running clocks of the other, and of its ledger only where the person says that
its sums are money of its own: the same claim, told at two visits, is never added twice. Every copy names its origin.
"""

import datetime as dt
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from uuid_utils.compat import uuid7

from server.after.case.actions import Doing, kept, say, seen
from server.after.case.deadlines import recompute_case
from server.after.case.ledger import check
from server.after.case.messages import CaseChanged
from server.after.case.model import Case, CaseClock, CaseLead, CaseLine, CaseMoney, CaseOffer
from server.after.case.reads import locked
from server.after.case.rules import RUNNING, CaseState, Happening, OfferState
from server.after.case.sealing import seal, unsealed
from server.after.case.states import set_case_state
from server.after.case.timeline import add_line, clocks_of, money_of, settle, standing
from server.clock import Clock
from server.db import Tx
from server.errors import Conflict, Invalid, NotFound
from server.jobs import actions as jobs
from server.jobs.model import Job
from server.jobs.worker import Handler
from server.people.audit import MACHINE
from server.sealing import Sealer

ASK_STANDING: Final = "ask_standing_case"


async def merge(tx: Tx, sealer: Sealer, doing: Doing, other: UUID, reason: str, *, adds_money: bool) -> Case:
    """Let a case stand for another; ``adds_money``: the sums of the other are not those of this one told again.

    Conflict ``case_ended``, ``case_merged``, ``case_offered``, ``case_under_charge``; Invalid ``case_same``.
    """
    if other == doing.case:
        raise Invalid("case_same")
    for ident in sorted((doing.case, other)):  # in one order, so that two who merge crosswise never wait in a ring
        await locked(tx, ident)
    case, gone = await seen(tx, doing), await locked(tx, other)
    await _check(tx, case, gone)
    before = gone.state
    told: dict[str, Any] = {"adds_money": adds_money, "state": before.value}
    await say(tx, sealer, case, doing, Happening.MERGE, reason, other=str(gone.id), **told)
    await say(tx, sealer, gone, doing, Happening.MERGE, reason, into=str(case.id), **told)
    await _bring_clocks(tx, case, gone)
    if adds_money:
        await _bring_money(tx, sealer, case, gone)
    for one in await tx.scalars(select(Case).where(Case.merged_into == gone.id)):
        one.merged_into = case.id
    set_case_state(gone, Happening.MERGE)
    gone.merged_into = case.id
    case.outcome_changed, gone.outcome_changed = case.outcome_changed or gone.outcome_changed, False
    _take_supervision(case, gone)
    await tx.flush()
    check(standing(await money_of(tx, case)))
    await settle(tx, gone)
    tx.tell(CaseChanged(gone.id, doing.now, doing.today))
    return await kept(tx, case, doing, "case_merged")


async def split(tx: Tx, sealer: Sealer, doing: Doing, other: UUID, reason: str) -> Case:
    """Undo a merge: the other stands alone again, and what it brought is ended or struck out here, and stays."""
    case, alone = await seen(tx, doing), await locked(tx, other)
    if alone.merged_into != case.id:
        raise NotFound("not_found")
    await say(tx, sealer, case, doing, Happening.SPLIT, reason, other=str(alone.id))
    await say(tx, sealer, alone, doing, Happening.SPLIT, reason, into=str(case.id))
    for clock in await clocks_of(tx, case):
        if clock.origin == alone.id and clock.ended_on is None:
            clock.ended_on = doing.today
    lines = await money_of(tx, case)
    for line in lines:
        if line.origin == alone.id and line.struck_at is None:
            line.struck_at = doing.now
    check(standing(lines))
    set_case_state(alone, Happening.SPLIT)
    if await _state_before(tx, alone) is CaseState.ANSWERED:
        set_case_state(alone, Happening.ANSWER)
    alone.merged_into = None
    await tx.flush()
    await recompute_case(tx, alone, now=doing.now)
    await settle(tx, alone)
    tx.tell(CaseChanged(alone.id, doing.now, doing.today))
    return await kept(tx, case, doing, "case_split")


async def plan_asking(tx: Tx, line: CaseLine, *, now: dt.datetime) -> None:
    """Have it asked in the case that stands, which may lie elsewhere, what follows from a changed outcome."""
    await tx.flush()
    await jobs.put(tx, ASK_STANDING, str(line.id), due=now, places=(line.place, line.place))


def standing_asker(clock: Clock) -> Handler:
    """Make the handler of the job."""

    async def ask(tx: Tx, job: Job) -> None:
        line = await tx.one_or_none(select(CaseLine).where(CaseLine.id == UUID(job.key)))
        merged = None if line is None else await locked(tx, line.case_id)
        if line is None or merged is None:
            return
        asked = merged if merged.merged_into is None else await locked(tx, merged.merged_into)
        asked.outcome_changed = True
        if asked is not merged:
            told = {**line.told, "origin": str(merged.id)}
            add_line(tx, asked, Happening.OUTCOME_CHANGED, by=MACHINE, now=clock.now(), **told)

    return ask


async def _check(tx: Tx, case: Case, gone: Case) -> None:
    if gone.merged_into is not None:
        raise Conflict("case_merged")
    if case.state not in RUNNING or gone.state not in RUNNING:
        raise Conflict("case_ended")
    open_offer = (CaseOffer.case_id == gone.id, CaseOffer.state == OfferState.OFFERED)
    if await tx.scalars(select(CaseOffer.id).where(*open_offer)):
        raise Conflict("case_offered")
    if await tx.scalars(select(CaseLead.id).where(CaseLead.case_id == gone.id, CaseLead.ended_on.is_(None))):
        raise Conflict("case_under_charge")


async def _bring_clocks(tx: Tx, case: Case, gone: Case) -> None:
    same = ("limit", "started_on", "due_on", "is_certain", "is_extended", "table_version")
    for clock in await clocks_of(tx, gone):
        if clock.ended_on is None:
            told = {name: getattr(clock, name) for name in same}
            tx.add(CaseClock(case_id=case.id, place=case.place, origin=clock.origin or gone.id, **told))


async def _bring_money(tx: Tx, sealer: Sealer, case: Case, gone: Case) -> None:
    """Copy the lines that stand; a proof that was erased by law is not copied."""
    for line in await money_of(tx, gone):
        if line.struck_at is not None:
            continue
        told = {name: getattr(line, name) for name in ("kind", "fen", "on", "by", "at")}
        copy = CaseMoney(id=uuid7(), case_id=case.id, place=case.place, origin=line.origin or gone.id, **told)
        proof = await unsealed(tx, sealer, gone, line)
        if proof is not None:
            copy.proof_sealed = await seal(tx, sealer, case, copy.id, proof)
        tx.add(copy)


def _take_supervision(case: Case, gone: Case) -> None:
    """What is asked of the other is asked of the case that stands, by the earlier date."""
    if gone.reply_due_on is not None and gone.replied_on is None:
        awaited = [one for one in (case.reply_due_on if case.replied_on is None else None, gone.reply_due_on) if one]
        case.reply_due_on, case.replied_on = min(awaited), None


async def _state_before(tx: Tx, case: Case) -> CaseState:
    """In which state a case was merged, by its timeline."""
    own = (CaseLine.case_id == case.id, CaseLine.happening == Happening.MERGE)
    for line in await tx.scalars(select(CaseLine).where(*own).order_by(CaseLine.id.desc())):
        if "into" in line.told:
            return CaseState(line.told["state"])
    return CaseState.OPEN
