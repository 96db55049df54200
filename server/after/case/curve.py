"""How agreed and paid sums of the cases that are asked for rise over time."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select

from server.after.case.ledger import MoneyKind
from server.after.case.model import Case, CaseMoney
from server.after.case.reads import AskedCases
from server.db import Tx

MOST: Final = 120
"""Points that a curve has; a line of its width shows no more."""


@dataclass(frozen=True, slots=True)
class Point:
    """What is agreed to be paid by a date, and what was paid by it, in fen; both only rise."""

    on: dt.date
    agreed: int
    paid: int


async def curve_of(tx: Tx, asked: AskedCases) -> Sequence[Point]:
    """The points of the lines that stand, the earliest first: the last of them has the sums of the ledgers."""
    counted = (CaseMoney.kind.in_((MoneyKind.AGREED, MoneyKind.PAID)), CaseMoney.struck_at.is_(None))
    wanted = select(CaseMoney.on, CaseMoney.kind, func.sum(CaseMoney.fen)).join(Case, Case.id == CaseMoney.case_id)
    rows = await tx.rows(wanted.where(*counted, *asked.conditions()).group_by(CaseMoney.on, CaseMoney.kind))
    return risen([(on, kind, int(fen)) for on, kind, fen in rows])


def risen(rows: Sequence[tuple[dt.date, MoneyKind, int]]) -> Sequence[Point]:
    """Add up sums by date and kind; of more than ``MOST`` dates every so many are drawn, the last always."""
    agreed = paid = 0
    points = []
    for on in sorted({row[0] for row in rows}):
        agreed += sum(fen for day, kind, fen in rows if day == on and kind is MoneyKind.AGREED)
        paid += sum(fen for day, kind, fen in rows if day == on and kind is MoneyKind.PAID)
        points.append(Point(on, agreed, paid))
    every = -(-len(points) // MOST) or 1
    return [one for at, one in enumerate(points) if (len(points) - 1 - at) % every == 0]
