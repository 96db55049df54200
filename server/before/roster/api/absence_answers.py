"""Leaves, recusals and the duties that they conflict with, as the API says them."""

from collections.abc import Collection, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any
from uuid import UUID

from aiohttp import web
from sqlalchemy import select

from server.before.agenda.hours import today_of
from server.before.agenda.rules import ZONE
from server.before.roster import absences, reads
from server.before.roster.api.absence_shapes import AbsencesAnswer, ClashAnswer, LeaveAnswer, RecusalAnswer
from server.before.roster.clashes import clashes
from server.before.roster.model import Leave, Recusal
from server.day_code import parse_day
from server.db import EVERYWHERE, Tx
from server.http.ask import Ask
from server.keys import DATABASE, SEALER
from server.people.rules import Person
from server.place import region_of
from server.sites.model import Site


def within(
    request: web.Request, ask: Ask[Person], account: UUID | None, *, write: bool = True
) -> AbstractAsyncContextManager[Tx]:
    is_own = account is None or str(account) == ask.person.id
    return request.app[DATABASE].transaction(ask.person.at_home if is_own else ask.person.scope, write=write)


async def told_of(request: web.Request, ask: Ask[Person], ident: UUID | None) -> AbsencesAnswer:
    """What is said of an account. One's own duties are told wherever they are, another's within one's places."""
    async with within(request, ask, ident, write=False) as tx:
        account = await absences.account_of(tx, ident, by=ask.person)
        leaves = await tx.scalars(select(Leave).where(Leave.account_id == account.id).order_by(Leave.first, Leave.id))
        of_account = select(Recusal).where(Recusal.account_id == account.id)
        told = await leaves_told(request, tx, leaves)
        recusals = await recusals_told(request, tx, await tx.scalars(of_account.order_by(Recusal.id)))
    scope = EVERYWHERE if str(account.id) == ask.person.id else ask.person.scope
    async with request.app[DATABASE].transaction(scope, write=False) as tx:
        found = await clashes_told(tx, ask, {account.id})
    return AbsencesAnswer(today=today_of(ZONE, ask.now), leaves=told, recusals=recusals, clashes=found)


async def leaves_told(request: web.Request, tx: Tx, found: Sequence[Leave]) -> list[LeaveAnswer]:
    names, told = await _names(tx, found), []
    for one in found:
        parts = await absences.leave_parts(tx, request.app[SEALER], one)
        told.append(LeaveAnswer(first=parts.first, last=parts.last, reason=parts.reason, **_known(one, names)))
    return told


async def recusals_told(request: web.Request, tx: Tx, found: Sequence[Recusal]) -> list[RecusalAnswer]:
    names, told = await _names(tx, found), []
    for one in found:
        parts = await absences.recusal_parts(tx, request.app[SEALER], one)
        told.append(
            RecusalAnswer(
                kind=parts.kind,
                employer=parts.employer,
                category=parts.category,
                region=parts.region,
                reason=parts.reason,
                **_known(one, names),
            )
        )
    return told


async def _names(tx: Tx, found: Sequence[Leave | Recusal]) -> dict[str, str]:
    """The names of the accounts in scope, by principal."""
    said = {one.said_by.removeprefix("account:") for one in found}
    people = {one.account_id for one in found} | {UUID(one) for one in said}
    return {f"account:{ident}": one.name for ident, one in (await reads.names_of(tx, people)).items()}


def _known(one: Leave | Recusal, names: dict[str, str]) -> dict[str, Any]:
    whose = names.get(f"account:{one.account_id}")
    said = {"said_by_name": names.get(one.said_by), "said_at": one.said_at}
    return {"id": one.id, "account": one.account_id, "name": whose, **said}


async def clashes_told(tx: Tx, ask: Ask[Person], accounts: Collection[UUID]) -> list[ClashAnswer]:
    found = await clashes(tx, accounts, now=ask.now)
    codes = {one.duty.site for one in found if one.duty.site is not None}
    sites = {one.code: one for one in await tx.scalars(select(Site).where(Site.code.in_(codes)))}
    told = []
    for one in found:
        site = sites.get(one.duty.site or "")
        told.append(
            ClashAnswer(
                account=one.account,
                duty=one.duty.id,
                day=parse_day(one.day.day),
                kind=one.duty.kind,
                site=one.duty.site,
                site_zh=None if site is None else site.name_zh,
                site_en=None if site is None else site.name_en,
                region=None if one.duty.site else region_of(one.duty.lo),
                problem=one.problem,
                fix=one.fix,
            )
        )
    return told
