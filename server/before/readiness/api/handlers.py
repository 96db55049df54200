"""What stands behind the routes of the board, of one site, of reports, marks and incidents."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from aiohttp import web

from server.before.agenda.actions import find_day, parse_scope, sites_of
from server.before.agenda.model import Day
from server.before.readiness import actions, incidents, measures, reads
from server.before.readiness.api.shapes import (
    CheckedAnswer,
    IncidentAnswer,
    IncidentCommand,
    IncidentDetail,
    IncidentNoteAnswer,
    MarkBody,
    MeasuredLine,
    ReadinessAnswer,
    ReadinessQuery,
    ReportBody,
    SiteChecks,
    SiteReadinessAnswer,
)
from server.before.readiness.board import Boards, incident_shown, schedule_on, site_shown
from server.before.readiness.escalation import IncidentHappening
from server.before.readiness.measures import LineNumbers
from server.before.readiness.model import CheckResult
from server.before.readiness.rules import Check
from server.clock import speed_on
from server.day_code import DayCode, scope_on
from server.db import Tx
from server.errors import NotFound
from server.http.ask import Ask
from server.instants import as_rfc3339, with_offset
from server.keys import DATABASE, SEALER
from server.people.rules import Person, require
from server.sealing import Sealer
from server.sites.actions import find_site


async def get_readiness(
    request: web.Request, ask: Ask[Person], *, day: DayCode, query: ReadinessQuery
) -> ReadinessAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        found = await find_day(tx, day)
        codes = await sites_of(tx, day) if query.place is not None else {}
        places = scope_on(day, parse_scope(tx.scope, query.place, codes))
        moment = ask.on(found)
        board = await Boards().read(tx, found, places, moment, seconds=0)
    said = {**board, "now": with_offset(moment.now), "speed": speed_on(found, ask.now)}
    return ReadinessAnswer.model_validate(said, strict=False)


async def get_site_readiness(request: web.Request, ask: Ask[Person], *, day: DayCode, site: str) -> SiteReadinessAnswer:
    if ask.person.kind == "account":
        require(ask.person, "run_site")
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        return await _site(tx, request.app[SEALER], ask, await find_day(tx, day), site)


async def post_check_report(
    request: web.Request, ask: Ask[Person], *, day: DayCode, site: str, body: ReportBody
) -> SiteReadinessAnswer:
    report = actions.Report(**{name: getattr(body, name) for name in ReportBody.model_fields})
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        await actions.hand_in(tx, day, site, report, ask=ask)
        await tx.flush()
        return await _site(tx, request.app[SEALER], ask, await find_day(tx, day), site)


async def post_check_mark(
    request: web.Request, ask: Ask[Person], *, day: DayCode, site: str, body: MarkBody
) -> SiteReadinessAnswer:
    said = actions.Result(body.check, body.room, body.passed, at=0)
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        await actions.mark(tx, day, site, said, ask=ask)
        await tx.flush()
        return await _site(tx, request.app[SEALER], ask, await find_day(tx, day), site)


async def post_retest(request: web.Request, ask: Ask[Person], *, day: DayCode, site: str) -> SiteReadinessAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        await actions.ask_again(tx, day, site, ask=ask)
        await tx.flush()
        return await _site(tx, request.app[SEALER], ask, await find_day(tx, day), site)


async def post_incident(
    request: web.Request, ask: Ask[Person], *, day: DayCode, incident: UUID, body: IncidentCommand
) -> IncidentDetail:
    happening, sealer = IncidentHappening(body.command), request.app[SEALER]
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        led = await actions.lead_incident(tx, sealer, day, incident, happening, body.note, ask=ask)
        await tx.flush()
        found = await find_day(tx, day)
        told = incident_shown(led, schedule=schedule_on(found), now=ask.on(found).micros)
        return await _detail(tx, sealer, led, told)


async def _site(tx: Tx, sealer: Sealer, ask: Ask[Person], day: Day, code: str) -> SiteReadinessAnswer:
    site = await find_site(tx, code)
    known = await reads.site_of(tx, day.day, site.place)
    if known is None:
        raise NotFound("not_found")
    moment, schedule = ask.on(day), schedule_on(day)
    row = await reads.readiness_of(tx, day.day, site.place)
    device = UUID(ask.person.id) if ask.person.kind == "device" else None
    before = await reads.line_before(tx, day.day, site.place, device)
    sees_notes = "run_site" in ask.person.scope.capabilities
    found = await reads.incidents_of(tx, day.day, site.place) if sees_notes else []
    shown = [(one, incident_shown(one, schedule=schedule, now=moment.micros)) for one in found]
    return SiteReadinessAnswer(
        day=DayCode(day.day),
        now=with_offset(moment.now),
        round=schedule.current(moment.micros),
        opens_at=as_rfc3339(schedule.opens_at),
        due={each: as_rfc3339(at) for each, at in schedule.due.items()},
        site=SiteChecks.model_validate(site_shown(known, row, schedule=schedule, now=moment.micros), strict=False),
        results=[_result(one) for one in await reads.results_of(tx, day.day, site.place)],
        incidents=[await _detail(tx, sealer, one, told) for one, told in shown],
        before=None if before is None else _line(before.said),
        before_day=None if before is None else before.day,
    )


async def _detail(tx: Tx, sealer: Sealer, incident: Any, told: Mapping[str, Any]) -> IncidentDetail:
    notes = await incidents.notes_of(tx, sealer, incident)
    return IncidentDetail(
        incident=IncidentAnswer.model_validate(told, strict=False),
        notes=[IncidentNoteAnswer(at=as_rfc3339(note.at), by=note.by, text=note.text) for note in notes],
    )


def _result(result: CheckResult) -> CheckedAnswer:
    said = result.said
    line = _line(said) if result.check is Check.LINE else None
    return CheckedAnswer(
        check=result.check,
        room=result.room,
        passed=result.is_passed,
        at=as_rfc3339(result.at),
        by_hand=bool(said.get("by_hand")),
        height=said.get("height"),
        why=said.get("camera") or said.get("microphone"),
        line=line,
        faults=[] if line is None else measures.faults_of(LineNumbers(**said)),
    )


def _line(said: Mapping[str, Any]) -> MeasuredLine | None:
    return MeasuredLine(**said) if "udp" in said else None
