"""Routes to the sites as a workbook: out, and in with a report row by row; with one fault nothing is imported."""

from typing import Annotated

from aiohttp import web
from pydantic import Field

from server.errors import sentence
from server.http.ask import Ask
from server.http.inert import read_upload
from server.http.paging import all_rows
from server.http.route import Route, Shape
from server.http.workbooks import Format, table
from server.keys import DATABASE, SETTINGS
from server.language import Language
from server.people.rules import Person
from server.sites import sheets
from server.sites.api.shapes import ChosenSites, asked_of
from server.sites.keys import REFERENCE
from server.workbooks.cells import Fault
from server.workbooks.keys import WORKBOOKS
from server.workbooks.refusals import OF_FILES
from server.workbooks.writing import CSV, XLSX

MOST_FAULTS = 500
"""So many are told of one file; the rest is counted."""
NAMES: dict[Language, str] = {"zh": "接访点", "en": "sites"}


class SheetFaultAnswer(Shape):
    """What is wrong: in which row and column of the file, as the sheet shows them; null of the file as a whole."""

    row: int | None
    column: str | None
    code: str
    said: str


class SheetReportAnswer(Shape):
    """What an import did. With faults it did nothing."""

    made: int
    changed: int
    kept: int
    faults: list[SheetFaultAnswer]
    fault_count: int


class SheetQuery(ChosenSites):
    """Which sites, in which order, as what file."""

    form: Annotated[Format, Field(strict=False)] = Format.XLSX


async def get_sheet(request: web.Request, ask: Ask[Person], *, query: SheetQuery) -> web.Response:
    asked = asked_of(request, query)
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        known, found = await sheets.known_sites(tx), await all_rows(tx, asked.found(), asked.order())
        rows = [sheets.values_of(known[site.code]) for site in found if site.ended_at is None]
    name = NAMES[ask.language]
    return await table(sheets.COLUMNS, rows, form=query.form, name=name, language=ask.language, now=ask.now)


async def post_sheet(request: web.Request, ask: Ask[Person]) -> SheetReportAnswer:
    raw = await read_upload(request, most=request.app[SETTINGS].body_limit)
    sheet = await request.app[WORKBOOKS].read(raw, sheets.COLUMNS)
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        known = await sheets.known_sites(tx)
        listed = sheets.judge(sheet, known, regions=request.app[REFERENCE].regions, by=ask.person)
        if sheet.faults:
            faults = sorted(sheet.faults, key=lambda one: one.row or 0)
            told = [_fault(one, ask.language) for one in faults[:MOST_FAULTS]]
            return SheetReportAnswer(made=0, changed=0, kept=0, faults=told, fault_count=len(faults))
        became = await sheets.save(tx, listed, known, by=ask.person, now=ask.now)
    return SheetReportAnswer(
        made=became["made"], changed=became["changed"], kept=became["kept"], faults=[], fault_count=0
    )


def _fault(fault: Fault, language: Language) -> SheetFaultAnswer:
    said = sentence(fault.code, language, fault.params)
    return SheetFaultAnswer(row=fault.row, column=fault.column, code=fault.code, said=said)


routes = [
    Route(
        "GET",
        "/api/site-sheet",
        get_sheet,
        query=SheetQuery,
        media=(XLSX, CSV),
        answer=bytes,
        capability="manage_days",
        errors=("list_large", "not_allowed"),
        summary_zh="把筛选出的接访点存成工作簿或 CSV，不含已撤销的；没有接访点时是空表",
        summary_en="The sites that a filter finds, without ended ones, as a workbook or CSV; without sites a form",
    ),
    Route(
        "POST",
        "/api/site-sheet",
        post_sheet,
        answer=SheetReportAnswer,
        capability="manage_days",
        reads_itself=True,
        errors=("not_allowed", "region_full", "changed_meanwhile", "too_large", "too_slow", *OF_FILES),
        summary_zh="导入接访点（xlsx、xls、csv）：逐行报告，有一处错误就全部不导入",
        summary_en="Import sites (xlsx, xls, csv): a report row by row; with one fault nothing is imported",
    ),
]
