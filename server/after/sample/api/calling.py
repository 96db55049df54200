"""The route by which the result of a sample call-back is entered."""

from uuid import UUID

from aiohttp import web

from server.after.case.keys import today_of
from server.after.sample import actions
from server.after.sample.actions import Attempt, Doing
from server.after.sample.api.answers import draw_told
from server.after.sample.api.shapes import DrawAnswer, SampleAttemptBody
from server.http.ask import Ask
from server.http.route import Route
from server.keys import DATABASE, SEALER
from server.people.rules import Person


async def post_sample_attempt(
    request: web.Request, ask: Ask[Person], *, sample: UUID, call: UUID, body: SampleAttemptBody
) -> DrawAnswer:
    doing = Doing(ask.person, ask.now, await today_of(request, ask.now))
    attempt = Attempt(body.id, body.result, body.verdict, body.words)
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        await actions.enter_attempt(tx, request.app[SEALER], sample, call, attempt, doing)
    return await draw_told(request, ask, sample)


routes = [
    Route(
        "POST",
        "/api/samples/{sample}/calls/{call}/attempts",
        post_sample_attempt,
        body=SampleAttemptBody,
        answer=DrawAnswer,
        capability="follow_cases",
        errors=("not_found", "sample_replaced", "call_back_ended", "sample_said", "case_words"),
        summary_zh="登记一次抽样回访：打通、没打通、号码不对或不愿回访；打通时问事情解决没有",
        summary_en="Enter what came of a sample call-back, and what a person who was reached says of their matter",
        example={"id": "018bb165-9350-7000-8000-000000000001", "result": "reached", "verdict": "resolved"},
    ),
]
