"""Queries of care: what was said, called and rated in a case, and lists of tasks."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from sqlalchemy import SQLColumnExpression, func, or_, select, tuple_

from server.after.care.causes import SaidOf
from server.after.care.model import (
    CallAttempt,
    CallBack,
    CaseRating,
    CaseTask,
    PaymentWord,
    SupportMeasure,
    SupportPlan,
)
from server.after.care.rules import TaskState
from server.after.case.model import Case, CaseLine
from server.after.case.rules import ENDED, CaseState, Happening
from server.before.agenda.model import Day
from server.before.agenda.rules import DayState
from server.db import Tx
from server.errors import NotFound

Whose = Literal["mine", "unit", "open", "done"]


async def words_of(tx: Tx, case: UUID) -> Sequence[PaymentWord]:
    return await tx.scalars(select(PaymentWord).where(PaymentWord.case_id == case))


def said_of(words: Sequence[PaymentWord]) -> Mapping[UUID, SaidOf]:
    return {one.line: SaidOf(one.said, one.on, one.received_line, one.paid_line) for one in words}


async def tasks_of(tx: Tx, case: UUID) -> Sequence[CaseTask]:
    return await tx.scalars(select(CaseTask).where(CaseTask.case_id == case).order_by(CaseTask.id))


async def find_task(tx: Tx, case: UUID, ident: UUID) -> CaseTask:
    """A task of the case; NotFound where it has none such."""
    found = await tx.one_or_none(select(CaseTask).where(CaseTask.case_id == case, CaseTask.id == ident))
    if found is None:
        raise NotFound("not_found")
    return found


async def call_backs_of(tx: Tx, case: UUID) -> Sequence[CallBack]:
    return await tx.scalars(select(CallBack).where(CallBack.case_id == case).order_by(CallBack.days))


async def attempts_of(tx: Tx, case: UUID) -> Sequence[CallAttempt]:
    """The attempts to call, the earliest first."""
    return await tx.scalars(select(CallAttempt).where(CallAttempt.case_id == case).order_by(CallAttempt.at))


async def ratings_of(tx: Tx, case: UUID) -> Sequence[CaseRating]:
    return await tx.scalars(select(CaseRating).where(CaseRating.case_id == case).order_by(CaseRating.number))


async def round_of(tx: Tx, case: UUID) -> int:
    """The round that a case is in: each time that it was reopened began one."""
    reopened = select(func.count(CaseLine.id)).where(CaseLine.case_id == case, CaseLine.happening == Happening.REOPEN)
    return 1 + (await tx.scalars(reopened))[0]


async def is_shown(tx: Tx, case: Case, rating: CaseRating, current: int) -> bool:
    """Whether the round of a rating has ended, so that those who are rated may read it.

    It has once the case is verified or the day archived, or where the case was reopened, once it is done again.
    """
    if case.state is CaseState.VERIFIED or (rating.number < current and case.state in ENDED):
        return True
    day = await tx.one_or_none(select(Day.state).where(Day.day == case.day))
    return day == DayState.ARCHIVED


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedTasks:
    """The filter of a list of tasks: one's own, those of one's units, all that are to be done, or those done."""

    whose: Whose
    principal: str
    units: Collection[str]

    def conditions(self) -> list[SQLColumnExpression[bool]]:
        if self.whose == "done":
            return [CaseTask.state == TaskState.DONE]
        chosen: list[SQLColumnExpression[bool]] = [CaseTask.state != TaskState.DONE]
        if self.whose == "mine":
            chosen.append(CaseTask.taken_by == self.principal)
        if self.whose == "unit":
            chosen.append(Case.owner_unit.in_(self.units))
        return chosen


async def tasks(
    tx: Tx, asked: AskedTasks, *, after: tuple[dt.date, UUID] | None, limit: int
) -> Sequence[tuple[CaseTask, Case]]:
    """The tasks in scope that are asked for with their cases, those due first before the others."""
    found = select(CaseTask, Case).join(Case, Case.id == CaseTask.case_id).where(*asked.conditions())
    if after is not None:
        found = found.where(tuple_(CaseTask.due_on, CaseTask.id) > tuple_(*after))
    rows = await tx.rows(found.order_by(CaseTask.due_on, CaseTask.id).limit(limit))
    return [(row[0], row[1]) for row in rows]


async def open_counts(tx: Tx, asked: AskedTasks, today: dt.date) -> Mapping[str, int]:
    """How many tasks are to be done, and how many of them are overdue, mine and of my units."""
    rows = select(CaseTask.due_on, CaseTask.taken_by, Case.owner_unit)
    rows = rows.join(Case, Case.id == CaseTask.case_id).where(CaseTask.state != TaskState.DONE)
    late, mine = CaseTask.due_on < today, CaseTask.taken_by == asked.principal
    of_unit = Case.owner_unit.in_(asked.units)
    counted = [func.count().filter(one) for one in (or_(late, ~late), late, mine, of_unit)]
    found = (await tx.rows(rows.with_only_columns(*counted)))[0]
    return dict(zip(("open", "late", "mine", "unit"), map(int, found), strict=True))


async def plan_of(tx: Tx, case: UUID) -> SupportPlan | None:
    """The support plan of a case; who may read it, ``supporting.may_open`` judges."""
    return await tx.one_or_none(select(SupportPlan).where(SupportPlan.case_id == case))


async def measures_of(tx: Tx, case: UUID) -> Sequence[SupportMeasure]:
    """The measures of a support plan, those due first first."""
    own = select(SupportMeasure).where(SupportMeasure.case_id == case)
    return await tx.scalars(own.order_by(SupportMeasure.due_on, SupportMeasure.id))
