"""Routes by which units are reminded of cases: the text first, then the notices."""

from collections.abc import Mapping, Sequence

from aiohttp import web
from sqlalchemy import select

from server.after.case import reminding
from server.after.case.api.more_shapes import NoticeText, RemindBody, RemindersAnswer
from server.after.case.keys import today_of
from server.after.case.model import Case
from server.after.case.reminding import Reminder
from server.db import EVERYWHERE
from server.errors import NotFound
from server.http.ask import Ask
from server.http.route import Route
from server.keys import DATABASE, SETTINGS
from server.people.rules import Person
from server.sites.model import Site


async def post_reminders_preview(request: web.Request, ask: Ask[Person], *, body: RemindBody) -> RemindersAnswer:
    reminders, sites = await _found(request, ask, body)
    return await _answer(request, ask, reminders, sites)


async def post_reminders(request: web.Request, ask: Ask[Person], *, body: RemindBody) -> RemindersAnswer:
    reminders, sites = await _found(request, ask, body)
    today = await today_of(request, ask.now)
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        await reminding.remind(tx, reminders, today=today, by=ask.person, now=ask.now)
    return await _answer(request, ask, reminders, sites)


async def _found(
    request: web.Request, ask: Ask[Person], body: RemindBody
) -> tuple[Sequence[Reminder], Mapping[str, Site]]:
    """Those who would be told, of cases within one's places; NotFound where one is beyond them."""
    wanted, today = set(body.cases), await today_of(request, ask.now)
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        cases = await tx.scalars(select(Case).where(Case.id.in_(wanted)).order_by(Case.due_on, Case.id))
        if len(cases) < len(wanted):
            raise NotFound("not_found")
        named = select(Site).where(Site.code.in_({one.site for one in cases}))
        sites = {one.code: one for one in await tx.scalars(named)}
    async with request.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
        reminders = await reminding.found(tx, cases, again=body.again, today=today, now=ask.now)
    return reminders, sites


async def _answer(
    request: web.Request, ask: Ask[Person], reminders: Sequence[Reminder], sites: Mapping[str, Site]
) -> RemindersAnswer:
    chosen = [one for one in reminders if one.why_not is None]
    texts = list[NoticeText]()
    if chosen:
        today, origin = await today_of(request, ask.now), request.app[SETTINGS].origin()
        said = reminding.texts_of(chosen[0], sites, today, origin)
        texts = [NoticeText(language=each, title=one.title, body=one.body) for each, one in said.items()]
    return RemindersAnswer(
        cases=len(chosen),
        people=len({account.id for one in chosen for account in one.told}),
        left_out=dict(reminding.left_out(reminders)),
        texts=texts,
    )


_EXAMPLE = {"cases": ["018bb165-9350-7000-8000-000000000009"]}
routes = [
    Route(
        "POST",
        "/api/case-reminders/preview",
        post_reminders_preview,
        body=RemindBody,
        answer=RemindersAnswer,
        capability="follow_cases",
        errors=("not_found",),
        summary_zh="催办前先看：发给多少人、通知正文，以及哪些不发、为什么",
        summary_en="Before reminding: how many are told, the text, and which are left out and why",
        example=_EXAMPLE,
    ),
    Route(
        "POST",
        "/api/case-reminders",
        post_reminders,
        body=RemindBody,
        answer=RemindersAnswer,
        capability="follow_cases",
        errors=("not_found", "case_changed", "changed_meanwhile"),
        summary_zh="催办：通知责任单位的值班人员和副手；同一天不重复，除非注明",
        summary_en="Remind the officers and deputies of the units; not twice the same day unless it is said",
        example=_EXAMPLE,
    ),
]
