"""Routes to posts as files: out as a workbook, CSV or tables of a schedule, in with a report row by row."""

from typing import Annotated, Literal
from uuid import UUID

from aiohttp import web
from pydantic import Field
from sqlalchemy import select

from server.db import EVERYWHERE
from server.errors import Conflict
from server.http.ask import Ask
from server.http.downloads import download
from server.http.paging import MOST_ROWS
from server.http.route import Route, Shape
from server.http.workbooks import ERRORS, WORKBOOK, Format, ReportAnswer, report, table
from server.keys import DATABASE
from server.people.model import Account
from server.people.rules import Person
from server.sites.keys import REFERENCE
from server.units import post_sheets, reads
from server.units.api.shapes import Code, ImportQuery
from server.workbooks.keys import WORKBOOKS
from server.workbooks.writing import CSV, XLSX

TOML = "application/toml"


class PostsTableQuery(Shape):
    """Which posts, as what file: of one unit, of one account; ``current``: held now or to come."""

    form: Literal["xlsx", "csv", "toml"] = "xlsx"
    unit: Code | None = None
    account: Annotated[UUID, Field(strict=False)] | None = None
    current: bool = False
    empty: bool = False
    """Without any post: a form to fill in."""


async def get_posts_table(request: web.Request, ask: Ask[Person], *, query: PostsTableQuery) -> web.Response:
    asked = reads.AskedPosts(unit=query.unit, account=query.account, now=ask.now if query.current else None)
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        found = [] if query.empty else await reads.posts(tx, asked, limit=MOST_ROWS + 1)
        accounts = {one.id: one for one in await tx.scalars(select(Account))} if found else {}
    if len(found) > MOST_ROWS:
        raise Conflict("list_large", most=MOST_ROWS)
    rows = [(row.post, accounts.get(row.post.account_id)) for row in found if row.post.about is None]
    if query.form == "toml":
        return download(post_sheets.toml_of(rows), name="posts.toml", media=TOML)
    values = [post_sheets.values_of(post, account) for post, account in rows]
    name = "posts" if ask.language == "en" else "岗位"
    form = Format(query.form)
    return await table(post_sheets.COLUMNS, values, form=form, name=name, language=ask.language, now=ask.now)


async def post_posts_table(request: web.Request, ask: Ask[Person], *, query: ImportQuery, body: bytes) -> ReportAnswer:
    """Import a workbook of posts: all of it, or nothing and a report of what is wrong in which row."""
    sheet = await request.app[WORKBOOKS].read(body, post_sheets.COLUMNS)
    async with request.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
        units = await reads.known(tx)
    became = None
    async with request.app[DATABASE].transaction(ask.person.scope, write=not query.check) as tx:
        known = await post_sheets.find_known(tx, units, request.app[REFERENCE].regions)
        wanted = await post_sheets.judge(tx, sheet, known=known, by=ask.person)
        if not (query.check or sheet.faults):
            became = await post_sheets.save(tx, wanted, by=ask.person, now=ask.now)
    if became is None:
        return report(len(sheet.rows), sheet.faults, imported=False)
    return report(len(sheet.rows), made=became["made"], changed=became["changed"], kept=became["kept"])


routes = [
    Route(
        "GET",
        "/api/posts-table",
        get_posts_table,
        query=PostsTableQuery,
        answer=bytes,
        media=(XLSX, CSV, TOML),
        capability="manage_units",
        errors=("not_allowed", "list_large"),
        summary_zh="导出岗位为表格或计划文件，不含值班表给的；不含任何岗位时即为填写用的空表",
        summary_en="The posts as a workbook, CSV or tables of a schedule, none of a roster; or a form to fill in",
    ),
    Route(
        "POST",
        "/api/posts-table",
        post_posts_table,
        query=ImportQuery,
        file=WORKBOOK,
        answer=ReportAnswer,
        capability="manage_posts",
        errors=("not_allowed", *ERRORS, "changed_meanwhile"),
        summary_zh="导入岗位表格：全部导入，或一行不导入并逐行说明",
        summary_en="Import a workbook of posts: all of it, or nothing and a report row by row",
    ),
]
