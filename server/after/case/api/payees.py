"""Routes to the list of payees of a case: its sums by group, and in and out as a workbook.

Names are masked on a page; a workbook has them in full, and each one that is given out is a line in the log.
"""

import datetime as dt
from typing import Annotated
from uuid import UUID

from aiohttp import web
from pydantic import Field

from server.after.case import payees as lists
from server.after.case import reads
from server.after.case.actions import Doing
from server.after.case.keys import today_of
from server.after.case.ledger import MoneyKind, sums
from server.after.case.listing_payees import bring, listed
from server.after.case.timeline import money_of, standing
from server.day.arrival.rules import masked
from server.http.ask import Ask
from server.http.route import Route, Shape
from server.http.workbooks import ERRORS, WORKBOOK, Format, ReportAnswer, report, table
from server.keys import DATABASE, SEALER
from server.people.audit import record
from server.people.rules import Person
from server.workbooks.keys import WORKBOOKS
from server.workbooks.writing import CSV, XLSX


class PayeesQuery(Shape):
    """``empty``: the form alone."""

    form: Annotated[Format, Field(strict=False)] = Format.XLSX
    empty: bool = False


class PayeesImportQuery(Shape):
    """``check`` only looks at the file and writes nothing."""

    check: bool = False


class PayeeAnswer(Shape):
    """A person of the list, the name masked; a kind that the list leaves out is not there."""

    group: str | None
    name: str
    fen: dict[MoneyKind, int]


class PayeeGroupAnswer(Shape):
    """``name`` is null for those without a group."""

    name: str | None
    people: int
    fen: dict[MoneyKind, int]
    underpaid_fen: int
    overpaid_fen: int


class PayeeDifference(Shape):
    """A kind of which the list and the ledger say different sums."""

    kind: MoneyKind
    listed_fen: int
    ledger_fen: int


class PayeesAnswer(Shape):
    """``at`` is null where no list was brought: ``items`` are what bookings told. ``is_erased``: by law."""

    at: dt.datetime | None
    is_erased: bool
    items: list[PayeeAnswer]
    groups: list[PayeeGroupAnswer]
    differences: list[PayeeDifference]


async def get_case_payees(request: web.Request, ask: Ask[Person], *, case: UUID) -> PayeesAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        found = await reads.find_case(tx, case)
        told = await listed(tx, request.app[SEALER], found)
        ledger = sums(standing(await money_of(tx, found)))
    rows = told.payees or []
    return PayeesAnswer(
        at=told.at,
        is_erased=told.payees is None,
        items=[PayeeAnswer(group=one.group, name=masked(one.name) or "", fen=dict(one.fen)) for one in rows],
        groups=[
            PayeeGroupAnswer(
                name=one.name,
                people=one.people,
                fen=dict(one.fen),
                underpaid_fen=one.underpaid,
                overpaid_fen=one.overpaid,
            )
            for one in lists.groups(rows)
        ],
        differences=[
            PayeeDifference(kind=one.kind, listed_fen=one.listed, ledger_fen=one.ledger)
            for one in lists.differences(rows, ledger)
        ],
    )


async def get_case_payees_table(
    request: web.Request, ask: Ask[Person], *, case: UUID, query: PayeesQuery
) -> web.Response:
    """The list as a workbook to be filled in further and brought again."""
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        found = await reads.find_case(tx, case)
        told = await listed(tx, request.app[SEALER], found)
        rows = [] if query.empty else [lists.values_of(one) for one in told.payees or []]
        if rows:
            principal = ask.person.principal
            await record(tx, principal, "case_payees_shown", f"case:{case}", place=found.place, now=ask.now)
    name = "payees" if ask.language == "en" else "收款人名单"
    return await table(lists.COLUMNS, rows, form=query.form, name=name, language=ask.language, now=ask.now)


async def post_case_payees_table(
    request: web.Request, ask: Ask[Person], *, case: UUID, query: PayeesImportQuery, body: bytes
) -> ReportAnswer:
    """Bring a list: all of it, or nothing and a report of what is wrong in which row, or does not add up."""
    doing = Doing(case, 0, ask.person, ask.now, await today_of(request, ask.now))
    sheet = await request.app[WORKBOOKS].read(body, lists.COLUMNS)
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        made = await bring(tx, request.app[SEALER], doing, sheet, only_check=query.check)
    if sheet.faults or query.check:
        return report(len(sheet.rows), sheet.faults, imported=False)
    return report(len(sheet.rows), made=made)


_PATH = "/api/cases/{case}/payees"
routes = [
    Route(
        "GET",
        _PATH,
        get_case_payees,
        answer=PayeesAnswer,
        capability="follow_cases",
        errors=("not_found",),
        summary_zh="收款人名单：各班组合计、欠付与超付、与台账的差额；姓名打码",
        summary_en="The list of payees: sums by group, under- and overpaid, where it differs; names masked",
    ),
    Route(
        "GET",
        f"{_PATH}-table",
        get_case_payees_table,
        query=PayeesQuery,
        answer=bytes,
        media=(XLSX, CSV),
        capability="follow_cases",
        errors=("not_found",),
        summary_zh="收款人名单表格，可补填后再导入；含姓名，每次留痕",
        summary_en="The list of payees as a workbook to fill in and bring again; each one is a line in the log",
    ),
    Route(
        "POST",
        f"{_PATH}-table",
        post_case_payees_table,
        query=PayeesImportQuery,
        file=WORKBOOK,
        answer=ReportAnswer,
        capability="follow_cases",
        errors=(*ERRORS, "not_found", "case_merged", "case_ended"),
        summary_zh="导入收款人名单：合计须与台账一致，全部导入或一行不导入并逐行说明",
        summary_en="Bring a list of payees, which adds up to the ledger: all of it, or nothing and a report row by row",
    ),
]
