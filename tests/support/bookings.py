"""Phones that pre-register: what they send, and the digits that a telephone is sent."""

import json
from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from aiohttp import web
from sqlalchemy import select
from uuid_utils.compat import uuid7

from server import keys
from server.before.agenda.model import Day
from server.before.booking import actions, codes
from server.before.booking.actions import At
from server.before.booking.api.shapes import BookingBody
from server.before.booking.model import Booking
from server.before.booking.rules import Routing
from server.before.planning.model import Timetable, TimetableSlot
from server.before.planning.rules import TimetableState
from server.db import EVERYWHERE, Database
from server.notices.model import Notice
from server.place import Scope, city_of
from server.sealing import aad
from tests.support.asking import NOWHERE, Target
from tests.support.plan import HERE
from tests.support.service import Client

Json = dict[str, Any]
PHONE: Final = "12800000007"
_NO_FILE: Final = {"attachment": "018bb165-9350-7000-8000-000000000001"}


def told(**more: Any) -> Json:
    """What the phone of one of two unpaid workers sends."""
    return {
        "id": str(uuid7()),
        "site": HERE,
        "arose_in": "430102",
        "category": "wage_arrears_migrant",
        "name": "张三",
        "phone": PHONE,
        "summary": "在工地干了六个月，工资没有结清。",
        "wanted": "把工资结清。",
        "respondent": "（示例）某建筑公司",
        "people_count": 2,
        "attendee_count": 2,
        "representatives": [{"name": "李四"}],
        "needs": ["elderly"],
        "language": "xiang",
        "claimed_fen": 30_000_00,
        "workers": [{"name": "张三", "fen": 18_000_00}, {"name": "李四", "fen": 12_000_00}],
    } | more


async def sent(service: Client, operation: str, body: Json | None = None, **headers: str) -> tuple[int, Any]:
    """Ask as a phone does, without an account."""
    method, path = operation.split()
    answer = await service.request(method, path, json=body, headers=headers)
    text = await answer.text()
    return answer.status, json.loads(text) if text.startswith(("{", "[")) else text


async def digits_of(service: Client, check: str) -> str:
    """The digits in the message of a check, as its telephone reads them."""
    async with service.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        (notice,) = await tx.scalars(select(Notice).where(Notice.key == f"phone_code:{check}"))
        bound = aad("notice", notice.id, "content", city_of(notice.place))
        assert notice.sealed is not None
        content = json.loads(await service.app[keys.SEALER].unseal(tx, notice.sealed, aad=bound))
    return str(content["values"]["code"])


async def booked(service: Client, **more: Any) -> Json:
    """A booking that was made."""
    status, made = await sent(service, "POST /api/book/bookings", told(**more))
    assert status == 201, made
    return dict(made)


async def made(app: web.Application, site: str, place: int, *, day: str | None = None, **more: Any) -> Booking:
    """A booking of a site without the API, which counts who asks."""
    body = told(site=site, day=day, **more)
    ident = UUID(body.pop("id"))
    wanted = BookingBody.model_validate_json(json.dumps(body)).wanted_booking()
    at = At(site, place, frozenset(filter(None, [day])), Routing.CHOSEN)
    async with app[keys.DATABASE].transaction(Scope(place, place)) as tx:
        return await actions.submit(
            tx, app[keys.SEALER], ident, at, wanted, checks_phones=False, now=app[keys.CLOCK].now()
        )


async def booking_targets(app: web.Application, sites: Iterable[tuple[str, int]]) -> dict[str, list[Target]]:
    """A booking at each of these sites; and what is none."""
    mac = app[keys.SEALER].mac
    found = [(site, await made(app, site, place)) for site, place in sites]
    return {
        "booking": [
            *(Target({"booking": str(one.id), **_NO_FILE}, (one.place, one.place)) for _, one in found),
            Target({"booking": str(UUID(int=7)), **_NO_FILE}, NOWHERE),
        ],
        "booking code": [
            Target({"code": codes.query_code(mac, one.id), "site": site, **_NO_FILE}) for site, one in found
        ],
        "no booking code": [Target({"code": code, "site": HERE, **_NO_FILE}) for code in ("0" * 16, "none")],
        "no check": [Target({"check": str(UUID(int=7))})],
    }


async def timetable_with(database: Database, day: str, booking: UUID) -> None:
    """A draft of a timetable in which this booking has no leader yet."""
    async with database.transaction(EVERYWHERE) as tx:
        found, booked_one = await tx.get(Day, day), await tx.get(Booking, booking)
        made_at = booked_one.made_at
        holder = {"lo": found.holder, "hi": found.holder_last}
        state = TimetableState.DRAFT
        tx.add(Timetable(day=day, state=state, made_at=made_at, made_by="account:0", **holder))
        tx.add(TimetableSlot(day=day, state=state, booking=booking, place=booked_one.place, is_locked=False))
