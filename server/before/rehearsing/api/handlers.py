"""Routes to the rehearsal of a day: read it, start it, end it, export its scores."""

from aiohttp import web

from server.before.agenda.model import Day
from server.before.rehearsing import actions, rules
from server.before.rehearsing.answers import rehearsal_answer
from server.before.rehearsing.api.shapes import DayRehearsalAnswer, ScoresQuery
from server.before.rehearsing.sheets import COLUMNS, row_of
from server.day_code import DayCode
from server.db import Tx
from server.errors import NotFound
from server.http.ask import Ask
from server.http.route import Route
from server.http.workbooks import table
from server.keys import DATABASE, SEALER, SETTINGS
from server.people.rules import Person
from server.workbooks.writing import CSV, XLSX


async def get_day_rehearsal(request: web.Request, ask: Ask[Person], *, day: DayCode) -> DayRehearsalAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        return await _answer(request, tx, await actions.find_rehearsed(tx, day, ask.person))


async def post_day_rehearsal(request: web.Request, ask: Ask[Person], *, day: DayCode) -> DayRehearsalAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        found = await actions.find_rehearsed(tx, day, ask.person, locked=True)
        await actions.ask(tx, found, by=ask.person.principal, now=ask.now)
        return await _answer(request, tx, found)


async def delete_day_rehearsal(request: web.Request, ask: Ask[Person], *, day: DayCode) -> DayRehearsalAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        found = await actions.find_rehearsed(tx, day, ask.person, locked=True)
        await actions.end(tx, found, by=ask.person.principal, now=ask.now)
        return await _answer(request, tx, found)


async def get_scores_table(request: web.Request, ask: Ask[Person], *, day: DayCode, query: ScoresQuery) -> web.Response:
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        found = await actions.find_rehearsed(tx, day, ask.person)
        told = await rehearsal_answer(tx, request.app[SEALER], request.app[SETTINGS], found)
    if told["id"] is None:
        raise NotFound("rehearsal_none")
    urls = {one["site"]: one["url"] for one in told["links"] if one["kind"] == "site"}
    wanted = [one for one in told["scores"] if not query.weak or one["grade"] is not rules.Grade.GREEN]
    rows = [row_of(one, urls.get(one["site"]), ask.language) for one in wanted]
    name = f"rehearsal-{day}"
    return await table(COLUMNS, rows, form=query.form, name=name, language=ask.language, now=ask.now)


async def _answer(request: web.Request, tx: Tx, day: Day) -> DayRehearsalAnswer:
    told = await rehearsal_answer(tx, request.app[SEALER], request.app[SETTINGS], day)
    return DayRehearsalAnswer.model_validate(told, strict=False)


_AT = "/api/days/{day}/rehearsal"

routes = [
    Route(
        "GET",
        _AT,
        get_day_rehearsal,
        answer=DayRehearsalAnswer,
        capability="manage_days",
        errors=("not_found", "not_allowed"),
        summary_zh="一个接访日最近一次演练：状态、入口链接、各接访点得分",
        summary_en="The newest rehearsal of a day: its state, the links into it, and the score of each site",
    ),
    Route(
        "POST",
        _AT,
        post_day_rehearsal,
        answer=DayRehearsalAnswer,
        status=202,
        capability="manage_days",
        errors=("not_found", "not_allowed", "rehearsal_not_now", "rehearsal_inside", "changed_meanwhile"),
        summary_zh="演练这一天：把计划复制到演练库，各接访点用自己的链接练习",
        summary_en="Rehearse the day: its plan is copied, and each site practises at a link of its own",
    ),
    Route(
        "DELETE",
        _AT,
        delete_day_rehearsal,
        answer=DayRehearsalAnswer,
        capability="manage_days",
        errors=("not_found", "not_allowed", "rehearsal_none", "changed_meanwhile"),
        summary_zh="结束演练：只留各接访点得分，演练数据全部清除",
        summary_en="End the rehearsal: the scores of the sites are kept, all else of it is removed",
    ),
    Route(
        "GET",
        "/api/days/{day}/rehearsal-table",
        get_scores_table,
        query=ScoresQuery,
        answer=bytes,
        media=(XLSX, CSV),
        capability="manage_days",
        errors=("not_found", "not_allowed", "rehearsal_none"),
        summary_zh="导出演练得分（可只要薄弱接访点）",
        summary_en="Export the scores of the newest rehearsal, of all sites or of the weak ones",
    ),
]
