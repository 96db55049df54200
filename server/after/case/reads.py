"""Queries of cases: one by its id, lists by what is asked for, counts and sums by the same."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, get_args
from uuid import UUID

from sqlalchemy import SQLColumnExpression, and_, case, func, or_, select, tuple_

from server.after.case.model import Case, CaseLine, CaseMatter, CaseOffer
from server.after.case.rules import COUNTED, ENDED, REFUSALS_TO_ORGANISER, RUNNING, SOON
from server.db import Tx
from server.errors import NotFound
from server.journal.model import MatterKey
from server.place import Range
from server.units.model import Unit
from server.units.reads import Asked

Group = Literal["overdue", "soon", "on_time", "unpaid", "changed", "ended", "organiser", "supervised", "visit"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedCases:
    """The filter of a list of cases; None does not choose. ``today`` is where the days are held."""

    today: dt.date
    group: Group | None = None
    day: str | None = None
    category: str | None = None
    unit: str | None = None
    places: Range | None = None
    gone: Collection[str] = ()
    """The units that do not exist any more; what they answer for is the organiser's to hand over."""

    def conditions(self) -> list[SQLColumnExpression[bool]]:
        chosen: list[SQLColumnExpression[bool]] = [Case.state.in_(COUNTED)]
        if self.group is not None:
            chosen.append(in_group(self.group, self.today, self.gone))
        if self.day is not None:
            chosen.append(Case.day == self.day)
        if self.category is not None:
            chosen.append(Case.category == self.category)
        if self.unit is not None:
            chosen.append(Case.owner_unit == self.unit)
        if self.places is not None:
            chosen.append(Case.place.between(*self.places))
        return chosen


def in_group(group: Group, today: dt.date, gone: Collection[str]) -> SQLColumnExpression[bool]:
    """Which cases are in a group; the first three and ``ended`` divide all of them."""
    running = Case.state.in_(RUNNING)
    return {
        "overdue": and_(running, Case.due_on < today),
        "soon": and_(running, Case.due_on.between(today, today + SOON)),
        "on_time": and_(running, or_(Case.due_on > today + SOON, Case.due_on.is_(None))),
        "unpaid": and_(running, Case.agreed_fen > Case.paid_fen),
        "changed": Case.outcome_changed,
        "ended": Case.state.in_(ENDED),
        "organiser": and_(running, or_(Case.refusals >= REFUSALS_TO_ORGANISER, Case.owner_unit.in_(gone))),
        "supervised": and_(running, Case.reply_due_on.is_not(None)),
        "visit": and_(running, Case.visit_due_on < today),
    }[group]


async def find_case(tx: Tx, ident: UUID) -> Case:
    """The case; NotFound beyond one's places."""
    found = await tx.one_or_none(select(Case).where(Case.id == ident))
    if found is None:
        raise NotFound("not_found")
    return found


async def locked(tx: Tx, ident: UUID) -> Case:
    """The same, this transaction's until it ends."""
    found = await tx.one_or_none(select(Case).where(Case.id == ident).with_for_update())
    if found is None:
        raise NotFound("not_found")
    return found


async def case_of_matter(tx: Tx, key: MatterKey) -> Case | None:
    """The case that follows a matter; None where none does."""
    own = (CaseMatter.day == key.day, CaseMatter.place == key.place, CaseMatter.matter == key.matter)
    return await tx.one_or_none(select(Case).join(CaseMatter, CaseMatter.case_id == Case.id).where(*own))


async def cases(
    tx: Tx, asked: AskedCases, *, after: tuple[dt.date, UUID] | None = None, limit: int | None = None
) -> Sequence[Case]:
    """The cases in scope that are asked for: those due first before the others, then those that ended."""
    dated, rest = select(Case).where(*asked.conditions(), Case.due_on.is_not(None)), list[Case]()
    if after is None or after[0] < dt.date.max:
        if after is not None:
            dated = dated.where(tuple_(Case.due_on, Case.id) > tuple_(*after))
        rest += await tx.scalars(dated.order_by(Case.due_on, Case.id).limit(limit))
    if limit is not None and len(rest) >= limit:
        return rest
    # two statements, each along an index: one that sorts by a date or none would read them all
    undated = select(Case).where(*asked.conditions(), Case.due_on.is_(None)).order_by(Case.id)
    if after is not None and after[0] == dt.date.max:
        undated = undated.where(Case.id > after[1])
    return [*rest, *await tx.scalars(undated.limit(None if limit is None else limit - len(rest)))]


class Totals(NamedTuple):
    """How many cases there are of each group, and the sums of their ledgers in fen."""

    counts: Mapping[str, int]
    money: Mapping[str, int]


GROUPS: tuple[Group, ...] = get_args(Group)
MONEY = ("claimed", "confirmed", "agreed", "paid", "received")


async def totals(tx: Tx, asked: AskedCases) -> Totals:
    """Count the cases that are asked for, in one statement."""
    counted = [func.sum(case((in_group(group, asked.today, asked.gone), 1), else_=0)) for group in GROUPS]
    summed = [func.sum(getattr(Case, f"{kind}_fen")) for kind in MONEY]
    found: Any = (await tx.rows(select(*counted, *summed).where(*asked.conditions())))[0]
    numbers = [int(one or 0) for one in found]
    return Totals(
        dict(zip(GROUPS, numbers[: len(GROUPS)], strict=True)),
        dict(zip(MONEY, numbers[len(GROUPS) :], strict=True)),
    )


async def matters_of(tx: Tx, ids: Collection[UUID]) -> Sequence[CaseMatter]:
    """The matters of these cases."""
    own = select(CaseMatter).where(CaseMatter.case_id.in_(ids))
    return await tx.scalars(own.order_by(CaseMatter.day, CaseMatter.place, CaseMatter.matter))


async def merged_in(tx: Tx, ident: UUID) -> Sequence[Case]:
    """The cases that this one stands for, as far as they lie in scope."""
    return await tx.scalars(select(Case).where(Case.merged_into == ident).order_by(Case.id))


async def lines_of(tx: Tx, ident: UUID) -> Sequence[CaseLine]:
    """The timeline of a case, the newest first."""
    return await tx.scalars(select(CaseLine).where(CaseLine.case_id == ident).order_by(CaseLine.id.desc()))


async def offers_of(tx: Tx, ident: UUID) -> Sequence[CaseOffer]:
    """The hand-overs of a case, the newest first."""
    return await tx.scalars(select(CaseOffer).where(CaseOffer.case_id == ident).order_by(CaseOffer.id.desc()))


async def valid_units(tx: Tx, codes: Collection[str], on: dt.date) -> Collection[str]:
    """Those of these units that exist on a date; to be asked in every place at once."""
    wanted = select(Unit.code).where(Unit.code.in_(codes), *Asked(on=on).conditions())
    return set(await tx.scalars(wanted))


async def gone_units(tx: Tx, on: dt.date) -> Collection[str]:
    """The units that ended by a date; to be asked in every place at once."""
    return set(await tx.scalars(select(Unit.code).where(Unit.valid_until <= on)))


async def unit_names(tx: Tx, codes: Collection[str]) -> Mapping[str, Unit]:
    """The units of these codes; to be asked in every place at once."""
    found = await tx.scalars(select(Unit).where(Unit.code.in_(codes))) if codes else ()
    return {one.code: one for one in found}
