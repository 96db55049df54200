"""Routes to the days and to what is commanded of them and of their sites."""

import datetime as dt
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from aiohttp import web
from pydantic import Field

from server.before.agenda import actions, rules
from server.before.agenda.commands import Wanted, plan_day
from server.before.agenda.model import Day, DayOrigin
from server.before.agenda.origins import origins_of
from server.before.agenda.schedule_file import HeldOn, Name
from server.before.calendar.plans import parse_month
from server.clock import day_clock, moment_on, speed_on
from server.day_code import DayCode, parse_day
from server.http.ask import Ask
from server.http.hours import LocalTime
from server.http.paging import Page, PageQuery, cut
from server.http.route import Opening, Route, Shape
from server.keys import DATABASE, PLAYS, SEALER
from server.people.rules import Person
from server.sites.keys import REFERENCE


class ClockAnswer(Shape):
    """What time it is on the day, how fast it passes, and the real instant at which that was so."""

    now: dt.datetime
    speed: float
    ends_at: dt.datetime | None
    real: dt.datetime
    controlled: bool
    """Whether this server plays the day itself, so that /api/rehearsal tells of its pace and changes it."""


class DayAnswer(Shape):
    day: DayCode
    date: dt.date
    holder: str
    """The code of the region that holds the day: of a joint day its province."""
    name_zh: str
    name_en: str
    state: rules.DayState
    zone: str
    is_rehearsal: bool
    opens_at: dt.datetime
    closes_at: dt.datetime
    clock: ClockAnswer


class DaysAnswer(Page[DayAnswer]):
    pass


class DaysQuery(PageQuery[DayCode]):
    limit: Annotated[int, Field(ge=1, le=100)] = 50


class SeriesMonth(Shape):
    """The date of a series that a day is made from."""

    series: str = Field(max_length=32)
    month: str = Field(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")


class SeriesDay(Shape):
    """A day made from a date of a series: the date as it was then, and what the series says now."""

    day: DayCode
    month: str
    date: dt.date
    state: rules.DayState
    original: dt.date | None
    series_version: int
    reason_zh: str
    reason_en: str
    is_hit: bool
    """The series says another date by now: whether the day moves is for an organiser to decide."""
    now_date: dt.date | None
    now_zh: str
    now_en: str


class SeriesDaysAnswer(Shape):
    items: list[SeriesDay]


class DayBody(Shape):
    """A day to be planned: by default the province's, at all sites there, with the usual name and hours."""

    date: HeldOn
    holder: str | None = Field(None, pattern=r"^[0-9]{6}$")
    """The code of the region that holds the day alone; its province or nothing for the joint day."""
    sites: Literal["all"] | list[Annotated[str, Field(max_length=40)]] = Field("all", max_length=2000)
    name_zh: Name = rules.NAME_ZH
    name_en: Name = rules.NAME_EN
    opens_at: LocalTime = rules.OPENS_AT
    closes_at: LocalTime = rules.CLOSES_AT
    of_series: SeriesMonth | None = None


class DayCommand(Shape):
    command: rules.DayHappening
    despite: str | None = Field(None, min_length=2, max_length=500)
    """Why the day is led on although a site still has to do what the step says is done."""


class SiteCommand(Shape):
    command: rules.SiteHappening


class SiteMovedAnswer(Shape):
    day: DayCode
    site: str
    state: rules.SiteState


async def get_days(request: web.Request, ask: Ask[Person], *, query: DaysQuery) -> DaysAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        days = await actions.days_in_scope(tx, before=query.cursor, limit=query.reads)
    page, following = cut(days, query, lambda day: day.day)
    return DaysAnswer(items=[_day_answer(request, ask, day) for day in page], next=following)


async def get_day(request: web.Request, ask: Ask[Person], *, day: DayCode) -> DayAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        found = await actions.find_day(tx, day)
    return _day_answer(request, ask, found)


async def post_day(request: web.Request, ask: Ask[Person], *, body: DayBody) -> DayAnswer:
    asked = {name: value for name, value in body if name != "of_series"}
    if body.of_series is not None:
        asked |= {"series": body.of_series.series, "month": parse_month(body.of_series.month)}
    wanted = Wanted(**asked)
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        regions = request.app[REFERENCE].regions
        planned = await plan_day(tx, wanted, regions=regions, by=ask.person, now=ask.now)
    return _day_answer(request, ask, planned)


async def get_series_days(request: web.Request, ask: Ask[Person], *, series: str) -> SeriesDaysAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        found = await origins_of(tx, series)
    return SeriesDaysAnswer(items=[_series_day(origin, day) for origin, day in found])


def _series_day(origin: DayOrigin, day: Day) -> SeriesDay:
    same = ("original", "series_version", "reason_zh", "reason_en", "is_hit", "now_date", "now_zh", "now_en")
    told = {name: getattr(origin, name) for name in same}
    month = f"{origin.month:%Y-%m}"
    return SeriesDay(day=parse_day(day.day), month=month, date=day.date, state=day.state, **told)


async def post_day_command(request: web.Request, ask: Ask[Person], *, day: DayCode, body: DayCommand) -> DayAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        despite = None if body.despite is None else actions.Despite(body.despite, request.app[SEALER])
        moved = await actions.command_day(tx, day, body.command, despite=despite, by=ask.person, now=ask.now)
    return _day_answer(request, ask, moved)


async def post_site_command(
    request: web.Request, ask: Ask[Person], *, day: DayCode, site: str, body: SiteCommand
) -> SiteMovedAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        moved = await actions.command_site(tx, day, site, body.command, by=ask.person, now=ask.now)
    return SiteMovedAnswer(day=day, site=moved.site, state=moved.state)


def _day_answer(request: web.Request, ask: Ask[Person], day: Day) -> DayAnswer:
    return DayAnswer(
        day=parse_day(day.day),
        date=day.date,
        holder=day.held_by,
        name_zh=day.name_zh,
        name_en=day.name_en,
        state=day.state,
        zone=day.zone,
        is_rehearsal=day.is_rehearsal,
        opens_at=actions.hour_of(day, day.opens_at),
        closes_at=actions.hour_of(day, day.closes_at),
        clock=_clock_answer(day, ask.now, controlled=request.app.get(PLAYS, False)),
    )


def _clock_answer(day: Day, real: dt.datetime, *, controlled: bool) -> ClockAnswer:
    own = day_clock(day)
    return ClockAnswer(
        now=moment_on(day, real).now,
        speed=speed_on(day, real),
        ends_at=None if own is None else own.ends,
        real=real.astimezone(ZoneInfo(day.zone)),
        controlled=controlled and own is not None,
    )


routes = [
    Route(
        "GET",
        "/api/days",
        get_days,
        query=DaysQuery,
        answer=DaysAnswer,
        who="session|device",
        summary_zh="本人范围内举办或有接访点参加的接访日，最近的在前",
        summary_en="The days that one's places hold or in which a site there takes part, the latest first",
    ),
    Route(
        "POST",
        "/api/days",
        post_day,
        body=DayBody,
        answer=DayAnswer,
        status=201,
        capability="manage_days",
        errors=(
            "not_found",
            "not_allowed",
            "unknown_site",
            "day_exists",
            "site_on_other_day",
            "site_outside_holder",
            "day_without_sites",
            "hours_reversed",
            "date_not_of_series",
        ),
        summary_zh="计划一个接访日：全省的，或由一个市、县单独举办的",
        summary_en="Plan a day: the province's, or one that a city or a county holds alone",
        example={"date": "2023-11-09", "holder": "430100"},
    ),
    Route(
        "GET",
        "/api/series/{series}/days",
        get_series_days,
        answer=SeriesDaysAnswer,
        capability="manage_days",
        errors=("not_found",),
        summary_zh="由一个系列的日期建立的接访日；日期已不合排期的有标记",
        summary_en="The days made from dates of a series; one whose date the series no longer says is marked",
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
openings: list[Opening] = []
