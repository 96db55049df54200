"""Bookings in triage as rows: those of one's places by state and clock, those assigned, one with its decisions."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select

from server.before.agenda.model import Day
from server.before.agenda.rules import ZONE
from server.before.booking.model import Booking
from server.before.booking.rules import OPEN
from server.before.triage.model import Assignment, Triage, TriageDecision
from server.before.triage.rules import AssignmentState, TriageState
from server.db import Tx
from server.errors import Conflict
from server.place import place_of
from server.sites.model import Site
from server.units import reads as units
from server.units.model import Unit
from server.units.rules import today

SEEN_BY_ASSIGNMENT: Final = frozenset(AssignmentState) - {AssignmentState.ENDED}
"""Who refused goes on seeing it, to take the refusal back; what was taken back is the other place's alone."""


@dataclass(frozen=True, slots=True)
class Row:
    """A booking and where it stands; without a triage it waits for the first decision."""

    booking: Booking
    triage: Triage | None

    @property
    def state(self) -> TriageState:
        return TriageState.WAITING if self.triage is None else self.triage.state


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The filter of the list; None does not choose."""

    state: TriageState | None = None
    day: str | None = None
    site: str | None = None
    category: str | None = None

    def conditions(self, *, with_state: bool = True) -> list[ColumnElement[bool]]:
        chosen: list[ColumnElement[bool]] = [Booking.state.in_(OPEN)]
        columns = (Booking.day, self.day), (Booking.site, self.site), (Booking.category, self.category)
        chosen += [column == value for column, value in columns if value is not None]
        if with_state and self.state is not None:
            is_state = Triage.state == self.state
            waits = self.state is TriageState.WAITING
            chosen.append(or_(is_state, Triage.state.is_(None)) if waits else is_state)
        return chosen


async def rows(tx: Tx, asked: Asked, *, after: UUID | None, limit: int) -> list[Row]:
    """The bookings in scope that are awaited and asked for, the oldest first."""
    joined = select(Booking, Triage).join(Triage, Triage.booking_id == Booking.id, isouter=True)
    found = joined.where(*asked.conditions())
    if after is not None:
        found = found.where(Booking.id > after)
    return [Row(booking, triage) for booking, triage in await tx.rows(found.order_by(Booking.id).limit(limit))]


async def rows_of(tx: Tx, bookings: Collection[UUID]) -> list[Row]:
    """These bookings, the oldest first, whatever became of them."""
    joined = select(Booking, Triage).join(Triage, Triage.booking_id == Booking.id, isouter=True)
    found = await tx.rows(joined.where(Booking.id.in_(bookings)).order_by(Booking.id))
    return [Row(booking, triage) for booking, triage in found]


async def counts(tx: Tx, asked: Asked) -> Mapping[TriageState, int]:
    """How many of the bookings asked for stand where, whatever state was asked for."""
    joined = select(Triage.state, func.count()).select_from(Booking)
    joined = joined.join(Triage, Triage.booking_id == Booking.id, isouter=True)
    counted: dict[TriageState, int] = {}
    for state, count in await tx.rows(joined.where(*asked.conditions(with_state=False)).group_by(Triage.state)):
        counted[state or TriageState.WAITING] = counted.get(state or TriageState.WAITING, 0) + count
    return counted


async def days_of(tx: Tx, bookings: Collection[Booking]) -> Mapping[str, Day]:
    """The reception days of these bookings, by code."""
    wanted = {one.day for one in bookings if one.day is not None}
    return {one.day: one for one in await tx.scalars(select(Day).where(Day.day.in_(wanted)))} if wanted else {}


async def sites_named(tx: Tx, codes: Collection[str]) -> Mapping[str, Site]:
    """Sites by code; to be asked in every place at once."""
    return {one.code: one for one in await tx.scalars(select(Site).where(Site.code.in_(codes)))} if codes else {}


async def sites_to_send_to(tx: Tx) -> Sequence[Site]:
    """Every site that receives; to be asked in every place at once."""
    return await tx.scalars(select(Site).where(Site.ended_at.is_(None)).order_by(Site.place))


async def site_to_send_to(tx: Tx, code: str) -> Site:
    """A site that receives; Conflict ``triage_site_gone`` without one."""
    found = await tx.one_or_none(select(Site).where(Site.code == code, Site.ended_at.is_(None)))
    if found is None:
        raise Conflict("triage_site_gone")
    return found


async def triage_of(tx: Tx, booking: UUID) -> Triage | None:
    """Where a booking stands, locked."""
    return await tx.one_or_none(select(Triage).where(Triage.booking_id == booking).with_for_update())


async def decisions_of(tx: Tx, booking: UUID) -> Sequence[TriageDecision]:
    """Every decision on a booking, the first one first; each lies where it was made."""
    found = select(TriageDecision).where(TriageDecision.booking_id == booking)
    return await tx.scalars(found.order_by(TriageDecision.n))


async def assignments_in(tx: Tx) -> Sequence[Assignment]:
    """The assignments to one's places that hold, the newest first."""
    found = select(Assignment).where(Assignment.state == AssignmentState.OPEN)
    return await tx.scalars(found.order_by(Assignment.id.desc()).limit(200))


async def assignments_of(tx: Tx, booking: UUID) -> Sequence[Assignment]:
    """The assignments of a booking, in scope."""
    return await tx.scalars(select(Assignment).where(Assignment.booking_id == booking).order_by(Assignment.id))


async def units_to_name(tx: Tx, booking: Booking, assignments: Sequence[Assignment], now: datetime) -> list[Unit]:
    """The units that a refusal may name: those of where the problem arose, of the place asked, and above both."""
    places = dict.fromkeys([place_of(booking.arose_in), *(one.place for one in assignments)])
    found = [one for place in places for one in await units.choices(tx, place, today(now))]
    return list({one.code: one for one in found}.values())


async def guided(tx: Tx, bookings: Collection[UUID]) -> set[UUID]:
    """Of these bookings those whose person was told another route, and need not come."""
    of = (Triage.booking_id.in_(bookings), Triage.state == TriageState.GUIDED)
    return set(await tx.scalars(select(Triage.booking_id).where(*of)))


async def zone_of(tx: Tx, booking: Booking) -> tuple[Day | None, str]:
    """A booking's reception day, and the zone of its hours."""
    day = (await days_of(tx, [booking])).get(booking.day or "")
    return day, ZONE if day is None else day.zone
