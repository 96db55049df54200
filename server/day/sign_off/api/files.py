"""Routes that sign figures, withdraw a signature, and sign an adjustment."""

from aiohttp import web

from server.before.agenda.actions import find_day
from server.day.sign_off import actions, reads
from server.day.sign_off.actions import Doing
from server.day.sign_off.api.answers import level_of, sign_off_told
from server.day.sign_off.api.shapes import AdjustmentBody, SignBody, SignOffAnswer, WithdrawalBody
from server.day_code import DayCode
from server.db import Tx
from server.http.ask import Ask
from server.http.route import Route
from server.keys import DATABASE
from server.people.rules import Person


async def post_sign_off(request: web.Request, ask: Ask[Person], *, day: DayCode, body: SignBody) -> SignOffAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        await actions.sign(tx, await _doing(tx, ask, day, body.place), seen=body.seen, reason=body.reason)
    return await sign_off_told(request, ask, day, body.place)


async def post_sign_off_withdrawal(
    request: web.Request, ask: Ask[Person], *, day: DayCode, body: WithdrawalBody
) -> SignOffAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        await actions.withdraw(tx, await _doing(tx, ask, day, body.place), number=body.number, reason=body.reason)
    return await sign_off_told(request, ask, day, body.place)


async def post_sign_off_adjustment(
    request: web.Request, ask: Ask[Person], *, day: DayCode, body: AdjustmentBody
) -> SignOffAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        level = reads.top_of(await find_day(tx, day))
        await actions.adjust(tx, Doing(day, level, ask.person, ask.now), seen=body.seen, reason=body.reason)
    return await sign_off_told(request, ask, day, None)


async def _doing(tx: Tx, ask: Ask[Person], day: DayCode, code: str) -> Doing:
    return Doing(day, await level_of(tx, day, code), ask.person, ask.now)


_ERRORS = ("not_found", "not_allowed", "day_not_signable", "day_reason")

routes = [
    Route(
        "POST",
        "/api/days/{day}/sign-off",
        post_sign_off,
        body=SignBody,
        answer=SignOffAnswer,
        capability="sign_site",
        errors=(*_ERRORS, "figures_moved", "already_signed", "site_unfinished", "levels_unsigned"),
        summary_zh="签章确认一级的数字；下级未签的，须写明理由",
        summary_en="Sign the figures of a level; without levels below that did not sign, say why",
        example={"place": "430102", "seen": 42},
    ),
    Route(
        "POST",
        "/api/days/{day}/sign-off/withdrawal",
        post_sign_off_withdrawal,
        body=WithdrawalBody,
        answer=SignOffAnswer,
        capability="sign_site",
        errors=(*_ERRORS, "not_signed", "signed_above", "signature_adjusted"),
        summary_zh="上级签章之前撤回签章，写明理由，原签章保留",
        summary_en="Withdraw a signature before the level above signs, with a reason; it stays in the history",
        example={"place": "430102", "number": 1, "reason": "漏登一件"},
    ),
    Route(
        "POST",
        "/api/days/{day}/sign-off/adjustments",
        post_sign_off_adjustment,
        body=AdjustmentBody,
        answer=SignOffAnswer,
        capability="sign_region",
        errors=(*_ERRORS, "not_signed", "figures_moved", "nothing_to_adjust", "adjusted_above"),
        summary_zh="签章之后到达的记录签为一次调整，编号，写明理由；签章的数字不变",
        summary_en="Sign what arrived after the signature as a numbered adjustment; the signed figures stay",
        example={"seen": 43, "reason": "会后补登一件"},
    ),
]
