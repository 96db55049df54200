"""Routes by which an outcome is read back and confirmed: at the desk, and at the query code of a ticket."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from aiohttp import web
from limits import RateLimitItemPerMinute

from server.day.calling.keys import find_ticket
from server.day.outcome import signing
from server.day.outcome.api.shapes import PaperQuery, ReadBackAnswer, SignatureBody, SignatureShape
from server.day.outcome.model import Way
from server.day.outcome.signing import Answer, Signed
from server.day.record.reads import head_of, sealed_of, told_of
from server.day_code import DayCode
from server.db import Tx
from server.entries.check import HIDDEN
from server.errors import Conflict, Invalid, NotFound
from server.files.actions import read_file
from server.files.papers import PDF, paper_of
from server.http.ask import Ask
from server.http.guards import client_network, limit
from server.http.inert import INERT, inert
from server.http.route import File, Route
from server.journal.model import Matter, MatterKey
from server.keys import CLOCK, DATABASE, DECODING, SEALER, SEALS
from server.people.audit import record
from server.people.rules import Person, require
from server.place import Scope

PETITIONER: Final = "petitioner"
PHOTO: Final = File(media=("image/jpeg", "image/png", "image/webp", "application/octet-stream"), most=4 * 1024 * 1024)
OF_ADDRESS: Final = RateLimitItemPerMinute(120)
"""Answers from one address."""


async def get_signatures(
    request: web.Request, ask: Ask[Person], *, day: DayCode, site: str, matter: str
) -> ReadBackAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        key = await _key(tx, ask.person, day, site, matter)
        about = f"matter:{day}/{site}/{key.matter}"
        await record(tx, ask.person.principal, "signatures_shown", about, place=key.place, now=ask.now)
        told = await _told(request, tx, key)
    return told if "record_entries" in ask.person.scope.capabilities else _without_words(told)


async def post_signature(
    request: web.Request,
    ask: Ask[Person],
    *,
    day: DayCode,
    site: str,
    matter: str,
    signature: UUID,
    body: SignatureBody,
) -> ReadBackAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        key = await _key(tx, ask.person, day, site, matter, writes=True)
        await _sign(request, tx, key, _answer(signature, body), by=ask.person.principal, now=ask.now)
        return await _told(request, tx, key)


async def post_signed_paper(
    request: web.Request,
    ask: Ask[Person],
    *,
    day: DayCode,
    site: str,
    matter: str,
    signature: UUID,
    query: PaperQuery,
    body: bytes,
) -> ReadBackAnswer:
    """A photograph of a signed paper, decoded and written anew before it is kept."""
    paper = await request.app[DECODING].run(paper_of, body)
    if paper.media == PDF:
        raise Invalid("file_type")
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        key = await _key(tx, ask.person, day, site, matter, writes=True)
        answer = Answer(id=signature, version=query.version, way=Way.PAPER, paper=paper)
        await _sign(request, tx, key, answer, by=ask.person.principal, now=ask.now)
        return await _told(request, tx, key)


async def get_signed_paper(
    request: web.Request, ask: Ask[Person], *, day: DayCode, site: str, matter: str, signature: UUID
) -> web.Response:
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        key = await _key(tx, ask.person, day, site, matter)
        file = await read_file(tx, request.app[SEALER], await signing.picture_of_answer(tx, key, signature))
        about = f"matter:{day}/{site}/{key.matter}"
        await record(tx, ask.person.principal, "signatures_shown", about, place=key.place, now=ask.now)
    answer = inert(request, file)
    answer.headers.update(INERT)
    answer.headers["Cache-Control"] = "no-store"
    return answer


async def get_own_outcome(request: web.Request, _nobody: None, *, code: str) -> ReadBackAnswer:
    key = await find_ticket(request, code)
    async with request.app[DATABASE].transaction(Scope(key.place, key.place), write=False) as tx:
        return _without_words(await _told(request, tx, key))


async def post_own_signature(
    request: web.Request, _nobody: None, *, code: str, signature: UUID, body: SignatureBody
) -> ReadBackAnswer:
    key, now = await find_ticket(request, code), request.app[CLOCK].now()
    await limit(request, "signature_of_address", (OF_ADDRESS, client_network(request)))
    async with request.app[DATABASE].transaction(Scope(key.place, key.place)) as tx:
        await _sign(request, tx, key, _answer(signature, body), by=PETITIONER, now=now)
        return _without_words(await _told(request, tx, key))


async def _key(tx: Tx, person: Person, day: DayCode, site: str, matter: str, *, writes: bool = False) -> MatterKey:
    """The matter at a site in scope; what was read back is a person's, so an account needs the right to see it."""
    if person.kind == "account":
        require(person, "record_entries" if writes else "see_persons")
    head = await head_of(tx, day, site)
    row = await tx.get(Matter, (day, head.place, matter.lower()))
    return MatterKey(row.day, row.place, row.matter)


async def _sign(request: web.Request, tx: Tx, key: MatterKey, answer: Answer, *, by: str, now: dt.datetime) -> None:
    """Keep an answer; Conflict ``outcome_erased`` where nothing opens what the registration sealed."""
    if not await sealed_of(tx, request.app[SEALS], await tx.get(Matter, tuple(key))):
        raise Conflict("outcome_erased")
    await signing.sign(tx, request.app[SEALER], key, answer, by=by, now=now)


def _answer(ident: UUID, body: SignatureBody) -> Answer:
    return Answer(
        id=ident, version=body.version, way=Way(body.way), words=body.words, strokes=tuple(map(tuple, body.strokes))
    )


async def _told(request: web.Request, tx: Tx, key: MatterKey) -> ReadBackAnswer:
    state = await told_of(tx, request.app[SEALS], key)
    if state is None:
        raise NotFound("not_found")
    version = await signing.version_of(tx, key)
    said: Mapping[str, Any] = state.outcome_fields or {}
    unit = said.get("owner_unit")
    found = await signing.signed_of(tx, request.app[SEALER], key)
    return ReadBackAnswer(
        version=None if version is None else version.number,
        outcome=said.get("outcome"),
        owner_unit=None if unit == HIDDEN else unit,
        amount_fen=said.get("amount_fen") or 0,
        due_on=dt.date.fromisoformat(said["due_on"]) if said.get("due_on") else None,
        answers=_answers(found),
    )


def _answers(found: Sequence[Signed]) -> list[SignatureShape]:
    return [
        SignatureShape(
            id=one.row.id,
            way=one.row.way,
            at=one.row.at,
            by_petitioner=one.row.by == PETITIONER,
            is_current=one.is_current,
            words=one.words,
            strokes=None if one.strokes is None else [list(stroke) for stroke in one.strokes],
        )
        for one in found
    ]


def _without_words(told: ReadBackAnswer) -> ReadBackAnswer:
    """What is seen away from the desk that enters it: nothing of what was drawn or typed."""
    answers = [one.model_copy(update={"words": None, "strokes": None}) for one in told.answers]
    return told.model_copy(update={"answers": answers})


_PATH = "/api/days/{day}/sites/{site}/matters/{matter}/signatures"
_REFUSED = ("outcome_not_counted", "outcome_amended", "outcome_signed", "signature_empty", "signature_words")
_EXAMPLE = {"version": 12, "way": "word", "words": "张三"}
routes = [
    Route(
        "GET",
        _PATH,
        get_signatures,
        answer=ReadBackAnswer,
        who="session|device",
        errors=("not_found", "not_allowed"),
        summary_zh="结果的复述内容和信访人的确认；每次留痕",
        summary_en="What is read back of an outcome, and how it was confirmed; each look is a line in the log",
    ),
    Route(
        "POST",
        f"{_PATH}/{{signature}}",
        post_signature,
        body=SignatureBody,
        answer=ReadBackAnswer,
        who="session|device",
        errors=("not_found", "not_allowed", "outcome_erased", *_REFUSED),
        summary_zh="信访人确认结果：屏上签字、口头同意，或选择不签",
        summary_en="The petitioner confirms the outcome: drawn, by word, or chooses not to sign",
        example=_EXAMPLE,
    ),
    Route(
        "POST",
        f"{_PATH}/{{signature}}/paper",
        post_signed_paper,
        query=PaperQuery,
        file=PHOTO,
        answer=ReadBackAnswer,
        who="session|device",
        errors=(
            *("not_found", "not_allowed", "file_type", "attachment_type", "pdf_broken", "picture_broken"),
            *("picture_pixels", "pictures_busy", "outcome_erased", *_REFUSED),
        ),
        summary_zh="信访人在纸上签字：拍照存档",
        summary_en="The petitioner signed on paper: its photograph is kept",
    ),
    Route(
        "GET",
        f"{_PATH}/{{signature}}/paper",
        get_signed_paper,
        media="image/jpeg",
        answer=bytes,
        who="session|device",
        errors=("not_found", "not_allowed", "erased"),
        summary_zh="纸质签字的照片；每次留痕",
        summary_en="The photograph of a signed paper; each look is a line in the log",
    ),
    Route(
        "GET",
        "/api/tickets/{code}/outcome",
        get_own_outcome,
        answer=ReadBackAnswer,
        who="anyone",
        errors=("not_found", "too_many"),
        summary_zh="凭查询码看结果，并看是否已确认",
        summary_en="At a ticket's query code: the outcome, and whether it was confirmed",
    ),
    Route(
        "POST",
        "/api/tickets/{code}/signatures/{signature}",
        post_own_signature,
        body=SignatureBody,
        answer=ReadBackAnswer,
        who="anyone",
        errors=("not_found", "too_many", "outcome_erased", *_REFUSED),
        summary_zh="凭查询码确认结果：签字、同意，或选择不签",
        summary_en="Confirm an outcome at a ticket's query code: drawn, by word, or not signed by choice",
        example=_EXAMPLE,
    ),
]
