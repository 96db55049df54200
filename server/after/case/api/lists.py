"""Routes to the list of cases and to one case."""

import datetime as dt
from dataclasses import replace
from uuid import UUID

from aiohttp import web

from server.after.case import leading, reads, sheets
from server.after.case.api.answers import case_told, rows_told
from server.after.case.api.more_shapes import (
    CaseLeaderAnswer,
    CaseLeadersAnswer,
    CurveAnswer,
    CurvePoint,
    LikelyAnswer,
    LikelyCase,
)
from server.after.case.api.shapes import CaseAnswer, CasesAnswer, CasesExport, CasesFilter, CasesQuery
from server.after.case.curve import curve_of
from server.after.case.keys import today_of
from server.after.case.likely import likely
from server.after.case.model import Case
from server.db import EVERYWHERE
from server.errors import BadRequest, Conflict
from server.http.ask import Ask
from server.http.paging import MOST_ROWS, cut, pack, unpack
from server.http.route import Route
from server.http.workbooks import table
from server.keys import DATABASE
from server.people.rules import Person
from server.place import range_of_region
from server.workbooks.writing import CSV, XLSX


async def get_cases(request: web.Request, ask: Ask[Person], *, query: CasesQuery) -> CasesAnswer:
    asked = await _asked(request, ask, query)
    today, chosen = asked.today, replace(asked, group=None)
    after = None if query.cursor is None else _after(query.cursor)
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        page, following = cut(await reads.cases(tx, asked, after=after, limit=query.reads), query, _cursor)
        totals = await reads.totals(tx, chosen)
        items = await rows_told(request, tx, page, today, asked.gone)
    return CasesAnswer(items=items, next=following, today=today, counts=dict(totals.counts), money=dict(totals.money))


async def get_case(request: web.Request, ask: Ask[Person], *, case: UUID) -> CaseAnswer:
    return await case_told(request, ask, case, await today_of(request, ask.now))


async def get_likely_cases(request: web.Request, ask: Ask[Person], *, case: UUID) -> LikelyAnswer:
    today = await today_of(request, ask.now)
    async with request.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
        gone = await reads.gone_units(tx, today)
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        found = await likely(tx, ask.seals, await reads.find_case(tx, case))
        rows = await rows_told(request, tx, [one for one, _ in found], today, gone)
    told = [LikelyCase(**row.model_dump(), why=why) for row, (_, why) in zip(rows, found, strict=True)]
    return LikelyAnswer(items=told, today=today)


async def get_case_leaders(request: web.Request, ask: Ask[Person], *, case: UUID) -> CaseLeadersAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        place = (await reads.find_case(tx, case)).place
    async with request.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
        found = await leading.leaders_at(tx, place, ask.now)
    items = [CaseLeaderAnswer(account=one.account, name=one.name, level=one.level) for one in found]
    return CaseLeadersAnswer(items=items)


async def get_cases_table(request: web.Request, ask: Ask[Person], *, query: CasesExport) -> web.Response:
    asked = await _asked(request, ask, query)
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        found = await reads.cases(tx, asked, limit=MOST_ROWS + 1)
        if len(found) > MOST_ROWS:
            raise Conflict("list_large", most=MOST_ROWS)
    name = "cases" if ask.language == "en" else "跟办"
    rows = list(sheets.rows_of(found))
    return await table(sheets.COLUMNS, rows, form=query.form, name=name, language=ask.language, now=ask.now)


async def get_cases_curve(request: web.Request, ask: Ask[Person], *, query: CasesFilter) -> CurveAnswer:
    asked = replace(await _asked(request, ask, query), group=None)
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        found = await curve_of(tx, asked)
    points = [CurvePoint(on=one.on, agreed_fen=one.agreed, paid_fen=one.paid) for one in found]
    return CurveAnswer(today=asked.today, points=points)


async def _asked(request: web.Request, ask: Ask[Person], query: CasesFilter) -> reads.AskedCases:
    today = await today_of(request, ask.now)
    async with request.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
        gone = await reads.gone_units(tx, today)
    return reads.AskedCases(
        today=today,
        gone=gone,
        group=query.group,
        day=None if query.day is None else str(query.day),
        category=query.category,
        unit=query.unit,
        places=None if query.place is None else range_of_region(query.place),
    )


def _cursor(case: Case) -> str:
    return pack(str(case.due_on or dt.date.max), case.id.hex)


def _after(cursor: str) -> tuple[dt.date, UUID]:
    due, ident = unpack(cursor, str, str)
    try:
        return dt.date.fromisoformat(due), UUID(ident)
    except ValueError as error:
        raise BadRequest("not_a_request") from error


routes = [
    Route(
        "GET",
        "/api/cases",
        get_cases,
        query=CasesQuery,
        answer=CasesAnswer,
        capability="see_records",
        errors=("not_a_request",),
        summary_zh="跟办的案件，先到期的在前；各组件数和各项金额合计",
        summary_en="Cases, those due first first; the count of each group and the sums of the ledgers",
    ),
    Route(
        "GET",
        "/api/cases-table",
        get_cases_table,
        query=CasesExport,
        answer=bytes,
        media=(XLSX, CSV),
        capability="see_records",
        errors=("list_large",),
        summary_zh="按筛选导出跟办的案件",
        summary_en="The cases that are asked for, as a workbook or CSV",
    ),
    Route(
        "GET",
        "/api/cases-curve",
        get_cases_curve,
        query=CasesFilter,
        answer=CurveAnswer,
        capability="see_records",
        summary_zh="约定与已支付金额随时间的累计",
        summary_en="How agreed and paid sums rise over time",
    ),
    Route(
        "GET",
        "/api/cases/{case}",
        get_case,
        answer=CaseAnswer,
        capability="see_records",
        errors=("not_found",),
        summary_zh="一个案件：期限、资金、移交和经过",
        summary_en="A case: its clocks, its ledger, its hand-overs, its timeline",
    ),
    Route(
        "GET",
        "/api/cases/{case}/likely",
        get_likely_cases,
        answer=LikelyAnswer,
        capability="follow_cases",
        errors=("not_found",),
        summary_zh="可能同一起因的其他案件，供并案参考；由人决定",
        summary_en="Other cases that may be of the same cause; a person decides whether they are merged",
    ),
    Route(
        "GET",
        "/api/cases/{case}/leaders",
        get_case_leaders,
        answer=CaseLeadersAnswer,
        capability="follow_cases",
        errors=("not_found",),
        summary_zh="可包案的领导：目前在任、管辖此地的",
        summary_en="The leaders who may be in charge: those in a post over the place now",
    ),
]
