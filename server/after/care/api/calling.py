"""The route by which the result of a call-back is entered."""

from uuid import UUID

from aiohttp import web

from server.after.care.api.answers import care_told
from server.after.care.api.shapes import AttemptBody, CareAnswer
from server.after.care.call_backs import Attempt, enter_attempt
from server.after.case.actions import Doing
from server.after.case.keys import today_of
from server.http.ask import Ask
from server.http.route import Route
from server.keys import DATABASE, SEALER
from server.people.rules import Person


async def post_attempt(
    request: web.Request, ask: Ask[Person], *, case: UUID, days: int, body: AttemptBody
) -> CareAnswer:
    today = await today_of(request, ask.now)
    doing = Doing(case, 1, ask.person, ask.now, today)
    attempt = Attempt(body.id, days, body.result, body.is_received, body.face, body.words)
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        await enter_attempt(tx, request.app[SEALER], doing, attempt)
    return await care_told(request, ask, case, today)


routes = [
    Route(
        "POST",
        "/api/cases/{case}/call-backs/{days}/attempts",
        post_attempt,
        body=AttemptBody,
        answer=CareAnswer,
        capability="follow_cases",
        errors=("not_found", "call_back_ended", "call_back_said", "case_words", "money_sum"),
        summary_zh="登记一次回访：打通、没打通、号码不对或不愿再被回访；打通时问的到账与评价",
        summary_en="Enter what came of a call-back: reached, not reached, wrong number, or no further call wanted",
        example={"id": "018bb165-9350-7000-8000-000000000001", "result": "reached", "is_received": True},
    ),
]
