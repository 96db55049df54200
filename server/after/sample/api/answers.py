"""Samples as the API says them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from aiohttp import web
from sqlalchemy import select

from server.after.care.rules import CallState
from server.after.sample import drawing, reads
from server.after.sample.api.shapes import DrawAnswer, DrawRow, SampleAttemptAnswer, SampleCallAnswer
from server.after.sample.model import SampleAttempt, SampleCall, SampleDraw
from server.after.sample.rules import COUNTED_AS
from server.after.sample.sealing import unsealed
from server.day_code import parse_day
from server.db import Tx
from server.http.ask import Ask
from server.journal.model import MatterKey
from server.keys import DATABASE, SEALER
from server.people.model import Account
from server.people.rules import Person
from server.place import region_of
from server.sealing import Sealer
from server.sites.model import Site


async def rows_told(tx: Tx, person: Person, found: Sequence[SampleDraw]) -> list[DrawRow]:
    """The draws of one day, each with how far its calls are."""
    names, last = await _names(tx, (one.by for one in found)), _last(found)
    calls = defaultdict[UUID, list[SampleCall]](list)
    for call in await reads.calls_of(tx, [one.id for one in found]):
        calls[call.draw_id].append(call)
    return [
        DrawRow(**_row(one, person, calls[one.id], names, is_standing=one.number == last[one.level])) for one in found
    ]


async def draw_told(request: web.Request, ask: Ask[Person], ident: UUID) -> DrawAnswer:
    """One draw with its calls; NotFound beyond one's places."""
    sealer = request.app[SEALER]
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        found = await reads.find_draw(tx, ident)
        standing = await reads.last_draw(tx, found.day, found.level)
        calls = await reads.calls_of(tx, [found.id])
        attempts = await reads.attempts_of(tx, [one.id for one in calls])
        names = await _names(tx, [found.by, *(one.by for one in attempts)])
        again = drawing.drawn(found.candidates, found.seed, found.per_site)
        is_same = [(one.group, one.key) for one in again] == [(one.site, one.matter) for one in calls]
        return DrawAnswer(
            **_row(found, ask.person, calls, names, is_standing=standing is not None and standing.id == found.id),
            seed=found.seed,
            checksum=found.checksum,
            candidate_list=found.candidates,
            is_repeated=is_same and drawing.checksum(found.candidates) == found.checksum,
            reason=await unsealed(tx, sealer, found.id, found.reason_sealed, place=found.lo),
            calls=await _calls(tx, sealer, calls, attempts, names),
        )


async def _calls(
    tx: Tx,
    sealer: Sealer,
    calls: Sequence[SampleCall],
    attempts: Sequence[SampleAttempt],
    names: Mapping[str, str],
) -> list[SampleCallAnswer]:
    wanted = select(Site).where(Site.code.in_({one.site for one in calls}))
    sites = {one.code: one for one in await tx.scalars(wanted)}
    counted = await reads.outcomes_now(tx, calls)
    tried = defaultdict[UUID, list[SampleAttemptAnswer]](list)
    places = {one.id: one.place for one in calls}
    for one in attempts:
        words = await unsealed(tx, sealer, one.id, one.words_sealed, place=places[one.call_id])
        said = SampleAttemptAnswer(result=one.result, words=words, by=names.get(one.by), at=one.at)
        tried[one.call_id].append(said)
    return [
        SampleCallAnswer(
            id=one.id,
            site=one.site,
            site_zh=sites[one.site].name_zh if one.site in sites else one.site,
            site_en=sites[one.site].name_en if one.site in sites else None,
            matter=one.matter,
            state=one.state,
            verdict=one.verdict,
            is_counted=counted.get(MatterKey.of(one)) == COUNTED_AS,
            attempts=tried[one.id],
        )
        for one in calls
    ]


def _last(found: Sequence[SampleDraw]) -> Mapping[tuple[int, int], int]:
    last: dict[tuple[int, int], int] = {}
    for one in found:
        last[one.level] = max(one.number, last.get(one.level, 0))
    return last


def _row(
    one: SampleDraw, person: Person, calls: Sequence[SampleCall], names: Mapping[str, str], *, is_standing: bool
) -> dict[str, Any]:
    return {
        "id": one.id,
        "day": parse_day(one.day),
        "place": region_of(one.lo),
        "number": one.number,
        "is_standing": is_standing,
        "is_own": one.level == (person.scope.lo, person.scope.hi),
        "per_site": one.per_site,
        "candidates": len(drawing.parsed(one.candidates)),
        "drawn": len(calls),
        "called": sum(call.state is not CallState.DUE for call in calls),
        "by": names.get(one.by),
        "at": one.at,
    }


async def _names(tx: Tx, said: Iterable[str]) -> Mapping[str, str]:
    """The names of the accounts in scope, by principal."""
    accounts = {UUID(one.removeprefix("account:")) for one in said if one.startswith("account:")}
    wanted = select(Account.id, Account.name).where(Account.id.in_(accounts))
    return {f"account:{row.id}": row.name for row in await tx.rows(wanted)} if accounts else {}
