"""Care as the API says it."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from aiohttp import web
from sqlalchemy import select

from server.after.care import reads
from server.after.care.api.shapes import (
    AttemptAnswer,
    CallBackAnswer,
    CareAnswer,
    RatingAnswer,
    TaskAnswer,
    TaskRow,
    WordAnswer,
)
from server.after.care.model import CaseRating, CaseTask
from server.after.care.payments import payments_of
from server.after.care.rules import Said
from server.after.care.supporting import may_open
from server.after.case.model import Case
from server.after.case.reads import find_case, unit_names
from server.after.case.sealing import unsealed_words
from server.day_code import parse_day
from server.db import EVERYWHERE, Tx
from server.http.ask import Ask
from server.keys import DATABASE, SEALER
from server.people.model import Account
from server.people.rules import Person
from server.sealing import Sealer
from server.sites.model import Site
from server.units.model import Unit


async def care_told(request: web.Request, ask: Ask[Person], ident: UUID, today: dt.date) -> CareAnswer:
    """All care of one case; NotFound beyond one's places."""
    sealer = request.app[SEALER]
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        case = await find_case(tx, ident)
        tasks, attempts = await reads.tasks_of(tx, ident), await reads.attempts_of(tx, ident)
        names = await _names(tx, [*_who(tasks), *(one.by for one in attempts)])
        said = {
            one.id: AttemptAnswer(
                result=one.result,
                is_received=one.is_received,
                face=one.face,
                words=await unsealed_words(tx, sealer, case, one.id, one.words_sealed),
                by=names.get(one.by),
                at=one.at,
            )
            for one in attempts
        }
        return CareAnswer(
            tasks=[TaskAnswer(**_task(one, names, ask.person)) for one in tasks],
            call_backs=[
                CallBackAnswer(
                    days=one.days,
                    due_on=case.opened_on + dt.timedelta(days=one.days),
                    state=one.state,
                    next_on=one.next_on,
                    attempts=[said[tried.id] for tried in attempts if tried.days == one.days],
                )
                for one in await reads.call_backs_of(tx, ident)
            ],
            words=[
                WordAnswer(line=one.line, fen=one.fen, on=one.on, said=one.said)
                for one in await payments_of(tx, case, today)
                if one.said is not Said.NOTHING
            ],
            ratings=await _ratings(tx, sealer, case),
            may_support=await may_open(tx, ask.person, case),
        )


async def rows_told(
    request: web.Request, tx: Tx, person: Person, found: Sequence[tuple[CaseTask, Case]]
) -> list[TaskRow]:
    """The tasks of a list, with the names of their sites and units."""
    wanted = select(Site).where(Site.code.in_({case.site for _, case in found}))
    sites = {one.code: one for one in await tx.scalars(wanted)}
    names = await _names(tx, _who([task for task, _ in found]))
    units = await named_units(request, {case.owner_unit for _, case in found})
    rows = []
    for task, case in found:
        site, unit = sites.get(case.site), units.get(case.owner_unit or "")
        rows.append(
            TaskRow(
                **_task(task, names, person),
                case=case.id,
                day=parse_day(case.day),
                site_zh=case.site if site is None else site.name_zh,
                site_en=None if site is None else site.name_en,
                category=case.category,
                people_count=case.people_count,
                unit_zh=None if unit is None else unit.name_zh,
                unit_en=None if unit is None else unit.name_en,
            )
        )
    return rows


async def named_units(request: web.Request, codes: set[str | None]) -> Mapping[str, Unit]:
    """Units, which may lie beyond one's places: everyone may read who answers for a case."""
    async with request.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
        return await unit_names(tx, {one for one in codes if one is not None})


async def _ratings(tx: Tx, sealer: Sealer, case: Case) -> list[RatingAnswer]:
    current = await reads.round_of(tx, case.id)
    return [await _rating(tx, sealer, case, one, current) for one in await reads.ratings_of(tx, case.id)]


async def _rating(tx: Tx, sealer: Sealer, case: Case, one: CaseRating, current: int) -> RatingAnswer:
    is_shown = await reads.is_shown(tx, case, one, current)
    words = await unsealed_words(tx, sealer, case, one.id, one.words_sealed) if is_shown else None
    site, unit = (one.site_face, one.unit_face) if is_shown else (None, None)
    return RatingAnswer(number=one.number, on=one.on, is_shown=is_shown, site=site, unit=unit, words=words)


def _task(task: CaseTask, names: Mapping[str, str], person: Person) -> dict[str, Any]:
    return {
        "id": task.id,
        "kind": task.kind,
        "state": task.state,
        "since": task.since,
        "due_on": task.due_on,
        "times_opened": task.times_opened,
        "taken_by": names.get(task.taken_by or ""),
        "is_mine": task.taken_by == person.principal,
        "ended_by": names.get(task.ended_by or ""),
        "version": task.version,
    }


def _who(tasks: Iterable[CaseTask]) -> list[str]:
    return [who for task in tasks for who in (task.taken_by, task.ended_by) if who is not None]


async def _names(tx: Tx, said: Iterable[str]) -> Mapping[str, str]:
    """The names of the accounts in scope, by principal."""
    accounts = {UUID(one.removeprefix("account:")) for one in said if one.startswith("account:")}
    wanted = select(Account.id, Account.name).where(Account.id.in_(accounts))
    return {f"account:{row.id}": row.name for row in await tx.rows(wanted)} if accounts else {}
