"""Routes of officers: the pre-registrations of a day within their places, one of them in full; all looks are logged."""

from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from aiohttp import web
from pydantic import Field

from server.before.agenda.actions import find_day
from server.before.booking import reads
from server.before.booking.api.shapes import AppointmentShape, BookedShape, appointment_of, booked
from server.before.booking.contents import Words
from server.before.booking.model import Booking
from server.before.booking.rules import BookingState, Kind
from server.day_code import DayCode, parse_day
from server.http.ask import Ask
from server.http.route import Route, Shape
from server.keys import DATABASE, SEALER
from server.people.audit import record
from server.people.rules import Person, require
from server.sites.model import Site

MOST: Final = 200
MOST_ALIKE: Final = 10


class BookingsQuery(Shape):
    site: Annotated[str, Field(max_length=40)] | None = None
    """Only those of one site."""
    after: UUID | None = Field(None, strict=False)
    """The last one of the page before."""


class BookingRow(Shape):
    """A booking in a list, with the name of its person."""

    id: UUID
    version: int
    state: BookingState
    site: str
    site_zh: str
    site_en: str
    day: DayCode | None
    kind: Kind
    category: str
    arose_in: str
    people_count: int
    needs: list[str]
    name: str | None
    respondent: str | None
    appointment: AppointmentShape | None
    leader: str | None
    """Who receives them, where the viewer may see that account."""


class BookingsAnswer(Shape):
    """Bookings for a day, then those without one, by site; ``more`` where there are others after them."""

    items: list[BookingRow]
    more: bool


class AlikeShape(Shape):
    """A booking of the same number, or the same employer or project; whether it is the same matter, a person judges."""

    id: UUID
    state: BookingState
    site_zh: str
    site_en: str
    category: str
    people_count: int
    name: str | None
    made_at: datetime
    same_phone: bool
    same_respondent: bool


class OfficersBooking(BookedShape):
    """A booking in full. ``leader`` is the account that receives the person."""

    site_zh: str
    site_en: str
    leader: UUID | None
    leader_name: str | None
    alike: list[AlikeShape]


async def get_bookings(request: web.Request, ask: Ask[Person], *, day: DayCode, query: BookingsQuery) -> BookingsAnswer:
    sealer = request.app[SEALER]
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        found = await find_day(tx, day)
        rows = await reads.of_officers(tx, found.day, site=query.site, after=query.after, most=MOST + 1)
        shown = rows[:MOST]
        names = await reads.leaders_in(tx, [one for one, _ in shown])
        items = [
            _row(one, site.name_zh, site.name_en, await reads.words_in(tx, sealer, one), names) for one, site in shown
        ]
        if items:
            place = ask.person.scope.lo
            await record(tx, ask.person.principal, "bookings_shown", f"day:{day}", place=place, now=ask.now)
    return BookingsAnswer(items=items, more=len(rows) > MOST)


async def get_officers_booking(request: web.Request, ask: Ask[Person], *, booking: UUID) -> OfficersBooking:
    sealer = request.app[SEALER]
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        found = await tx.get(Booking, booking)
        require(ask.person, "see_persons", found.place)
        site = await reads.site_called(tx, found.site)
        workers = await reads.workers_of(tx, sealer, [found])
        full = booked(found, await reads.words_in(tx, sealer, found), workers[found.id])
        names = await reads.leaders_in(tx, [found])
        others = [
            _alike(found, one, at, await reads.words_in(tx, sealer, one))
            for one, at in await reads.alike(tx, found, most=MOST_ALIKE)
        ]
        await record(tx, ask.person.principal, "booking_shown", f"booking:{booking}", place=found.place, now=ask.now)
    leader = found.appointed_leader
    return OfficersBooking(
        **full.model_dump(),
        site_zh=site.name_zh,
        site_en=site.name_en,
        leader=leader,
        leader_name=None if leader is None else names.get(leader),
        alike=others,
    )


def _alike(booking: Booking, one: Booking, site: Site, words: Words | None) -> AlikeShape:
    same = ("id", "state", "category", "people_count", "made_at")
    return AlikeShape(
        site_zh=site.name_zh,
        site_en=site.name_en,
        name=words.petitioner.name if words else None,
        same_phone=booking.phone_index is not None and one.phone_index == booking.phone_index,
        same_respondent=booking.respondent_index is not None and one.respondent_index == booking.respondent_index,
        **{name: getattr(one, name) for name in same},
    )


def _row(one: Booking, zh: str, en: str, words: Words | None, names: dict[UUID, str]) -> BookingRow:
    same = ("id", "version", "state", "site", "kind", "category", "arose_in", "people_count", "needs")
    return BookingRow(
        day=None if one.day is None else parse_day(one.day),
        site_zh=zh,
        site_en=en,
        name=words.petitioner.name if words else None,
        respondent=words.respondent if words else None,
        appointment=appointment_of(one),
        leader=None if one.appointed_leader is None else names.get(one.appointed_leader),
        **{name: getattr(one, name) for name in same},
    )


routes = [
    Route(
        "GET",
        "/api/days/{day}/bookings",
        get_bookings,
        query=BookingsQuery,
        answer=BookingsAnswer,
        capability="see_persons",
        errors=("not_found",),
        every_time=True,  # it names people: each look is a line in the log
        summary_zh="一个接访日的预登记名单（范围内；留痕）",
        summary_en="The pre-registrations for a day within one's places; logged",
    ),
    Route(
        "GET",
        "/api/bookings/{booking}",
        get_officers_booking,
        answer=OfficersBooking,
        capability="see_persons",
        errors=("not_found",),
        every_time=True,  # it names a person: each look is a line in the log
        summary_zh="一件预登记的全文（留痕）",
        summary_en="A pre-registration in full; each look is logged",
    ),
]
