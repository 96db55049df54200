"""Cases as the API says them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from aiohttp import web
from sqlalchemy import select

from server.after.case import reads
from server.after.case.api.shapes import (
    CaseAnswer,
    CaseClockAnswer,
    CaseLineAnswer,
    CaseMatterAnswer,
    CaseMoneyAnswer,
    CaseOfferAnswer,
    CaseRow,
    UnitName,
)
from server.after.case.ledger import sums
from server.after.case.model import Case, CaseLine, CaseMoney
from server.after.case.rules import PETITIONER, RUNNING, urgency
from server.after.case.sealing import unsealed
from server.after.case.timeline import clocks_of, money_of, standing
from server.day.record.reads import sealed_of, unit_of
from server.day_code import parse_day
from server.db import EVERYWHERE, Tx
from server.http.ask import Ask
from server.journal.model import Matter
from server.keys import DATABASE, SEALER
from server.people.audit import MACHINE
from server.people.model import Account
from server.people.rules import Person
from server.sites.keys import REFERENCE
from server.sites.model import Site
from server.units.model import Unit


async def rows_told(request: web.Request, tx: Tx, found: Sequence[Case], today: dt.date) -> list[CaseRow]:
    """The lines of a list, with the names of their sites and units."""
    sites = {one.code: one for one in await tx.scalars(select(Site).where(Site.code.in_({one.site for one in found})))}
    units = await named_units(request, {one.owner_unit for one in found})
    return [CaseRow(**_row(one, today, sites, units)) for one in found]


async def case_told(request: web.Request, ask: Ask[Person], ident: UUID, today: dt.date) -> CaseAnswer:
    """All of one case; NotFound beyond one's places."""
    sealer = request.app[SEALER]
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        case = await reads.find_case(tx, ident)
        offers, lines, money = (
            await reads.offers_of(tx, ident),
            await reads.lines_of(tx, ident),
            await money_of(tx, case),
        )
        names = await _names(tx, [*lines, *money])
        proofs = {one.id: await unsealed(tx, sealer, case, one) for one in money}
        reasons = {one.id: await unsealed(tx, sealer, case, one) for one in lines}
        matters = await _matters(ask, tx, ident)
        clocks = await clocks_of(tx, case)
        sites = {one.code: one for one in await tx.scalars(select(Site).where(Site.code == case.site))}
    codes = {case.owner_unit, *(one.unit for one in offers), *(one.competent_unit for one in offers)}
    units, limits = await named_units(request, codes), request.app[REFERENCE].time_limits
    found = sums(standing(money))
    return CaseAnswer(
        **_row(case, today, sites, units),
        version=case.version,
        today=today,
        claimed_fen=found.claimed,
        confirmed_fen=found.confirmed,
        underpaid_fen=found.underpaid,
        overpaid_fen=found.overpaid if found.agreed else 0,
        matters=matters,
        clocks=[
            CaseClockAnswer(
                id=one.id,
                limit=one.limit,
                article=limits[one.limit].article if one.limit in limits else None,
                is_sure=limits[one.limit].is_sure if one.limit in limits else True,
                extension=limits[one.limit].extension if one.limit in limits else 0,
                started_on=one.started_on,
                due_on=one.due_on,
                is_certain=one.is_certain,
                is_extended=one.is_extended,
                ended_on=one.ended_on,
            )
            for one in clocks
        ],
        money=[
            CaseMoneyAnswer(
                id=one.id,
                kind=one.kind,
                fen=one.fen,
                on=one.on,
                proof=proofs[one.id],
                by=names.get(one.by),
                by_petitioner=one.by == PETITIONER,
                at=one.at,
                struck_at=one.struck_at,
            )
            for one in money
        ],
        offers=[
            CaseOfferAnswer(
                id=one.id,
                unit=units.get(one.unit),
                state=one.state,
                offered_at=one.offered_at,
                object_until=one.object_until,
                answered_at=one.answered_at,
                competent=units.get(one.competent_unit or ""),
            )
            for one in offers
        ],
        timeline=[
            CaseLineAnswer(
                happening=one.happening,
                by=names.get(one.by),
                by_service=one.by == MACHINE,
                by_petitioner=one.by == PETITIONER,
                at=one.at,
                told=one.told,
                reason=reasons[one.id],
            )
            for one in lines
        ],
    )


async def named_units(request: web.Request, codes: set[str | None]) -> Mapping[str, UnitName]:
    """The names of units, which may lie beyond one's places: every official may read who answers for a case."""
    async with request.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
        found: Mapping[str, Unit] = await reads.unit_names(tx, {one for one in codes if one is not None})
    return {
        code: UnitName(code=code, zh=one.name_zh, en=one.name_en, telephone=one.telephone)
        for code, one in found.items()
    }


async def _matters(ask: Ask[Person], tx: Tx, ident: UUID) -> list[CaseMatterAnswer]:
    told = []
    for link in await reads.matters_of(tx, [ident]):
        matter = await tx.get(Matter, (link.day, link.place, link.matter))
        site = await tx.one_or_none(select(Site.code).where(Site.place == link.place))
        told.append(
            CaseMatterAnswer(
                day=parse_day(link.day),
                site=site or "",
                matter=link.matter,
                outcome=link.outcome,
                amount_fen=link.amount_fen,
                due_on=link.due_on,
                unit_words=unit_of(matter, await sealed_of(tx, ask.seals, matter)),
            )
        )
    return told


async def _names(tx: Tx, said: Sequence[CaseLine | CaseMoney]) -> Mapping[str, str]:
    """The names of the accounts in scope, by principal."""
    accounts = {UUID(one.by.removeprefix("account:")) for one in said if one.by.startswith("account:")}
    wanted = select(Account.id, Account.name).where(Account.id.in_(accounts))
    return {f"account:{row.id}": row.name for row in await tx.rows(wanted)} if accounts else {}


def _row(case: Case, today: dt.date, sites: Mapping[str, Site], units: Mapping[str, UnitName]) -> dict[str, Any]:
    site = sites.get(case.site)
    return {
        "id": case.id,
        "day": parse_day(case.day),
        "site": case.site,
        "site_zh": case.site if site is None else site.name_zh,
        "site_en": None if site is None else site.name_en,
        "category": case.category,
        "people_count": case.people_count,
        "state": case.state,
        "urgency": urgency(case.due_on, today) if case.state in RUNNING else None,
        "route": case.route,
        "unit": units.get(case.owner_unit or ""),
        "owner_in_words": case.owner_in_words,
        "opened_on": case.opened_on,
        "due_on": case.due_on,
        "ended_on": case.ended_on,
        "agreed_fen": case.agreed_fen,
        "paid_fen": case.paid_fen,
        "received_fen": case.received_fen,
        "outcome_changed": case.outcome_changed,
        "refusals": case.refusals,
    }
