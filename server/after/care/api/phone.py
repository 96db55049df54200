"""Routes of a petitioner at the query code of a ticket, without an account: the payments of the case, and its rating.

Codes are counted as for the ticket itself. What is refused changed nothing.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from aiohttp import web

from server.after.care import reads
from server.after.care.api.answers import named_units
from server.after.care.api.shapes import OwnCaseAnswer, OwnRating, PaymentAnswer, PaymentWordBody, RatingBody
from server.after.care.concerning import Concern, concern_of
from server.after.care.payments import Word, payments_of, say
from server.after.care.ratings import RATED, Rating, rate
from server.after.case.keys import today_of
from server.after.case.model import Case
from server.after.case.reads import case_of_matter, find_case
from server.after.case.rules import CaseState
from server.day.calling.keys import find_ticket
from server.day.record.reads import sealed_of
from server.db import EVERYWHERE, Tx
from server.errors import Conflict, NotFound
from server.http.route import Route
from server.journal.model import Matter, MatterKey
from server.keys import CLOCK, DATABASE, SEALER, SEALS
from server.place import Scope

_NOTHING: Mapping[str, Any] = {
    "state": None,
    "is_merged": False,
    "payments": [],
    "may_rate": False,
    "rating": None,
    **dict.fromkeys(("unit_zh", "unit_en", "unit_telephone")),
}


async def get_own_case(request: web.Request, _nobody: None, *, code: str) -> OwnCaseAnswer:
    key = await find_ticket(request, code)
    return await _told(request, key, await today_of(request, request.app[CLOCK].now()))


async def post_payment(
    request: web.Request, _nobody: None, *, code: str, line: UUID, body: PaymentWordBody
) -> OwnCaseAnswer:
    key, now = await find_ticket(request, code), request.app[CLOCK].now()
    today = await today_of(request, now)
    concern = await _concern(request, key)
    if concern is None:
        raise NotFound("not_found")
    async with request.app[DATABASE].transaction(Scope(concern.place, concern.place)) as tx:
        await say(tx, concern, Word(line, body.said, body.fen), today=today, now=now)
    return await _told(request, key, today)


async def post_rating(request: web.Request, _nobody: None, *, code: str, body: RatingBody) -> OwnCaseAnswer:
    key, now = await find_ticket(request, code), request.app[CLOCK].now()
    today = await today_of(request, now)
    async with request.app[DATABASE].transaction(Scope(key.place, key.place)) as tx:
        case = await _followed(request, tx, key)
        rating = Rating(body.site, body.unit, body.words)
        await rate(tx, request.app[SEALER], case.id, rating, today=today, now=now)
    return await _told(request, key, today)


async def _followed(request: web.Request, tx: Tx, key: MatterKey) -> Case:
    """The case of a ticket; NotFound where none follows the matter, Conflict ``ticket_erased``."""
    if await _is_erased(request, tx, key):
        raise Conflict("ticket_erased")
    case = await case_of_matter(tx, key)
    if case is None or case.state is CaseState.VOID:
        raise NotFound("not_found")
    return case


async def _concern(request: web.Request, key: MatterKey) -> Concern | None:
    """What concerns the petitioner of a ticket; None where no case follows it, Conflict ``ticket_erased``."""
    async with request.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
        if await _is_erased(request, tx, key):
            raise Conflict("ticket_erased")
        return await concern_of(tx, request.app[SEALS], key)


async def _is_erased(request: web.Request, tx: Tx, key: MatterKey) -> bool:
    """Whether nothing opens what was said at the registration; a registration never seals nothing."""
    return not await sealed_of(tx, request.app[SEALS], await tx.get(Matter, tuple(key)))


async def _told(request: web.Request, key: MatterKey, today: dt.date) -> OwnCaseAnswer:
    try:
        concern = await _concern(request, key)
    except Conflict:
        return OwnCaseAnswer(is_erased=True, **_NOTHING)
    if concern is None:
        return OwnCaseAnswer(is_erased=False, **_NOTHING)
    async with request.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
        own, ledger = await find_case(tx, concern.own), await find_case(tx, concern.case)
        case = own if own.merged_into is None else await find_case(tx, own.merged_into)
        found, ratings = await payments_of(tx, ledger, today, concern), await reads.ratings_of(tx, own.id)
        current = await reads.round_of(tx, own.id)
    may_say = not concern.is_closed and case.state is not CaseState.VERIFIED
    unit = (await named_units(request, {case.owner_unit})).get(case.owner_unit or "")
    last = ratings[-1] if ratings else None
    return OwnCaseAnswer(
        is_erased=False,
        state=case.state,
        is_merged=case is not own,
        payments=[
            PaymentAnswer(
                line=one.line,
                fen=one.fen,
                on=one.on,
                number=(one.on - own.opened_on).days,
                is_paid=one.is_paid,
                said=one.said,
                may_say=one.may_say and may_say,
            )
            for one in found
        ],
        unit_zh=None if unit is None else unit.name_zh,
        unit_en=None if unit is None else unit.name_en,
        unit_telephone=None if unit is None else unit.telephone,
        may_rate=own.state in RATED and (last is None or last.number < current),
        rating=None if last is None else OwnRating(site=last.site_face, unit=last.unit_face),
    )


routes = [
    Route(
        "GET",
        "/api/tickets/{code}/case",
        get_own_case,
        answer=OwnCaseAnswer,
        who="anyone",
        errors=("not_found", "too_many"),
        summary_zh="凭查询码看后续办理：各笔付款、责任单位、评价",
        summary_en="What follows the matter of a ticket: its payments, who answers for it, its rating",
    ),
    Route(
        "POST",
        "/api/tickets/{code}/payments/{line}",
        post_payment,
        body=PaymentWordBody,
        answer=OwnCaseAnswer,
        who="anyone",
        errors=(
            *("not_found", "too_many", "ticket_erased", "payment_changed", "payment_not_due", "case_verified"),
            *("money_received", "money_sum"),
        ),
        summary_zh="凭查询码确认一笔付款：到账了、没到账，或撤回刚才的点选；重复只算一次",
        summary_en="Say of a payment that it arrived or did not, or take that back; what is said twice counts once",
        example={"said": "received", "fen": 10_600_000},
    ),
    Route(
        "POST",
        "/api/tickets/{code}/rating",
        post_rating,
        body=RatingBody,
        answer=OwnCaseAnswer,
        who="anyone",
        errors=("not_found", "too_many", "ticket_erased", "rating_early", "rating_given", "case_words"),
        summary_zh="凭查询码评价：接访点、责任单位，每轮一次，可不评",
        summary_en="Rate the site and the responsible unit, once a round, where one wishes to",
        example={"unit": "satisfied"},
    ),
]
