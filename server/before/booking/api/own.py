"""Routes of a person at their own booking, without an account: make it, and at its query code read, correct, withdraw.

Limits as those of tickets: by code, then by address. What is refused with 429 changed nothing; the page sends it again.
"""

from typing import Final
from uuid import UUID

from aiohttp import web
from limits import RateLimitItemPerMinute
from sqlalchemy.exc import IntegrityError

from server.before.agenda.hours import today_of
from server.before.agenda.rules import ZONE, DayKind
from server.before.booking import actions, codes, reads
from server.before.booking.actions import At
from server.before.booking.api.looking import checks_phones
from server.before.booking.api.shapes import (
    BookedShape,
    BookingBody,
    CorrectionBody,
    NewBookingBody,
    VersionBody,
    booked,
)
from server.before.booking.keys import find_booking
from server.before.booking.model import Booking
from server.before.booking.routing import routing_of
from server.db import EVERYWHERE, Tx
from server.errors import Conflict, Invalid
from server.http.guards import client_network, limit
from server.http.route import Route
from server.keys import CLOCK, DATABASE, SEALER
from server.place import Scope
from server.sites.keys import REFERENCE

MADE_BY_ADDRESS: Final = RateLimitItemPerMinute(300)
"""New bookings from one address: a carrier has thousands of phones behind one."""
MADE_AT_SITE: Final = RateLimitItemPerMinute(300)
"""New bookings for one site, from however many addresses: what its officers could not read any more."""
_V7: Final = 7


class OwnBooking(BookedShape):
    """A booking as its person reads it. ``code`` is its query code."""

    code: str


async def post_booking(request: web.Request, _nobody: None, *, body: NewBookingBody) -> OwnBooking:
    if body.id.version != _V7:
        raise Invalid("invalid", field="id")
    at = await _at(request, body)
    await limit(request, "booking_of_address", (MADE_BY_ADDRESS, client_network(request)))
    await limit(request, "booking_at_site", (MADE_AT_SITE, at.site))
    try:
        return await _submit(request, body, at)
    except IntegrityError:  # the same booking was sent twice at the same moment: the other one is there now
        pass
    try:
        return await _submit(request, body, at)
    except IntegrityError as error:  # it is there, and not at this site: out of the transaction's scope
        raise Conflict("booking_id_taken") from error


async def _submit(request: web.Request, body: NewBookingBody, at: At) -> OwnBooking:
    sealer = request.app[SEALER]
    async with request.app[DATABASE].transaction(Scope(at.place, at.place)) as tx:
        made = await actions.submit(
            tx,
            sealer,
            body.id,
            at,
            body.wanted_booking(),
            checks_phones=checks_phones(request),
            now=request.app[CLOCK].now(),
        )
        return await _own(request, tx, made)


async def get_booking(request: web.Request, _nobody: None, *, code: str) -> OwnBooking:
    ident, scope = await find_booking(request, code)
    async with request.app[DATABASE].transaction(scope, write=False) as tx:
        return await _own(request, tx, await tx.get(Booking, ident))


async def put_booking(request: web.Request, _nobody: None, *, code: str, body: CorrectionBody) -> OwnBooking:
    ident, scope = await find_booking(request, code)
    at = await _at(request, body)
    if at.place != scope.lo:
        raise Conflict("booking_keeps_site")
    async with request.app[DATABASE].transaction(await _reach(request, ident, scope)) as tx:
        found = await reads.locked_booking(tx, ident)
        await actions.correct(
            tx,
            request.app[SEALER],
            found,
            body.wanted_booking(),
            at,
            seen=body.version,
            checks_phones=checks_phones(request),
            now=request.app[CLOCK].now(),
        )
        return await _own(request, tx, found)


async def post_withdrawal(request: web.Request, _nobody: None, *, code: str, body: VersionBody) -> OwnBooking:
    ident, scope = await find_booking(request, code)
    async with request.app[DATABASE].transaction(await _reach(request, ident, scope)) as tx:
        found = await reads.locked_booking(tx, ident)
        await actions.withdraw(tx, found, seen=body.version, now=request.app[CLOCK].now())
        return await _own(request, tx, found)


async def _reach(request: web.Request, ident: UUID, scope: Scope) -> Scope:
    """The places of a change: with an appointment those of its day, whose leader is to be told."""
    async with request.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
        day = await reads.day_of_appointment(tx, ident)
    return scope if day is None else Scope(day.holder, day.holder_last)


async def _at(request: web.Request, body: BookingBody) -> At:
    """The site that a body names; Invalid for a region or category that is none, NotFound for a site."""
    reference = request.app[REFERENCE]
    if body.arose_in not in reference.regions:
        raise Invalid("invalid", field="arose_in")
    if body.category not in reference.categories:
        raise Invalid("invalid", field="category")
    async with request.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
        found = await reads.find_site(tx, body.site, today_of(ZONE, request.app[CLOCK].now()))
        suggested = await reads.suggested_site(tx, body.arose_in)
    site, days = found.site, frozenset(day.day for day, _ in found.days)
    appointed = frozenset(day.day for day, _ in found.days if day.kind is DayKind.BY_APPOINTMENT)
    return At(site.code, site.place, days, routing_of(site.code, suggested), appointed)


async def _own(request: web.Request, tx: Tx, booking: Booking) -> OwnBooking:
    sealer = request.app[SEALER]
    workers = await reads.workers_of(tx, sealer, [booking])
    shown = booked(booking, await reads.words_in(tx, sealer, booking), workers[booking.id])
    return OwnBooking(**shown.model_dump(), code=codes.query_code(sealer.mac, booking.id))


_FORM: Final = ("booking_people", "booking_workers", "booking_sum", "booking_words", "phone_form")
_PHONE: Final = ("phone_unchecked", "phone_code_spent")
_EXAMPLE: Final = {
    "id": "018bb165-9350-7564-b3e0-bbbbf419c5e6",
    "site": "HN-D-430802",
    "arose_in": "430802",
    "category": "wage_arrears_migrant",
    "name": "张三",
    "phone": "12800000007",
    "summary": "干了六个月，工资没有结清。",
    "wanted": "结清工资。",
    "respondent": "某建筑公司",
    "people_count": 2,
    "attendee_count": 1,
    "claimed_fen": 3000000,
    "workers": [{"name": "张三", "fen": 1800000}, {"name": "李四", "fen": 1200000}],
}

routes = [
    Route(
        "POST",
        "/api/book/bookings",
        post_booking,
        body=NewBookingBody,
        answer=OwnBooking,
        status=201,
        who="anyone",
        errors=(
            *("not_found", "too_many", "booking_id_taken", "booking_day_gone", "booking_too_many"),
            *(*_FORM, *_PHONE),
        ),
        summary_zh="预登记：提交；重复发送只算一件，返回查询码",
        summary_en="Pre-register; what is sent twice counts once. Answers with the query code",
        example=_EXAMPLE,
    ),
    Route(
        "GET",
        "/api/book/bookings/{code}",
        get_booking,
        answer=OwnBooking,
        who="anyone",
        errors=("booking_code_unknown", "too_many"),
        summary_zh="预登记：凭查询码查看",
        summary_en="A pre-registration by its query code",
    ),
    Route(
        "PUT",
        "/api/book/bookings/{code}",
        put_booking,
        body=CorrectionBody,
        answer=OwnBooking,
        who="anyone",
        errors=(
            *("booking_code_unknown", "too_many", "not_found", "booking_changed", "booking_keeps_site"),
            *("booking_day_gone", "not_from_here", *_FORM, *_PHONE),
        ),
        summary_zh="预登记：凭查询码更正；版本不符不覆盖",
        summary_en="Correct a pre-registration by its query code, from the version that was seen",
        example={**{name: value for name, value in _EXAMPLE.items() if name != "id"}, "version": 1},
    ),
    Route(
        "POST",
        "/api/book/bookings/{code}/withdrawal",
        post_withdrawal,
        body=VersionBody,
        answer=OwnBooking,
        who="anyone",
        errors=("booking_code_unknown", "too_many", "booking_changed", "not_from_here"),
        summary_zh="预登记：凭查询码撤回",
        summary_en="Withdraw a pre-registration by its query code",
        example={"version": 1},
    ),
]
