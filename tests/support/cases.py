"""Cases made without a day: one at each site that is asked for; and the job that looks after cases."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, date, datetime

from aiohttp import web
from sqlalchemy import select
from uuid_utils.compat import uuid7

from server.after.care.looking_after import LOOK_AFTER_CASE, case_keeper
from server.after.care.model import CallBack, CaseTask
from server.after.care.rules import CallState, TaskKind, TaskState
from server.after.case.ledger import MoneyKind
from server.after.case.model import Case, CaseClock, CaseLine, CaseMoney, CasePayees
from server.after.case.payees import Payee, as_json
from server.after.case.rules import PROMISED, CaseState, Happening
from server.after.case.sealing import seal_rows
from server.db import EVERYWHERE, Database, Tx
from server.jobs.model import Job
from server.jobs.rules import JobState
from server.jobs.worker import Worker
from server.keys import CLOCK, DATABASE
from server.sealing import Sealer
from tests.support.asking import NOWHERE, Target

NO_ID = "018bb165-9350-7000-8000-000000000009"
AT = datetime(2023, 11, 9, 2, tzinfo=UTC)
DUE = date(2023, 11, 13)


def case_at(site: str, place: int, *, day: str = "2023-11-09", due_on: date = DUE, **more: object) -> Case:
    """An open case of 106,000 yuan that two workers are to be paid by a date; not stored."""
    told = {
        "day": day,
        "site": site,
        "place": place,
        "category": "wage_arrears_migrant",
        "people_count": 2,
        "state": CaseState.OPEN,
        "route": "labour_inspection",
        "due_on": due_on,
        "outcome_changed": False,
        "refusals": 0,
        "owner_in_words": False,
        **dict.fromkeys(("claimed_fen", "confirmed_fen", "paid_fen", "received_fen"), 0),
        "agreed_fen": 10_600_000,
        "opened_on": date(2023, 11, 9),
    }
    return Case(**{**told, **more})


def task_of(case: Case) -> CaseTask:
    """The task of an instalment that was not paid on its day; not stored."""
    task = CaseTask(case_id=case.id, place=case.place, kind=TaskKind.MISSED_INSTALMENT, state=TaskState.OPEN)
    task.cause, task.is_gone, task.since, task.due_on = str(DUE), False, DUE, date(2023, 11, 15)
    task.opened_at, task.times_opened = AT, 1
    return task


async def case_targets(database: Database, sites: Iterable[tuple[str, int]]) -> dict[str, list[Target]]:
    """A case with a line of its ledger, a task and a call-back at each of these sites; and one that does not exist."""
    targets = [Target({"case": NO_ID, "line": NO_ID, "task": NO_ID, "days": "7", "measure": NO_ID}, NOWHERE)]
    async with database.transaction(EVERYWHERE) as tx:
        for site, place in sites:
            case = case_at(site, place)
            tx.add(case)
            await tx.flush()
            own = {"case_id": case.id, "place": place, "by": "machine", "at": AT}
            agreed = CaseMoney(id=case.id, kind=MoneyKind.AGREED, fen=10_600_000, on=DUE, **own)
            tx.add(agreed)
            tx.add(CaseLine(happening=Happening.OPEN, told={"outcome": "agreed_to_pay"}, **own))
            clock = CaseClock(case_id=case.id, place=place, limit=PROMISED, started_on=case.opened_on, due_on=DUE)
            clock.is_certain, clock.is_extended = True, False
            tx.add(clock)
            task = task_of(case)
            tx.add(task)
            tx.add(CallBack(case_id=case.id, place=place, days=7, state=CallState.DONE, next_on=None))
            await tx.flush()
            names = {"case": str(case.id), "line": str(agreed.id), "task": str(task.id), "days": "7", "measure": NO_ID}
            targets.append(Target(names, (place, place)))
    elsewhere = [Target({"case": one.fill["case"]}) for one in targets[1:]]
    return {"case": targets, "another unit's case": elsewhere}


async def pay(tx: Tx, sealer: Sealer, case: Case) -> None:
    """A payment of the case is entered, and its list of payees brought."""
    own = {"case_id": case.id, "place": case.place, "by": "machine", "at": AT}
    tx.add(CaseMoney(id=uuid7(), kind=MoneyKind.PAID, fen=100, on=AT.date(), **own))
    if await tx.one_or_none(select(CasePayees).where(CasePayees.case_id == case.id)) is None:
        rows = as_json([Payee(None, "张三", {MoneyKind.PAID: 100})])
        tx.add(CasePayees(people=1, sealed=await seal_rows(tx, sealer, case, rows), **own))


async def looked_after(app: web.Application) -> None:
    """Have the jobs done that are due by now; the service's own worker may have one."""
    clock, database = app[CLOCK], app[DATABASE]
    worker = Worker(database, {LOOK_AFTER_CASE: case_keeper(clock)}, clock)
    due = select(Job.id).where(Job.state == JobState.WAITING, Job.due <= clock.now(), Job.kind == LOOK_AFTER_CASE)
    while True:
        await worker.turn()
        async with database.transaction(EVERYWHERE, write=False) as tx:
            if not await tx.scalars(due):
                return
        await asyncio.sleep(0.05)
