"""Routes to the days: the list, one of them with its clock, those of a series; and planning a new one."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from aiohttp import web
from pydantic import Field

from server.before.agenda import actions, hours, rules
from server.before.agenda.commands import InRegion, Wanted, plan_day
from server.before.agenda.model import Day, DayOrigin
from server.before.agenda.origins import origins_of
from server.before.agenda.plans import DayPlan
from server.before.agenda.schedule_rows import HeldOn
from server.before.calendar.plans import parse_month
from server.clock import day_clock, moment_on, speed_on
from server.day_code import DayCode, parse_day
from server.errors import Invalid
from server.http.ask import Ask
from server.http.hours import LocalTime
from server.http.paging import Page, PageQuery, cut
from server.http.route import Route, Shape
from server.keys import DATABASE, PLAYS
from server.people.rules import Person
from server.sites.keys import REFERENCE
from server.sites.naming import Name

CategoryCodes = Annotated[list[Annotated[str, Field(max_length=60)]], Field(max_length=100)]
SiteCodes = Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=2000)]


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
    kind: rules.DayKind
    categories_out: list[str]
    """Codes of the categories that the day does not take."""
    moved_to: DayCode | None
    """Of a postponed day, the one that took its plan over."""
    zone: str
    is_rehearsal: bool
    opens_at: dt.datetime
    closes_at: dt.datetime
    break_from: dt.datetime | None
    break_until: dt.datetime | None
    last_ticket_at: dt.datetime | None
    """After it a desk asks before it registers another person; it never refuses one."""
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


class PlanWords(Shape):
    """What is told of a day, and its hours."""

    name_zh: Name = rules.NAME_ZH
    name_en: Name = rules.NAME_EN
    theme_zh: Name | None = None
    theme_en: Name | None = None
    slogan_zh: Name | None = None
    slogan_en: Name | None = None
    kind: Annotated[rules.DayKind, Field(strict=False)] = rules.DayKind.JOINT
    opens_at: LocalTime = rules.OPENS_AT
    closes_at: LocalTime = rules.CLOSES_AT
    break_from: LocalTime | None = None
    break_until: LocalTime | None = None
    last_ticket_at: LocalTime | None = None
    categories_out: CategoryCodes = Field(default_factory=list)


class RegionSites(Shape):
    """All sites of a region."""

    region: str = Field(pattern=r"^[0-9]{6}$")


class DayBody(PlanWords):
    """A day to be planned: by default the province's, at all sites there, with the usual name and hours."""

    date: HeldOn
    holder: str | None = Field(None, pattern=r"^[0-9]{6}$")
    """The code of the region that holds the day alone; its province or nothing for the joint day."""
    sites: Literal["all"] | RegionSites | SiteCodes = "all"
    of_series: SeriesMonth | None = None


async def get_days(request: web.Request, ask: Ask[Person], *, query: DaysQuery) -> DaysAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        days = await actions.days_in_scope(tx, before=query.cursor, limit=query.reads)
    page, following = cut(days, query, lambda day: day.day)
    return DaysAnswer(items=[day_answer(request, ask, day) for day in page], next=following)


async def get_day(request: web.Request, ask: Ask[Person], *, day: DayCode) -> DayAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        found = await actions.find_day(tx, day)
    return day_answer(request, ask, found)


async def post_day(request: web.Request, ask: Ask[Person], *, body: DayBody) -> DayAnswer:
    series = body.of_series
    sites = InRegion(body.sites.region) if isinstance(body.sites, RegionSites) else body.sites
    wanted = Wanted(
        date=body.date,
        holder=body.holder,
        sites=sites,
        plan=plan_of(body, (), categories=request.app[REFERENCE].categories),
        series=None if series is None else series.series,
        month=None if series is None else parse_month(series.month),
    )
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        regions = request.app[REFERENCE].regions
        planned = await plan_day(tx, wanted, regions=regions, by=ask.person, now=ask.now)
    return day_answer(request, ask, planned)


def plan_of(words: PlanWords, sites: Sequence[str], *, categories: Collection[str]) -> DayPlan:
    """The plan that a body says; Invalid ``category_unknown`` for a code that is none of the ``categories``."""
    told = {name: getattr(words, name) for name in PlanWords.model_fields}
    if unknown := sorted(set(words.categories_out) - set(categories)):
        raise Invalid("category_unknown", value=unknown[0])
    out = tuple(code for code in categories if code in words.categories_out)
    return DayPlan(sites=tuple(sites), **{**told, "categories_out": out})


async def get_series_days(request: web.Request, ask: Ask[Person], *, series: str) -> SeriesDaysAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        found = await origins_of(tx, series)
    return SeriesDaysAnswer(items=[_series_day(origin, day) for origin, day in found])


def _series_day(origin: DayOrigin, day: Day) -> SeriesDay:
    same = ("original", "series_version", "reason_zh", "reason_en", "is_hit", "now_date", "now_zh", "now_en")
    told = {name: getattr(origin, name) for name in same}
    month = f"{origin.month:%Y-%m}"
    return SeriesDay(day=parse_day(day.day), month=month, date=day.date, state=day.state, **told)


def day_answer(request: web.Request, ask: Ask[Person], day: Day) -> DayAnswer:
    return DayAnswer(
        day=parse_day(day.day),
        date=day.date,
        holder=day.held_by,
        name_zh=day.name_zh,
        name_en=day.name_en,
        state=day.state,
        kind=day.kind,
        categories_out=day.categories_out,
        moved_to=None if day.moved_to is None else parse_day(day.moved_to),
        zone=day.zone,
        is_rehearsal=day.is_rehearsal,
        opens_at=hours.hour_of(day, day.opens_at),
        closes_at=hours.hour_of(day, day.closes_at),
        break_from=hours.hour_or_none(day, day.break_from),
        break_until=hours.hour_or_none(day, day.break_until),
        last_ticket_at=hours.hour_or_none(day, day.last_ticket_at),
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
            *("not_found", "not_allowed", "unknown_site", "day_exists", "site_on_other_day", "site_outside_holder"),
            *("day_without_sites", "date_past", "hours_reversed", "break_hours", "category_unknown"),
            *("last_ticket_hour", "date_not_of_series"),
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
]
