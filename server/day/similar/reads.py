"""The earlier matters most like another, within the viewer's places: what lies beyond is neither told nor counted."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import BigInteger, Select, and_, bindparam, select, union_all

from server.day.similar import rules
from server.day.similar.model import SimilarMatter, SimilarTerm
from server.day.similar.prints import number_of, prints_of, unpacked
from server.db import Tx
from server.journal.model import Head, Matter, MatterKey
from server.journal.seals import EntrySeals

UNUSED = -1
"""Stands for a term that a short text lacks: one statement is then compiled once for all."""


@dataclass(frozen=True, slots=True)
class Similar:
    """An earlier matter and how it ended; no word of it, and nothing of who it was."""

    day: str
    site: str
    matter: str
    category: str | None
    involved: int
    claimed_fen: int | None
    outcome: str
    amount_fen: int
    due_on: str | None


async def similar_to(tx: Tx, seals: EntrySeals, matter: MatterKey, text: str, category: str | None) -> list[Similar]:
    """Up to three earlier matters like one with this text and category, the likest first."""
    own = number_of(*matter, seals.mac)
    return await _told(tx, await likest(tx, prints_of(text, seals.mac), category, own))


async def likest(tx: Tx, prints: Sequence[int], category: str | None, own: int) -> list[MatterKey]:
    """The matters of the index most like one with these prints, without the one of this number."""
    asked = rules.asked_of(prints)
    if not asked:
        return []
    found = await _rows_of(tx, asked)
    counted = Counter(term for term, _ in found)
    weight = rules.weights({term: counted[term] for term in asked})
    near = rules.nearest(found, weight, own)
    rows = {one.number: one for one in await tx.scalars(_matters(near))}
    candidates = [rules.Candidate(number, one.category, unpacked(one.prints)) for number, one in rows.items()]
    return [MatterKey.of(rows[number]) for number in rules.most_alike(candidates, weight, category)]


def _matters(numbers: Sequence[int]) -> Select[SimilarMatter]:
    return select(SimilarMatter).where(SimilarMatter.number.in_(numbers))


async def _rows_of(tx: Tx, asked: Sequence[int]) -> list[tuple[int, int]]:
    """Some rows of each term: (term, matter)."""
    padded = (*asked, *(UNUSED,) * (rules.ASKED - len(asked)))
    rows = await tx.rows(_SOME_OF_EACH, {f"term_{at}": term for at, term in enumerate(padded)})
    return [(term, number) for term, number in rows]


def _of_term(at: int) -> Select[int, int]:
    """Some rows of one term, as a part of a union: a limit stands in a query of its own."""
    term = bindparam(f"term_{at}", type_=BigInteger)
    own = select(SimilarTerm.term, SimilarTerm.number).where(SimilarTerm.term == term)
    part = own.limit(rules.PROBED).subquery()
    return select(part.c.term, part.c.number)


_SOME_OF_EACH: Final = union_all(*(_of_term(at) for at in range(rules.ASKED)))
"""Made once: to build it anew costs more than the database takes to answer it."""


async def _told(tx: Tx, keys: Sequence[MatterKey]) -> list[Similar]:
    same = and_(Head.day == Matter.day, Head.place == Matter.place)
    wanted = select(Matter, Head.site).join(Head, same).where(Matter.matter.in_([key.matter for key in keys]))
    found = {matter.key: (matter, site) for matter, site in await tx.rows(wanted)}
    return [_similar(*found[key]) for key in keys if key in found and found[key][0].outcome is not None]


def _similar(matter: Matter, site: str) -> Similar:
    return Similar(
        day=matter.day,
        site=site,
        matter=matter.matter,
        category=matter.category,
        involved=matter.involved,
        claimed_fen=matter.claimed_fen,
        outcome=str(matter.outcome),
        amount_fen=matter.amount_fen,
        due_on=matter.due_on,
    )
