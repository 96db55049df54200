"""Routes of those who answer for a unit: the questions to it, one in full, a draft of its answer, the answer.

A question lies at the place of its booking, which may be another than the unit's: it is seen by the post or the duty
at the unit, judged at each use, and what is not one's unit's to answer is not found.
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from aiohttp import web

from server.before.asking import actions, competence, contents, reads
from server.before.asking.actions import Answering
from server.before.asking.api import shapes
from server.before.asking.api.shapes import AnswerBody, AnswerShape, DraftBody, FileShape, QuestionShape
from server.before.asking.model import Question
from server.before.booking.attachments import MOST
from server.before.booking.model import Booking
from server.before.booking.reads import words_in
from server.day_code import DayCode, parse_day
from server.db import EVERYWHERE, Tx
from server.errors import NotFound
from server.http.ask import Ask
from server.http.route import Route, Shape
from server.keys import DATABASE, SEALER, SETTINGS
from server.people.audit import record
from server.people.rules import Person

KEPT: Final = timedelta(days=31)
"""So long an answered question stays on the unit's page."""


class OwnQuestion(Shape):
    """A line of the list: nothing that names a person. ``is_below``: a unit below was late, and one's own was told."""

    id: UUID
    unit: str
    unit_zh: str
    unit_en: str | None
    is_below: bool
    asked_at: datetime
    asked_by: str
    due_at: datetime
    is_late: bool
    answered_at: datetime | None
    day: DayCode | None
    category: str
    arose_in: str
    people_count: int
    claimed_fen: int
    has_draft: bool


class OwnQuestions(Shape):
    """The questions to one's units, the next due first; ``units``: how many units one answers for."""

    items: list[OwnQuestion]
    units: int
    waiting: int
    late: int


class FactsShape(Shape):
    """What the booking says of the matter, without who says it; words are null where they were erased by law."""

    booking: UUID
    day: DayCode | None
    category: str
    arose_in: str
    people_count: int
    attendee_count: int
    workers: int
    claimed_fen: int
    respondent: str | None
    summary: str | None
    wanted: str | None
    asked_by: str


class DraftShape(AnswerShape):
    facts: shapes.Words = ""
    by: str | None


class OwnQuestionInFull(Shape):
    question: QuestionShape
    facts: FactsShape
    draft: DraftShape | None
    files: list[FileShape]
    """What is attached to the answer or its draft: ``most_files`` at most, each of ``most_bytes``."""
    most_files: int
    most_bytes: int


async def get_own_questions(request: web.Request, ask: Ask[Person]) -> OwnQuestions:
    async with request.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
        units = await competence.units_of(tx, UUID(ask.person.id), ask.now)
        found = await reads.of_units(tx, units, since=ask.now - KEPT)
    items = [_line(question, booking, units, ask.now) for question, booking in found]
    waiting = [one for one in items if one.answered_at is None]
    late = sum(one.is_late for one in waiting)
    return OwnQuestions(items=items, units=len(units), waiting=len(waiting), late=late)


async def get_own_question(request: web.Request, ask: Ask[Person], *, question: UUID) -> OwnQuestionInFull:
    async with request.app[DATABASE].transaction(EVERYWHERE) as tx:
        found, _ = await of_own_units(tx, ask, question)
        about = f"question:{found.id}"
        await record(tx, ask.person.principal, "question_shown", about, place=found.place, now=ask.now)
        return await in_full(request, tx, ask, found)


async def put_draft(request: web.Request, ask: Ask[Person], *, question: UUID, body: DraftBody) -> OwnQuestionInFull:
    async with request.app[DATABASE].transaction(EVERYWHERE) as tx:
        found, who = await of_own_units(tx, ask, question)
        await actions.keep_draft(tx, request.app[SEALER], found, body.said(), seen=body.version, who=who)
        return await in_full(request, tx, ask, found)


async def post_answer(request: web.Request, ask: Ask[Person], *, question: UUID, body: AnswerBody) -> OwnQuestionInFull:
    async with request.app[DATABASE].transaction(EVERYWHERE) as tx:
        found, who = await of_own_units(tx, ask, question)
        sealer = request.app[SEALER]
        await actions.answer(tx, sealer, found, body.said(), seen=body.version, who=who, now=ask.now)
        return await in_full(request, tx, ask, found)


async def of_own_units(tx: Tx, ask: Ask[Person], ident: UUID) -> tuple[Question, Answering]:
    units = await competence.units_of(tx, UUID(ask.person.id), ask.now)
    found = await reads.locked_question(tx, ident)
    if not {found.unit, found.above} & units:
        raise NotFound("not_found")
    return found, Answering(ask.person, units)


async def in_full(request: web.Request, tx: Tx, ask: Ask[Person], question: Question) -> OwnQuestionInFull:
    sealer, booking = request.app[SEALER], await tx.get(Booking, question.booking_id)
    words = await words_in(tx, sealer, booking)
    row = await reads.row_of(tx, sealer, question, now=ask.now)
    draft = await contents.answer_in(tx, sealer, question, "draft", question.draft_sealed)
    same = ("category", "arose_in", "people_count", "attendee_count", "workers", "claimed_fen")
    return OwnQuestionInFull(
        question=shapes.question(row),
        facts=FactsShape(
            booking=booking.id,
            day=None if booking.day is None else parse_day(booking.day),
            respondent=words.respondent if words else None,
            summary=words.summary if words else None,
            wanted=words.wanted if words else None,
            asked_by=question.asked_by_name,
            **{name: getattr(booking, name) for name in same},
        ),
        draft=None if draft is None else DraftShape(**shapes.answer(draft).model_dump(), by=question.draft_by_name),
        files=shapes.files(row.files),
        most_files=MOST,
        most_bytes=request.app[SETTINGS].body_limit,
    )


def _line(question: Question, booking: Booking, units: set[str], now: datetime) -> OwnQuestion:
    of_question = ("id", "unit", "unit_zh", "unit_en", "asked_at", "due_at", "answered_at")
    return OwnQuestion(
        is_below=question.unit not in units,
        asked_by=question.asked_by_name,
        is_late=question.due_at < (question.answered_at or now),
        day=None if booking.day is None else parse_day(booking.day),
        has_draft=question.draft_sealed is not None,
        **{name: getattr(question, name) for name in of_question},
        **{name: getattr(booking, name) for name in ("category", "arose_in", "people_count", "claimed_fen")},
    )


_ANSWER: Final = {
    "facts": "已立案，欠薪属实。",
    "owed_fen": 3000000,
    "offer": "十日内由总包单位先行支付。",
    "documents": "限期改正指令书（示例）",
    "will_attend": True,
    "attendee": "李某，劳动监察大队",
    "version": 1,
}

routes = [
    Route(
        "GET",
        "/api/me/questions",
        get_own_questions,
        answer=OwnQuestions,
        summary_zh="发给本人所在单位的征询，快到期的在前",
        summary_en="The questions to the units that one answers for, the next due first",
    ),
    Route(
        "GET",
        "/api/me/questions/{question}",
        get_own_question,
        answer=OwnQuestionInFull,
        errors=("not_found",),
        summary_zh="一件征询的全部内容（留痕），不含信访人姓名和电话",
        summary_en="A question in full, logged, without the names and numbers of petitioners",
    ),
    Route(
        "PUT",
        "/api/me/questions/{question}/draft",
        put_draft,
        body=DraftBody,
        answer=OwnQuestionInFull,
        errors=("not_found", "question_changed"),
        every_time=True,  # what is written lies nowhere but in its own sealed column
        summary_zh="保存答复草稿",
        summary_en="Keep a draft of the answer",
        example=_ANSWER,
    ),
    Route(
        "POST",
        "/api/me/questions/{question}/answer",
        post_answer,
        body=AnswerBody,
        answer=OwnQuestionInFull,
        errors=("not_found", "question_changed", "not_from_here", "answer_attendee"),
        every_time=True,
        summary_zh="答复征询，或更正答复；接访之后的答复照收，并注明",
        summary_en="Answer a question, or correct the answer; one after the hearing is kept and told to be so",
        example=_ANSWER,
    ),
]
