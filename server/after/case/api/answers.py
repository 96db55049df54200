"""Cases as the API says them."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from aiohttp import web
from sqlalchemy import select

from server.after.case import reads
from server.after.case.api import led
from server.after.case.api.shapes import (
    CaseAnswer,
    CaseClockAnswer,
    CaseLineAnswer,
    CaseMatterAnswer,
    CaseMoneyAnswer,
    CaseOfferAnswer,
    CaseRow,
    DeadlineRuleAnswer,
    UnitName,
)
from server.after.case.deadlines import rule_now
from server.after.case.ledger import sums
from server.after.case.model import Case, CaseClock, CaseLine, CaseMoney, CaseOffer
from server.after.case.rules import PETITIONER, RUNNING, urgency
from server.after.case.sealing import unsealed, unsealed_words
from server.after.case.timeline import clocks_of, money_of, standing
from server.day.outcome.signing import Version, answers_of, version_of
from server.day.record.reads import sealed_of, unit_of
from server.day_code import parse_day
from server.db import EVERYWHERE, Tx
from server.http.ask import Ask
from server.journal.model import Matter, MatterKey
from server.keys import DATABASE, SEALER
from server.people.audit import MACHINE
from server.people.model import Account
from server.people.rules import Person
from server.sealing import Sealer
from server.sites.keys import REFERENCE
from server.sites.model import Site
from server.sites.reference import TimeLimit
from server.units.model import Unit


async def rows_told(
    request: web.Request, tx: Tx, found: Sequence[Case], today: dt.date, gone: Collection[str]
) -> list[CaseRow]:
    """The lines of a list, with the names of their sites and units."""
    sites = {one.code: one for one in await tx.scalars(select(Site).where(Site.code.in_({one.site for one in found})))}
    units = await named_units(request, {one.owner_unit for one in found})
    return [CaseRow(**_row(one, today, sites, units, gone)) for one in found]


async def case_told(request: web.Request, ask: Ask[Person], ident: UUID, today: dt.date) -> CaseAnswer:
    """All of one case, with the timelines of those that it stands for; NotFound beyond one's places."""
    sealer = request.app[SEALER]
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        case = await reads.find_case(tx, ident)
        merged = await reads.merged_in(tx, ident)
        lines = await _lines(tx, sealer, [case, *merged])
        offers, money = await reads.offers_of(tx, ident), await _money(tx, sealer, case)
        matters = [row for one in (case, *merged) for row in await _matters(ask, tx, one.id)]
        clocks = [_clock(one, request.app[REFERENCE].time_limits) for one in await clocks_of(tx, case)]
        lead, visits = await led.lead_told(tx, ask.person, case), await led.visits_told(tx, sealer, case)
        responsible = await unsealed_words(tx, sealer, case, case.id, case.responsible_sealed)
        stands = await tx.one_or_none(select(Case.id).where(Case.id == case.merged_into))
        rule, version = await rule_now(tx)
        sums_now = sums(standing(await money_of(tx, case)))
        sites = {one.code: one for one in await tx.scalars(select(Site).where(Site.code == case.site))}
    async with request.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
        gone = await reads.gone_units(tx, today)
    codes = {case.owner_unit, *(one.unit for one in offers), *(one.competent_unit for one in offers)}
    units = await named_units(request, codes)
    return CaseAnswer(
        **_row(case, today, sites, units, gone),
        version=case.version,
        today=today,
        stands=stands,
        merged=[led.merged_told(one) for one in merged],
        responsible=responsible,
        lead=lead,
        visits=visits,
        rule=DeadlineRuleAnswer(rolls_forward=rule.rolls_forward, counts_start=rule.counts_start, version=version),
        claimed_fen=sums_now.claimed,
        confirmed_fen=sums_now.confirmed,
        underpaid_fen=sums_now.underpaid,
        overpaid_fen=sums_now.overpaid if sums_now.agreed else 0,
        matters=matters,
        clocks=clocks,
        money=money,
        offers=[_offer(one, units) for one in offers],
        timeline=lines,
    )


def _clock(one: CaseClock, limits: Mapping[str, TimeLimit]) -> CaseClockAnswer:
    limit = limits.get(one.limit)
    same = ("id", "limit", "started_on", "due_on", "is_certain", "is_extended", "ended_on", "origin")
    return CaseClockAnswer(
        article=None if limit is None else limit.article,
        is_sure=limit is None or limit.is_sure,
        extension=0 if limit is None else limit.extension,
        **{name: getattr(one, name) for name in same},
    )


async def _money(tx: Tx, sealer: Sealer, case: Case) -> list[CaseMoneyAnswer]:
    lines = await money_of(tx, case)
    names = await _names(tx, lines)
    same = ("id", "kind", "fen", "on", "at", "struck_at", "origin")
    return [
        CaseMoneyAnswer(
            proof=await unsealed(tx, sealer, case, one),
            by=names.get(one.by),
            by_petitioner=one.by == PETITIONER,
            **{name: getattr(one, name) for name in same},
        )
        for one in lines
    ]


async def _lines(tx: Tx, sealer: Sealer, cases: Sequence[Case]) -> list[CaseLineAnswer]:
    """The timelines of a case and of those that it stands for, as one, the newest first."""
    own, *_ = cases
    found = [(case, line) for case in cases for line in await reads.lines_of(tx, case.id)]
    names = await _names(tx, [line for _, line in found])
    return [
        CaseLineAnswer(
            happening=line.happening,
            by=names.get(line.by),
            by_service=line.by == MACHINE,
            by_petitioner=line.by == PETITIONER,
            at=line.at,
            told=line.told,
            reason=await unsealed(tx, sealer, case, line),
            origin=None if case is own else case.id,
        )
        for case, line in sorted(found, key=lambda one: one[1].id, reverse=True)
    ]


def _offer(one: CaseOffer, units: Mapping[str, UnitName]) -> CaseOfferAnswer:
    same = ("id", "state", "offered_at", "object_until", "answered_at")
    return CaseOfferAnswer(
        unit=units.get(one.unit),
        competent=units.get(one.competent_unit or ""),
        **{name: getattr(one, name) for name in same},
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
        key = MatterKey(link.day, link.place, link.matter)
        answers, version = await answers_of(tx, key), await version_of(tx, key)
        last = answers[-1] if answers else None
        told.append(
            CaseMatterAnswer(
                day=parse_day(link.day),
                site=site or "",
                matter=link.matter,
                outcome=link.outcome,
                amount_fen=link.amount_fen,
                due_on=link.due_on,
                unit_words=unit_of(matter, await sealed_of(tx, ask.seals, matter)),
                signed=None if last is None else last.way,
                signed_older=last is not None and Version(last.entry, last.version) != version,
            )
        )
    return told


async def _names(tx: Tx, said: Sequence[CaseLine | CaseMoney]) -> Mapping[str, str]:
    """The names of the accounts in scope, by principal."""
    accounts = {UUID(one.by.removeprefix("account:")) for one in said if one.by.startswith("account:")}
    wanted = select(Account.id, Account.name).where(Account.id.in_(accounts))
    return {f"account:{row.id}": row.name for row in await tx.rows(wanted)} if accounts else {}


def _row(
    case: Case, today: dt.date, sites: Mapping[str, Site], units: Mapping[str, UnitName], gone: Collection[str]
) -> dict[str, Any]:
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
        "number": case.number,
        "unit_gone": case.owner_unit in gone and case.state in RUNNING,
        "visit_due_on": case.visit_due_on,
        "reply_due_on": case.reply_due_on,
        "replied_on": case.replied_on,
        "reminded_on": case.reminded_on,
    }
