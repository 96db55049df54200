"""Which other cases may be of the same cause, within the viewer's places; a person decides.

A suggestion tells matters alone: the same petitioner came with both, or what was told of both is alike.
"""

from collections.abc import Mapping, Sequence
from typing import Final, Literal
from uuid import UUID

from sqlalchemy import select

from server.after.case.model import Case, CaseMatter
from server.after.case.reads import matters_of
from server.after.case.rules import RUNNING
from server.day.arrival.visits import visits_of
from server.day.record.reads import sealed_of
from server.day.similar.reads import similar_to
from server.db import Tx
from server.journal.model import Matter
from server.journal.seals import EntrySeals

MOST: Final = 5
Why = Literal["repeat", "similar"]


async def likely(tx: Tx, seals: EntrySeals, case: Case) -> Sequence[tuple[Case, Why]]:
    """Running cases that may be of one cause with this one, those of the same petitioner first."""
    found: dict[tuple[str, str], Why] = {}
    for link in await matters_of(tx, [case.id]):
        matter = await tx.get(Matter, (link.day, link.place, link.matter))
        for visit in await visits_of(tx, seals, matter):
            found[visit.day, visit.matter] = "repeat"
        summary = (await sealed_of(tx, seals, matter)).get("summary")
        if isinstance(summary, str):
            for one in await similar_to(tx, seals, matter.key, summary, matter.category):
                found.setdefault((one.day, one.matter), "similar")
    why = await _cases_of(tx, found)
    wanted = select(Case).where(Case.id.in_(why), Case.id != case.id, Case.state.in_(RUNNING))
    cases = await tx.scalars(wanted)
    return sorted(((one, why[one.id]) for one in cases), key=lambda pair: (pair[1], pair[0].id))[:MOST]


async def _cases_of(tx: Tx, found: Mapping[tuple[str, str], Why]) -> dict[UUID, Why]:
    links = await tx.scalars(select(CaseMatter).where(CaseMatter.matter.in_({matter for _, matter in found})))
    why: dict[UUID, Why] = {}
    for link in links:
        told = found.get((link.day, link.matter))
        if told is not None and why.get(link.case_id) != "repeat":
            why[link.case_id] = told
    return why
