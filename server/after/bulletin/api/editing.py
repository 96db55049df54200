"""Routes by which a bulletin is begun, changed, sent, returned and published."""

from uuid import UUID

from aiohttp import web

from server.after.bulletin import actions, making
from server.after.bulletin.actions import Doing, Tools
from server.after.bulletin.api.answers import REVIEWS, WRITES, bulletin_told, today
from server.after.bulletin.api.shapes import BulletinAnswer, BulletinStart, ChangeBody, Command, CommandBody, TypedShape
from server.after.bulletin.contents import Chosen, Requirement, Typed
from server.http.ask import Ask
from server.http.route import Route
from server.keys import DATABASE, SEALER
from server.people.rules import Person, require
from server.place import range_of_region, region_of

NEEDS = {
    Command.SEND: WRITES,
    Command.RETURN: REVIEWS,
    Command.PUBLISH: REVIEWS,
    Command.MAKE_FILES: WRITES,
}


async def post_bulletin(request: web.Request, ask: Ask[Person], *, body: BulletinStart) -> BulletinAnswer:
    level = range_of_region(body.place or region_of(ask.person.scope.lo))
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        made = await actions.begin(
            tx, _tools(request, ask), str(body.day), level, by=ask.person, now=ask.now, today=today(ask)
        )
    return await bulletin_told(request, ask, made.id)


async def put_bulletin(request: web.Request, ask: Ask[Person], *, bulletin: UUID, body: ChangeBody) -> BulletinAnswer:
    doing = Doing(bulletin, body.seen, ask.person, ask.now, today(ask))
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        await actions.change(tx, _tools(request, ask), doing, _typed(body.typed))
    return await bulletin_told(request, ask, bulletin)


async def post_bulletin_command(
    request: web.Request, ask: Ask[Person], *, bulletin: UUID, body: CommandBody
) -> BulletinAnswer:
    require(ask.person, NEEDS[body.command])
    doing = Doing(bulletin, body.seen, ask.person, ask.now, today(ask))
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        match body.command:
            case Command.SEND:
                await actions.send(tx, _tools(request, ask), doing)
            case Command.RETURN:
                await actions.give_back(tx, _tools(request, ask), doing, body.reason)
            case Command.PUBLISH:
                await actions.publish(tx, doing)
            case Command.MAKE_FILES:
                await making.ask_for_files(tx, doing)
    return await bulletin_told(request, ask, bulletin)


def _tools(request: web.Request, ask: Ask[Person]) -> Tools:
    return Tools(request.app[SEALER], ask.seals)


def _typed(shape: TypedShape) -> Typed:
    return Typed(
        title=shape.title.strip(),
        issuer=shape.issuer.strip(),
        features=tuple(text.strip() for text in shape.features),
        requirements=tuple(Requirement(one.text.strip(), one.due_on) for one in shape.requirements),
        cases=tuple(Chosen(str(one.case), one.consent, one.consented_on) for one in shape.cases),
    )


_EXAMPLE = {
    "title": "关于湖南省11月9日接访日情况的通报",
    "issuer": "（示例）省接访日组织方",
    "features": ["拖欠农民工工资仍是主要诉求。"],
    "requirements": [{"text": "各市州核实约定支付的到账情况", "due_on": "2023-11-30"}],
    "cases": [],
}
routes = [
    Route(
        "POST",
        "/api/bulletins",
        post_bulletin,
        body=BulletinStart,
        answer=BulletinAnswer,
        status=201,
        capability=WRITES,
        errors=("not_found", "bulletin_open"),
        summary_zh="起草一级、一天的通报；已有发布的，即为更正",
        summary_en="Begin the bulletin of a level and a day; where one is published, a correction",
        example={"day": "2023-11-09"},
    ),
    Route(
        "PUT",
        "/api/bulletins/{bulletin}",
        put_bulletin,
        body=ChangeBody,
        answer=BulletinAnswer,
        capability=WRITES,
        errors=("not_found", "bulletin_changed", "bulletin_not_from_here", "bulletin_words", "bulletin_case"),
        summary_zh="保存通报中填写的部分",
        summary_en="Save what is typed into a bulletin",
        example={"seen": 1, "typed": _EXAMPLE},
    ),
    Route(
        "POST",
        "/api/bulletins/{bulletin}/commands",
        post_bulletin_command,
        body=CommandBody,
        answer=BulletinAnswer,
        errors=(
            "not_found",
            "not_allowed",
            "bulletin_changed",
            "bulletin_not_from_here",
            "bulletin_unsigned",
            "bulletin_unsound",
            "bulletin_words",
            "bulletin_same_person",
            "bulletin_figures_moved",
        ),
        summary_zh="送审、退回、发布通报，或生成文件",
        summary_en="Send a bulletin to review, return it, publish it, or have its files made",
        example={"command": "send", "seen": 2},
    ),
]
