"""Which case a ticket's payments lie in, and which lines of its ledger are its petitioner's: never another person's.

A line is its case's, or of the merged case that it names as its origin. A petitioner is shown the lines of the own
case, and of another only where the same telephone number was given there. Read in every place at once: the case that
stands may lie elsewhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from server.after.case.model import Case, CaseMoney
from server.after.case.reads import case_of_matter, find_case, matters_of, merged_in
from server.after.case.rules import CaseState
from server.day.record.reads import sealed_of
from server.db import Tx
from server.journal.chain import local_number
from server.journal.model import Matter, MatterKey
from server.journal.seals import EntrySeals


@dataclass(frozen=True, slots=True)
class Concern:
    """``origins``: the cases, the one that stands among them or not, whose lines are the petitioner's."""

    own: UUID
    """The case that was opened for the matter."""
    case: UUID
    """The case whose ledger tells of the payments: the one that stands for the own, or the own."""
    place: int
    origins: frozenset[UUID]
    is_closed: bool
    """The own sums were told again in another person's case: the own ledger is shown, and nothing is said of it."""

    def has(self, line: CaseMoney) -> bool:
        return (line.origin or self.case) in self.origins


async def concern_of(tx: Tx, seals: EntrySeals, key: MatterKey) -> Concern | None:
    """What of a case concerns the petitioner of a matter; None where no case follows it, or it was erased by law."""
    own = await case_of_matter(tx, key)
    number = _number(await sealed_of(tx, seals, await tx.get(Matter, tuple(key))))
    if own is None or own.state is CaseState.VOID:
        return None
    stands = own if own.merged_into is None else await find_case(tx, own.merged_into)
    others = [one for one in (stands, *await merged_in(tx, stands.id)) if one.id != own.id]
    same = {one.id for one in others if await _is_of(tx, seals, one, number)}
    origins = frozenset({own.id, *same})
    if stands.id in origins or await _brought(tx, stands, own):
        return Concern(own.id, stands.id, stands.place, origins, is_closed=False)
    return Concern(own.id, own.id, own.place, frozenset({own.id}), is_closed=True)


async def _brought(tx: Tx, stands: Case, own: Case) -> bool:
    """Whether the merge brought the sums of the own case, or there were none to bring."""
    of_own = select(CaseMoney.id).where(CaseMoney.case_id == stands.id, CaseMoney.origin == own.id)
    any_own = select(CaseMoney.id).where(CaseMoney.case_id == own.id)
    return bool(await tx.scalars(of_own.limit(1))) or not await tx.scalars(any_own.limit(1))


async def _is_of(tx: Tx, seals: EntrySeals, case: Case, number: str) -> bool:
    """Whether every matter of a case was told by the person of this number; of a case without matters none knows."""
    links = await matters_of(tx, [case.id]) if number else ()
    found = [await tx.get(Matter, (one.day, one.place, one.matter)) for one in links]
    return bool(found) and all([_number(await sealed_of(tx, seals, one)) == number for one in found])


def _number(sealed: Mapping[str, Any]) -> str:
    """The number that the petitioner gave; empty where none was given or it was erased by law."""
    petitioner: Mapping[str, str] = sealed.get("petitioner") or {}
    return local_number(petitioner.get("phone") or "")
