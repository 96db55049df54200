"""Routes to the care of one case and to tasks."""

import datetime as dt
from uuid import UUID

from aiohttp import web

from server.after.care import reads, tasks
from server.after.care.api.answers import care_told, rows_told
from server.after.care.api.shapes import CareAnswer, TaskBody, TaskCommand, TaskRow, TasksAnswer, TasksQuery
from server.after.care.model import CaseTask
from server.after.case.actions import Doing
from server.after.case.keys import today_of
from server.after.case.model import Case
from server.before.asking.competence import units_of
from server.db import EVERYWHERE
from server.errors import BadRequest
from server.http.ask import Ask
from server.http.paging import cut, pack, unpack
from server.http.route import Route
from server.keys import DATABASE, SEALER
from server.people.rules import Person


async def get_care(request: web.Request, ask: Ask[Person], *, case: UUID) -> CareAnswer:
    return await care_told(request, ask, case, await today_of(request, ask.now))


async def get_tasks(request: web.Request, ask: Ask[Person], *, query: TasksQuery) -> TasksAnswer:
    today, after = await today_of(request, ask.now), None if query.cursor is None else _after(query.cursor)
    async with request.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
        units = await units_of(tx, UUID(ask.person.id), ask.now)
    asked = reads.AskedTasks(whose=query.whose, principal=ask.person.principal, units=units)
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        page, following = cut(await reads.tasks(tx, asked, after=after, limit=query.reads), query, _cursor)
        items: list[TaskRow] = await rows_told(request, tx, ask.person, page)
        counts = await reads.open_counts(tx, asked, today)
    return TasksAnswer(items=items, next=following, today=today, counts=dict(counts))


async def post_task(request: web.Request, ask: Ask[Person], *, case: UUID, task: UUID, body: TaskBody) -> CareAnswer:
    today, sealer = await today_of(request, ask.now), request.app[SEALER]
    doing = Doing(case, body.seen, ask.person, ask.now, today)
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        found = await reads.find_task(tx, case, task)
        if body.command is TaskCommand.TAKE:
            await tasks.take(tx, doing, found)
        elif body.command is TaskCommand.NOTE:
            await tasks.note(tx, sealer, doing, found, body.words)
        else:
            await tasks.end(tx, sealer, doing, found, body.words)
    return await care_told(request, ask, case, today)


def _cursor(row: tuple[CaseTask, Case]) -> str:
    return pack(str(row[0].due_on), row[0].id.hex)


def _after(cursor: str) -> tuple[dt.date, UUID]:
    due, ident = unpack(cursor, str, str)
    try:
        return dt.date.fromisoformat(due), UUID(ident)
    except ValueError as error:
        raise BadRequest("not_a_request") from error


routes = [
    Route(
        "GET",
        "/api/cases/{case}/care",
        get_care,
        answer=CareAnswer,
        capability="see_records",
        errors=("not_found",),
        summary_zh="一个案件的任务、回访、当事人对各笔付款的确认与评价",
        summary_en="The tasks and call-backs of a case, what its petitioner said of the payments, and its ratings",
    ),
    Route(
        "GET",
        "/api/case-tasks",
        get_tasks,
        query=TasksQuery,
        answer=TasksAnswer,
        capability="follow_cases",
        errors=("not_a_request",),
        summary_zh="跟办任务：我的、本单位的、待办的、已了结的，先到期的在前",
        summary_en="Tasks of cases: one's own, of one's units, to be done, or done; those due first first",
    ),
    Route(
        "POST",
        "/api/cases/{case}/tasks/{task}",
        post_task,
        body=TaskBody,
        answer=CareAnswer,
        capability="follow_cases",
        errors=("not_found", "task_changed", "task_done", "case_words"),
        summary_zh="办理任务：领办（或转由自己办理）、记录、了结",
        summary_en="Take a task up, note something of it, or end it",
        example={"command": "take", "seen": 1},
    ),
]
