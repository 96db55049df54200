"""Supervision as the API says it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from aiohttp import web
from sqlalchemy import select

from server.after.case.keys import today_of
from server.after.sample import drawing
from server.after.supervision import reads
from server.after.supervision.api.shapes import (
    SupervisionCheckAnswer,
    SupervisionDay,
    SupervisionDrawAnswer,
    SupervisionFindingAnswer,
    SupervisionGroupAnswer,
    SupervisionGroupRow,
    SupervisionPerson,
    SupervisionVisitAnswer,
)
from server.after.supervision.model import (
    SupervisionCheck,
    SupervisionDraw,
    SupervisionFinding,
    SupervisionGroup,
    SupervisionVisit,
)
from server.after.supervision.rules import Item, is_overdue
from server.after.supervision.sealing import unsealed
from server.day_code import parse_day
from server.db import Tx
from server.http.ask import Ask
from server.keys import DATABASE, SEALER
from server.people.model import Account
from server.people.rules import Person
from server.place import place_of, region_of
from server.sealing import Sealer
from server.units.model import Unit

ACCOUNT = "account:"


@dataclass(frozen=True, slots=True)
class Telling:
    """What every part of an answer needs: names by principal, units by code."""

    tx: Tx
    sealer: Sealer
    today: dt.date
    names: Mapping[str, str]
    units: Mapping[str, Unit]


async def group_told(request: web.Request, ask: Ask[Person], ident: UUID) -> SupervisionGroupAnswer:
    """One group with its draws, counties, checks and findings; NotFound beyond one's places."""
    today = await today_of(request, ask.now)
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        group = await reads.find_group(tx, ident)
        draws = await reads.draws_of(tx, group.id)
        visits = await reads.visits_of(tx, [one.id for one in draws])
        checks = await reads.checks_of(tx, [one.id for one in visits])
        found = await reads.findings(tx, [one.id for one in visits])
        said = [group.by, *(one.by for one in draws), *(one.by for one in checks), *_people(found)]
        accounts = [f"{ACCOUNT}{one}" for one in (*group.leaders, *group.members)]
        telling = await _telling(request, tx, today, [*said, *accounts], found)
        row = _row(telling, group, draws, visits, found)
        return SupervisionGroupAnswer(
            **row,
            members=_named(telling, group.members),
            cases=[UUID(one) for one in group.cases],
            version=group.version,
            by=telling.names.get(group.by),
            at=group.at,
            draws=[await _draw(telling, one, draws[0], visits, checks, found) for one in draws],
            days=[
                SupervisionDay(day=parse_day(one.day), name_zh=one.name_zh, name_en=one.name_en)
                for one in await reads.days_at_county(tx, group.regions)
            ],
        )


async def rows_told(request: web.Request, ask: Ask[Person]) -> list[SupervisionGroupRow]:
    """The groups in scope, each with how far its findings are."""
    today = await today_of(request, ask.now)
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        rows = []
        groups = await reads.groups(tx)
        people = [f"{ACCOUNT}{one}" for group in groups for one in group.leaders]
        telling = await _telling(request, tx, today, people, ())
        for group in groups:
            draws = await reads.draws_of(tx, group.id)
            visits = await reads.visits_of(tx, [one.id for one in draws])
            found = await reads.findings(tx, [one.id for one in visits])
            rows.append(SupervisionGroupRow(**_row(telling, group, draws, visits, found)))
        return rows


async def findings_told(request: web.Request, ask: Ask[Person]) -> list[SupervisionFindingAnswer]:
    """The findings in scope, those without a reply first."""
    today = await today_of(request, ask.now)
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        found = await reads.findings(tx)
        telling = await _telling(request, tx, today, _people(found), found)
        return [await _finding(telling, one) for one in found]


async def finding_told(request: web.Request, ask: Ask[Person], ident: UUID) -> SupervisionFindingAnswer:
    """One finding; NotFound beyond one's places."""
    return next(one for one in await findings_told(request, ask) if one.id == ident)


async def _telling(
    request: web.Request, tx: Tx, today: dt.date, said: Iterable[str], found: Sequence[SupervisionFinding]
) -> Telling:
    accounts = {UUID(one.removeprefix(ACCOUNT)) for one in said if one.startswith(ACCOUNT)}
    wanted = select(Account.id, Account.name).where(Account.id.in_(accounts))
    names = {f"{ACCOUNT}{row.id}": row.name for row in await tx.rows(wanted)} if accounts else {}
    codes = {one.unit for one in found}
    units = await tx.scalars(select(Unit).where(Unit.code.in_(codes))) if codes else ()
    return Telling(tx, request.app[SEALER], today, names, {one.code: one for one in units})


def _people(found: Sequence[SupervisionFinding]) -> list[str]:
    return [who for one in found for who in (one.by, one.replied_by) if who is not None]


def _named(telling: Telling, people: Iterable[str]) -> list[SupervisionPerson]:
    return [SupervisionPerson(id=UUID(one), name=telling.names.get(f"{ACCOUNT}{one}")) for one in people]


def _row(
    telling: Telling,
    group: SupervisionGroup,
    draws: Sequence[SupervisionDraw],
    visits: Sequence[SupervisionVisit],
    found: Sequence[SupervisionFinding],
) -> dict[str, Any]:
    waiting = [one for one in found if one.replied_on is None]
    return {
        "id": group.id,
        "name": group.name,
        "place": region_of(group.lo),
        "regions": group.regions,
        "leaders": _named(telling, group.leaders),
        "counties": sum(one.draw_id == draws[0].id for one in visits) if draws else 0,
        "open_findings": len(waiting),
        "overdue_findings": sum(is_overdue(one.reply_by, None, telling.today) for one in waiting),
    }


async def _draw(
    telling: Telling,
    one: SupervisionDraw,
    last: SupervisionDraw,
    visits: Sequence[SupervisionVisit],
    checks: Sequence[SupervisionCheck],
    found: Sequence[SupervisionFinding],
) -> SupervisionDrawAnswer:
    own = [visit for visit in visits if visit.draw_id == one.id]
    again = [(each.group, each.key) for each in drawing.drawn(one.candidates, one.seed, one.per_city)]
    is_same = again == [(visit.city, visit.county) for visit in own]
    by_visit = defaultdict[UUID, list[SupervisionFinding]](list)
    for each in found:
        by_visit[each.visit_id].append(each)
    said = {(check.visit_id, check.item): check for check in checks}
    return SupervisionDrawAnswer(
        id=one.id,
        number=one.number,
        is_standing=one.id == last.id,
        per_city=one.per_city,
        seed=one.seed,
        checksum=one.checksum,
        candidate_list=one.candidates,
        is_repeated=is_same and drawing.checksum(one.candidates) == one.checksum,
        reason=await unsealed(telling.tx, telling.sealer, one.id, "reason", one.reason_sealed, place=one.lo),
        by=telling.names.get(one.by),
        at=one.at,
        visits=[
            SupervisionVisitAnswer(
                id=visit.id,
                city=visit.city,
                county=visit.county,
                checks=[await _check(telling, visit, item, said.get((visit.id, item))) for item in Item],
                findings=[await _finding(telling, each) for each in by_visit[visit.id]],
            )
            for visit in own
        ],
    )


async def _check(
    telling: Telling, visit: SupervisionVisit, item: Item, row: SupervisionCheck | None
) -> SupervisionCheckAnswer:
    if row is None:
        return SupervisionCheckAnswer(item=item, mark=None, note=None, by=None, at=None)
    place = place_of(visit.county)
    note = await unsealed(telling.tx, telling.sealer, visit.id, item, row.note_sealed, place=place)
    return SupervisionCheckAnswer(item=item, mark=row.mark, note=note, by=telling.names.get(row.by), at=row.at)


async def _finding(telling: Telling, one: SupervisionFinding) -> SupervisionFindingAnswer:
    unit = telling.units.get(one.unit)
    return SupervisionFindingAnswer(
        id=one.id,
        county=region_of(one.place),
        unit=one.unit,
        unit_zh=unit.name_zh if unit else None,
        unit_en=unit.name_en if unit else None,
        what=await unsealed(telling.tx, telling.sealer, one.id, "what", one.what_sealed, place=one.place),
        reply_by=one.reply_by,
        is_overdue=is_overdue(one.reply_by, one.replied_on, telling.today),
        by=telling.names.get(one.by),
        at=one.at,
        reply=await unsealed(telling.tx, telling.sealer, one.id, "reply", one.reply_sealed, place=one.place),
        replied_on=one.replied_on,
        replied_by=telling.names.get(one.replied_by or ""),
        replied_at=one.replied_at,
    )
