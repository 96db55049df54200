"""Queries of sample call-backs: what may be drawn, draws and their calls, and the result of each site."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from server.after.care.model import CallAttempt
from server.after.care.rules import CallResult, CallState
from server.after.case.model import CaseMatter
from server.after.sample.drawing import Candidate
from server.after.sample.model import SampleAttempt, SampleCall, SampleDraw
from server.after.sample.rules import COUNTED_AS, Verdict
from server.db import Tx
from server.errors import NotFound
from server.journal.model import Head, Matter, MatterKey
from server.place import Range


async def candidates(tx: Tx, day: str, level: Range) -> Mapping[Candidate, int]:
    """The matters of a day that are counted as resolved on site, with their places.

    Left out are those whose petitioner said that they want no further call.
    """
    refused = await _refused(tx, day)
    wanted = select(Head.site, Matter.matter, Matter.place)
    wanted = wanted.join(Head, (Head.day == Matter.day) & (Head.place == Matter.place))
    counted = (Matter.outcome == COUNTED_AS, Matter.state == "done")
    found = await tx.rows(wanted.where(Matter.day == day, Matter.place.between(*level), *counted))
    return {Candidate(row[0], row[1]): row[2] for row in found if (row[2], row[1]) not in refused}


async def _refused(tx: Tx, day: str) -> set[tuple[int, str]]:
    of_cases = select(CaseMatter.place, CaseMatter.matter)
    of_cases = of_cases.join(CallAttempt, CallAttempt.case_id == CaseMatter.case_id)
    of_samples = select(SampleCall.place, SampleCall.matter)
    in_cases = await tx.rows(of_cases.where(CaseMatter.day == day, CallAttempt.result == CallResult.REFUSED))
    in_samples = await tx.rows(of_samples.where(SampleCall.day == day, SampleCall.state == CallState.REFUSED))
    return {(row[0], row[1]) for row in (*in_cases, *in_samples)}


async def draws_of(tx: Tx, day: str) -> Sequence[SampleDraw]:
    """The draws of a day whose whole level lies in scope, the newest first."""
    own = select(SampleDraw).where(SampleDraw.day == day)
    return await tx.scalars(own.order_by(SampleDraw.lo, SampleDraw.hi.desc(), SampleDraw.number.desc()))


async def find_draw(tx: Tx, ident: UUID) -> SampleDraw:
    """A draw; NotFound where its level is not all within one's places."""
    found = await tx.one_or_none(select(SampleDraw).where(SampleDraw.id == ident))
    if found is None:
        raise NotFound("not_found")
    return found


async def last_draw(tx: Tx, day: str, level: Range) -> SampleDraw | None:
    """The draw of a level that is called."""
    own = (SampleDraw.day == day, SampleDraw.lo == level[0], SampleDraw.hi == level[1])
    found = await tx.scalars(select(SampleDraw).where(*own).order_by(SampleDraw.number.desc()).limit(1))
    return found[0] if found else None


async def calls_of(tx: Tx, draws: Sequence[UUID]) -> Sequence[SampleCall]:
    """The calls of these draws, in the order in which they were drawn."""
    own = select(SampleCall).where(SampleCall.draw_id.in_(draws))
    return await tx.scalars(own.order_by(SampleCall.draw_id, SampleCall.position)) if draws else ()


async def locked_call(tx: Tx, draw: UUID, ident: UUID) -> SampleCall:
    """A call of a draw, this transaction's until it ends."""
    own = (SampleCall.draw_id == draw, SampleCall.id == ident)
    found = await tx.one_or_none(select(SampleCall).where(*own).with_for_update())
    if found is None:
        raise NotFound("not_found")
    return found


async def attempts_of(tx: Tx, calls: Sequence[UUID]) -> Sequence[SampleAttempt]:
    """The attempts of these calls, the earliest first."""
    own = select(SampleAttempt).where(SampleAttempt.call_id.in_(calls))
    return await tx.scalars(own.order_by(SampleAttempt.at, SampleAttempt.id)) if calls else ()


async def outcomes_now(tx: Tx, calls: Sequence[SampleCall]) -> Mapping[MatterKey, str | None]:
    """What the matters of calls of one day count as now."""
    if not calls:
        return {}
    own = (Matter.day == calls[0].day, Matter.matter.in_({one.matter for one in calls}))
    return {
        one.key: one.outcome if one.state == "done" else None for one in await tx.scalars(select(Matter).where(*own))
    }


@dataclass(slots=True)
class SiteResult:
    """What came of the calls about one site: matters, each counted once however often it was drawn."""

    drawn: int = 0
    reached: int = 0
    resolved: int = 0
    partly: int = 0
    not_resolved: int = 0


async def results(tx: Tx, day: str | None) -> Mapping[str, SiteResult]:
    """The result of each site in scope, of one day or of all; calls of replaced draws stay in it.

    A matter that was called in several draws counts by what was said last.
    """
    own = select(SampleCall.site, SampleCall.day, SampleCall.matter, SampleCall.state, SampleCall.verdict)
    if day is not None:
        own = own.where(SampleCall.day == day)
    last: dict[tuple[str, str, str], tuple[CallState, Verdict | None]] = {}
    for site, on, matter, state, verdict in await tx.rows(own.order_by(SampleCall.id)):
        key = (site, on, matter)
        if key not in last or state is CallState.DONE:
            last[key] = (state, verdict)
    found: dict[str, SiteResult] = {}
    for (site, _, _), (state, verdict) in last.items():
        one = found.setdefault(site, SiteResult())
        one.drawn += 1
        one.reached += state is CallState.DONE
        one.resolved += verdict is Verdict.RESOLVED
        one.partly += verdict is Verdict.PARTLY
        one.not_resolved += verdict is Verdict.NOT_RESOLVED
    return found
