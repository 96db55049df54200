"""Routes to the devices of sites: the codes that enrol one, the claim of such a code, the list and the revocation."""

import secrets
from datetime import datetime
from typing import Annotated
from uuid import UUID

from aiohttp import web
from limits import RateLimitItemPerHour, RateLimitItemPerMinute
from pydantic import Field

from server.db import EVERYWHERE
from server.errors import NotFound
from server.http.ask import Ask
from server.http.guards import client_network, is_spent, limit, missed
from server.http.route import Route, Shape
from server.keys import CLOCK, DATABASE, SEALER
from server.people.passwords import new_token
from server.people.rules import Person
from server.sites import actions, rules
from server.sites.model import Device

# Eight digits are few: with 200 codes out at once, a thousand guesses find one in 500 tries of an hour's whole quota.
CLAIMS_OF_ONE = (RateLimitItemPerMinute(10), RateLimitItemPerHour(60))
MISSES_OF_ALL = RateLimitItemPerMinute(200)
"""So many wrong codes a minute, from everywhere, are guessing: then each address has fewer tries, and none has none."""
CLAIMS_WHILE_GUESSED = (RateLimitItemPerMinute(3), RateLimitItemPerHour(10))

# no control, zero-width, bidi or blank characters; spelt out: not every reader of the description knows \P{C}
HIDDEN = r"\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
BLANK = r"\u115f\u1160\u2800\u3164\uffa0\ufe00-\ufe0f"
SHOWN = rf"^[^{HIDDEN}{BLANK}]*$"
Label = Annotated[str, Field(min_length=1, max_length=100, pattern=SHOWN)]


class EnrolmentBody(Shape):
    label: Label


class EnrolmentAnswer(Shape):
    code: str
    expires_at: datetime


class LookAnswer(Shape):
    """What a code is for; it may still be claimed."""

    site: str
    name_zh: str
    name_en: str
    label: str


class ClaimBody(Shape):
    code: Annotated[str, Field(pattern=r"^[0-9]{8}$")]


class OwnDeviceBody(Shape):
    token: Annotated[str, Field(min_length=1, max_length=100)]


class TicketsAnswer(Shape):
    letter: str
    first: int
    last: int


class ClaimAnswer(Shape):
    device: UUID
    token: str
    site: str
    label: str
    tickets: TicketsAnswer


class DeviceAnswer(Shape):
    device: UUID
    site: str
    label: str
    enrolled_at: datetime
    seen_at: datetime | None
    revoked_at: datetime | None


class DevicesAnswer(Shape):
    items: list[DeviceAnswer]


async def post_enrolment(request: web.Request, ask: Ask[Person], *, site: str, body: EnrolmentBody) -> EnrolmentAnswer:
    code = f"{secrets.randbelow(10**rules.CODE_DIGITS):0{rules.CODE_DIGITS}}"
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        enrolment = await actions.open_enrolment(
            tx,
            site,
            body.label,
            code_hash=code_hash(request, code),
            by=ask.person,
            now=ask.now,
        )
    return EnrolmentAnswer(code=code, expires_at=enrolment.expires_at)


async def post_claim(request: web.Request, _nobody: None, *, body: ClaimBody) -> ClaimAnswer:
    await _count_claim(request)
    token = new_token()
    try:
        async with request.app[DATABASE].transaction(EVERYWHERE) as tx:
            device = await actions.claim_enrolment(
                tx, code_hash=code_hash(request, body.code), token=token, now=request.app[CLOCK].now()
            )
    except NotFound:
        await missed(request, "claim_missed", MISSES_OF_ALL, "all")
        raise
    prints = actions.tickets_of(device)
    tickets = TicketsAnswer(letter=prints.letter, first=prints.first, last=prints.last)
    return ClaimAnswer(device=device.id, token=token, site=device.site, label=device.label, tickets=tickets)


async def post_look(request: web.Request, _nobody: None, *, body: ClaimBody) -> LookAnswer:
    await _count_claim(request)
    try:
        async with request.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
            found = await actions.find_enrolment(
                tx, code_hash=code_hash(request, body.code), now=request.app[CLOCK].now()
            )
            site = await actions.find_site(tx, found.site)
    except NotFound:
        await missed(request, "claim_missed", MISSES_OF_ALL, "all")
        raise
    return LookAnswer(site=site.code, name_zh=site.name_zh, name_en=site.name_en, label=found.label)


async def _count_claim(request: web.Request) -> None:
    """Count a try at a code; while codes are guessed from everywhere each address has fewer."""
    guessed = await is_spent(request, "claim_missed", MISSES_OF_ALL, "all")
    quotas = CLAIMS_WHILE_GUESSED if guessed else CLAIMS_OF_ONE
    await limit(request, "claim", *((claims, client_network(request)) for claims in quotas))


async def post_own_device(request: web.Request, ask: Ask[Person], *, body: OwnDeviceBody) -> None:
    async with request.app[DATABASE].transaction(EVERYWHERE) as tx:
        await actions.prove_at_device(tx, token=body.token, by=ask.person, now=ask.now)


async def get_devices(request: web.Request, ask: Ask[Person], *, site: str) -> DevicesAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        devices = await actions.devices_of(tx, site, by=ask.person)
    return DevicesAnswer(items=[device_answer(device) for device in devices])


async def delete_device(request: web.Request, ask: Ask[Person], *, device: UUID) -> DeviceAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        revoked = await actions.revoke_device(tx, device, by=ask.person, now=ask.now)
    return device_answer(revoked)


def code_hash(request: web.Request, code: str) -> str:
    """Keyed, because eight digits could be tried out against a plain hash in a minute."""
    return request.app[SEALER].mac(b"enrolment|" + code.encode())


def device_answer(device: Device) -> DeviceAnswer:
    return DeviceAnswer(
        device=device.id,
        site=device.site,
        label=device.label,
        enrolled_at=device.enrolled_at,
        seen_at=device.seen_at,
        revoked_at=device.revoked_at,
    )


routes = [
    Route(
        "POST",
        "/api/sites/{site}/enrolments",
        post_enrolment,
        body=EnrolmentBody,
        answer=EnrolmentAnswer,
        status=201,
        capability="enrol_device",
        errors=("not_found", "not_allowed"),
        summary_zh="发放一个八位数，十分钟内可将一台设备登记到本接访点，仅一次",
        summary_en="Give out an eight-digit code that enrols one device at this site, once, within ten minutes",
        example={"label": "一号登记台"},
    ),
    Route(
        "POST",
        "/api/enrolments/claim",
        post_claim,
        body=ClaimBody,
        answer=ClaimAnswer,
        status=201,
        who="anyone",
        errors=("code_not_valid", "too_many", "too_many_devices"),
        summary_zh="用八位数登记本设备，得到它的令牌",
        summary_en="Enrol this device by its code and get its token",
        example={"code": "04711815"},
    ),
    Route(
        "POST",
        "/api/enrolments/look",
        post_look,
        body=ClaimBody,
        answer=LookAnswer,
        who="anyone",
        errors=("code_not_valid", "too_many"),
        summary_zh="查看八位数绑定码属于哪个接访点，不会用掉它",
        summary_en="Which site a code would enrol a device for, without using it up",
        example={"code": "04711815"},
    ),
    Route(
        "POST",
        "/api/me/device",
        post_own_device,
        body=OwnDeviceBody,
        errors=("not_found",),
        every_time=True,
        summary_zh="证明本账号在持有此令牌的设备上登录：该设备记录中写明的本账号从此算作经办人",
        summary_en="Prove that this account is signed in at the device of this token, so that its entries may name it",
    ),
    Route(
        "GET",
        "/api/sites/{site}/devices",
        get_devices,
        answer=DevicesAnswer,
        capability="enrol_device",
        errors=("not_found", "not_allowed"),
        summary_zh="本接访点的设备，含已停用的",
        summary_en="The devices of a site, revoked ones included",
    ),
    Route(
        "DELETE",
        "/api/devices/{device}",
        delete_device,
        answer=DeviceAnswer,
        capability="enrol_device",
        errors=("not_found", "not_allowed"),
        summary_zh="停用一台设备；其打开的工作台随即断开",
        summary_en="Stop trusting a device; its open desk is cut",
    ),
]
