"""What stands behind the routes of reminders and of the roll call."""

from aiohttp import web

from server.before.agenda.actions import find_day
from server.before.readiness import reminding, rolls
from server.before.readiness.actions import IS_CHECKED
from server.before.readiness.api.shapes import ReminderAnswer, ReminderBody, ReminderWords, RollAnswer
from server.before.readiness.reminding import Reminder
from server.day_code import DayCode, scope_on
from server.errors import Conflict
from server.http.ask import Ask
from server.instants import as_rfc3339
from server.keys import DATABASE, SEALER, SETTINGS
from server.people.audit import record
from server.people.rules import Person, require


async def get_reminder(request: web.Request, ask: Ask[Person], *, day: DayCode) -> ReminderAnswer:
    origin = request.app[SETTINGS].origin()
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        found = await find_day(tx, day)
        places = scope_on(day, (tx.scope.lo, tx.scope.hi))
        return _answer(await reminding.preview(tx, found, places, ask.on(found), origin=origin))


async def post_reminder(request: web.Request, ask: Ask[Person], *, day: DayCode, body: ReminderBody) -> ReminderAnswer:
    origin, sealer = request.app[SETTINGS].origin(), request.app[SEALER]
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        found = await find_day(tx, day)
        require(ask.person, "run_site")
        if found.state not in IS_CHECKED:
            raise Conflict("day_without_checks")
        lo, hi = scope_on(day, (tx.scope.lo, tx.scope.hi))
        sent = await reminding.remind(tx, sealer, found, (lo, hi), ask.on(found), seen=body.sites, origin=origin)
        await record(tx, ask.person.principal, "sites_reminded", f"day:{found.day}", place=lo, now=ask.now)
    return _answer(sent)


async def post_roll(request: web.Request, ask: Ask[Person], *, day: DayCode, region: str) -> RollAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        roll = await rolls.mark_called(tx, day, region, ask=ask)
        return RollAnswer(region=roll.region, at=as_rfc3339(roll.at))


def _answer(said: Reminder) -> ReminderAnswer:
    return ReminderAnswer(
        sites=[one.site.site for one in said.sites],
        accounts=said.accounts,
        zh=ReminderWords(title=said.zh.title, body=said.zh.body),
        en=ReminderWords(title=said.en.title, body=said.en.body),
    )
