"""What a leader reads before a person has come: their own appointments of a day for which nobody checked in yet."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from aiohttp import web
from sqlalchemy import select

from server.before.agenda.actions import find_day
from server.before.agenda.model import Day
from server.before.booking.model import Booking
from server.before.booking.reads import words_in
from server.before.booking.rules import OPEN, Meeting
from server.before.triage.reads import guided
from server.day.arrival.rules import masked
from server.day.calling.api.background import Background, background_before, family_of
from server.day_code import DayCode
from server.db import Tx
from server.errors import NotFound
from server.http.ask import Ask
from server.http.route import Shape
from server.instants import with_offset
from server.keys import DATABASE, SEALER
from server.people.audit import record
from server.people.rules import Person


class ComingAnswer(Shape):
    """A booking that has an appointment with the viewer; it becomes a matter of the same id."""

    booking: UUID
    site: str
    begins_at: str
    ends_at: str | None
    meeting: Meeting | None
    category: str
    involved: int
    attendees: int
    needs: list[str]
    language: str | None
    arose_in: str


class ComingsAnswer(Shape):
    items: list[ComingAnswer]


class ComingBrief(Shape):
    """``person``: the name, masked; None where it was erased. Each look is a line in the log."""

    coming: ComingAnswer
    person: str | None
    background: Background


async def get_coming(request: web.Request, ask: Ask[Person], *, day: DayCode) -> ComingsAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        on = await find_day(tx, day)
        found = await _coming(tx, on, ask.person)
    return ComingsAnswer(items=[_answer(one, at, on) for one, at in found])


async def get_coming_brief(request: web.Request, ask: Ask[Person], *, day: DayCode, booking: UUID) -> ComingBrief:
    person, sealer = ask.person, request.app[SEALER]
    async with request.app[DATABASE].transaction(person.scope) as tx:
        on = await find_day(tx, day)
        found = {one.id: (one, at) for one, at in await _coming(tx, on, person)}
        if booking not in found or "see_persons" not in person.scope.capabilities:
            raise NotFound("not_found")
        one, at = found[booking]
        await record(tx, person.principal, "brief_read", f"booking:{booking}", place=one.place, now=ask.now)
        words = await words_in(tx, sealer, one)
        background = await background_before(tx, ask, sealer, one, family=family_of(request, one.category), day=on)
    name = None if words is None else masked(words.petitioner.name)
    return ComingBrief(coming=_answer(one, at, on), person=name, background=background)


async def _coming(tx: Tx, day: Day, person: Person) -> list[tuple[Booking, datetime]]:
    """The open bookings with an appointment with this person, by their time; nobody who was told another route."""
    if person.kind != "account":
        return []
    mine = (Booking.day == day.day, Booking.appointed_leader == UUID(person.id), Booking.state.in_(OPEN))
    found = await tx.scalars(select(Booking).where(*mine).order_by(Booking.appointed_at, Booking.id))
    elsewhere = await guided(tx, [one.id for one in found])
    return [(one, one.appointed_at) for one in found if one.appointed_at is not None and one.id not in elsewhere]


def _answer(one: Booking, at: datetime, day: Day) -> ComingAnswer:
    zone = ZoneInfo(day.zone)
    return ComingAnswer(
        booking=one.id,
        site=one.site,
        begins_at=with_offset(at.astimezone(zone), "seconds"),
        ends_at=None if one.appointed_until is None else with_offset(one.appointed_until.astimezone(zone), "seconds"),
        meeting=one.appointed_meeting,
        category=one.category,
        involved=one.people_count,
        attendees=one.attendee_count,
        needs=one.needs,
        language=one.language,
        arose_in=one.arose_in,
    )
