"""Routes of officers: what units were asked about a booking, which one may ask; ask, ask another, take back."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from aiohttp import web

from server.before.asking import actions, competence, reads
from server.before.asking.api import shapes
from server.before.asking.api.shapes import AskBody, QuestionsAnswer, RedirectBody, SeenBody
from server.before.asking.model import Question
from server.before.booking.model import Booking
from server.before.booking.reads import locked_booking
from server.db import EVERYWHERE
from server.http.ask import Ask
from server.http.route import Route
from server.keys import DATABASE, SEALER
from server.people.rules import Person, require
from server.sites.keys import REFERENCE
from server.units.model import Unit


async def get_questions(request: web.Request, ask: Ask[Person], *, booking: UUID) -> QuestionsAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        found = await tx.get(Booking, booking)
        require(ask.person, "triage", found.place)
    return await _answer(request, ask, found)


async def post_question(request: web.Request, ask: Ask[Person], *, booking: UUID, body: AskBody) -> QuestionsAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        arose_in = (await tx.get(Booking, booking)).arose_in
    unit = await _unit(request, ask, body.unit, arose_in)
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        found = await locked_booking(tx, booking)
        words = (body.words or "").strip() or None
        await actions.ask_unit(tx, request.app[SEALER], found, unit, words, by=ask.person, now=ask.now)
    return await _answer(request, ask, found)


async def put_question_unit(
    request: web.Request, ask: Ask[Person], *, question: UUID, body: RedirectBody
) -> QuestionsAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        asked = await tx.get(Booking, (await tx.get(Question, question)).booking_id)
    unit = await _unit(request, ask, body.unit, asked.arose_in)
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        found = await reads.locked_question(tx, question)
        await actions.redirect(tx, found, unit, seen=body.version, by=ask.person, now=ask.now)
    return await _answer(request, ask, asked)


async def post_taking_back(
    request: web.Request, ask: Ask[Person], *, question: UUID, body: SeenBody
) -> QuestionsAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        found = await reads.locked_question(tx, question)
        await actions.take_back(tx, found, seen=body.version, by=ask.person, now=ask.now)
        booking = await tx.get(Booking, found.booking_id)
    return await _answer(request, ask, booking)


async def _unit(request: web.Request, ask: Ask[Person], code: str, arose_in: str) -> Unit:
    """A unit that may be asked; those of the levels above lie beyond the officer's places."""
    async with request.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
        return await competence.unit_to_ask(tx, code, arose_in, ask.now)


async def _answer(request: web.Request, ask: Ask[Person], booking: Booking) -> QuestionsAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        rows = await reads.answers_of(tx, request.app[SEALER], booking.id, now=ask.now)
    async with request.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
        found = await competence.choices(tx, booking, _families(request), ask.now)
    return QuestionsAnswer(items=[shapes.question(one) for one in rows], choices=[shapes.choice(one) for one in found])


def _families(request: web.Request) -> Mapping[str, str]:
    return {one.code: one.parent for one in request.app[REFERENCE].categories.values()}


_OF_ASKING: Final = ("not_found", "not_allowed", "unit_gone", "question_open")

routes = [
    Route(
        "GET",
        "/api/bookings/{booking}/questions",
        get_questions,
        answer=QuestionsAnswer,
        capability="triage",
        errors=("not_found", "not_allowed"),
        summary_zh="一件预登记征询了哪些单位、答复如何；还可以征询哪些单位",
        summary_en="Which units were asked about a pre-registration and what they answered; which ones may be asked",
    ),
    Route(
        "POST",
        "/api/bookings/{booking}/questions",
        post_question,
        body=AskBody,
        answer=QuestionsAnswer,
        status=201,
        capability="triage",
        errors=(*_OF_ASKING, "booking_not_open"),
        summary_zh="征询一个单位，并定下答复期限",
        summary_en="Ask a unit about a pre-registration; its answer has a due time",
        example={"unit": "HN-HRSS-430102", "words": "是否已立案？"},
    ),
    Route(
        "PUT",
        "/api/questions/{question}/unit",
        put_question_unit,
        body=RedirectBody,
        answer=QuestionsAnswer,
        capability="triage",
        errors=(*_OF_ASKING, "question_changed", "not_from_here"),
        summary_zh="改征询另一个单位，期限重新计算",
        summary_en="Ask another unit instead; its time begins anew",
        example={"unit": "HN-HRSS-430100", "version": 1},
    ),
    Route(
        "POST",
        "/api/questions/{question}/taking-back",
        post_taking_back,
        body=SeenBody,
        answer=QuestionsAnswer,
        capability="triage",
        errors=("not_found", "not_allowed", "question_changed", "not_from_here"),
        summary_zh="收回征询",
        summary_en="Take a question back that was not answered yet",
        example={"version": 1},
    ),
]
