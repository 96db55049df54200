"""Routes to the appointment of one booking: given by an officer, moved or let go by its person."""

from datetime import datetime, time, timedelta
from uuid import UUID

from aiohttp import web
from limits import RateLimitItemPerMinute
from pydantic import Field

from server.before.agenda.actions import find_day
from server.before.agenda.hours import hour_of
from server.before.agenda.model import Day
from server.before.booking.actions import PETITIONER
from server.before.booking.keys import find_booking
from server.before.booking.model import Booking
from server.before.booking.reads import locked_booking
from server.before.booking.rules import Meeting
from server.before.planning import by_hand
from server.before.planning.api.shapes import Ident, Minute
from server.before.planning.by_hand import Free, Wished
from server.before.roster.reads import names_of
from server.day_code import DayCode
from server.errors import Conflict
from server.http.ask import Ask
from server.http.guards import limit
from server.http.route import Route, Shape
from server.keys import CLOCK, DATABASE
from server.people.rules import Person, require
from server.place import Scope

TIMES = RateLimitItemPerMinute(20)
"""How often the free times of one booking are computed."""


class FreeTime(Shape):
    """A free time of a leader; ``in_person`` where they sit at the site then, else it is by video."""

    begins: int
    begins_at: datetime
    in_person: bool


class LeaderTimes(Shape):
    leader: UUID
    name: str
    times: list[FreeTime]


class TimesAnswer(Shape):
    """The leaders who may receive the person on the day, each with the times that are free."""

    day: DayCode
    leaders: list[LeaderTimes]


class TimesQuery(Shape):
    day: DayCode


class AgreedBody(Shape):
    """A leader, a minute of the day, and how they meet: as the leader usually does at this site where it is null."""

    day: DayCode
    leader: Ident
    begins: Minute
    meeting: Meeting | None = None


class AppointmentBody(Shape):
    """The version of the booking that was seen; ``at`` is null to take the appointment away."""

    version: int = Field(ge=1, le=1_000_000)
    at: AgreedBody | None


class AppointedAnswer(Shape):
    """The booking as it is now."""

    id: UUID
    version: int
    begins_at: datetime | None
    ends_at: datetime | None
    meeting: Meeting | None


class OwnTimes(Shape):
    """The other times of the same leader on the same day."""

    times: list[FreeTime]


class OwnMoveBody(Shape):
    """``begins`` is null to come without an appointment."""

    version: int = Field(ge=1, le=1_000_000)
    begins: Minute | None


async def get_times(request: web.Request, ask: Ask[Person], *, booking: UUID, query: TimesQuery) -> TimesAnswer:
    day = await _day_for(request, ask, booking, query.day)
    async with request.app[DATABASE].transaction(_scope_of(day), write=False) as tx:
        found = await tx.get(Booking, booking)
        free = await by_hand.free_times(tx, found, day, now=ask.now)
        names = await names_of(tx, {UUID(one.leader) for one in free})
    leaders = [
        LeaderTimes(
            leader=ident, name=account.name, times=[_free(day, one) for one in free if one.leader == str(ident)]
        )
        for ident, account in sorted(names.items(), key=lambda pair: pair[1].name)
    ]
    return TimesAnswer(day=query.day, leaders=leaders)


async def post_appointment(
    request: web.Request, ask: Ask[Person], *, booking: UUID, body: AppointmentBody
) -> AppointedAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        known = await tx.get(Booking, booking)
        require(ask.person, "keep_roster", known.place)
    code = body.at.day if body.at is not None else known.day
    if code is None:
        raise Conflict("appointment_none")
    day = await _day_for(request, ask, booking, code)
    wished = None if body.at is None else Wished(body.at.leader, body.at.begins, body.at.meeting)
    async with request.app[DATABASE].transaction(_scope_of(day)) as tx:
        found = await locked_booking(tx, booking)
        if found.version != body.version:
            raise Conflict("booking_changed")
        if wished is None and found.appointed_at is None:
            raise Conflict("appointment_none")
        await by_hand.agree(tx, found, day.day, wished, by=ask.person.principal, now=ask.now)
        return _appointed(found)


async def get_own_times(request: web.Request, _nobody: None, *, code: str) -> OwnTimes:
    known, day = await _own(request, code)
    await limit(request, "own_times", (TIMES, str(known.id)))
    async with request.app[DATABASE].transaction(_scope_of(day), write=False) as tx:
        free = await by_hand.free_times(tx, known, day, now=request.app[CLOCK].now())
    return OwnTimes(times=[_free(day, one) for one in free if one.leader == str(known.appointed_leader)])


async def post_own_appointment(request: web.Request, _nobody: None, *, code: str, body: OwnMoveBody) -> AppointedAnswer:
    known, day = await _own(request, code)
    now = request.app[CLOCK].now()
    async with request.app[DATABASE].transaction(_scope_of(day)) as tx:
        found = await locked_booking(tx, known.id)
        if found.version != body.version:
            raise Conflict("booking_changed")
        if found.appointed_at is None or found.appointed_leader is None:
            raise Conflict("appointment_none")
        if found.appointed_at <= now:
            raise Conflict("appointment_past")
        wished = None if body.begins is None else Wished(found.appointed_leader, body.begins, None)
        await by_hand.agree(tx, found, day.day, wished, by=PETITIONER, now=now)
        return _appointed(found)


async def _own(request: web.Request, code: str) -> tuple[Booking, Day]:
    """The booking of a query code and its day; Conflict ``appointment_none`` without an appointment."""
    ident, scope = await find_booking(request, code)
    async with request.app[DATABASE].transaction(scope, write=False) as tx:
        known = await tx.get(Booking, ident)
        if known.day is None or known.appointed_at is None:
            raise Conflict("appointment_none")
        return known, await find_day(tx, known.day)


async def _day_for(request: web.Request, ask: Ask[Person], booking: UUID, code: str) -> Day:
    """The day of an appointment for a booking in one's places; its leaders lie beyond them, and are looked at after."""
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        await tx.get(Booking, booking)
        return await find_day(tx, code)


def _scope_of(day: Day) -> Scope:
    """All places of a day: a leader may be taken at another site."""
    return Scope(day.holder, day.holder_last)


def _appointed(found: Booking) -> AppointedAnswer:
    return AppointedAnswer(
        id=found.id,
        version=found.version,
        begins_at=found.appointed_at,
        ends_at=found.appointed_until,
        meeting=found.appointed_meeting,
    )


def _free(day: Day, one: Free) -> FreeTime:
    begins_at = hour_of(day, time(0)) + timedelta(minutes=one.begins)
    return FreeTime(begins=one.begins, begins_at=begins_at, in_person=one.in_person)


_ID = "018bb165-9350-7000-8000-000000000001"
_CLASHES = ("appointment_past", "appointment_none", *by_hand.CODES.values())
_ERRORS = ("booking_changed", "booking_day_gone", "timetable_closed", "not_from_here", "slot_hours", *_CLASHES)

routes = [
    Route(
        "GET",
        "/api/bookings/{booking}/times",
        get_times,
        query=TimesQuery,
        answer=TimesAnswer,
        capability="keep_roster",
        errors=("not_found",),
        summary_zh="一件预登记可约的时间：每位领导空着的时段",
        summary_en="The times that leaders have for a pre-registration",
    ),
    Route(
        "POST",
        "/api/bookings/{booking}/appointment",
        post_appointment,
        body=AppointmentBody,
        answer=AppointedAnswer,
        capability="keep_roster",
        errors=("not_found", "not_allowed", "changed_meanwhile", *_ERRORS),
        summary_zh="约定领导和时间（当面或视频），或取消约定；冲突时说明原因",
        summary_en="Appoint a leader and a time, or take it back; a conflict is refused with its reason",
        example={"version": 1, "at": {"day": "2023-12-14", "leader": _ID, "begins": 600, "meeting": "video"}},
    ),
    Route(
        "GET",
        "/api/book/bookings/{code}/times",
        get_own_times,
        answer=OwnTimes,
        who="anyone",
        errors=("booking_code_unknown", "too_many", "appointment_none"),
        summary_zh="预登记：同一位领导还有的时间",
        summary_en="Pre-registration: the other times of the same leader",
    ),
    Route(
        "POST",
        "/api/book/bookings/{code}/appointment",
        post_own_appointment,
        body=OwnMoveBody,
        answer=AppointedAnswer,
        who="anyone",
        errors=("booking_code_unknown", "too_many", *_ERRORS),
        summary_zh="预登记：改约定的时间，或不约了改为排队",
        summary_en="Pre-registration: move the appointment, or let it go and come without one",
        example={"version": 2, "begins": 630},
    ),
]
