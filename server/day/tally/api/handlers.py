"""What stands behind each route of the figures."""

from collections.abc import Mapping
from typing import Any, Final

from aiohttp import web

from server.before.agenda.actions import find_day, parse_scope, sites_of
from server.day.arrival.rules import masked
from server.day.record.reads import head_of, sealed_of, sealed_of_all, unit_of
from server.day.tally import actions, figures
from server.day.tally.api.shapes import (
    AttentionSaid,
    AttentionTaskFacts,
    ChaseAnswered,
    ChaseSaid,
    ChaseStepFacts,
    Counts,
    IntakeAnswer,
    MatterQuery,
    MatterRow,
    MattersPage,
    MattersQuery,
    PlaceQuery,
)
from server.day.tally.behind import Which, matters_behind
from server.day.tally.chase import step_told
from server.day.tally.chasing import Chase, answer, chase
from server.day.tally.taking import Wanted, say
from server.day.tally.tasks import task_told
from server.day_code import DayCode, scope_on
from server.db import Tx
from server.errors import NotFound
from server.http.ask import Ask
from server.http.conditional import tagged, unchanged
from server.http.paging import cut, pack, unpack
from server.instants import as_rfc3339, as_rfc3339_or_none, micros_of
from server.journal.model import Head, Matter
from server.keys import DATABASE
from server.people.rules import Person, require

ORDERED_BY: Final = (range(2**62), range(2**31), str)
"""What the records' cursor holds: microseconds since 1970, place, matter."""


async def get_tally(request: web.Request, ask: Ask[Person], *, day: DayCode, query: PlaceQuery) -> web.Response:
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        await find_day(tx, day)
        scope = await scope_asked(tx, day, query.place)
        version = await actions.version_of(tx, day, scope)
        expected = await figures.expected_of(tx, day, scope)  # moves without an entry, as does
        published = await figures.published_at(tx, day, scope) or 0
        tag = f"{version}-{expected}-{published}-{scope[0]}-{scope[1]}-{int(query.place is not None)}"
        if known := unchanged(request, tag):
            return known
        tally = await figures.tally_of(tx, day, scope, in_detail=query.place is not None)
    return tagged(web.json_response(tally), tag)


async def get_board(request: web.Request, ask: Ask[Person], *, day: DayCode, query: PlaceQuery) -> web.Response:
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        found = await find_day(tx, day)
        scope = await scope_asked(tx, day, query.place)
        board = await actions.board_of(tx, day, scope, actions.moment_of(found, ask.now))
    return web.json_response(board)


async def post_attention(
    request: web.Request, ask: Ask[Person], *, day: DayCode, site: str, body: AttentionSaid
) -> AttentionTaskFacts:
    wanted = Wanted(body.kind, body.act, body.version, body.note)
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        task, item = await say(tx, day, site, wanted, by=ask.person, now=ask.now)
        return AttentionTaskFacts(**task_told(task, item))


async def post_chase(
    request: web.Request, ask: Ask[Person], *, day: DayCode, site: str, body: ChaseSaid
) -> ChaseStepFacts:
    wanted = Chase(body.kind, body.rung, body.note)
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        return ChaseStepFacts(**step_told(await chase(tx, day, site, wanted, by=ask.person, now=ask.now)))


async def post_chase_answer(
    request: web.Request, ask: Ask[Person], *, day: DayCode, site: str, body: ChaseAnswered
) -> ChaseStepFacts:
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        return ChaseStepFacts(**step_told(await answer(tx, day, site, body.said, by=ask.person, now=ask.now)))


async def get_intake(request: web.Request, ask: Ask[Person], *, day: DayCode) -> IntakeAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        await find_day(tx, day)
        return IntakeAnswer(**await actions.intake_of(tx, day))


async def get_matters(request: web.Request, ask: Ask[Person], *, day: DayCode, query: MattersQuery) -> MattersPage:
    _may_read(ask.person)
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        await find_day(tx, day)
        which = Which(
            await scope_asked(tx, day, query.place),
            category=query.category,
            outcome=query.outcome,
            state=query.state,
            incomplete=query.incomplete,
            since=None if query.since is None else micros_of(query.since),
            until=None if query.until is None else micros_of(query.until),
            after=None if query.cursor is None else unpack(query.cursor, *ORDERED_BY),
            limit=query.reads,
        )
        rows, counts = await matters_behind(tx, day, which)
        page, following = cut(rows, query, lambda row: pack(row.registered_at, row.place, row.matter))
        sealed = await sealed_of_all(tx, ask.seals, page)
        facts = await actions.sites_known(tx, day, {row.place for row in page})
        items = [_matter_row(row, sealed[row.place, row.matter], facts[row.place]) for row in page]
    return MattersPage(items=items, sum=Counts(**counts), next=following)


async def get_matter(
    request: web.Request, ask: Ask[Person], *, day: DayCode, matter: str, query: MatterQuery
) -> MatterRow:
    _may_read(ask.person)
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        head = await head_of(tx, day, query.site)
        row = await tx.get(Matter, (day, head.place, matter.lower()))
        facts = await actions.site_of(tx, row.day, row.place)
        return _matter_row(row, await sealed_of(tx, ask.seals, row), facts)


def _may_read(person: Person) -> None:
    if person.kind == "account":
        require(person, "see_records")


async def scope_asked(tx: Tx, day: DayCode, code: str | None) -> tuple[int, int]:
    """The places of the day that a query names, or all of the viewer's."""
    sites = await sites_of(tx, day) if code is not None else {}
    return scope_on(day, parse_scope(tx.scope, code, sites))


def _matter_row(row: Matter, sealed: Mapping[str, Any], facts: Head) -> MatterRow:
    if row.category is None or row.channel is None or row.registered_at is None:
        raise NotFound("not_found")  # its registration was withdrawn
    late = facts.closed_at is not None and row.registered_at > facts.closed_at
    return MatterRow(
        matter=row.matter,
        site=facts.site,
        place=row.place,
        state=row.state,  # type: ignore[arg-type]  # the journal writes no other
        category=row.category,
        outcome=row.outcome,
        involved=row.involved,
        attendees=row.attendees,
        amount_fen=row.amount_fen,
        is_repeat=row.is_repeat,
        channel=row.channel,  # type: ignore[arg-type]
        needs=row.needs.split(),  # type: ignore[arg-type]
        problem_region=row.problem_region,
        claimed_fen=row.claimed_fen,
        mode=row.mode,  # type: ignore[arg-type]
        registered_at=as_rfc3339(row.registered_at),
        started_at=as_rfc3339_or_none(row.started_at),
        outcome_at=as_rfc3339_or_none(row.outcome_at),
        owner_unit=unit_of(row, sealed),
        owner_unit_code=row.owner_unit_code,
        due_on=row.due_on,
        incomplete=row.incomplete.split(),
        late=late or (facts.closed_at is not None and (row.outcome_at or 0) > facts.closed_at),
        person=masked((sealed.get("petitioner") or {}).get("name")),
    )
