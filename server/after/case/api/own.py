"""Routes of those who answer for a unit: its cases, one in full, what the unit does with it, its payments."""

from dataclasses import replace
from typing import Annotated, Final
from uuid import UUID

from aiohttp import web
from pydantic import Field

from server.after.case import actions, own, reads
from server.after.case.actions import Doing, Money
from server.after.case.api.answers import case_told, rows_told
from server.after.case.api.files import COMMANDS, there_of
from server.after.case.api.more_shapes import MoneyBody
from server.after.case.api.shapes import CaseAnswer, CaseRow, Command, CommandBody, Date, UnitName
from server.after.case.keys import today_of
from server.after.case.own import Standing
from server.before.asking.competence import units_of
from server.db import EVERYWHERE
from server.errors import NotAllowed
from server.http.ask import Ask
from server.http.route import Route, Shape
from server.keys import DATABASE, SEALER
from server.people.audit import record
from server.people.rules import Person
from server.units.reads import choices

OWNER: Final = frozenset({Command.ANSWER, Command.FINISH, Command.OFFER, Command.REPLY})
OFFERED: Final = frozenset({Command.ACCEPT, Command.REFUSE})


class UnitCases(Shape):
    """The cases of one's units, the next due first; ``units`` counts those, ``offered`` is what waits for a yes."""

    items: list[CaseRow]
    units: Annotated[int, Field(ge=0)]
    offered: list[UUID]
    today: Date


class UnitCase(Shape):
    """A case, what one's units are to it, and the units that may be named: those of its place and above."""

    case: CaseAnswer
    owns: bool
    is_offered: bool
    units: list[UnitName]


async def get_unit_cases(request: web.Request, ask: Ask[Person]) -> UnitCases:
    today = await today_of(request, ask.now)
    async with request.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
        units = await units_of(tx, UUID(ask.person.id), ask.now)
        found = await own.cases_of(tx, units, today=today)
        gone = await reads.gone_units(tx, today)
        items = await rows_told(request, tx, found, today, gone)
    offered = [one.id for one in found if one.owner_unit not in units]
    return UnitCases(items=items, units=len(units), offered=offered, today=today)


async def get_unit_case(request: web.Request, ask: Ask[Person], *, case: UUID) -> UnitCase:
    standing = await _standing(request, ask, case, shown=True)
    return await _told(request, ask, case, standing)


async def post_unit_command(request: web.Request, ask: Ask[Person], *, case: UUID, body: CommandBody) -> UnitCase:
    standing = await _standing(request, ask, case)
    if body.command not in (OWNER if standing.owns else OFFERED) | (OFFERED if standing.is_offered else frozenset()):
        raise NotAllowed("not_allowed")
    acts = replace(ask, person=own.acting(ask.person, standing))
    doing = Doing(case, body.seen, acts.person, ask.now, await today_of(request, ask.now))
    there = await there_of(request, acts, case, body, doing)
    async with request.app[DATABASE].transaction(acts.person.scope) as tx:
        await COMMANDS[body.command](tx, request.app[SEALER], doing, body, there)
    return await _told(request, ask, case, standing)


async def post_unit_money(request: web.Request, ask: Ask[Person], *, case: UUID, body: MoneyBody) -> UnitCase:
    standing = await _standing(request, ask, case)
    own.check_money(standing, body.kind)
    acting = own.acting(ask.person, standing)
    doing = Doing(case, body.seen, acting, ask.now, await today_of(request, ask.now))
    money = Money(body.id, body.kind, body.fen, body.on, body.proof, body.origin)
    async with request.app[DATABASE].transaction(acting.scope) as tx:
        await actions.enter_money(tx, request.app[SEALER], doing, money)
    return await _told(request, ask, case, standing)


async def _standing(request: web.Request, ask: Ask[Person], case: UUID, *, shown: bool = False) -> Standing:
    """What one's units are to a case at this moment; with ``shown`` it is logged that the case was looked at."""
    async with request.app[DATABASE].transaction(EVERYWHERE, write=shown) as tx:
        units = await units_of(tx, UUID(ask.person.id), ask.now)
        standing = await own.standing_at(tx, case, units)
        if shown:
            who, about = ask.person.principal, f"case:{case}"
            await record(tx, who, "case_shown", about, place=standing.place, now=ask.now)
    return standing


async def _told(request: web.Request, ask: Ask[Person], case: UUID, before: Standing) -> UnitCase:
    """The case as it stands; a unit that refused it sees once more that it did, and not again."""
    today, acts = await today_of(request, ask.now), replace(ask, person=own.acting(ask.person, before))
    told = await case_told(request, acts, case, today)
    async with request.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
        units = await units_of(tx, UUID(ask.person.id), ask.now)
        near = await choices(tx, before.place, today)
    owner = None if told.unit is None else told.unit.code
    offered = any(one.state == "offered" and one.unit is not None and one.unit.code in units for one in told.offers)
    named = [UnitName(code=one.code, zh=one.name_zh, en=one.name_en, telephone=one.telephone) for one in near]
    return UnitCase(case=told, owns=owner in units, is_offered=offered, units=named)


_ID: Final = "018bb165-9350-7000-8000-000000000001"
_ERRORS: Final = ("not_found", "not_allowed", "case_changed", "case_ended", "case_words", "case_merged")

routes = [
    Route(
        "GET",
        "/api/me/cases",
        get_unit_cases,
        answer=UnitCases,
        summary_zh="本人所在单位负责的、移交给本单位的案件，快到期的在前",
        summary_en="The cases that one's units answer for or are offered, the next due first",
    ),
    Route(
        "GET",
        "/api/me/cases/{case}",
        get_unit_case,
        answer=UnitCase,
        errors=("not_found",),
        summary_zh="本单位的一个案件（留痕），不含信访人姓名和电话",
        summary_en="A case of one's unit, logged, without the names and numbers of petitioners",
    ),
    Route(
        "POST",
        "/api/me/cases/{case}/commands",
        post_unit_command,
        body=CommandBody,
        answer=UnitCase,
        errors=(
            *_ERRORS,
            *("not_a_request", "not_from_here", "case_unpaid", "case_unreceived", "case_offered"),
            *(
                "case_offer_answered",
                "case_with_organiser",
                "objection_late",
                "case_unit_gone",
                "unit_same",
                "changed_meanwhile",
            ),
            *("closing_needs_approval", "not_supervised", "case_replied"),
        ),
        summary_zh="本单位办理案件：接收或退回移交、答复、办结、再移交、回复督办",
        summary_en="Act for one's unit: accept or refuse a hand-over, answer, mark as done, hand on, reply",
        example={"command": "accept", "seen": 1, "offer": _ID},
    ),
    Route(
        "POST",
        "/api/me/cases/{case}/money",
        post_unit_money,
        body=MoneyBody,
        answer=UnitCase,
        errors=(*_ERRORS, "money_sum", "money_received", "money_proof", "money_id_taken"),
        summary_zh="责任单位登记一笔核定、约定或支付",
        summary_en="Enter, for the unit that answers, a sum that was confirmed, agreed or paid",
        example={
            "id": _ID,
            "seen": 1,
            "kind": "paid",
            "fen": 10_600_000,
            "on": "2023-11-13",
            "proof": "银行回单 0042",
        },
    ),
]
