"""Supervision of each level that is asked for: a group that drew twice, and a finding that was replied to."""

import datetime as dt
from collections.abc import Iterable

from aiohttp import web
from sqlalchemy import select
from uuid_utils import uuid7
from uuid_utils.compat import uuid7 as made_id

from server.after.sample import drawing
from server.after.supervision.model import SupervisionDraw, SupervisionFinding, SupervisionGroup, SupervisionVisit
from server.after.supervision.sealing import seal
from server.db import EVERYWHERE, Database
from server.keys import DATABASE, SEALER
from server.place import Range, region_of
from tests.support.asking import NOWHERE, Target
from tests.support.bulletins import NO_ID, SIX


async def supervision_targets(app: web.Application, levels: Iterable[Range]) -> dict[str, list[Target]]:
    """A group of each level with a county of its first draw, and a finding there; and what does not exist."""
    groups = [Target({"group": NO_ID, "visit": NO_ID}, NOWHERE)]
    findings = [Target({"finding": NO_ID}, NOWHERE)]
    for level in levels:
        lo, hi = level
        group = SupervisionGroup(id=made_id(), lo=lo, hi=hi, name=f"{lo}", regions=[region_of(lo)], leaders=[])
        group.members, group.cases, group.by, group.at = [], [], "machine", SIX
        text = drawing.listed([drawing.Candidate(region_of(lo), region_of(lo))])
        draws = [SupervisionDraw(id=made_id(), group_id=group.id, lo=lo, hi=hi, number=n, per_city=2) for n in (1, 2)]
        for draw in draws:
            draw.seed, draw.candidates, draw.checksum = "0" * 64, text, drawing.checksum(text)
            draw.by, draw.at = "machine", SIX
        visit = SupervisionVisit(id=made_id(), draw_id=draws[0].id, lo=lo, hi=hi, position=0)
        visit.city = visit.county = region_of(lo)
        finding = SupervisionFinding(id=made_id(), visit_id=visit.id, place=lo, unit="none")
        finding.reply_by = finding.replied_on = dt.date(2023, 11, 20)
        finding.by = finding.replied_by = "machine"
        finding.at = finding.replied_at = SIX
        async with app[DATABASE].transaction(EVERYWHERE) as tx:
            finding.what_sealed = await seal(tx, app[SEALER], finding.id, "what", "（示例）", place=lo, now=SIX)
            for rows in ([group], draws, [visit], [finding]):
                for row in rows:
                    tx.add(row)
                await tx.flush()
        groups.append(Target({"group": str(group.id), "visit": str(visit.id)}, level))
        findings.append(Target({"finding": str(finding.id)}, (lo, lo)))
    return {"supervision": groups, "finding": findings}


async def change_supervision(database: Database, level: Range) -> None:
    """A level's group has another name, and its finding another date."""
    async with database.transaction(EVERYWHERE) as tx:
        own = (SupervisionGroup.lo == level[0], SupervisionGroup.hi == level[1])
        for group in await tx.scalars(select(SupervisionGroup).where(*own)):
            group.name = str(uuid7())
        for finding in await tx.scalars(select(SupervisionFinding).where(SupervisionFinding.place == level[0])):
            finding.reply_by += dt.timedelta(days=1)
