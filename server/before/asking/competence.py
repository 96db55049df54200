"""Which units are competent for a matter, and who answers for a unit: by a post there, or by a duty for it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from server.before.agenda.model import Day
from server.before.booking.model import Booking
from server.before.roster.model import Duty
from server.before.roster.rights import GIVES_NONE
from server.before.roster.rules import DutyKind
from server.db import Tx
from server.errors import Conflict
from server.people.model import Account, Post
from server.people.positions import PostKind
from server.place import place_of, region_of
from server.units import reads as units
from server.units.model import Unit
from server.units.rules import places_above, today

OFFICERS = frozenset({PostKind.DUTY_OFFICER, PostKind.EXPERT})
DEPUTIES = frozenset({PostKind.DUTY_DEPUTY})


@dataclass(frozen=True, slots=True)
class Choice:
    """A unit that may be asked; ``is_competent``: it says that it handles the category."""

    unit: Unit
    is_competent: bool
    officers: int
    """How many people answer for it now."""


async def choices(tx: Tx, booking: Booking, families: Mapping[str, str], now: datetime) -> list[Choice]:
    """The units of the place where the problem arose and of the levels above, the competent ones first.

    ``families``: each category with the one above it. To be asked in every place at once.
    """
    found = await units.choices(tx, place_of(booking.arose_in), today(now))
    kinds = {booking.category, families.get(booking.category) or booking.category}
    staffed = await _posts_of(tx, [one.code for one in found], OFFICERS | DEPUTIES, now)
    listed = [Choice(one, bool(kinds & set(one.categories)), len(staffed.get(one.code, ()))) for one in found]
    return sorted(listed, key=lambda one: not one.is_competent)


async def unit_to_ask(tx: Tx, code: str, arose_in: str, now: datetime) -> Unit:
    """A unit that may be asked about a problem that arose there; Conflict ``unit_gone`` for any other."""
    found = await units.choices(tx, place_of(arose_in), today(now))
    unit = next((one for one in found if one.code == code), None)
    if unit is None:
        raise Conflict("unit_gone")
    return unit


async def unit_above(tx: Tx, code: str, on: date) -> Unit | None:
    """The unit that a late answer goes up to: the one it is below, else that of its kind on the next level."""
    unit = await tx.one_or_none(select(Unit).where(Unit.code == code))
    if unit is None:
        return None
    above = [one for one in await units.choices(tx, unit.place, on) if one.code != code]
    ordered = [place for place in places_above(unit.place) if place != unit.place]
    same_kind = sorted(
        (one for one in above if one.kind == unit.kind and one.place in ordered),
        key=lambda one: ordered.index(one.place),
    )
    return next((one for one in above if one.code == unit.parent), next(iter(same_kind), None))


async def officers_of(
    tx: Tx, unit: str, day: str | None, now: datetime, *, kinds: Collection[PostKind] = OFFICERS
) -> Sequence[Account]:
    """Who answers for a unit: its posts of these kinds, and who is on duty for it on the reception day."""
    ids = set((await _posts_of(tx, [unit], kinds, now)).get(unit, ()))
    if day is not None and kinds is OFFICERS:
        named = await tx.one_or_none(select(Unit).where(Unit.code == unit))
        for duty in await _duties(tx, Duty.day == day, now):
            if named is not None and duty.unit in {named.code, named.name_zh} and _is_at(duty, named):
                ids.add(duty.holder)
    with_rights = (Account.id.in_(ids), Account.suspended_at.is_(None))
    return await tx.scalars(select(Account).where(*with_rights).order_by(Account.id))


async def units_of(tx: Tx, account: UUID, now: datetime) -> set[str]:
    """The units that an account answers for now, by its posts and by its duties; to be asked in every place at once."""
    held = (Post.since <= now, or_(Post.until.is_(None), Post.until > now), Post.kind.in_(OFFICERS | DEPUTIES))
    mine = select(Post.unit).where(Post.account_id == account, Post.unit.is_not(None), *held)
    found = {code for code in await tx.scalars(mine) if code is not None}
    for duty in await _duties(tx, or_(Duty.account_id == account, Duty.substitute == account), now):
        if duty.holder == account:
            called = or_(Unit.code == duty.unit, Unit.name_zh == duty.unit)
            named = await tx.scalars(select(Unit).where(called))
            found |= {one.code for one in named if _is_at(duty, one)}
    return found


async def _posts_of(
    tx: Tx, codes: Collection[str], kinds: Collection[PostKind], now: datetime
) -> Mapping[str, set[UUID]]:
    held = (Post.since <= now, or_(Post.until.is_(None), Post.until > now))
    found: dict[str, set[UUID]] = {}
    rows = select(Post.unit, Post.account_id).where(Post.unit.in_(codes), Post.kind.in_(kinds), *held)
    for unit, account in await tx.rows(rows):
        found.setdefault(unit or "", set()).add(account)
    return found


async def _duties(tx: Tx, whose: ColumnElement[bool], now: datetime) -> Sequence[Duty]:
    """The duties for units on days that stand and are not over."""
    stands = (Day.state.not_in(GIVES_NONE), Day.date >= today(now), Duty.kind == DutyKind.DEPARTMENT)
    return await tx.scalars(select(Duty).join(Day, Day.day == Duty.day).where(Duty.unit.is_not(None), whose, *stands))


def _is_at(duty: Duty, unit: Unit) -> bool:
    """Whether a duty, whose unit a roster may name by its name alone, is for this unit: it is of the same region."""
    return region_of(duty.lo) == region_of(unit.place)
