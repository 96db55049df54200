"""The route of a person to where their matter stands, at its query code, without an account."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from aiohttp import web

from server.before.agenda.rules import ZONE
from server.before.asking import reads as asking
from server.before.booking.keys import find_booking
from server.before.booking.model import Booking
from server.before.booking.rules import BookingState
from server.before.triage import reads, rules, words
from server.before.triage.api.shapes import SiteName
from server.before.triage.api.showing import site_name
from server.before.triage.model import TriageDecision
from server.before.triage.rules import TriageState
from server.day_code import DayCode, parse_day
from server.db import EVERYWHERE, Tx
from server.http.route import Route, Shape
from server.keys import DATABASE, SEALER
from server.sites.keys import REFERENCE


class WrittenRoute(Shape):
    """Another route is the lawful one: which, where, within which time, and why."""

    zh: str
    en: str
    where: str | None
    limit: str | None
    reason: str | None


class HeardWith(Shape):
    """Another booking of the same matter, with which this one is heard: where and when, and nothing of its person."""

    site: SiteName
    day: DayCode | None
    begins_at: datetime | None
    """The appointed time, where there is one."""
    has_come: bool


class StandingAnswer(Shape):
    """Where a matter stands: until when it is decided on, and what came of it; units are counted, not named."""

    state: TriageState
    due_at: datetime
    decided_at: datetime | None
    guided: WrittenRoute | None
    sent_to: SiteName | None
    """The site that was asked to accept it; until it does the first one stays responsible."""
    asked: int
    answered: int
    answer_due_at: datetime | None
    """When the last answer that is missing is due."""
    heard_with: HeardWith | None


async def get_standing(request: web.Request, _nobody: None, *, code: str) -> StandingAnswer:
    ident, _ = await find_booking(request, code)
    async with request.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
        return await _standing(request, tx, await tx.get(Booking, ident))


async def _standing(request: web.Request, tx: Tx, booking: Booking) -> StandingAnswer:
    triage = await reads.triage_of(tx, booking.id)
    state = TriageState.WAITING if triage is None else triage.state
    holding = 0 if triage is None else triage.decision
    decision = next((one for one in await reads.decisions_of(tx, booking.id) if one.n == holding), None)
    day, zone = await reads.zone_of(tx, booking)
    questions = (await asking.states_of(tx, [booking.id])).get(booking.id, [])
    missing = [one.due_at for one in questions if one.answered_at is None]
    sites = await reads.sites_named(tx, {decision.site} if decision is not None and decision.site else set())
    is_sent = state is TriageState.SENT_ON and decision is not None
    return StandingAnswer(
        state=state,
        due_at=rules.due_of(booking.made_at, None if day is None else day.date, zone),
        decided_at=None if decision is None else decision.at,
        guided=await _route(request, tx, decision) if state is TriageState.GUIDED and decision is not None else None,
        sent_to=next((site_name(one) for one in sites.values()), None) if is_sent else None,
        asked=len(questions),
        answered=len(questions) - len(missing),
        answer_due_at=max(missing, default=None),
        heard_with=None if booking.joined_to is None else await _heard_with(tx, booking.joined_to),
    )


async def _heard_with(tx: Tx, stands: UUID) -> HeardWith:
    one = await tx.get(Booking, stands)
    return HeardWith(
        site=site_name((await reads.sites_named(tx, {one.site}))[one.site]),
        day=None if one.day is None else parse_day(one.day),
        begins_at=None if one.appointed_at is None else one.appointed_at.astimezone(ZoneInfo(ZONE)),
        has_come=one.state is BookingState.CHECKED_IN,
    )


async def _route(request: web.Request, tx: Tx, decision: TriageDecision) -> WrittenRoute:
    said = await words.said_in(tx, request.app[SEALER], decision)
    named = request.app[REFERENCE].routes[decision.route or ""]
    return WrittenRoute(
        zh=named.zh,
        en=named.en,
        where=said.where if said else None,
        limit=said.limit if said else None,
        reason=said.reason if said else None,
    )


routes = [
    Route(
        "GET",
        "/api/book/bookings/{code}/standing",
        get_standing,
        answer=StandingAnswer,
        who="anyone",
        errors=("booking_code_unknown", "too_many"),
        summary_zh="预登记：凭查询码看办到哪一步、什么期限、该走什么途径",
        summary_en="A pre-registration by its query code: where it stands, until when, and by which route",
    ),
]
