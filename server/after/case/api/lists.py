"""Routes to the list of cases and to one case."""

import datetime as dt
from uuid import UUID

from aiohttp import web

from server.after.case import reads
from server.after.case.api.answers import case_told, rows_told, today_of
from server.after.case.api.shapes import CaseAnswer, CasesAnswer, CasesQuery
from server.after.case.model import Case
from server.errors import BadRequest
from server.http.ask import Ask
from server.http.paging import cut, pack, unpack
from server.http.route import Route
from server.keys import DATABASE
from server.people.rules import Person
from server.place import range_of_region


async def get_cases(request: web.Request, ask: Ask[Person], *, query: CasesQuery) -> CasesAnswer:
    today = await today_of(request, ask)
    chosen = reads.AskedCases(
        today=today,
        day=None if query.day is None else str(query.day),
        category=query.category,
        unit=query.unit,
        places=None if query.place is None else range_of_region(query.place),
    )
    asked = reads.AskedCases(**{name: getattr(chosen, name) for name in FILTERS}, today=today, group=query.group)
    after = None if query.cursor is None else _after(query.cursor)
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        page, following = cut(await reads.cases(tx, asked, after=after, limit=query.reads), query, _cursor)
        totals = await reads.totals(tx, chosen)
        items = await rows_told(request, tx, page, today)
    return CasesAnswer(items=items, next=following, today=today, counts=dict(totals.counts), money=dict(totals.money))


async def get_case(request: web.Request, ask: Ask[Person], *, case: UUID) -> CaseAnswer:
    return await case_told(request, ask, case, await today_of(request, ask))


FILTERS = ("day", "category", "unit", "places")


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
        summary_zh="跟办的案件，先到期的在前；各组件数和各项金额合计",
        summary_en="Cases, those due first first; the count of each group and the sums of the ledgers",
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
]
