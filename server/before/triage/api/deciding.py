"""The route of decisions. Two officers at once: the second is told what the first did, and nothing is overwritten."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final
from uuid import UUID

from aiohttp import web

from server.before.triage import actions, reads, undoing
from server.before.triage.actions import Details
from server.before.triage.api.looking import in_full
from server.before.triage.api.shapes import DecisionBody, TriageInFull
from server.before.triage.deciding import Case, case_of
from server.before.triage.model import TriageDecision
from server.before.triage.rules import Verb
from server.before.triage.telling import tell_person
from server.before.triage.words import Said
from server.db import EVERYWHERE
from server.errors import Invalid
from server.http.ask import Ask
from server.http.route import Route
from server.keys import DATABASE, REHEARSAL, SEALER, SETTINGS
from server.notices.carriers import sends_messages
from server.people.rules import Person
from server.sites.keys import REFERENCE

Act = Callable[[Case, Said, Any], Awaitable[TriageDecision]]
ACTS: Final[Mapping[Verb, Act]] = {
    Verb.TAKE: lambda case, said, _body: actions.take(case, said),
    Verb.GUIDE: lambda case, said, body: actions.guide(case, said, body.route),
    Verb.SEND_ON: lambda case, said, body: actions.send_on(case, said, body.site),
    Verb.NOTE_DETAILS: lambda case, said, body: actions.note_details(
        case, said, Details(body.needs, body.by_video, body.people_count, body.attendee_count)
    ),
    Verb.ACCEPT: lambda case, said, _body: actions.accept(case, said),
    Verb.REFUSE: lambda case, said, body: actions.refuse(case, said, body.unit),
    Verb.NAME_PLACE: lambda case, said, body: actions.name_place(case, said, body.site),
    Verb.UNDO: lambda case, said, _body: undoing.undo(case, said),
}


async def post_decision(request: web.Request, ask: Ask[Person], *, booking: UUID, body: DecisionBody) -> TriageInFull:
    sealer = request.app[SEALER]
    route = getattr(body, "route", None)
    routes = request.app[REFERENCE].routes
    if route is not None and route not in routes:
        raise Invalid("invalid", field="route")
    said = Said(body.reason.strip(), getattr(body, "where", None), getattr(body, "limit", None))
    async with request.app[DATABASE].transaction(EVERYWHERE) as tx:
        case = await case_of(tx, sealer, booking, body.seen(), by=ask.person, now=ask.now)
        was = case.triage.state
        decision = await ACTS[Verb(body.verb)](case, said, body)
        if sends_messages(request.app[SETTINGS], is_rehearsal=request.app[REHEARSAL]):
            site = (await reads.sites_named(tx, {case.booking.site}))[case.booking.site]
            origin = request.app[SETTINGS].origin()
            await tell_person(case, decision, said, was, routes.get(route or ""), site, origin)
        return await in_full(request, tx, ask, case.booking)


routes = [
    Route(
        "POST",
        "/api/triage/{booking}/decisions",
        post_decision,
        body=DecisionBody,
        answer=TriageInFull,
        capability="triage",
        errors=(
            *("not_found", "not_allowed", "not_from_here", "triage_closed", "triage_corrected", "triage_decided"),
            *("triage_same_site", "triage_site_gone", "triage_people", "triage_nothing_to_undo", "triage_passed_on"),
            *("unit_gone", "changed_meanwhile"),
        ),
        summary_zh="对一件预登记作出处理，或撤销处理；有人先处理的，不覆盖并告知",
        summary_en="Decide on a pre-registration or take a decision back; nothing that another decided is overwritten",
        example={"verb": "take", "decisions": 0, "version": 1, "reason": "属本次接访范围"},
    ),
]
