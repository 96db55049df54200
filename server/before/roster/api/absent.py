"""Routes to leaves and recusals: of oneself, and of the accounts whose rosters one keeps."""

from contextlib import AbstractAsyncContextManager
from uuid import UUID

from aiohttp import web
from sqlalchemy import select

from server.before.agenda.hours import today_of
from server.before.agenda.rules import ZONE
from server.before.roster import absences
from server.before.roster.api.absence_answers import clashes_told, leaves_told, recusals_told, told_of, within
from server.before.roster.api.absence_shapes import (
    AbsencesAnswer,
    AbsencesQuery,
    KeptAccount,
    KeptAccountsAnswer,
    LeaveBody,
    LeaveChange,
    LeavesAnswer,
    LeavesQuery,
    RecusalBody,
    RecusalChange,
    RecusalsAnswer,
    RecusalShape,
)
from server.before.roster.model import Leave, Recusal
from server.db import Tx
from server.errors import Invalid, NotFound
from server.http.ask import Ask
from server.http.paging import PageQuery, cut
from server.http.route import Route
from server.keys import DATABASE, SEALER
from server.people.model import Account
from server.people.rules import ALONE, Person
from server.sites.keys import REFERENCE


async def get_absences(request: web.Request, ask: Ask[Person], *, query: AbsencesQuery) -> AbsencesAnswer:
    return await told_of(request, ask, query.account)


async def get_leaves(request: web.Request, ask: Ask[Person], *, query: LeavesQuery) -> LeavesAnswer:
    today = today_of(ZONE, ask.now)
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        found = select(Leave).order_by(Leave.id.desc())
        found = found if query.past else found.where(Leave.last >= today)
        after = found if query.cursor is None else found.where(Leave.id < query.cursor)
        page, following = cut(await tx.scalars(after.limit(query.reads)), query, lambda one: one.id)
        told = await clashes_told(tx, ask, {one.account_id for one in page})
        return LeavesAnswer(items=await leaves_told(request, tx, page), next=following, today=today, clashes=told)


async def get_recusals(request: web.Request, ask: Ask[Person], *, query: PageQuery[UUID]) -> RecusalsAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        found = select(Recusal).order_by(Recusal.id.desc())
        after = found if query.cursor is None else found.where(Recusal.id < query.cursor)
        page, following = cut(await tx.scalars(after.limit(query.reads)), query, lambda one: one.id)
        told = await clashes_told(tx, ask, {one.account_id for one in page})
        return RecusalsAnswer(items=await recusals_told(request, tx, page), next=following, clashes=told)


async def get_kept_accounts(request: web.Request, ask: Ask[Person]) -> KeptAccountsAnswer:
    in_use = select(Account).where(Account.suspended_at.is_(None)).order_by(Account.name, Account.id)
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        found = [one for one in await tx.scalars(in_use) if not one.roles & ALONE]
    return KeptAccountsAnswer(items=[KeptAccount(id=one.id, name=one.name, roles=sorted(one.roles)) for one in found])


async def post_leave(request: web.Request, ask: Ask[Person], *, body: LeaveBody) -> AbsencesAnswer:
    async with within(request, ask, body.account) as tx:
        sealer = request.app[SEALER]
        await absences.say_leave(tx, sealer, body.account, body.parts(), by=ask.person, now=ask.now)
    return await told_of(request, ask, body.account)


async def put_leave(request: web.Request, ask: Ask[Person], *, leave: UUID, body: LeaveChange) -> AbsencesAnswer:
    wanted, seen, sealer = body.parts(), body.seen.parts(), request.app[SEALER]
    async with await _where(request, ask, Leave, leave) as tx:
        changed = await absences.change_leave(tx, sealer, leave, wanted, seen=seen, by=ask.person, now=ask.now)
    return await told_of(request, ask, changed.account_id)


async def post_recusal(request: web.Request, ask: Ask[Person], *, body: RecusalBody) -> AbsencesAnswer:
    _check_codes(request, body)
    async with within(request, ask, body.account) as tx:
        sealer = request.app[SEALER]
        await absences.say_recusal(tx, sealer, body.account, body.parts(), by=ask.person, now=ask.now)
    return await told_of(request, ask, body.account)


async def put_recusal(request: web.Request, ask: Ask[Person], *, recusal: UUID, body: RecusalChange) -> AbsencesAnswer:
    _check_codes(request, body)
    wanted, seen, sealer = body.parts(), body.seen.parts(), request.app[SEALER]
    async with await _where(request, ask, Recusal, recusal) as tx:
        changed = await absences.change_recusal(tx, sealer, recusal, wanted, seen=seen, by=ask.person, now=ask.now)
    return await told_of(request, ask, changed.account_id)


async def delete_leave(request: web.Request, ask: Ask[Person], *, leave: UUID) -> None:
    async with await _where(request, ask, Leave, leave) as tx:
        await absences.take_back(tx, Leave, leave, by=ask.person, now=ask.now)


async def delete_recusal(request: web.Request, ask: Ask[Person], *, recusal: UUID) -> None:
    async with await _where(request, ask, Recusal, recusal) as tx:
        await absences.take_back(tx, Recusal, recusal, by=ask.person, now=ask.now)


def _check_codes(request: web.Request, body: RecusalShape) -> None:
    reference = request.app[REFERENCE]
    if body.category is not None and body.category not in reference.categories:
        raise Invalid("unknown_category", category=body.category)
    if body.region is not None and body.region not in reference.regions:
        raise Invalid("unknown_region", region=body.region)


async def _where(
    request: web.Request, ask: Ask[Person], kind: type[Leave | Recusal], ident: UUID
) -> AbstractAsyncContextManager[Tx]:
    """Where it lies: one's own do so where the account does, which may be elsewhere than one acts now."""
    database = request.app[DATABASE]
    for scope in dict.fromkeys((ask.person.at_home, ask.person.scope)):
        async with database.transaction(scope, write=False) as tx:
            if await tx.one_or_none(select(kind.id).where(kind.id == ident)) is not None:
                return database.transaction(scope)
    raise NotFound("not_found")


_OF_LEAVE = ("not_found", "not_allowed", "leave_days", "leave_reason")
_OF_RECUSAL = ("not_found", "not_allowed", "recusal_form", "unknown_category", "unknown_region")
_LEAVE = {"first": "2026-12-10", "last": "2026-12-11"}
_RECUSAL = {"kind": "category", "category": "wage_arrears", "reason": "曾任职于相关单位"}

routes = [
    Route(
        "GET",
        "/api/absences",
        get_absences,
        query=AbsencesQuery,
        answer=AbsencesAnswer,
        errors=("not_found", "not_allowed"),
        summary_zh="本人（或由本人安排值班的账号）的请假和回避，及与之冲突的值班",
        summary_en="The leaves and recusals of oneself or of an account whose rosters one keeps, and what conflicts",
    ),
    Route(
        "GET",
        "/api/kept-accounts",
        get_kept_accounts,
        answer=KeptAccountsAnswer,
        capability="keep_roster",
        summary_zh="由本人安排值班的账号",
        summary_en="The accounts whose rosters one keeps",
    ),
    Route(
        "GET",
        "/api/leaves",
        get_leaves,
        query=LeavesQuery,
        answer=LeavesAnswer,
        capability="keep_roster",
        summary_zh="本人范围内的请假，及与之冲突的值班；后登记的在前",
        summary_en="The leaves within one's places and the duties they conflict with, those said last first",
    ),
    Route(
        "POST",
        "/api/leaves",
        post_leave,
        body=LeaveBody,
        answer=AbsencesAnswer,
        status=201,
        errors=_OF_LEAVE,
        summary_zh="登记请假",
        summary_en="Say when one is away",
        example=_LEAVE,
    ),
    Route(
        "PUT",
        "/api/leaves/{leave}",
        put_leave,
        body=LeaveChange,
        answer=AbsencesAnswer,
        errors=(*_OF_LEAVE, "absence_changed"),
        summary_zh="更改请假；他人已改的不覆盖",
        summary_en="Change a leave; nothing that another changed since it was read is overwritten",
        example={**_LEAVE, "seen": _LEAVE},
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
        "GET",
        "/api/recusals",
        get_recusals,
        query=PageQuery[UUID],
        answer=RecusalsAnswer,
        capability="keep_roster",
        summary_zh="本人范围内的回避，及与之冲突的值班；后登记的在前",
        summary_en="The recusals within one's places and the duties they conflict with, those said last first",
    ),
    Route(
        "POST",
        "/api/recusals",
        post_recusal,
        body=RecusalBody,
        answer=AbsencesAnswer,
        status=201,
        errors=_OF_RECUSAL,
        summary_zh="登记回避：某单位、某类事项或某地方，须写明理由",
        summary_en="Say what one is recused from: an employer, a category or a place, and why",
        example=_RECUSAL,
    ),
    Route(
        "PUT",
        "/api/recusals/{recusal}",
        put_recusal,
        body=RecusalChange,
        answer=AbsencesAnswer,
        errors=(*_OF_RECUSAL, "absence_changed"),
        summary_zh="更改回避；他人已改的不覆盖",
        summary_en="Change a recusal; nothing that another changed since it was read is overwritten",
        example={**_RECUSAL, "seen": _RECUSAL},
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
