"""Routes that set many duties at once: a workbook in and out, the last day's, the leaders of the sites' regions."""

from aiohttp import web
from pydantic import Field

from server.before.agenda.actions import find_day
from server.before.roster import filling, planning, reads, sheets
from server.before.roster.api.rosters import known
from server.day_code import DayCode
from server.http.ask import Ask
from server.http.route import Route, Shape
from server.http.workbooks import ERRORS, WORKBOOK, Format, ReportAnswer, report, table
from server.keys import DATABASE
from server.people.rules import Person
from server.sites.keys import REFERENCE
from server.workbooks.keys import WORKBOOKS
from server.workbooks.writing import CSV, XLSX


class TableQuery(Shape):
    form: Format = Field(Format.XLSX, strict=False)
    empty: bool = False
    """A form to fill in, without the duties that there are."""


class SheetQuery(Shape):
    check: bool = False
    """Only look at the file and report."""


class FilledAnswer(Shape):
    count: int


async def get_roster_table(request: web.Request, ask: Ask[Person], *, day: DayCode, query: TableQuery) -> web.Response:
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        await find_day(tx, day)
        duties = [] if query.empty else await reads.duties_of(tx, day)
        accounts = await reads.names_of(tx, reads.accounts_in(duties))
    rows = [sheets.values_of(duty, accounts) for duty in duties]
    columns, name = sheets.columns_of(request.app[REFERENCE]), "roster" if ask.language == "en" else "值班表"
    return await table(columns, rows, form=query.form, name=f"{name} {day}", language=ask.language, now=ask.now)


async def get_attendance_table(
    request: web.Request, ask: Ask[Person], *, day: DayCode, query: TableQuery
) -> web.Response:
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        found = await find_day(tx, day)
        duties = await reads.duties_of(tx, day)
        accounts = await reads.names_of(tx, reads.accounts_in(duties))
        rows = [sheets.attendance_of(one, accounts) for one in await reads.held(tx, found, duties)]
    name = "attendance" if ask.language == "en" else "到岗表"
    columns = sheets.ATTENDANCE_COLUMNS
    return await table(columns, rows, form=query.form, name=f"{name} {day}", language=ask.language, now=ask.now)


async def post_roster_table(
    request: web.Request, ask: Ask[Person], *, day: DayCode, query: SheetQuery, body: bytes
) -> ReportAnswer:
    """Import a roster: all of it, or nothing and a report; a day that changed meanwhile refuses all of it."""
    sheet = await request.app[WORKBOOKS].read(body, sheets.columns_of(request.app[REFERENCE]))
    codes, became = known(request), None
    async with request.app[DATABASE].transaction(ask.person.scope, write=not query.check) as tx:
        found = await planning.find_open_roster(tx, day)
        wanted = await sheets.judge(tx, found, sheet, known=codes, by=ask.person)
        if not (query.check or sheet.faults):
            became = await sheets.save(tx, found, wanted, known=codes, by=ask.person, now=ask.now)
    if became is None:
        return report(len(sheet.rows), sheet.faults, imported=False)
    return report(len(sheet.rows), made=became["made"], changed=became["changed"], kept=became["kept"])


async def post_copy(request: web.Request, ask: Ask[Person], *, day: DayCode) -> FilledAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        return FilledAnswer(count=await filling.copy_last(tx, day, by=ask.person, now=ask.now))


async def post_fill(request: web.Request, ask: Ask[Person], *, day: DayCode) -> FilledAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        return FilledAnswer(count=await filling.fill_leaders(tx, day, by=ask.person, now=ask.now))


_REFUSED = ("not_found", "not_allowed", "roster_closed", "changed_meanwhile")

routes = [
    Route(
        "GET",
        "/api/days/{day}/roster-table",
        get_roster_table,
        query=TableQuery,
        answer=bytes,
        media=(XLSX, CSV),
        capability="keep_roster",
        errors=("not_found",),
        summary_zh="导出值班表；没有值班时即为填写用的空表",
        summary_en="The roster as a workbook or CSV; without duties, a form to fill in",
    ),
    Route(
        "POST",
        "/api/days/{day}/roster-table",
        post_roster_table,
        query=SheetQuery,
        file=WORKBOOK,
        answer=ReportAnswer,
        capability="keep_roster",
        errors=(*_REFUSED, *ERRORS),
        summary_zh="导入值班表：全部导入，或一行不导入并逐行说明",
        summary_en="Import a roster: all of it, or nothing and a report row by row",
    ),
    Route(
        "GET",
        "/api/days/{day}/attendance-table",
        get_attendance_table,
        query=TableQuery,
        answer=bytes,
        media=(XLSX, CSV),
        capability="keep_roster",
        errors=("not_found",),
        summary_zh="导出到岗表",
        summary_en="The sheet of who was on duty, as a workbook or CSV",
    ),
    Route(
        "POST",
        "/api/days/{day}/roster/copy",
        post_copy,
        answer=FilledAnswer,
        capability="keep_roster",
        errors=(*_REFUSED, "no_last_day"),
        summary_zh="复制上一个接访日的值班表",
        summary_en="Copy the roster of the last day of the same holder",
    ),
    Route(
        "POST",
        "/api/days/{day}/roster/fill",
        post_fill,
        answer=FilledAnswer,
        capability="keep_roster",
        errors=_REFUSED,
        summary_zh="为没有领导的接访点填入本区划唯一的接访领导",
        summary_en="Name at each site without a leader the only leader of its own region",
    ),
]
