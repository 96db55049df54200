"""Routes to the log of what was done: read in pages, given out as a file, checked as a chain."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from aiohttp import web
from sqlalchemy import select

from server.db import EVERYWHERE, Tx
from server.errors import Conflict
from server.http.ask import Ask
from server.http.paging import cut
from server.http.route import Route, Shape
from server.http.workbooks import table
from server.keys import DATABASE, SEALER
from server.people import audit, sessions
from server.people.api.chosen import LinesQuery, LinesTableQuery
from server.people.api.shapes import LineAnswer, LinesAnswer
from server.people.model import Account, AuditLine
from server.people.rules import Person
from server.place import region_of
from server.workbooks.columns import Column
from server.workbooks.writing import CSV, XLSX

MOST_LINES: Final = 10_000
"""Lines of one file; a larger one would hold up the service."""
ZONE: Final = ZoneInfo("Asia/Shanghai")
COLUMNS: Final = (
    Column(key="at", zh="时间", en="Time"),
    Column(key="who", zh="操作人代码", en="Who (code)"),
    Column(key="who_name", zh="操作人", en="Who"),
    Column(key="what", zh="操作", en="What"),
    Column(key="about", zh="对象代码", en="About (code)"),
    Column(key="about_name", zh="对象", en="About"),
    Column(key="place", zh="区划代码", en="Region (code)"),
    Column(key="reason", zh="理由", en="Reason"),
)


class ChainAnswer(Shape):
    """Whether no line of the whole log is missing, changed or out of order."""

    holds: bool
    lines: int
    first_break: int | None
    """The number of the first line that is not as it was written."""


async def get_audit(request: web.Request, ask: Ask[Person], *, query: LinesQuery) -> LinesAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        found = await audit.page(tx, query.asked(), after=query.cursor, limit=query.reads)
        page, following = cut(found, query, lambda line: line.id)
        answers = await _answers(request, tx, page)
    return LinesAnswer(items=answers, next=following)


async def get_export(request: web.Request, ask: Ask[Person], *, query: LinesTableQuery) -> web.Response:
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        found = await audit.page(tx, query.asked(), after=None, limit=MOST_LINES + 1)
        if len(found) > MOST_LINES:
            raise Conflict("log_large", most=MOST_LINES)
        answers = await _answers(request, tx, found)
        about = f"log:{len(answers)}"
        await audit.record(tx, ask.person.principal, "log_exported", about, place=ask.person.scope.lo, now=ask.now)
    rows = [_row(line) for line in answers]
    name = f"audit-{ask.now.astimezone(ZONE):%Y-%m-%d}"
    return await table(COLUMNS, rows, form=query.form, name=name, language=ask.language, now=ask.now)


async def post_verification(request: web.Request, ask: Ask[Person]) -> ChainAnswer:
    """Check the whole chain, whatever one's places: a line that another place lost breaks it for all."""
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        await audit.record(tx, ask.person.principal, "log_checked", "log:all", place=ask.person.scope.lo, now=ask.now)
    async with request.app[DATABASE].store(EVERYWHERE, write=False, snapshot=True) as connection:
        broken = await audit.first_break(connection)
        lines = await audit.count_lines(connection)
    return ChainAnswer(holds=broken is None, lines=lines, first_break=broken)


def _row(line: LineAnswer) -> Mapping[str, Any]:
    at = f"{line.at.astimezone(ZONE):%Y-%m-%d %H:%M:%S}"
    return {**line.model_dump(include={column.key for column in COLUMNS}), "at": at}


async def _answers(request: web.Request, tx: Tx, lines: Sequence[AuditLine]) -> list[LineAnswer]:
    names = await _names(tx, lines)
    return [
        LineAnswer(
            id=line.id,
            at=line.at,
            who=line.who,
            who_name=names.get(line.who),
            what=line.what,
            about=line.about,
            about_name=names.get(line.about),
            place=region_of(line.place),
            reason=await audit.reason_of(tx, request.app[SEALER], line),
        )
        for line in lines
    ]


async def _names(tx: Tx, lines: Sequence[AuditLine]) -> dict[str, str]:
    """The names of the accounts that did what the lines say or that they are about, as far as they are in scope."""
    told = {one.removeprefix("account:") for line in lines for one in _accounts(line)}
    accounts = await tx.scalars(select(Account).where(Account.id.in_({UUID(ident) for ident in told})))
    return {f"account:{account.id}": account.name for account in accounts}


def _accounts(line: AuditLine) -> set[str]:
    return {one for one in (line.who, line.about) if one.startswith("account:") and one != sessions.UNKNOWN}


routes = [
    Route(
        "GET",
        "/api/audit",
        get_audit,
        query=LinesQuery,
        answer=LinesAnswer,
        capability="see_log",
        errors=("not_found",),
        summary_zh="操作日志，可筛选，新的或旧的在前；不含信访内容",
        summary_en="What was done, filtered, the newest or the oldest first; no case content",
    ),
    Route(
        "GET",
        "/api/audit/export",
        get_export,
        query=LinesTableQuery,
        media=(XLSX, CSV),
        capability="see_log",
        errors=("log_large",),
        summary_zh="把筛选出的操作日志存成工作簿或 CSV；导出本身也记一条",
        summary_en="The lines that a filter finds as a workbook or CSV; the export is itself a line",
    ),
    Route(
        "POST",
        "/api/audit/verification",
        post_verification,
        answer=ChainAnswer,
        capability="see_log",
        every_time=True,
        summary_zh="核验整条日志链：有无缺少、改动或错序",
        summary_en="Check the whole chain of the log: nothing missing, changed or out of order",
    ),
]
