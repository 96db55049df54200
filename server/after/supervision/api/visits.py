"""Routes by which a group fills the checklist of a county and enters findings, and a county replies."""

from uuid import UUID

from aiohttp import web

from server.after.case.keys import today_of
from server.after.supervision import actions
from server.after.supervision.actions import Doing, Found
from server.after.supervision.api.answers import finding_told, group_told
from server.after.supervision.api.shapes import (
    SupervisionCheckBody,
    SupervisionFindingAnswer,
    SupervisionFindingBody,
    SupervisionGroupAnswer,
    SupervisionReplyBody,
)
from server.http.ask import Ask
from server.http.route import Route
from server.keys import DATABASE, SEALER
from server.people.rules import Person


async def post_check(
    request: web.Request, ask: Ask[Person], *, group: UUID, visit: UUID, body: SupervisionCheckBody
) -> SupervisionGroupAnswer:
    doing = Doing(ask.person, ask.now, await today_of(request, ask.now))
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        await actions.check(tx, request.app[SEALER], group, visit, body.item, body.mark, body.note, doing)
    return await group_told(request, ask, group)


async def post_finding(
    request: web.Request, ask: Ask[Person], *, group: UUID, visit: UUID, body: SupervisionFindingBody
) -> SupervisionGroupAnswer:
    doing = Doing(ask.person, ask.now, await today_of(request, ask.now))
    found = Found(id=body.id, unit=body.unit, what=body.what, reply_by=body.reply_by)
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        await actions.find(tx, request.app[SEALER], group, visit, found, doing)
    return await group_told(request, ask, group)


async def post_reply(
    request: web.Request, ask: Ask[Person], *, finding: UUID, body: SupervisionReplyBody
) -> SupervisionFindingAnswer:
    doing = Doing(ask.person, ask.now, await today_of(request, ask.now))
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        await actions.reply(tx, request.app[SEALER], finding, body.reply, doing)
    return await finding_told(request, ask, finding)


routes = [
    Route(
        "POST",
        "/api/supervision/{group}/visits/{visit}/checks",
        post_check,
        body=SupervisionCheckBody,
        answer=SupervisionGroupAnswer,
        capability="follow_cases",
        errors=("not_found", "supervision_replaced", "case_words"),
        summary_zh="填写一个县检查表（一听二看三查）的一项",
        summary_en="Fill one item of the checklist of a county",
        example={"item": "records_seen", "mark": "in_order"},
    ),
    Route(
        "POST",
        "/api/supervision/{group}/visits/{visit}/findings",
        post_finding,
        body=SupervisionFindingBody,
        answer=SupervisionGroupAnswer,
        capability="follow_cases",
        errors=("not_found", "supervision_replaced", "supervision_unit", "supervision_date", "case_words"),
        summary_zh="登记在一个县发现的问题：责任单位和回复期限",
        summary_en="Enter a finding in a county, with the unit that replies and until when",
        example={
            "id": "018bb165-9350-7000-8000-000000000001",
            "unit": "430102-zjj",
            "what": "台账缺两次回访",
            "reply_by": "2023-11-20",
        },
    ),
    Route(
        "POST",
        "/api/supervision-findings/{finding}/reply",
        post_reply,
        body=SupervisionReplyBody,
        answer=SupervisionFindingAnswer,
        capability="follow_cases",
        errors=("not_found", "supervision_replied", "case_words"),
        summary_zh="登记对一个问题的回复，只登记一次",
        summary_en="Enter the reply to a finding, once",
        example={"reply": "已补两次回访"},
    ),
]
