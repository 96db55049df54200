"""Routes to one's own duties: when one is on duty, and taking over as a substitute."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final
from uuid import UUID

from aiohttp import web
from sqlalchemy import or_, select

from server.before.agenda.model import Day
from server.before.agenda.rules import DayState
from server.before.roster import reads, rules, standing_in
from server.before.roster.api.shapes import OwnDutiesAnswer, OwnDuty
from server.before.roster.model import Duty
from server.before.roster.reads import Held
from server.day_code import parse_day
from server.db import EVERYWHERE, Tx
from server.http.ask import Ask
from server.http.route import Route
from server.keys import DATABASE
from server.people.model import Account
from server.people.rules import Person
from server.place import region_of
from server.sites.model import Site

BACK: Final = timedelta(days=31)
"""So long a duty stays on one's own page."""


async def get_own_duties(request: web.Request, ask: Ask[Person]) -> OwnDutiesAnswer:
    async with request.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
        return await _own(tx, ask)


async def post_taking_over(request: web.Request, ask: Ask[Person], *, duty: UUID) -> OwnDutiesAnswer:
    async with request.app[DATABASE].transaction(EVERYWHERE) as tx:
        await standing_in.take_over(tx, duty, by=ask.person, now=ask.now)
    return await get_own_duties(request, ask)


async def post_handing_over(request: web.Request, ask: Ask[Person], *, duty: UUID) -> OwnDutiesAnswer:
    async with request.app[DATABASE].transaction(EVERYWHERE) as tx:
        await standing_in.hand_over(tx, duty, by=ask.person, now=ask.now)
    return await get_own_duties(request, ask)


async def _own(tx: Tx, ask: Ask[Person]) -> OwnDutiesAnswer:
    """The duties of the person, and those that they may take over, the next first; drafts are not told yet."""
    me = UUID(ask.person.id)
    mine = or_(Duty.account_id == me, Duty.substitute == me)
    joined = select(Duty, Day).join(Day, Day.day == Duty.day).where(mine, Day.date >= (ask.now - BACK).date())
    found = await tx.rows(joined.where(Day.state != DayState.DRAFT).order_by(Day.date, Duty.lo))
    items = []
    for duty, day in found:
        held = (await reads.held(tx, day, [duty]))[0]
        names = await reads.names_of(tx, reads.accounts_in([duty]))
        site = await tx.one_or_none(select(Site).where(Site.code == duty.site))
        items.append(_answer(held, day, site, names, me))
    return OwnDutiesAnswer(items=sorted(items, key=lambda one: (one.begins, one.ends, str(one.id))))


def _answer(held: Held, day: Day, site: Site | None, names: Mapping[UUID, Account], me: UUID) -> OwnDuty:
    duty, span = held.duty, held.fact.span
    window = rules.window_of(span, day.date, day.zone)
    substitute = names.get(duty.substitute) if duty.substitute is not None else None
    return OwnDuty(
        id=duty.id,
        day=parse_day(day.day),
        name_zh=day.name_zh,
        name_en=day.name_en,
        state=day.state,
        kind=duty.kind,
        site=duty.site,
        site_zh=None if site is None else site.name_zh,
        site_en=None if site is None else site.name_en,
        region=None if duty.site else region_of(duty.lo),
        unit=duty.unit,
        begins=span.begins,
        ends=span.ends,
        rights_from=window.begins,
        rights_until=window.ends,
        categories=duty.categories,
        languages=duty.languages,
        skills=duty.skills,
        name=names[duty.account_id].name,
        substitute_name=None if substitute is None else substitute.name,
        is_mine=duty.holder == me,
        is_substitute=duty.substitute == me,
        stands_in=duty.stands_in,
        attendance=duty.attendance,
    )


_OF_TAKING_OVER = (
    *("not_found", "roster_closed", "no_substitute", "substitute_unfit", "duty_over", "changed_meanwhile"),
)

routes = [
    Route(
        "GET",
        "/api/duties",
        get_own_duties,
        answer=OwnDutiesAnswer,
        summary_zh="本人的值班，以及本人作为替补可以接替的值班",
        summary_en="One's own duties, and those that one may take over as the substitute",
    ),
    Route(
        "POST",
        "/api/duties/{duty}/take-over",
        post_taking_over,
        answer=OwnDutiesAnswer,
        errors=_OF_TAKING_OVER,
        summary_zh="作为替补接替值班",
        summary_en="Take a duty over as its substitute",
    ),
    Route(
        "POST",
        "/api/duties/{duty}/hand-over",
        post_handing_over,
        answer=OwnDutiesAnswer,
        errors=_OF_TAKING_OVER,
        summary_zh="把本人的值班交给约定的替补",
        summary_en="Hand one's own duty over to its agreed substitute",
    ),
]
