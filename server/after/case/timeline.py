"""The timeline of a case, and what follows from it at once: its sums and the date on which it is due."""

import datetime as dt
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from server.after.case.ledger import Line, MoneyKind, next_instalment, sums
from server.after.case.model import Case, CaseClock, CaseLine, CaseMoney
from server.after.case.rules import RUNNING, Happening
from server.after.case.sealing import seal
from server.db import Tx
from server.sealing import Sealer


def add_line(tx: Tx, case: Case, happening: Happening, *, by: str, now: datetime, **told: Any) -> CaseLine:
    """Add a line; ``told`` are codes, dates and amounts."""
    line = CaseLine(case_id=case.id, place=case.place, happening=happening, by=by, at=now, told=told)
    tx.add(line)
    return line


async def add_reasoned(
    tx: Tx, sealer: Sealer, case: Case, happening: Happening, reason: str, *, by: str, now: datetime, **told: Any
) -> CaseLine:
    """Add a line with a reason in free words; Invalid ``case_words``."""
    line = add_line(tx, case, happening, by=by, now=now, **told)
    await tx.flush()
    line.reason_sealed = await seal(tx, sealer, case, line.id, reason)
    return line


async def clocks_of(tx: Tx, case: Case) -> Sequence[CaseClock]:
    """All clocks of a case, those that a changed route ended among them, in the order of their start."""
    own = select(CaseClock).where(CaseClock.case_id == case.id)
    return await tx.scalars(own.order_by(CaseClock.started_on, CaseClock.id))


async def money_of(tx: Tx, case: Case) -> Sequence[CaseMoney]:
    """All lines of the ledger, those that were struck out among them."""
    own = select(CaseMoney).where(CaseMoney.case_id == case.id)
    return await tx.scalars(own.order_by(CaseMoney.on, CaseMoney.id))


def standing(lines: Sequence[CaseMoney]) -> list[Line]:
    return [Line(one.id, one.kind, one.fen, one.on) for one in lines if one.struck_at is None]


def put_figures(case: Case, clocks: Sequence[CaseClock], lines: Sequence[Line]) -> None:
    """Put the sums of the ledger into the case, and its due date: the earliest that is still awaited."""
    found = sums(lines)
    for kind in MoneyKind:
        setattr(case, f"{kind.value}_fen", getattr(found, kind.value))
    dates = [one.due_on for one in clocks if one.ended_on is None]
    case.due_on = min([*dates, *_instalment(lines)], default=None) if case.state in RUNNING else None


async def settle(tx: Tx, case: Case) -> None:
    """Do the same from what the database has."""
    await tx.flush()
    put_figures(case, await clocks_of(tx, case), standing(await money_of(tx, case)))
    await tx.flush()


def _instalment(lines: Sequence[Line]) -> list[dt.date]:
    following = next_instalment(lines)
    return [] if following is None else [following]
