"""Routes of officers to what is to be sorted: the list with its counts, one booking in full, the sites to send to."""

from collections.abc import Mapping, Sequence
from typing import Annotated
from uuid import UUID

from aiohttp import web
from pydantic import Field

from server.before.asking import reads as asking
from server.before.booking.model import Booking
from server.before.booking.reads import words_in
from server.before.triage import reads
from server.before.triage.api import showing
from server.before.triage.api.beside import beside
from server.before.triage.api.shapes import SiteCode, SiteName, StateCount, TriageInFull, TriageLine, TriageList
from server.before.triage.deciding import require_sight
from server.before.triage.reads import Asked, Row
from server.before.triage.rules import AssignmentKind, AssignmentState, TriageState
from server.day_code import DayCode
from server.db import EVERYWHERE, Tx
from server.http.ask import Ask
from server.http.paging import PageQuery, cut
from server.http.route import Route, Shape
from server.keys import DATABASE, SEALER
from server.people.audit import record
from server.people.rules import Person


class TriageQuery(PageQuery[UUID]):
    state: Annotated[TriageState, Field(strict=False)] | None = None
    day: DayCode | None = None
    site: SiteCode | None = None
    category: Annotated[str, Field(max_length=40)] | None = None


class SitesToSendTo(Shape):
    items: list[SiteName]


async def get_triage(request: web.Request, ask: Ask[Person], *, query: TriageQuery) -> TriageList:
    asked = Asked(
        state=query.state,
        day=None if query.day is None else str(query.day),
        site=query.site,
        category=query.category,
    )
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        found = await reads.rows(tx, asked, after=query.cursor, limit=query.reads)
        page, following = cut(found, query, lambda row: row.booking.id)
        counts = await reads.counts(tx, asked)
        assignments = {one.booking_id: one.kind for one in await reads.assignments_in(tx)}
    async with request.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
        others = [row for row in await reads.rows_of(tx, assignments) if not ask.person.scope.covers(row.booking.place)]
        items, assigned = await _lines(tx, ask, page, {}), await _lines(tx, ask, others, assignments)
    return TriageList(
        items=items,
        next=following,
        counts=[StateCount(state=state, count=counts.get(state, 0)) for state in TriageState],
        assigned=assigned,
    )


async def get_triage_booking(request: web.Request, ask: Ask[Person], *, booking: UUID) -> TriageInFull:
    """Reading one is a line in the log: it has the words of a person."""
    async with request.app[DATABASE].transaction(EVERYWHERE) as tx:
        found = await tx.get(Booking, booking)
        require_sight(ask.person, found, await reads.assignments_of(tx, booking))
        about = f"booking:{booking}"
        await record(tx, ask.person.principal, "booking_shown", about, place=found.place, now=ask.now)
        return await in_full(request, tx, ask, found)


async def get_triage_sites(request: web.Request, _person: Person) -> SitesToSendTo:
    async with request.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
        return SitesToSendTo(items=[showing.site_name(one) for one in await reads.sites_to_send_to(tx)])


async def in_full(request: web.Request, tx: Tx, ask: Ask[Person], booking: Booking) -> TriageInFull:
    """A booking as this person reads it; in a transaction over all places, once their sight of it was judged."""
    sealer = request.app[SEALER]
    row = Row(booking, await reads.triage_of(tx, booking.id))
    decisions, assignments = await reads.decisions_of(tx, booking.id), await reads.assignments_of(tx, booking.id)
    sites = await reads.sites_named(tx, {booking.site, *(one.site for one in decisions if one.site)})
    history = await showing.history_of(tx, sealer, row, decisions, sites, ask.person)
    shown = (await _lines(tx, ask, [row], {}))[0]
    said = await words_in(tx, sealer, booking)
    may_refuse = any(one.site and one.state is AssignmentState.OPEN for one in assignments)
    units = await reads.units_to_name(tx, booking, assignments, ask.now) if may_refuse else []
    others = await beside(tx, sealer, booking, ask.person)
    return showing.in_full(shown, row, said, history, assignments, sites[booking.site], ask.person, units, others)


async def read_in_full(request: web.Request, ask: Ask[Person], booking: UUID) -> TriageInFull:
    """A booking of one's own places, after something of it was changed."""
    async with request.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
        return await in_full(request, tx, ask, await tx.get(Booking, booking))


async def _lines(
    tx: Tx, ask: Ask[Person], rows: Sequence[Row], because: Mapping[UUID, AssignmentKind]
) -> list[TriageLine]:
    days = await reads.days_of(tx, [row.booking for row in rows])
    asked = await asking.states_of(tx, [row.booking.id for row in rows])
    return [
        showing.line(row, days, asked.get(row.booking.id, ()), ask.now, because.get(row.booking.id)) for row in rows
    ]


routes = [
    Route(
        "GET",
        "/api/triage",
        get_triage,
        query=TriageQuery,
        answer=TriageList,
        capability="triage",
        errors=("not_allowed",),
        summary_zh="本人范围内待分办的预登记（最早的在前）、各状态件数，以及交办、转来的",
        summary_en="Pre-registrations of one's places to be sorted, the oldest first, with counts; and those assigned",
    ),
    Route(
        "GET",
        "/api/triage/sites",
        get_triage_sites,
        answer=SitesToSendTo,
        capability="triage",
        errors=("not_allowed",),
        summary_zh="可以转送的接访点",
        summary_en="The sites that a pre-registration can be sent on to",
    ),
    Route(
        "GET",
        "/api/triage/{booking}",
        get_triage_booking,
        answer=TriageInFull,
        capability="triage",
        errors=("not_found", "not_allowed"),
        summary_zh="一件预登记和它的全部处理（留痕）；姓名电话只给本地",
        summary_en="A pre-registration with its decisions, logged; name and number for its own place alone",
    ),
]
