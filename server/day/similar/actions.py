"""What follows entries that say what came of a matter, or take it back: its row in the index, as the journal has it."""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import delete, select, tuple_

from server import fold
from server.day.record.reads import sealed_of_all
from server.day.similar.model import SimilarMatter, SimilarTerm
from server.day.similar.prints import number_of, packed, prints_of
from server.db import Tx
from server.journal.model import Accepted, Matter, MatterKey
from server.journal.readers import Action, AfterEntry
from server.journal.seals import EntrySeals

READER: Final = "similar"
"""The name of the reader that fills the index; without its bookmarks the index is made anew."""


def after_entries(seals: EntrySeals) -> AfterEntry:
    """The actions of the reader: it opens what was sealed, and keeps prints of it."""
    index = _indexer(seals)
    return dict.fromkeys((fold.REGISTERED, fold.OUTCOME, fold.AMENDED, fold.WITHDRAWN), (index,))


def _indexer(seals: EntrySeals) -> Action:
    async def index(tx: Tx, entries: Sequence[Accepted]) -> None:
        """Index the matters of these entries as they are now; reading them again changes nothing."""
        keys = sorted({MatterKey.of(entry) for entry in entries if entry.matter is not None})
        if not keys:
            return
        numbers = {number_of(*key, seals.mac): key for key in keys}
        await tx.change(delete(SimilarTerm).where(SimilarTerm.number.in_(numbers)))
        await tx.change(delete(SimilarMatter).where(SimilarMatter.number.in_(numbers)))
        these = tuple_(Matter.day, Matter.place, Matter.matter).in_(keys)
        matters = await tx.scalars(select(Matter).where(these, Matter.state != "void", Matter.outcome.is_not(None)))
        sealed = await sealed_of_all(tx, seals, matters) if matters else {}
        for matter in matters:
            _add(tx, matter, sealed[matter.place, matter.matter], seals)

    return index


def _add(tx: Tx, matter: Matter, sealed: Mapping[str, object], seals: EntrySeals) -> None:
    """Add one matter; one of which no words are left is not in the index."""
    prints = prints_of(str(sealed.get("summary") or ""), seals.mac)
    if not prints:
        return
    number = number_of(*matter.key, seals.mac)
    row = {"day": matter.day, "place": matter.place, "matter": matter.matter, "category": matter.category}
    tx.add(SimilarMatter(number=number, prints=packed(prints), **row))
    for term in prints:
        tx.add(SimilarTerm(term=term, place=matter.place, number=number))
