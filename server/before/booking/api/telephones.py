"""Routes that prove a telephone number by a code. Every number is answered alike."""

from typing import Annotated, Final
from uuid import UUID

from aiohttp import web
from limits import RateLimitItemPerDay, RateLimitItemPerMinute
from pydantic import Field

from server.before.agenda.hours import today_of
from server.before.agenda.rules import ZONE
from server.before.booking import phones, reads, rules
from server.before.booking.api.looking import checks_phones
from server.before.booking.api.shapes import Phone
from server.db import EVERYWHERE
from server.errors import NotFound
from server.http.guards import client_network, limit
from server.http.route import Route, Shape
from server.keys import CLOCK, DATABASE, SEALER
from server.language import Language
from server.place import Scope

CODES_OF_ADDRESS: Final = RateLimitItemPerMinute(120)
CODES_OF_ADDRESS_A_DAY: Final = RateLimitItemPerDay(5_000)
CODES_OF_ALL: Final = RateLimitItemPerMinute(1_200)
"""Messages cost money: so many codes a server sends in a minute, and no more."""
TRIES_OF_ADDRESS: Final = RateLimitItemPerMinute(300)


class PhoneBody(Shape):
    site: str = Field(max_length=40)
    phone: Phone
    language: Language = "zh"


class PhoneCheckAnswer(Shape):
    """``check`` names what was sent; ``seconds`` is how long its digits hold."""

    check: UUID
    seconds: int


class DigitsBody(Shape):
    digits: Annotated[str, Field(pattern=r"^[0-9]{6}$")]


class ProvedAnswer(Shape):
    proved: bool


async def post_phone_code(request: web.Request, _nobody: None, *, body: PhoneBody) -> PhoneCheckAnswer:
    address, now = client_network(request), request.app[CLOCK].now()
    if not checks_phones(request):
        raise NotFound("not_found")
    await limit(request, "phone_code", (CODES_OF_ADDRESS, address), (CODES_OF_ADDRESS_A_DAY, address))
    await limit(request, "phone_code_of_all", (CODES_OF_ALL, ""))
    async with request.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
        place = (await reads.find_site(tx, body.site, today_of(ZONE, now))).site.place
    async with request.app[DATABASE].transaction(Scope(place, place)) as tx:
        check = await phones.send_code(
            tx, request.app[SEALER], body.phone, place=place, language=body.language, now=now
        )
    return PhoneCheckAnswer(check=check, seconds=int(rules.CODE_LIVES.total_seconds()))


async def post_phone_digits(request: web.Request, _nobody: None, *, check: UUID, body: DigitsBody) -> ProvedAnswer:
    """A wrong try is counted in a transaction of its own, which the refusal does not undo."""
    await limit(request, "phone_digits", (TRIES_OF_ADDRESS, client_network(request)))
    async with request.app[DATABASE].transaction(Scope(0, 0)) as tx:
        left = await phones.try_code(tx, request.app[SEALER], check, body.digits, now=request.app[CLOCK].now())
    phones.refuse_wrong(left)
    return ProvedAnswer(proved=True)


routes = [
    Route(
        "POST",
        "/api/book/phone-codes",
        post_phone_code,
        body=PhoneBody,
        answer=PhoneCheckAnswer,
        who="anyone",
        errors=("not_found", "phone_form", "phone_code_soon", "too_many"),
        summary_zh="预登记：向手机发送验证码；每个号码、每个网络地址限次",
        summary_en="Pre-registration: send a code to a telephone; limited for each number and each network address",
        example={"site": "HN-D-430802", "phone": "12800000007"},
    ),
    Route(
        "POST",
        "/api/book/phone-codes/{check}",
        post_phone_digits,
        body=DigitsBody,
        answer=ProvedAnswer,
        who="anyone",
        errors=("phone_code_wrong", "phone_code_spent", "too_many"),
        summary_zh="预登记：核对验证码；每个验证码最多试 5 次",
        summary_en="Pre-registration: try the digits of a code; five tries at each",
        example={"digits": "042917"},
    ),
]
