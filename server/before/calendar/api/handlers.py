"""Parse, act, answer: what each route of the calendar does."""

import datetime as dt
from collections.abc import Iterable

from aiohttp import web

from server.before.calendar import actions, plans, shifts
from server.before.calendar.actions import Planned
from server.before.calendar.api.shapes import (
    HolidaysAnswer,
    HolidaysBody,
    MonthAnswer,
    OfficialDayShape,
    PlanBody,
    PlanShape,
    PreviewBody,
    SeriesAnswer,
    SeriesBody,
    SeriesListAnswer,
    YearAnswer,
)
from server.before.calendar.model import OfficialYear
from server.before.calendar.official import OfficialDays
from server.before.calendar.reasons import reason
from server.before.calendar.rules import Plan
from server.errors import NotFound
from server.http.ask import Ask
from server.keys import DATABASE
from server.people.rules import Person
from server.sites.keys import REFERENCE


async def get_series(request: web.Request, ask: Ask[Person]) -> SeriesListAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        found = await actions.series_in_scope(tx)
    return SeriesListAnswer(items=[_series(one) for one in found])


async def post_series(request: web.Request, ask: Ask[Person], *, body: SeriesBody) -> SeriesAnswer:
    told = {name: getattr(body, name) for name in ("series", "holder", "name_zh", "name_en", "opens_at", "closes_at")}
    wanted = actions.Wanted(zone="Asia/Shanghai", plan=_plan(body.plan), **told)
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        regions = request.app[REFERENCE].regions
        made = await actions.make_series(tx, wanted, regions=regions, by=ask.person, now=ask.now)
    return _series(made)


async def get_series_year(request: web.Request, ask: Ask[Person], *, series: str, year: int) -> YearAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        found, official = await actions.find_series(tx, series), await actions.official_days(tx)
    return _year(found.plan, year, official)


async def put_plan(request: web.Request, ask: Ask[Person], *, series: str, body: PlanBody) -> SeriesAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        plan = _plan(body.plan)
        changed = await actions.change_plan(tx, series, plan, version=body.version, by=ask.person, now=ask.now)
    return _series(changed)


async def post_preview(request: web.Request, ask: Ask[Person], *, body: PreviewBody) -> YearAnswer:
    plan = _plan(body.plan)
    shifts.check(plan)
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        official = await actions.official_days(tx)
    return _year(plan, body.year, official)


async def get_official(request: web.Request, ask: Ask[Person], *, year: int) -> HolidaysAnswer:
    _check_year(year)
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        return _official(year, await actions.find_year(tx, year), await actions.official_days(tx))


async def put_official(request: web.Request, ask: Ask[Person], *, year: int, body: HolidaysBody) -> HolidaysAnswer:
    _check_year(year)
    days = [{**one.model_dump(mode="json")} for one in body.days]
    entered = actions.Entered(body.version, body.is_complete, days)
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        await actions.enter_year(tx, year, entered, by=ask.person, now=ask.now)
        return _official(year, await actions.find_year(tx, year), await actions.official_days(tx))


def _plan(shape: PlanShape) -> Plan:
    return plans.read(shape.model_dump(mode="json"))


def _series(one: Planned) -> SeriesAnswer:
    told = {name: getattr(one.series, name) for name in ("series", "name_zh", "name_en", "opens_at", "closes_at")}
    plan = PlanShape.model_validate(plans.stored(one.plan), strict=False)
    return SeriesAnswer(holder=one.series.held_by, version=one.version, plan=plan, **told)


def _check_year(year: int) -> None:
    if year not in actions.YEARS:
        raise NotFound("year_unknown")


def _year(plan: Plan, year: int, official: OfficialDays) -> YearAnswer:
    _check_year(year)
    months = [_month(one, plan.gap) for one in shifts.year_of(plan, year, official)]
    return YearAnswer(year=year, is_known=year in official.years, months=months, official=_named(year, official))


def _month(one: shifts.MonthDate, gap: int) -> MonthAnswer:
    said = reason(one, gap)
    return MonthAnswer(
        month=f"{one.month:%Y-%m}",
        date=one.date,
        original=one.original,
        became=one.became,
        provisional=one.provisional,
        reason_zh=said.zh,
        reason_en=said.en,
    )


def _named(year: int, official: OfficialDays) -> list[OfficialDayShape]:
    found: Iterable[dt.date] = sorted(day for day in official.named if day.year == year)
    days = [(day, official.of(day)) for day in found]
    return [OfficialDayShape(date=day, kind=of.kind, name_zh=of.name_zh, name_en=of.name_en) for day, of in days]


def _official(year: int, saved: OfficialYear | None, official: OfficialDays) -> HolidaysAnswer:
    days = [] if saved is None else [OfficialDayShape.model_validate(one, strict=False) for one in saved.days]
    return HolidaysAnswer(
        year=year,
        version=0 if saved is None else saved.version,
        is_complete=saved is not None and saved.is_complete,
        days=days,
        official=_named(year, official),
    )
