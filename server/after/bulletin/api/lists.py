"""Routes to the list of bulletins, to one, and to its files."""

from uuid import UUID

from aiohttp import web

from server.after.bulletin import making, reads
from server.after.bulletin.api.answers import bulletin_told, reads_drafts, rows_told
from server.after.bulletin.api.shapes import BulletinAnswer, BulletinsAnswer, BulletinsQuery, FileQuery
from server.after.bulletin.model import Bulletin
from server.after.bulletin.rules import Form
from server.errors import BadRequest, Conflict
from server.http.ask import Ask
from server.http.downloads import download
from server.http.paging import Order, cut, pack, rows_of, unpack
from server.http.route import Route
from server.keys import DATABASE, SEALER
from server.people.rules import Person
from server.place import range_of_region


async def get_bulletins(request: web.Request, ask: Ask[Person], *, query: BulletinsQuery) -> BulletinsAnswer:
    level = None if query.place is None else range_of_region(query.place)
    wanted = reads.listed(
        day=None if query.day is None else str(query.day), level=level, drafts=reads_drafts(ask.person)
    )
    order = Order(by=Bulletin.drafted_at, key=Bulletin.id, descending=True)
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        after = None if query.cursor is None else _ident(query.cursor)
        page, following = cut(
            await rows_of(tx, wanted, order, after=after, limit=query.reads), query, lambda one: pack(one.id.hex)
        )
        items = await rows_told(tx, page)
    return BulletinsAnswer(items=items, next=following)


async def get_bulletin(request: web.Request, ask: Ask[Person], *, bulletin: UUID) -> BulletinAnswer:
    return await bulletin_told(request, ask, bulletin)


async def get_bulletin_file(
    request: web.Request, ask: Ask[Person], *, bulletin: UUID, form: Form, query: FileQuery
) -> web.Response:
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        found = await reads.find_bulletin(tx, bulletin, drafts=reads_drafts(ask.person))
        made = await reads.find_file(tx, found, query.edition, form)
        if made is None:
            raise Conflict("bulletin_file_missing")
        file = await making.content_of(tx, request.app[SEALER], made)
    number = f"{found.year}-{found.number}" if found.number else "草稿"
    edition = "" if query.edition == "full" else "-公开"
    return download(file.content, name=f"通报-{found.day}-{number}{edition}.{form}", media=making.MEDIA[form])


def _ident(cursor: str) -> UUID:
    try:
        return UUID(unpack(cursor, str)[0])
    except ValueError as error:
        raise BadRequest("not_a_request") from error


routes = [
    Route(
        "GET",
        "/api/bulletins",
        get_bulletins,
        query=BulletinsQuery,
        answer=BulletinsAnswer,
        capability="see_tally",
        errors=("not_a_request", "not_found"),
        summary_zh="通报，新的在前；未发布的只列给起草和审定的人",
        summary_en="Bulletins, the newest first; those not published are listed to writers and reviewers alone",
    ),
    Route(
        "GET",
        "/api/bulletins/{bulletin}",
        get_bulletin,
        answer=BulletinAnswer,
        capability="see_tally",
        errors=("not_found",),
        summary_zh="一份通报：正文、公开版、核对结果和文件",
        summary_en="A bulletin: its document, its public edition, its checks and its files",
    ),
    Route(
        "GET",
        "/api/bulletins/{bulletin}/files/{form}",
        get_bulletin_file,
        query=FileQuery,
        answer=bytes,
        media=tuple(making.MEDIA.values()),
        capability="see_tally",
        errors=("not_found", "bulletin_file_missing"),
        summary_zh="通报的文件：Word、PDF 或 Excel",
        summary_en="A file of a bulletin: Word, PDF or Excel",
    ),
]
