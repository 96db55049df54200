"""Routes to what is commanded of days and of their sites."""

from aiohttp import web
from pydantic import Field

from server.before.agenda import actions, rules
from server.before.agenda.api.days import DayAnswer, day_answer
from server.before.agenda.commanding import Given, command_site
from server.before.agenda.model import Day
from server.before.agenda.postponing import cancel, postpone
from server.before.agenda.schedule_rows import HeldOn
from server.day_code import DayCode
from server.db import Tx
from server.errors import Conflict
from server.http.ask import Ask
from server.http.route import Route, Shape
from server.keys import DATABASE, SEALER
from server.people.rules import Person


class DayCommand(Shape):
    command: rules.DayHappening
    despite: str | None = Field(None, min_length=2, max_length=500)
    """Why the day is led on although a site still has to do what the step says is done."""
    reason: str | None = Field(None, max_length=500)
    """Why the day is put off to another date or called off, as people are told."""
    to: HeldOn | None = None
    """Of ``postpone``: the date on which a draft takes the plan over."""


class SiteCommand(Shape):
    command: rules.SiteHappening
    reason: str | None = Field(None, max_length=500)
    """Why a site is opened, suspended or closed from above, as the site is told."""


class SiteMovedAnswer(Shape):
    day: DayCode
    site: str
    state: rules.SiteState


async def post_day_command(request: web.Request, ask: Ask[Person], *, day: DayCode, body: DayCommand) -> DayAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        moved = await _led(request, tx, day, body, ask)
    return day_answer(request, ask, moved)


async def _led(request: web.Request, tx: Tx, day: DayCode, body: DayCommand, ask: Ask[Person]) -> Day:
    if body.command is rules.DayHappening.POSTPONE and body.to is not None:
        return await postpone(tx, day, body.to, body.reason, by=ask.person, now=ask.now)
    if body.command is rules.DayHappening.CANCEL:
        return await cancel(tx, day, body.reason, by=ask.person, now=ask.now)
    despite = None if body.despite is None else actions.Despite(body.despite, request.app[SEALER])
    return await actions.command_day(tx, day, body.command, despite=despite, by=ask.person, now=ask.now)


async def post_site_command(
    request: web.Request, ask: Ask[Person], *, day: DayCode, site: str, body: SiteCommand
) -> SiteMovedAnswer:
    if body.command is rules.SiteHappening.SIGN:
        raise Conflict("site_signs_figures")
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        given = Given(body.command, body.reason, request.app[SEALER])
        moved = await command_site(tx, day, site, given, by=ask.person, now=ask.now)
    return SiteMovedAnswer(day=day, site=moved.site, state=moved.state)


routes = [
    Route(
        "POST",
        "/api/days/{day}/commands",
        post_day_command,
        body=DayCommand,
        answer=DayAnswer,
        capability="manage_days",
        errors=(
            *("not_found", "not_allowed", "not_from_here", "day_not_finished", "day_not_ready", "changed_meanwhile"),
            *("day_moved", "day_reason", "date_past", "day_exists", "site_on_other_day"),
            *("day_not_signed", "day_not_adjusted"),
        ),
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
        errors=(
            *("not_found", "not_allowed", "not_from_here", "day_not_open", "changed_meanwhile"),
            *("day_reason", "site_closed_itself", "site_signs_figures"),
        ),
        summary_zh="推进一个接访点的场次；组织方开场、暂停、关闭时须写明理由",
        summary_en="Lead a site's session one step on; an organiser who opens, suspends or closes says why",
        example={"command": "suspend", "reason": "停电，预计半小时恢复"},
    ),
]
