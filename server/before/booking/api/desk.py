"""The route of a site's desk: the bookings of a day, in full, so that a line that is cut later stops no check-in."""

from typing import Annotated
from uuid import UUID

from aiohttp import web
from pydantic import Field

from server.before.agenda.actions import find_day
from server.before.booking import reads
from server.before.booking.api.shapes import BookedShape, booked
from server.before.booking.codes import query_code
from server.before.booking.model import Booking
from server.day_code import DayCode
from server.db import Tx
from server.errors import NotFound
from server.http.ask import Ask
from server.http.conditional import tag_of
from server.http.route import Route, Shape
from server.keys import DATABASE, SEALER
from server.people.audit import record
from server.people.rules import Person, require
from server.sealing import Sealer
from server.sites.actions import place_of_site


class DeskBookingsQuery(Shape):
    known: Annotated[str, Field(max_length=64)] | None = None
    """The tag of the list that the desk has."""


class HeardWithShape(Shape):
    """Who pre-registered the same matter, and is heard with the booking; found by name, number or code as it is."""

    code: str
    name: str | None
    phone: str | None


class DeskBooking(BookedShape):
    """``code``: its query code, by which the desk finds it as by name and number."""

    code: str
    joined: list[HeardWithShape]


class DeskBookingsAnswer(Shape):
    """The bookings of a site that may come on a day; ``items`` is null where the desk has them already.

    Those who checked in, withdrew or did not come are left out.
    """

    tag: str
    items: list[DeskBooking] | None


async def get_desk_bookings(
    request: web.Request, ask: Ask[Person], *, day: DayCode, site: str, query: DeskBookingsQuery
) -> DeskBookingsAnswer:
    """A list that the desk does not have yet is a line in the log: it names people. No browser keeps the answer."""
    if ask.person.site != site:
        raise NotFound("not_found")
    sealer = request.app[SEALER]
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        found = await find_day(tx, day)
        place = await place_of_site(tx, site)
        require(ask.person, "record_entries", place)
        of_desk = await reads.of_desk(tx, found.day, place)
        joined = await reads.joined_to(tx, [one.id for one in of_desk])
        tag = tag_of(repr([(str(one.id), one.version) for one in (*of_desk, *joined)]).encode())
        if tag == query.known:
            return DeskBookingsAnswer(tag=tag, items=None)
        workers = await reads.workers_of(tx, sealer, of_desk)
        others: dict[UUID | None, list[HeardWithShape]] = {}
        for one in joined:
            others.setdefault(one.joined_to, []).append(await _heard_with(tx, sealer, one))
        items = [
            DeskBooking(
                **booked(one, await reads.words_in(tx, sealer, one), workers[one.id]).model_dump(),
                code=query_code(sealer.mac, one.id),
                joined=others.get(one.id, []),
            )
            for one in of_desk
        ]
        if items:
            await record(tx, ask.person.principal, "bookings_shown", f"site:{site}", place=place, now=ask.now)
    return DeskBookingsAnswer(tag=tag, items=items)


async def _heard_with(tx: Tx, sealer: Sealer, one: Booking) -> HeardWithShape:
    words = await reads.words_in(tx, sealer, one)
    return HeardWithShape(
        code=query_code(sealer.mac, one.id),
        name=words.petitioner.name if words else None,
        phone=words.petitioner.phone if words else None,
    )


routes = [
    Route(
        "GET",
        "/api/days/{day}/sites/{site}/bookings",
        get_desk_bookings,
        query=DeskBookingsQuery,
        answer=DeskBookingsAnswer,
        who="device",
        capability="record_entries",
        errors=("not_found",),
        every_time=True,  # what is shown lies nowhere but in its own sealed row
        summary_zh="本点当日的预登记（完整信息，留痕），供到场签到",
        summary_en="The pre-registrations of a site for a day, in full and logged, for check-in",
    ),
]
