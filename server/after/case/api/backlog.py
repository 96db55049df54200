"""Routes by which cases are entered by hand: one by a form, a whole list by a workbook."""

import datetime as dt
from collections.abc import Collection

from aiohttp import web
from sqlalchemy import select

from server.after.case import filing, reads
from server.after.case.api.more_shapes import (
    BacklogSitesAnswer,
    FileBody,
    FiledAnswer,
    FileFormQuery,
    FileImportQuery,
    SiteToFile,
)
from server.after.case.keys import today_of
from server.db import EVERYWHERE
from server.http.ask import Ask
from server.http.route import Route
from server.http.workbooks import ERRORS, WORKBOOK, Format, ReportAnswer, report, table
from server.keys import DATABASE, SEALER
from server.people.rules import Person
from server.sites.model import Site
from server.workbooks.keys import WORKBOOKS
from server.workbooks.writing import XLSX


async def post_case(request: web.Request, ask: Ask[Person], *, body: FileBody) -> FiledAnswer:
    today, filed = await today_of(request, ask.now), filing.Filed(**body.model_dump())
    valid = await _valid(request, {filed.unit}, today)
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        known = await filing.find_known(tx, {filed.number}, units=valid, today=today)
        filing.check_filed(filed, known)
        sealer = request.app[SEALER]
        (ident,) = await filing.save(tx, sealer, [filed], known, today=today, by=ask.person, now=ask.now)
    return FiledAnswer(id=ident)


async def get_backlog_sites(request: web.Request, ask: Ask[Person]) -> BacklogSitesAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        found = await tx.scalars(select(Site).where(Site.ended_at.is_(None)).order_by(Site.place))
    return BacklogSitesAnswer(items=[SiteToFile(code=one.code, zh=one.name_zh, en=one.name_en) for one in found])


async def get_backlog_table(_request: web.Request, ask: Ask[Person], *, query: FileFormQuery) -> web.Response:  # noqa: ARG001  # a page asks so
    name = "backlog" if ask.language == "en" else "积案"
    return await table(filing.COLUMNS, [], form=Format.XLSX, name=name, language=ask.language, now=ask.now)


async def post_backlog_table(
    request: web.Request, ask: Ask[Person], *, query: FileImportQuery, body: bytes
) -> ReportAnswer:
    """Import a workbook of cases: all of it, or nothing and a report of what is wrong in which row."""
    today = await today_of(request, ask.now)
    sheet = await request.app[WORKBOOKS].read(body, filing.COLUMNS)
    valid = await _valid(request, {str(row.values["unit"]) for row in sheet.rows}, today)
    numbers = {str(row.values["number"]) for row in sheet.rows}
    made = None
    async with request.app[DATABASE].transaction(ask.person.scope, write=not query.check) as tx:
        known = await filing.find_known(tx, numbers, units=valid, today=today)
        wanted = filing.judge(sheet, known)
        if not (query.check or sheet.faults):
            sealer = request.app[SEALER]
            made = await filing.save(tx, sealer, wanted, known, today=today, by=ask.person, now=ask.now)
    if made is None:
        return report(len(sheet.rows), sheet.faults, imported=False)
    return report(len(sheet.rows), made=len(made))


async def _valid(request: web.Request, codes: Collection[str], today: dt.date) -> Collection[str]:
    async with request.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
        return await reads.valid_units(tx, codes, today)


_REFUSED = (
    *("unknown_site", "case_number_taken", "case_number_form", "case_date", "case_due"),
    *("unknown_category", "unknown_route", "case_unit_gone", "case_words", "changed_meanwhile"),
)
routes = [
    Route(
        "POST",
        "/api/cases",
        post_case,
        body=FileBody,
        answer=FiledAnswer,
        status=201,
        capability="follow_cases",
        errors=_REFUSED,
        summary_zh="手工登记一件积案；责任单位必填",
        summary_en="Enter a case of the backlog by hand; the responsible unit is never none",
        example={
            "number": "（示例）积案2023-001",
            "site": "CS-FURONG",
            "received_on": "2023-10-09",
            "category": "wage_arrears_migrant",
            "people": 2,
            "route": "labour_inspection",
            "unit": "430102-HRSS-BUREAU",
            "words": "（示例）项目停工，工资未结清",
        },
    ),
    Route(
        "GET",
        "/api/backlog-sites",
        get_backlog_sites,
        answer=BacklogSitesAnswer,
        capability="follow_cases",
        summary_zh="可登记积案的接访点",
        summary_en="The sites at which a case of the backlog may be entered",
    ),
    Route(
        "GET",
        "/api/backlog-table",
        get_backlog_table,
        query=FileFormQuery,
        answer=bytes,
        media=(XLSX,),
        capability="follow_cases",
        summary_zh="积案登记用的空表",
        summary_en="A form of a workbook to fill in with cases of the backlog",
    ),
    Route(
        "POST",
        "/api/backlog-table",
        post_backlog_table,
        query=FileImportQuery,
        file=WORKBOOK,
        answer=ReportAnswer,
        capability="follow_cases",
        errors=(*ERRORS, "changed_meanwhile"),
        summary_zh="导入积案表格：全部导入，或一行不导入并逐行说明",
        summary_en="Import a workbook of the backlog: all of it, or nothing and a report row by row",
    ),
]
