"""Routes to groups, their draws of counties, and the findings in one's places."""

import secrets
from uuid import UUID

from aiohttp import web

from server.after.case.keys import today_of
from server.after.sample.drawing import SEED_BYTES
from server.after.supervision import actions
from server.after.supervision.actions import Doing, Kept, Wanted
from server.after.supervision.api.answers import findings_told, group_told, rows_told
from server.after.supervision.api.shapes import (
    SupervisionDrawBody,
    SupervisionFindingsAnswer,
    SupervisionGroupAnswer,
    SupervisionGroupBody,
    SupervisionGroupsAnswer,
)
from server.http.ask import Ask
from server.http.route import Route
from server.keys import DATABASE, SEALER
from server.people.rules import Person
from server.sites.keys import REFERENCE


async def get_groups(request: web.Request, ask: Ask[Person]) -> SupervisionGroupsAnswer:
    return SupervisionGroupsAnswer(items=await rows_told(request, ask))


async def post_group(request: web.Request, ask: Ask[Person], *, body: SupervisionGroupBody) -> SupervisionGroupAnswer:
    doing = Doing(ask.person, ask.now, await today_of(request, ask.now))
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        made = await actions.make(tx, request.app[REFERENCE], _kept(body), doing)
    return await group_told(request, ask, made.id)


async def get_group(request: web.Request, ask: Ask[Person], *, group: UUID) -> SupervisionGroupAnswer:
    return await group_told(request, ask, group)


async def put_group(
    request: web.Request, ask: Ask[Person], *, group: UUID, body: SupervisionGroupBody
) -> SupervisionGroupAnswer:
    doing = Doing(ask.person, ask.now, await today_of(request, ask.now))
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        await actions.change(tx, request.app[REFERENCE], group, body.seen, _kept(body), doing)
    return await group_told(request, ask, group)


async def post_draw(
    request: web.Request, ask: Ask[Person], *, group: UUID, body: SupervisionDrawBody
) -> SupervisionGroupAnswer:
    doing = Doing(ask.person, ask.now, await today_of(request, ask.now))
    wanted = Wanted(secrets.token_hex(SEED_BYTES), body.seen, body.reason)
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        await actions.draw(tx, request.app[SEALER], request.app[REFERENCE], group, wanted, doing)
    return await group_told(request, ask, group)


async def get_findings(request: web.Request, ask: Ask[Person]) -> SupervisionFindingsAnswer:
    return SupervisionFindingsAnswer(items=await findings_told(request, ask))


def _kept(body: SupervisionGroupBody) -> Kept:
    people = {"leaders": tuple(body.leaders), "members": tuple(body.members)}
    return Kept(name=body.name, regions=tuple(body.regions), cases=tuple(body.cases), **people)


_KEPT = ("supervision_region", "supervision_person", "supervision_case", "supervision_name")
_EXAMPLE = {
    "name": "第一督导组",
    "regions": ["430100"],
    "leaders": ["018bb165-9350-7000-8000-000000000001"],
}

routes = [
    Route(
        "GET",
        "/api/supervision",
        get_groups,
        answer=SupervisionGroupsAnswer,
        capability="follow_cases",
        summary_zh="本人范围内的督导组，以及各组未回复、逾期的问题数",
        summary_en="The supervision groups within one's places, with their findings that wait for a reply",
    ),
    Route(
        "POST",
        "/api/supervision",
        post_group,
        body=SupervisionGroupBody,
        answer=SupervisionGroupAnswer,
        capability="manage_days",
        errors=_KEPT,
        summary_zh="设立督导组：名称、地区、组长、组员、案件",
        summary_en="Make a supervision group: its name, regions, leaders, members and cases",
        example=_EXAMPLE,
    ),
    Route(
        "GET",
        "/api/supervision/{group}",
        get_group,
        answer=SupervisionGroupAnswer,
        capability="follow_cases",
        errors=("not_found",),
        summary_zh="一个督导组：抽取、各县检查表、问题与回复、下沉接访",
        summary_en="A supervision group: its draws, the checklists and findings of counties, and days held there",
    ),
    Route(
        "PUT",
        "/api/supervision/{group}",
        put_group,
        body=SupervisionGroupBody,
        answer=SupervisionGroupAnswer,
        capability="manage_days",
        errors=("not_found", "supervision_changed", *_KEPT),
        summary_zh="修改督导组；已有人先改则不保存",
        summary_en="Change a supervision group; nothing is kept where another changed it meanwhile",
        example={**_EXAMPLE, "seen": 1},
    ),
    Route(
        "POST",
        "/api/supervision/{group}/draws",
        post_draw,
        body=SupervisionDrawBody,
        answer=SupervisionGroupAnswer,
        capability="manage_days",
        errors=("not_found", "supervision_drawn", "supervision_reason", "case_words"),
        summary_zh="每市抽两个县：留存候选名单、校验和、种子和结果；重新抽取须写明理由",
        summary_en="Draw two counties of each city; list, checksum, seed and result are kept, again only with a reason",
        example={"seen": 0},
    ),
    Route(
        "GET",
        "/api/supervision-findings",
        get_findings,
        answer=SupervisionFindingsAnswer,
        capability="follow_cases",
        summary_zh="督导发现的、在本人范围内各县的问题与回复",
        summary_en="What supervision found in the counties within one's places, and the replies",
    ),
]
