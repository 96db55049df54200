"""What a case has to be looked after for: found when something is done in it, and by a job at each of its dates.

Its tasks are opened, ended and opened again by their causes, its call-backs made when they are due. All of it happens
once however often it is done, because a case has one task of each kind and one call-back of each span.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from server.after.care import reads
from server.after.care.causes import Cause, denied, missed
from server.after.care.model import CallAttempt, CallBack, CaseRating, CaseTask, PaymentWord
from server.after.care.rules import (
    CALL_BACK_DAYS,
    WORKING_DAYS,
    CallResult,
    CallState,
    Face,
    TaskHappening,
    TaskKind,
    TaskState,
    call_back_due,
)
from server.after.care.states import set_task_state
from server.after.case.ledger import Line, next_instalment
from server.after.case.model import Case
from server.after.case.rules import CaseState, Happening
from server.after.case.timeline import add_line, money_of, standing
from server.before.agenda.hours import today_of
from server.before.agenda.model import Day
from server.before.agenda.rules import ZONE
from server.before.calendar.actions import official_days
from server.before.calendar.official import OfficialDays
from server.clock import Clock
from server.db import Tx
from server.jobs import actions as jobs
from server.jobs.model import Job
from server.jobs.worker import Handler
from server.people.audit import MACHINE
from server.place import Range

LOOK_AFTER_CASE: Final = "look_after_case"
QUIET: Final = frozenset({CaseState.VOID, CaseState.MERGED})
"""The states in which a case is not looked after: of merged ones only the case that stands is."""
_DAY: Final = dt.timedelta(days=1)
_BEGINS: Final = dt.time(0, 5)
"""The local time at which the tasks of a date are opened."""


async def look_after(tx: Tx, case: Case, *, today: dt.date, now: datetime) -> dt.date | None:
    """Bring tasks and call-backs of a case up to date; the date on which it is to be looked after next."""
    await tx.flush()
    lines, words = standing(await money_of(tx, case)), await reads.words_of(tx, case.id)
    calls, attempts = list(await reads.call_backs_of(tx, case.id)), await reads.attempts_of(tx, case.id)
    is_refused = any(one.result is CallResult.REFUSED for one in attempts)
    if case.state not in QUIET:
        known = {one.days for one in calls}
        due = call_back_due(case.opened_on, today, known, is_refused=is_refused)
        if due is not None:
            made = CallBack(case_id=case.id, place=case.place, days=due, state=CallState.DUE, next_on=today)
            tx.add(made)
            calls.append(made)
    ratings = await reads.ratings_of(tx, case.id)
    causes = _causes(case, lines, words, calls, attempts, ratings, today)
    await _settle(tx, case, causes, today=today, now=now)
    await tx.flush()
    return _next(case, lines, calls, today, is_refused=is_refused)


def _causes(
    case: Case,
    lines: Sequence[Line],
    words: Sequence[PaymentWord],
    calls: Sequence[CallBack],
    attempts: Sequence[CallAttempt],
    ratings: Sequence[CaseRating],
    today: dt.date,
) -> Mapping[TaskKind, Cause]:
    if case.state in QUIET:
        return {}
    waiting = [one.next_on for one in calls if one.state is CallState.DUE and one.next_on and one.next_on <= today]
    found = {
        TaskKind.MISSED_INSTALMENT: missed(lines, today),
        TaskKind.PAYMENT_DENIED: denied(lines, reads.said_of(words), today) or _denied_by_voice(case, attempts),
        TaskKind.CALL_BACK: Cause(str(min(waiting)), min(waiting)) if waiting else None,
        TaskKind.DISSATISFIED: _dissatisfied(attempts, ratings),
    }
    return {kind: cause for kind, cause in found.items() if cause is not None}


def _denied_by_voice(case: Case, attempts: Sequence[CallAttempt]) -> Cause | None:
    """The last call in which the person said that what was paid did not arrive, while no one confirmed it since."""
    asked = [one for one in attempts if one.is_received is not None]
    if not asked or asked[-1].is_received or case.paid_fen <= case.received_fen:
        return None
    return Cause(str(asked[-1].id), today_of(ZONE, asked[-1].at))


def _dissatisfied(attempts: Sequence[CallAttempt], ratings: Sequence[CaseRating]) -> Cause | None:
    """The last rating, on the phone page or by voice, if it is a dissatisfied one."""
    rated = [(one.at, str(one.id), Face.NOT_SATISFIED in {one.site_face, one.unit_face}) for one in ratings]
    voiced = [(one.at, str(one.id), one.face is Face.NOT_SATISFIED) for one in attempts if one.face is not None]
    found = [*rated, *voiced]
    if not found:
        return None
    at, key, is_bad = max(found)
    return Cause(key, today_of(ZONE, at)) if is_bad else None


async def _settle(tx: Tx, case: Case, causes: Mapping[TaskKind, Cause], *, today: dt.date, now: datetime) -> None:
    known = {one.kind: one for one in await reads.tasks_of(tx, case.id)}
    days = await official_days(tx) if causes else None
    for kind in TaskKind:
        task, cause = known.get(kind), causes.get(kind)
        if cause is None:
            if task is not None and not task.is_gone:
                task.is_gone = True
                if task.state is not TaskState.DONE:
                    set_task_state(task, TaskHappening.GO)
                    task.ended_by, task.ended_at = MACHINE, now
                    add_line(tx, case, Happening.END_TASK, by=MACHINE, now=now, task=kind.value)
        elif days is not None and (task is None or (task.cause != cause.key or task.is_gone)):
            _open(tx, case, task, kind, cause, _due(today, kind, days), now)


def _open(
    tx: Tx, case: Case, task: CaseTask | None, kind: TaskKind, cause: Cause, due_on: dt.date, now: datetime
) -> None:
    """Open a task, or open it again; one that is still being done goes on with the cause that there is now."""
    told = {"task": kind.value, "since": str(cause.since)}
    if task is None:
        made = CaseTask(case_id=case.id, place=case.place, kind=kind, state=TaskState.OPEN, times_opened=1)
        made.cause, made.since, made.due_on, made.opened_at, made.is_gone = cause.key, cause.since, due_on, now, False
        tx.add(made)
        add_line(tx, case, Happening.OPEN_TASK, by=MACHINE, now=now, **told)
        return
    task.cause, task.since, task.is_gone = cause.key, cause.since, False
    if task.state is TaskState.DONE:
        set_task_state(task, TaskHappening.COME_BACK)
        task.due_on, task.opened_at, task.times_opened = due_on, now, task.times_opened + 1
        task.taken_by, task.taken_at, task.ended_by, task.ended_at = None, None, None, None
        add_line(tx, case, Happening.OPEN_TASK, by=MACHINE, now=now, **told, times=task.times_opened)


def _due(today: dt.date, kind: TaskKind, days: OfficialDays) -> dt.date:
    due, left = today, WORKING_DAYS[kind]
    while left:
        due += _DAY
        left -= not days.is_off(due)
    return due


def _next(
    case: Case, lines: Sequence[Line], calls: Sequence[CallBack], today: dt.date, *, is_refused: bool
) -> dt.date | None:
    if case.state in QUIET:
        return None
    instalment = next_instalment(lines)
    spans = () if is_refused else CALL_BACK_DAYS
    dates = [
        *([instalment + _DAY] if instalment else []),
        *(case.opened_on + days * _DAY for days in spans),
        *(one.next_on for one in calls if one.next_on is not None),
    ]
    return min((one for one in dates if one > today), default=None)


async def plan(tx: Tx, places: Range, dates: Mapping[UUID, dt.date]) -> None:
    """Have cases looked after at the beginning of a date each; a date that moved is looked at in vain, and once."""
    dues = {f"{case}/{on}": beginning_of(on) for case, on in dates.items()}
    if dues:
        await jobs.put_new(tx, LOOK_AFTER_CASE, dues, places=places)


def beginning_of(on: dt.date) -> datetime:
    return datetime.combine(on, _BEGINS, ZoneInfo(ZONE))


async def is_rehearsed(tx: Tx, day: str) -> bool:
    """Whether a day is played by a clock of its own, after whose end no date of its cases comes."""
    return bool(await tx.scalars(select(Day.day).where(Day.day == day, Day.clock_starts_at_real.is_not(None))))


def case_keeper(clock: Clock) -> Handler:
    """Make the handler of the job: it looks after one case, and says when it is to be done again."""

    async def keep(tx: Tx, job: Job) -> None:
        ident = UUID(job.key.partition("/")[0])
        case = await tx.one_or_none(select(Case).where(Case.id == ident).with_for_update())
        if case is None or await is_rehearsed(tx, case.day):
            return
        now = clock.now()
        following = await look_after(tx, case, today=today_of(ZONE, now), now=now)
        if following is not None:
            await plan(tx, (case.place, case.place), {case.id: following})

    return keep
