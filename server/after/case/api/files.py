"""Routes that do something with a case."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar
from uuid import UUID

from aiohttp import web

from server.after.case import actions, handing_over, leading, merging, reads, supervising
from server.after.case.actions import Doing, Money
from server.after.case.api.answers import case_told
from server.after.case.api.more_shapes import MoneyBody, StrikeBody
from server.after.case.api.shapes import CaseAnswer, Command, CommandBody
from server.after.case.keys import today_of
from server.after.case.leading import Closing, Leader, Visit
from server.after.case.rules import Happening
from server.db import EVERYWHERE, Tx
from server.errors import BadRequest, Conflict
from server.http.ask import Ask
from server.http.route import Route
from server.keys import DATABASE, SEALER
from server.people.rules import Person
from server.sealing import Sealer

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class There:
    """What lies beyond one's places and a command may name: the units that exist today, the leaders of the place."""

    units: set[str]
    leaders: Sequence[Leader] = ()


Do = Callable[[Tx, Sealer, Doing, CommandBody, There], Awaitable[object]]


async def post_case_command(request: web.Request, ask: Ask[Person], *, case: UUID, body: CommandBody) -> CaseAnswer:
    doing = Doing(case, body.seen, ask.person, ask.now, await today_of(request, ask.now))
    there = await there_of(request, ask, case, body, doing)
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        await COMMANDS[body.command](tx, request.app[SEALER], doing, body, there)
    return await case_told(request, ask, case, doing.today)


async def there_of(request: web.Request, ask: Ask[Person], case: UUID, body: CommandBody, doing: Doing) -> There:
    """What a command names beyond the places of its person."""
    leads = body.command is Command.TAKE_CHARGE
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        place = (await reads.find_case(tx, case)).place
    async with request.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
        valid = set(await reads.valid_units(tx, {body.unit or ""}, doing.today))
        return There(valid, await leading.leaders_at(tx, place, ask.now) if leads else ())


async def post_case_money(request: web.Request, ask: Ask[Person], *, case: UUID, body: MoneyBody) -> CaseAnswer:
    doing = Doing(case, body.seen, ask.person, ask.now, await today_of(request, ask.now))
    money = Money(body.id, body.kind, body.fen, body.on, body.proof, body.origin)
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        await actions.enter_money(tx, request.app[SEALER], doing, money)
    return await case_told(request, ask, case, doing.today)


async def post_case_strike(
    request: web.Request, ask: Ask[Person], *, case: UUID, line: UUID, body: StrikeBody
) -> CaseAnswer:
    doing = Doing(case, body.seen, ask.person, ask.now, await today_of(request, ask.now))
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        await actions.strike_money(tx, request.app[SEALER], doing, line, body.reason)
    return await case_told(request, ask, case, doing.today)


def _end(happening: Happening) -> Do:
    async def do(tx: Tx, sealer: Sealer, doing: Doing, body: CommandBody, _there: There) -> None:
        await actions.end(tx, sealer, doing, happening, body.reason)

    return do


async def _change_route(tx: Tx, sealer: Sealer, doing: Doing, body: CommandBody, _there: There) -> None:
    await actions.change_route(tx, sealer, doing, _given(body.route), body.reason)


async def _extend(tx: Tx, sealer: Sealer, doing: Doing, body: CommandBody, _there: There) -> None:
    await actions.extend(tx, sealer, doing, _given(body.clock), body.reason)


async def _see_change(tx: Tx, sealer: Sealer, doing: Doing, body: CommandBody, _there: There) -> None:
    await actions.see_change(tx, sealer, doing, body.reason)


async def _offer(tx: Tx, sealer: Sealer, doing: Doing, body: CommandBody, there: There) -> None:
    await handing_over.offer(tx, sealer, doing, _given(body.unit), body.reason, valid=there.units)


async def _accept(tx: Tx, _sealer: Sealer, doing: Doing, body: CommandBody, _there: There) -> None:
    await handing_over.accept(tx, doing, _given(body.offer))


async def _refuse(tx: Tx, sealer: Sealer, doing: Doing, body: CommandBody, there: There) -> None:
    offer, competent = _given(body.offer), _given(body.unit)
    await handing_over.refuse(tx, sealer, doing, offer, body.reason, competent, valid=there.units)


async def _finish(tx: Tx, sealer: Sealer, doing: Doing, body: CommandBody, _there: There) -> None:
    await leading.finish(tx, sealer, doing, _closing(body))


async def _reopen(tx: Tx, sealer: Sealer, doing: Doing, body: CommandBody, _there: There) -> None:
    await leading.reopen(tx, sealer, doing, body.reason)


async def _take_charge(tx: Tx, sealer: Sealer, doing: Doing, body: CommandBody, there: There) -> None:
    leader = next((one for one in there.leaders if one.account == _given(body.leader)), None)
    if leader is None:
        raise Conflict("lead_not_here")
    await leading.take_charge(tx, sealer, doing, leader, body.reason)


async def _visit(tx: Tx, sealer: Sealer, doing: Doing, body: CommandBody, _there: There) -> None:
    await leading.enter_visit(tx, sealer, doing, Visit(_given(body.on), _given(body.where), body.reason))


async def _ask_closing(tx: Tx, sealer: Sealer, doing: Doing, body: CommandBody, _there: There) -> None:
    await leading.ask_closing(tx, sealer, doing, _closing(body))


def _closing(body: CommandBody) -> Closing:
    return Closing(body.reason, body.checked, body.why_not)


def _decide_closing(*, approves: bool) -> Do:
    async def do(tx: Tx, sealer: Sealer, doing: Doing, body: CommandBody, _there: There) -> None:
        await leading.decide_closing(tx, sealer, doing, body.reason, approves=approves)

    return do


async def _merge(tx: Tx, sealer: Sealer, doing: Doing, body: CommandBody, _there: There) -> None:
    adds = _given(body.adds_money)
    await merging.merge(tx, sealer, doing, _given(body.other), body.reason, adds_money=adds)


async def _split(tx: Tx, sealer: Sealer, doing: Doing, body: CommandBody, _there: There) -> None:
    await merging.split(tx, sealer, doing, _given(body.other), body.reason)


async def _supervise(tx: Tx, sealer: Sealer, doing: Doing, body: CommandBody, _there: There) -> None:
    await supervising.supervise(tx, sealer, doing, _given(body.on), body.reason)


async def _reply(tx: Tx, sealer: Sealer, doing: Doing, body: CommandBody, _there: There) -> None:
    await supervising.reply(tx, sealer, doing, body.reason)


async def _lift(tx: Tx, sealer: Sealer, doing: Doing, body: CommandBody, _there: There) -> None:
    await supervising.lift(tx, sealer, doing, body.reason)


async def _name_person(tx: Tx, sealer: Sealer, doing: Doing, body: CommandBody, _there: There) -> None:
    await actions.name_person(tx, sealer, doing, body.reason)


def _given(value: Value | None) -> Value:
    """What a command cannot be done without; BadRequest ``not_a_request``."""
    if value is None:
        raise BadRequest("not_a_request")
    return value


COMMANDS: Final[Mapping[Command, Do]] = {
    Command.ANSWER: _end(Happening.ANSWER),
    Command.FINISH: _finish,
    Command.VERIFY: _end(Happening.VERIFY),
    Command.REOPEN: _reopen,
    Command.CHANGE_ROUTE: _change_route,
    Command.EXTEND: _extend,
    Command.SEE_CHANGE: _see_change,
    Command.OFFER: _offer,
    Command.ACCEPT: _accept,
    Command.REFUSE: _refuse,
    Command.MERGE: _merge,
    Command.SPLIT: _split,
    Command.TAKE_CHARGE: _take_charge,
    Command.VISIT: _visit,
    Command.ASK_CLOSING: _ask_closing,
    Command.APPROVE_CLOSING: _decide_closing(approves=True),
    Command.REFUSE_CLOSING: _decide_closing(approves=False),
    Command.SUPERVISE: _supervise,
    Command.REPLY: _reply,
    Command.LIFT: _lift,
    Command.NAME_PERSON: _name_person,
}
_ERRORS = ("not_found", "case_changed", "case_ended", "case_words", "case_merged")

routes = [
    Route(
        "POST",
        "/api/cases/{case}/commands",
        post_case_command,
        body=CommandBody,
        answer=CaseAnswer,
        capability="follow_cases",
        errors=(
            *_ERRORS,
            "not_a_request",
            "not_from_here",
            "case_unpaid",
            "case_unreceived",
            "unknown_route",
            "route_same",
            "clock_not_extended",
            "clock_extended",
            "outcome_not_changed",
            "case_offered",
            "case_offer_answered",
            "case_with_organiser",
            "objection_late",
            "case_unit_gone",
            "unit_same",
            *("not_allowed", "changed_meanwhile", "money_sum", "money_received"),
            *("case_same", "case_under_charge", "no_lead", "lead_same", "lead_not_here", "visit_date"),
            *("closing_needs_approval", "closing_asked", "closing_not_asked", "closing_own", "closing_checks"),
            *("reply_date", "not_supervised", "case_replied"),
        ),
        summary_zh="办理案件：答复、办结、核实、改变途径、延期、移交、并案与拆分、包案与走访、督办与回复",
        summary_en="Act on a case: its ends, route, hand-over, merge and split, leader in charge, supervision",
        example={"command": "answer", "seen": 1, "reason": "已书面答复信访人"},
    ),
    Route(
        "POST",
        "/api/cases/{case}/money",
        post_case_money,
        body=MoneyBody,
        answer=CaseAnswer,
        capability="follow_cases",
        errors=(*_ERRORS, "money_sum", "money_received", "money_proof", "money_id_taken"),
        summary_zh="登记一笔资金：主张、核定、约定、支付或到账",
        summary_en="Enter a line of the ledger: claimed, confirmed, agreed, paid or received",
        example={
            "id": "018bb165-9350-7000-8000-000000000001",
            "seen": 1,
            "kind": "paid",
            "fen": 10_600_000,
            "on": "2023-11-13",
            "proof": "银行回单 0042",
        },
    ),
    Route(
        "POST",
        "/api/cases/{case}/money/{line}/strike",
        post_case_strike,
        body=StrikeBody,
        answer=CaseAnswer,
        capability="follow_cases",
        errors=(*_ERRORS, "money_struck", "money_received"),
        summary_zh="划去一笔登记有误的资金，原记录保留",
        summary_en="Strike a wrong line of the ledger out; it stays to be read",
        example={"seen": 2, "reason": "金额录入有误"},
    ),
]
