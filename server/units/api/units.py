"""Routes to units: list, make, change, import, export, and the names that an outcome may choose."""

from aiohttp import web

from server.db import EVERYWHERE
from server.errors import NotFound
from server.http.ask import Ask
from server.http.downloads import download
from server.http.paging import cut
from server.http.route import Route
from server.http.workbooks import ERRORS, WORKBOOK, Format, ReportAnswer, report, table
from server.keys import DATABASE
from server.people.rules import Person
from server.place import range_of_region
from server.sites.keys import REFERENCE
from server.units import actions, reads, rules, sheets
from server.units.api import shapes
from server.units.api.shapes import (
    ChoicesAnswer,
    Choosing,
    ExportQuery,
    ImportQuery,
    NewUnitBody,
    UnitAnswer,
    UnitBody,
    UnitsAnswer,
    UnitsQuery,
)
from server.workbooks.keys import WORKBOOKS
from server.workbooks.writing import CSV, XLSX

TOML = "application/toml"


def _asked(query: Choosing, ask: Ask[Person]) -> reads.Asked:
    return reads.Asked(
        text=query.q or None,
        kind=query.kind,
        category=query.category,
        places=None if query.place is None else range_of_region(query.place),
        on=rules.today(ask.now) if query.valid else None,
    )


async def get_units(request: web.Request, ask: Ask[Person], *, query: UnitsQuery) -> UnitsAnswer:
    asked = _asked(query, ask)
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        found = await reads.units(
            tx, asked, sort=query.sort, descending=query.descending, after=query.cursor, limit=query.reads
        )
        total = await reads.count(tx, asked)

    page, following = cut(found, query, lambda unit: unit.code)
    return UnitsAnswer(items=[shapes.unit_answer(unit) for unit in page], next=following, total=total)


async def get_unit_choices(request: web.Request, ask: Ask[Person], *, place: int) -> ChoicesAnswer:
    """The units that an outcome at a place within one's places may name; those above it lie beyond them."""
    if not ask.person.scope.covers(place):
        raise NotFound("not_found")
    async with request.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
        found = await reads.choices(tx, place, rules.today(ask.now))
    return ChoicesAnswer(items=[shapes.choice_answer(unit) for unit in found])


async def _known(request: web.Request) -> actions.Known:
    async with request.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
        return await reads.known(tx)


async def post_unit(request: web.Request, ask: Ask[Person], *, body: NewUnitBody) -> UnitAnswer:
    told, known = shapes.told(body), await _known(request)
    shapes.check_codes(request, told)
    if body.region not in request.app[REFERENCE].regions:
        raise NotFound("not_found")
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        made = await actions.make_unit(tx, body.code, body.region, told, known=known, by=ask.person, now=ask.now)
    return shapes.unit_answer(made)


async def put_unit(request: web.Request, ask: Ask[Person], *, unit: str, body: UnitBody) -> UnitAnswer:
    told, seen, known = shapes.told(body), shapes.told(body.seen), await _known(request)
    shapes.check_codes(request, told)
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        changed = await actions.change_unit(tx, unit, told, seen=seen, known=known, by=ask.person, now=ask.now)
    return shapes.unit_answer(changed)


async def get_units_table(request: web.Request, ask: Ask[Person], *, query: ExportQuery) -> web.Response:
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        found = (
            ()
            if query.empty
            else await reads.units(tx, _asked(query, ask), sort=query.sort, descending=query.descending)
        )
    if query.form == "toml":
        return download(sheets.toml_of(found), name="units.toml", media=TOML)
    columns = sheets.columns_of(sheets.lists_of(request.app[REFERENCE]))
    rows = [sheets.values_of(unit) for unit in found]
    name = "units" if ask.language == "en" else "单位"
    return await table(columns, rows, form=Format(query.form), name=name, language=ask.language, now=ask.now)


async def post_units_table(request: web.Request, ask: Ask[Person], *, query: ImportQuery, body: bytes) -> ReportAnswer:
    """Import a workbook of units: all of it, or nothing and a report of what is wrong in which row."""
    lists = sheets.lists_of(request.app[REFERENCE])
    sheet, known = await request.app[WORKBOOKS].read(body, sheets.columns_of(lists)), await _known(request)
    became = None
    async with request.app[DATABASE].transaction(ask.person.scope, write=not query.check) as tx:
        wanted = sheets.judge(sheet, lists, known=known, scope=ask.person.scope)
        if not (query.check or sheet.faults):
            became = await sheets.save(tx, wanted, by=ask.person, now=ask.now)
    if became is None:
        return report(len(sheet.rows), sheet.faults, imported=False)
    return report(len(sheet.rows), made=became["made"], changed=became["changed"], kept=became["kept"])


_TOLD = {
    "name_zh": "（示例）长沙市芙蓉区人力资源和社会保障局",
    "name_en": "(Sample) Furong District HRSS bureau",
    "kind": "hrss_bureau",
    "telephone": "0731-12345678",
    "parent": None,
    "categories": ["wage_arrears"],
    "routes": ["labour_inspection"],
    "valid_from": None,
    "valid_until": None,
}
REFUSED = (
    *("not_found", "not_allowed", "telephone_form", "unit_words_number", "unit_valid"),
    *("unit_parent_unknown", "unit_parent_below", "unit_parent_loop"),
)

routes = [
    Route(
        "GET",
        "/api/units",
        get_units,
        query=UnitsQuery,
        answer=UnitsAnswer,
        capability="manage_units",
        errors=("not_allowed", "not_found"),
        summary_zh="本人范围内的单位，可筛选、排序",
        summary_en="The organisational units within one's places, filtered and sorted",
    ),
    Route(
        "POST",
        "/api/units",
        post_unit,
        body=NewUnitBody,
        answer=UnitAnswer,
        status=201,
        capability="manage_units",
        errors=(*REFUSED, "unit_code_form", "unit_code_taken"),
        summary_zh="新建单位",
        summary_en="Make an organisational unit",
        example={"code": "HN-HRSS-430102", "region": "430102", **_TOLD},
    ),
    Route(
        "PUT",
        "/api/units/{unit}",
        put_unit,
        body=UnitBody,
        answer=UnitAnswer,
        capability="manage_units",
        errors=(*REFUSED, "unit_changed", "changed_meanwhile"),
        summary_zh="更改单位；他人已改的不覆盖",
        summary_en="Change a unit; nothing that another changed since it was read is overwritten",
        example={**_TOLD, "seen": {**_TOLD, "telephone": None}},
    ),
    Route(
        "GET",
        "/api/units-table",
        get_units_table,
        query=ExportQuery,
        answer=bytes,
        media=(XLSX, CSV, TOML),
        capability="manage_units",
        errors=("not_allowed", "list_large"),
        summary_zh="导出单位为表格或计划文件；不含任何单位时即为填写用的空表",
        summary_en="The units as a workbook, CSV or tables of a schedule; without any, a form to fill in",
    ),
    Route(
        "POST",
        "/api/units-table",
        post_units_table,
        query=ImportQuery,
        file=WORKBOOK,
        answer=ReportAnswer,
        capability="manage_units",
        errors=("not_allowed", *ERRORS, "changed_meanwhile"),
        summary_zh="导入单位表格：全部导入，或一行不导入并逐行说明",
        summary_en="Import a workbook of units: all of it, or nothing and a report row by row",
    ),
    Route(
        "GET",
        "/api/places/{place}/units",
        get_unit_choices,
        answer=ChoicesAnswer,
        who="session|device",
        errors=("not_found",),
        summary_zh="本区划及上级可选的单位，供填写责任单位",
        summary_en="The units of a place and of the levels above it, to name the one responsible",
    ),
]
