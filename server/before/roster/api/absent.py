"""Routes to leaves and recusals: of oneself, and of the accounts whose rosters one keeps."""

import datetime as dt
from contextlib import AbstractAsyncContextManager
from typing import Annotated
from uuid import UUID

from aiohttp import web
from pydantic import Field
from sqlalchemy import select

from server.before.roster import absences
from server.before.roster.absences import NewRecusal
from server.before.roster.api.shapes import Ident
from server.before.roster.model import Leave, Recusal
from server.before.roster.rules import RecusalKind
from server.db import Tx
from server.errors import Invalid, NotFound
from server.http.ask import Ask
from server.http.route import Route, Shape
from server.keys import DATABASE, SEALER
from server.people.rules import Person
from server.place import range_of_region, region_of
from server.sites.keys import REFERENCE

Words = Annotated[str, Field(max_length=200)]
Date = Annotated[dt.date, Field(strict=False)]


class LeaveBody(Shape):
    account: Ident | None = None
    """Null: oneself."""
    first: Date
    last: Date


class RecusalBody(Shape):
    account: Ident | None = None
    kind: Annotated[RecusalKind, Field(strict=False)]
    employer: Words | None = None
    category: str | None = Field(None, max_length=40)
    region: str | None = Field(None, pattern=r"^[0-9]{6}$")
    reason: Words


class LeaveAnswer(Shape):
    id: UUID
    first: dt.date
    last: dt.date


class RecusalAnswer(Shape):
    id: UUID
    kind: RecusalKind
    employer: str | None
    category: str | None
    region: str | None
    reason: str


class AbsencesAnswer(Shape):
    leaves: list[LeaveAnswer]
    recusals: list[RecusalAnswer]


class AbsencesQuery(Shape):
    account: UUID | None = None


async def get_absences(request: web.Request, ask: Ask[Person], *, query: AbsencesQuery) -> AbsencesAnswer:
    async with _within(request, ask, query.account, write=False) as tx:
        return await _answer(request, tx, ask, query.account)


async def post_leave(request: web.Request, ask: Ask[Person], *, body: LeaveBody) -> AbsencesAnswer:
    async with _within(request, ask, body.account) as tx:
        await absences.say_leave(tx, body.account, body.first, body.last, by=ask.person, now=ask.now)
        return await _answer(request, tx, ask, body.account)


async def post_recusal(request: web.Request, ask: Ask[Person], *, body: RecusalBody) -> AbsencesAnswer:
    reference = request.app[REFERENCE]
    if body.category is not None and body.category not in reference.categories:
        raise Invalid("unknown_category", category=body.category)
    if body.region is not None and body.region not in reference.regions:
        raise Invalid("unknown_region", region=body.region)
    places = None if body.region is None else range_of_region(body.region)
    said = NewRecusal(body.kind, body.employer, body.category, places, body.reason)
    async with _within(request, ask, body.account) as tx:
        await absences.say_recusal(tx, request.app[SEALER], body.account, said, by=ask.person, now=ask.now)
        return await _answer(request, tx, ask, body.account)


async def delete_leave(request: web.Request, ask: Ask[Person], *, leave: UUID) -> None:
    await _delete(request, ask, Leave, leave)


async def delete_recusal(request: web.Request, ask: Ask[Person], *, recusal: UUID) -> None:
    await _delete(request, ask, Recusal, recusal)


async def _delete(request: web.Request, ask: Ask[Person], kind: type[Leave | Recusal], ident: UUID) -> None:
    """One's own lie where the account does, which may be elsewhere than one acts now."""
    for scope in dict.fromkeys((ask.person.at_home, ask.person.scope)):
        async with request.app[DATABASE].transaction(scope) as tx:
            if await tx.one_or_none(select(kind.id).where(kind.id == ident)) is not None:
                await absences.take_back(tx, kind, ident, by=ask.person, now=ask.now)
                return
    raise NotFound("not_found")


def _within(
    request: web.Request, ask: Ask[Person], account: UUID | None, *, write: bool = True
) -> AbstractAsyncContextManager[Tx]:
    is_own = account is None or str(account) == ask.person.id
    return request.app[DATABASE].transaction(ask.person.at_home if is_own else ask.person.scope, write=write)


async def _answer(request: web.Request, tx: Tx, ask: Ask[Person], ident: UUID | None) -> AbsencesAnswer:
    account = await absences.account_of(tx, ident, by=ask.person)
    leaves = await tx.scalars(select(Leave).where(Leave.account_id == account.id).order_by(Leave.first, Leave.id))
    recusals = await tx.scalars(select(Recusal).where(Recusal.account_id == account.id).order_by(Recusal.id))
    told = []
    for one in recusals:
        employer, reason = await absences.words_of(tx, request.app[SEALER], one)
        region = None if one.place_lo is None else region_of(one.place_lo)
        told.append(
            RecusalAnswer(
                id=one.id, kind=one.kind, employer=employer, category=one.category, region=region, reason=reason
            )
        )
    return AbsencesAnswer(
        leaves=[LeaveAnswer(id=one.id, first=one.first, last=one.last) for one in leaves], recusals=told
    )


routes = [
    Route(
        "GET",
        "/api/absences",
        get_absences,
        query=AbsencesQuery,
        answer=AbsencesAnswer,
        errors=("not_found", "not_allowed"),
        summary_zh="本人（或由本人安排值班的账号）的请假和回避",
        summary_en="The leaves and recusals of oneself, or of an account whose rosters one keeps",
    ),
    Route(
        "POST",
        "/api/leaves",
        post_leave,
        body=LeaveBody,
        answer=AbsencesAnswer,
        status=201,
        errors=("not_found", "not_allowed", "leave_days"),
        summary_zh="登记请假",
        summary_en="Say when one is away",
        example={"first": "2026-12-10", "last": "2026-12-11"},
    ),
    Route(
        "DELETE",
        "/api/leaves/{leave}",
        delete_leave,
        errors=("not_found",),
        summary_zh="撤销请假",
        summary_en="Take a leave back",
    ),
    Route(
        "POST",
        "/api/recusals",
        post_recusal,
        body=RecusalBody,
        answer=AbsencesAnswer,
        status=201,
        errors=("not_found", "not_allowed", "recusal_form", "unknown_category", "unknown_region"),
        summary_zh="登记回避：某单位、某类事项或某地方，须写明理由",
        summary_en="Say what one is recused from: an employer, a category or a place, and why",
        example={"kind": "category", "category": "wage_arrears", "reason": "曾任职于相关单位"},
    ),
    Route(
        "DELETE",
        "/api/recusals/{recusal}",
        delete_recusal,
        errors=("not_found",),
        summary_zh="撤销回避",
        summary_en="Take a recusal back",
    ),
]
