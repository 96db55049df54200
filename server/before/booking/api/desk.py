"""The route of a site's desk: the bookings of a day, in full, so that a line that is cut later stops no check-in."""

from typing import Annotated

from aiohttp import web
from pydantic import Field

from server.before.agenda.actions import find_day
from server.before.booking import reads
from server.before.booking.api.shapes import BookedShape, booked
from server.day_code import DayCode
from server.errors import NotFound
from server.http.ask import Ask
from server.http.conditional import tag_of
from server.http.route import Route, Shape
from server.keys import DATABASE, SEALER
from server.people.audit import record
from server.people.rules import Person, require
from server.sites.actions import place_of_site


class DeskBookingsQuery(Shape):
    known: Annotated[str, Field(max_length=64)] | None = None
    """The tag of the list that the desk has."""


class DeskBookingsAnswer(Shape):
    """The bookings of a site that may come on a day; ``items`` is null where the desk has them already.

    Those who checked in, withdrew or did not come are left out.
    """

    tag: str
    items: list[BookedShape] | None


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
        tag = tag_of(repr([(str(one.id), one.version) for one in of_desk]).encode())
        if tag == query.known:
            return DeskBookingsAnswer(tag=tag, items=None)
        workers = await reads.workers_of(tx, sealer, of_desk)
        items = [booked(one, await reads.words_in(tx, sealer, one), workers[one.id]) for one in of_desk]
        if items:
            await record(tx, ask.person.principal, "bookings_shown", f"site:{site}", place=place, now=ask.now)
    return DeskBookingsAnswer(tag=tag, items=items)


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
