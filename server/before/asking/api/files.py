"""Routes of the files of an answer: its unit adds, removes and opens them, those of the booking's place open them."""

from typing import Final
from uuid import UUID

from aiohttp import web
from limits import RateLimitItemPerMinute

from server.before.asking import actions
from server.before.asking.api.own import OwnQuestionInFull, in_full, of_own_units
from server.before.asking.model import Question
from server.before.booking.attachments import read_attachment
from server.before.booking.model import Booking
from server.db import EVERYWHERE, Tx
from server.errors import Invalid, NotFound
from server.files.papers import paper_of
from server.http.ask import Ask
from server.http.guards import limit
from server.http.inert import read_upload, saved
from server.http.route import Route
from server.keys import DATABASE, DECODING, SEALER, SETTINGS
from server.people.audit import record
from server.people.rules import Person, require

OF_ACCOUNT: Final = RateLimitItemPerMinute(60)
"""Uploads of one account: each is decoded."""
_V7: Final = 7


async def put_answer_file(
    request: web.Request, ask: Ask[Person], *, question: UUID, attachment: UUID
) -> OwnQuestionInFull:
    """Decoded before it is kept; what is sent again under its id is there once."""
    if attachment.version != _V7:
        raise Invalid("invalid", field="attachment")
    async with request.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
        await of_own_units(tx, ask, question)
    await limit(request, "answer_file", (OF_ACCOUNT, ask.person.id))
    raw = await read_upload(request, most=request.app[SETTINGS].body_limit)
    paper = await request.app[DECODING].run(paper_of, raw)
    async with request.app[DATABASE].transaction(EVERYWHERE) as tx:
        found, who = await of_own_units(tx, ask, question)
        await actions.attach_file(tx, request.app[SEALER], found, attachment, paper, who=who, now=ask.now)
        return await in_full(request, tx, ask, found)


async def delete_answer_file(
    request: web.Request, ask: Ask[Person], *, question: UUID, attachment: UUID
) -> OwnQuestionInFull:
    async with request.app[DATABASE].transaction(EVERYWHERE) as tx:
        found, who = await of_own_units(tx, ask, question)
        await actions.remove_file(tx, found, attachment, who=who, now=ask.now)
        return await in_full(request, tx, ask, found)


async def get_own_answer_file(
    request: web.Request, ask: Ask[Person], *, question: UUID, attachment: UUID
) -> web.Response:
    async with request.app[DATABASE].transaction(EVERYWHERE) as tx:
        found, _ = await of_own_units(tx, ask, question)
        return await _opened(request, tx, ask, found, attachment)


async def get_answer_file(request: web.Request, ask: Ask[Person], *, question: UUID, attachment: UUID) -> web.Response:
    """A download that no browser shows or runs; what belongs to a draft is not there yet."""
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        found = await tx.get(Question, question)
        require(ask.person, "see_persons", found.place)
        if found.answered_at is None:
            raise NotFound("not_found")
        return await _opened(request, tx, ask, found, attachment)


async def _opened(request: web.Request, tx: Tx, ask: Ask[Person], question: Question, ident: UUID) -> web.Response:
    booking = await tx.get(Booking, question.booking_id)
    file = await read_attachment(tx, request.app[SEALER], booking, ident, question=question.id)
    about = f"question:{question.id}"
    await record(tx, ask.person.principal, "attachment_opened", about, place=question.place, now=ask.now)
    return saved(file, str(ident))


_AT: Final = "/api/me/questions/{question}/files/{attachment}"
_CLOSED: Final = ("not_found", "not_from_here", "attachments_closed")

routes = [
    Route(
        "PUT",
        _AT,
        put_answer_file,
        answer=OwnQuestionInFull,
        errors=(
            *(*_CLOSED, "attachments_full", "attachment_type", "pdf_broken", "picture_broken", "picture_pixels"),
            *("pictures_busy", "too_large", "too_slow", "too_many"),
        ),
        every_time=True,
        summary_zh="给答复附一张照片（重新编码，去除位置信息）或一份 PDF",
        summary_en="Attach a photograph, which is encoded anew without its position, or a PDF to an answer",
    ),
    Route(
        "DELETE",
        _AT,
        delete_answer_file,
        answer=OwnQuestionInFull,
        errors=_CLOSED,
        every_time=True,
        summary_zh="去掉答复的一份附件",
        summary_en="Remove a file of an answer",
    ),
    Route(
        "GET",
        _AT,
        get_own_answer_file,
        media="application/octet-stream",
        answer=bytes,
        errors=("not_found", "erased"),
        every_time=True,
        summary_zh="下载本单位答复的一份附件（只能保存；留痕）",
        summary_en="Download a file of the answer of one's unit; logged",
    ),
    Route(
        "GET",
        "/api/questions/{question}/files/{attachment}",
        get_answer_file,
        media="application/octet-stream",
        answer=bytes,
        capability="see_persons",
        errors=("not_found", "erased"),
        every_time=True,  # it may be personal: each look is a line in the log
        summary_zh="下载单位答复的一份附件（只能保存，不在网页里打开；留痕）",
        summary_en="Download a file of a unit's answer, which no browser opens in a page; logged",
    ),
]
