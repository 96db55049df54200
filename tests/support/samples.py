"""Sample call-backs without a draw: one of each level that is asked for, with a call that has its result."""

from collections.abc import Iterable

from sqlalchemy import select

from server.after.care.rules import CallState
from server.after.sample import drawing
from server.after.sample.model import SampleCall, SampleDraw
from server.after.sample.rules import Verdict
from server.db import EVERYWHERE, Database
from server.place import Range
from tests.support.asking import NOWHERE, Target
from tests.support.bulletins import DAY, NO_ID, SIX


async def sample_targets(
    database: Database, levels: Iterable[Range], sites: Iterable[tuple[str, int]]
) -> dict[str, list[Target]]:
    """A draw of each of these levels, in which a matter of its first site was called; and one that does not exist."""
    targets = [Target({"sample": NO_ID, "call": NO_ID}, NOWHERE)]
    known = list(sites)
    for level in levels:
        site, place = next(((code, at) for code, at in known if level[0] <= at <= level[1]), ("HN-D-NONE", level[0]))
        text = drawing.listed([drawing.Candidate(site, NO_ID)])
        draw = SampleDraw(day=DAY, lo=level[0], hi=level[1], number=1, per_site=1, seed="0" * 64, candidates=text)
        draw.checksum, draw.by, draw.at = drawing.checksum(text), "machine", SIX
        async with database.transaction(EVERYWHERE) as tx:
            tx.add(draw)
            await tx.flush()
            call = SampleCall(draw_id=draw.id, place=place, position=0, day=DAY, site=site, matter=NO_ID)
            call.state, call.verdict = CallState.DONE, Verdict.RESOLVED
            tx.add(call)
        targets.append(Target({"sample": str(draw.id), "call": str(call.id)}, level))
    return {"sample": targets}


async def change_samples(database: Database, level: Range) -> None:
    """What was said in the calls of a level's draw is another."""
    async with database.transaction(EVERYWHERE) as tx:
        own = (SampleDraw.lo == level[0], SampleDraw.hi == level[1])
        calls = select(SampleCall).join(SampleDraw, SampleDraw.id == SampleCall.draw_id).where(*own)
        for call in await tx.scalars(calls):
            call.verdict = Verdict.NOT_RESOLVED
        for draw in await tx.scalars(select(SampleDraw).where(*own)):
            draw.per_site += 1
