"""Doors to the days and to what is commanded of them and of their sites."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from aiohttp import web
from pydantic import Field

from server.clock import Clock
from server.day.agenda import actions, rules
from server.day.agenda.model import Day
from server.http.route import Route, Shape
from server.keys import CLOCK, DATABASE, PLAYS, SEALER
from server.people.rules import Person


class ClockAnswer(Shape):
    """What time it is on the day, how fast it passes, and the real instant at which that was so."""

    now: datetime
    speed: float
    ends_at: datetime | None
    real: datetime
    controlled: bool
    """Whether this server plays the day itself, so that /api/rehearsal tells of its pace and changes it."""


class DayAnswer(Shape):
    day: date
    name_zh: str
    name_en: str
    state: rules.DayState
    zone: str
    is_rehearsal: bool
    opens_at: datetime
    closes_at: datetime
    clock: ClockAnswer


class DaysAnswer(Shape):
    items: list[DayAnswer]
    next: str | None


class DaysQuery(Shape):
    cursor: date | None = None
    limit: int = Field(50, ge=1, le=100)


class DayCommand(Shape):
    command: rules.DayHappening
    despite: str | None = Field(None, min_length=2, max_length=500)
    """Why the day is led on although a site still has to do what the step says is done."""


class SiteCommand(Shape):
    command: rules.SiteHappening


class SiteMovedAnswer(Shape):
    day: date
    site: str
    state: rules.SiteState


async def get_days(request: web.Request, person: Person, *, query: DaysQuery) -> DaysAnswer:
    async with request.app[DATABASE].transaction(person.scope, write=False) as tx:
        days = await actions.days_in_scope(tx, before=query.cursor, limit=query.limit)
    return DaysAnswer(
        items=[_day_answer(day, request) for day in days],
        next=days[-1].day if len(days) == query.limit else None,
    )


async def get_day(request: web.Request, person: Person, *, day: date) -> DayAnswer:
    async with request.app[DATABASE].transaction(person.scope, write=False) as tx:
        found = await actions.find_day(tx, day)
    return _day_answer(found, request)


async def post_day_command(request: web.Request, person: Person, *, day: date, body: DayCommand) -> DayAnswer:
    clock = request.app[CLOCK]
    async with request.app[DATABASE].transaction(person.scope) as tx:
        despite = None if body.despite is None else actions.Despite(body.despite, request.app[SEALER])
        moved = await actions.command_day(tx, day, body.command, despite=despite, by=person, now=clock.now())
    return _day_answer(moved, request)


async def post_site_command(
    request: web.Request, person: Person, *, day: date, site: str, body: SiteCommand
) -> SiteMovedAnswer:
    async with request.app[DATABASE].transaction(person.scope) as tx:
        moved = await actions.command_site(tx, day, site, body.command, by=person, now=request.app[CLOCK].now())
    return SiteMovedAnswer(day=day, site=moved.site, state=moved.state)


def _day_answer(day: Day, request: web.Request) -> DayAnswer:
    return DayAnswer(
        day=date.fromisoformat(day.day),
        name_zh=day.name_zh,
        name_en=day.name_en,
        state=day.state,
        zone=day.zone,
        is_rehearsal=day.is_rehearsal,
        opens_at=actions.hour_of(day, day.opens_at),
        closes_at=actions.hour_of(day, day.closes_at),
        clock=_clock_answer(day, request.app[CLOCK], controlled=request.app.get(PLAYS, False)),
    )


def _clock_answer(day: Day, clock: Clock, *, controlled: bool) -> ClockAnswer:
    own, real = actions.day_clock(day), clock.now()
    shown = real.astimezone(ZoneInfo(day.zone))
    if own is None:
        return ClockAnswer(now=shown, speed=1, ends_at=None, real=shown, controlled=False)
    return ClockAnswer(now=own.now(real), speed=own.speed_at(real), ends_at=own.ends, real=shown, controlled=controlled)


routes = [
    Route(
        "GET",
        "/api/days",
        get_days,
        query=DaysQuery,
        answer=DaysAnswer,
        who="session|device",
        summary_zh="本人范围内有接访点参加的接访日，最近的在前",
        summary_en="The days in which a site within one's places takes part, the latest first",
    ),
    Route(
        "GET",
        "/api/days/{day}",
        get_day,
        answer=DayAnswer,
        who="session|device",
        errors=("not_found",),
        summary_zh="一个接访日及其时钟",
        summary_en="A day and its clock",
    ),
    Route(
        "POST",
        "/api/days/{day}/commands",
        post_day_command,
        body=DayCommand,
        answer=DayAnswer,
        capability="manage_days",
        errors=("not_found", "not_allowed", "not_from_here", "day_not_finished", "changed_meanwhile"),
        summary_zh="推进一个接访日：公告、点名、开始、结束、核对、通报、归档、推迟、取消",
        summary_en="Lead a day one step on",
        example={"command": "announce"},
    ),
    Route(
        "POST",
        "/api/days/{day}/sites/{site}/commands",
        post_site_command,
        body=SiteCommand,
        answer=SiteMovedAnswer,
        capability="run_site",
        errors=("not_found", "not_allowed", "not_from_here", "day_not_open", "changed_meanwhile"),
        summary_zh="推进一个接访点的场次",
        summary_en="Lead a site's session one step on",
        example={"command": "get_ready"},
    ),
]
