"""Routes to the plan of a day and of each site in it: what is decided, what is missing, what another changed."""

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from aiohttp import web
from pydantic import Field

from server.before.agenda import actions, planning, reads, rules
from server.before.agenda.api.days import DayAnswer, PlanWords, SiteCodes, day_answer, plan_of
from server.before.agenda.hours import today_of
from server.before.agenda.model import Day, DayOrigin
from server.before.agenda.plans import SitePlan, stored
from server.day_code import DayCode, parse_day
from server.db import Tx
from server.http.ask import Ask
from server.http.hours import LocalTime
from server.http.route import Route, Shape
from server.keys import DATABASE
from server.people.rules import Person
from server.sites.keys import REFERENCE
from server.sites.rules import MOST_ROOMS


class DayPlanShape(PlanWords):
    sites: SiteCodes


class DayPlanBody(Shape):
    version: int = Field(ge=0, le=1_000_000)
    """The version that was read: another's newer one is never overwritten."""
    plan: DayPlanShape


class SitePlanShape(Shape):
    """What is decided of a site in a day; null is what the day or the site itself says."""

    opens_at: LocalTime | None = None
    closes_at: LocalTime | None = None
    rooms: Annotated[int, Field(ge=1, le=MOST_ROOMS)] | None = None
    leader: Annotated[UUID, Field(strict=False)] | None = None
    telephone: str | None = Field(None, max_length=40)


class SitePlanBody(Shape):
    version: int = Field(ge=0, le=1_000_000)
    plan: SitePlanShape


class SiteOfDay(Shape):
    """A site with its plan, and what is told where the plan says nothing."""

    site: str
    place: int
    state: rules.SiteState
    version: int
    plan: SitePlanShape
    own_rooms: int
    own_telephone: str | None


class LeaderAnswer(Shape):
    """An account that can be named at the sites within its places."""

    id: UUID
    name: str
    lo: int
    hi: int


class NotReadyAnswer(Shape):
    what: rules.NotReadyFor
    site: str | None
    zh: str
    en: str


class OriginAnswer(Shape):
    """The date of a series that the day was made from, and what the series says now."""

    series: str
    month: str
    reason_zh: str
    reason_en: str
    is_hit: bool
    now_zh: str
    now_en: str


class DayPlanAnswer(Shape):
    day: DayAnswer
    version: int
    plan: DayPlanShape
    sites: list[SiteOfDay]
    leaders: list[LeaderAnswer]
    missing: list[NotReadyAnswer]
    """What an announcement lacks."""
    origin: OriginAnswer | None
    reason: str | None
    """Why the day was postponed or cancelled."""
    moved_from: DayCode | None
    """The postponed day whose plan this one took over."""
    leads: bool
    """Whether the person plans the whole day, and not only sites of it."""


async def get_day_plan(request: web.Request, ask: Ask[Person], *, day: DayCode) -> DayPlanAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        return await _answer(request, tx, ask, await actions.find_day(tx, day))


async def put_day_plan(request: web.Request, ask: Ask[Person], *, day: DayCode, body: DayPlanBody) -> DayPlanAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        plan = plan_of(body.plan, body.plan.sites, categories=request.app[REFERENCE].categories)
        await planning.change_day(tx, day, plan, version=body.version, by=ask.person, now=ask.now)
        await tx.flush()
        return await _answer(request, tx, ask, await actions.find_day(tx, day))


async def put_site_plan(
    request: web.Request, ask: Ask[Person], *, day: DayCode, site: str, body: SitePlanBody
) -> DayPlanAnswer:
    asked = {name: getattr(body.plan, name) for name in SitePlanShape.model_fields}
    plan = SitePlan(**{**asked, "leader": None if body.plan.leader is None else str(body.plan.leader)})
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        await planning.change_site(tx, day, site, plan, version=body.version, by=ask.person, now=ask.now)
        await tx.flush()
        return await _answer(request, tx, ask, await actions.find_day(tx, day))


async def _answer(request: web.Request, tx: Tx, ask: Ask[Person], day: Day) -> DayPlanAnswer:
    origin, came_from = await reads.origin_of(tx, day.day), await reads.moved_from(tx, day.day)
    plan = replace(await reads.day_plan(tx, day), sites=())
    rows = await reads.site_rows(tx, day.day)
    lacking = await reads.lacking(tx, day, today=today_of(day.zone, ask.now))
    leaders = await reads.leaders_in(tx, (tx.scope.lo, tx.scope.hi))
    words = {**stored(plan), "sites": [row.site.code for row in rows]}
    return DayPlanAnswer(
        day=day_answer(request, ask, day),
        version=await reads.version_of(tx, day.day, day.holder),
        plan=DayPlanShape.model_validate(words, strict=False),
        sites=[_site(row) for row in rows],
        leaders=[LeaderAnswer(id=one.id, name=one.name, lo=one.lo, hi=one.hi) for one in leaders],
        missing=[NotReadyAnswer(what=one.what, site=one.site, zh=one.zh, en=one.en) for one in lacking],
        origin=None if origin is None else _origin(origin),
        reason=day.reason,
        moved_from=None if came_from is None else parse_day(came_from),
        leads=actions.leads(day, tx.scope),
    )


def _site(row: reads.SiteRow) -> SiteOfDay:
    return SiteOfDay(
        site=row.site.code,
        place=row.site.place,
        state=row.state,
        version=row.version,
        plan=SitePlanShape.model_validate(stored(row.plan), strict=False),
        own_rooms=row.site.rooms,
        own_telephone=row.site.telephone,
    )


def _origin(origin: DayOrigin) -> OriginAnswer:
    same = ("series", "reason_zh", "reason_en", "is_hit", "now_zh", "now_en")
    return OriginAnswer(month=f"{origin.month:%Y-%m}", **{name: getattr(origin, name) for name in same})


_OF_A_PLAN = ("not_found", "not_allowed", "plan_changed", "changed_meanwhile", "day_began", "hours_reversed")

routes = [
    Route(
        "GET",
        "/api/days/{day}/plan",
        get_day_plan,
        answer=DayPlanAnswer,
        capability="manage_days",
        errors=("not_found",),
        summary_zh="一个接访日的计划、本人范围内各接访点的安排，以及公告前还缺什么",
        summary_en="The plan of a day and of its sites within one's places, and what an announcement lacks",
    ),
    Route(
        "PUT",
        "/api/days/{day}/plan",
        put_day_plan,
        body=DayPlanBody,
        answer=DayPlanAnswer,
        capability="manage_days",
        errors=(
            *_OF_A_PLAN,
            *("break_hours", "last_ticket_hour", "category_unknown", "site_stays", "unknown_site", "day_without_sites"),
            *("site_on_other_day", "site_outside_holder"),
        ),
        summary_zh="更改一个接访日的计划，成为新的一版",
        summary_en="Change the plan of a day, as its next version",
        example={"version": 0, "plan": {"kind": "joint", "sites": ["HN-D-430102"]}},
    ),
    Route(
        "PUT",
        "/api/days/{day}/sites/{site}/plan",
        put_site_plan,
        body=SitePlanBody,
        answer=DayPlanAnswer,
        capability="manage_days",
        errors=(*_OF_A_PLAN, "not_a_leader", "telephone_form"),
        summary_zh="更改一个接访点在该日的时间、接访室、接访领导和电话",
        summary_en="Change the hours, rooms, leader and telephone of a site in a day",
        example={"version": 0, "plan": {"rooms": 2, "telephone": "12-430102-001"}},
    ),
]
