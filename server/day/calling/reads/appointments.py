"""The appointments of a day: of all bookings those with a leader and a time, few beside the people who wait."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from server.before.booking.model import Booking
from server.before.booking.rules import Meeting
from server.db import Tx
from server.instants import micros_of
from server.people.model import Account
from server.place import Range


@dataclass(frozen=True, slots=True)
class Appointment:
    """When a leader receives a person, in microseconds, and how; ``leader`` is a principal."""

    at: int
    meeting: Meeting | None
    leader: str | None
    name: str | None


async def appointments(tx: Tx, day: str, scope: Range, *, of: str | None = None) -> Mapping[str, Appointment]:
    """By matter, whose id is the booking's; ``of`` only one of them."""
    wanted = select(Booking.id, Booking.appointed_at, Booking.appointed_meeting, Booking.appointed_leader, Account.name)
    joined = wanted.outerjoin(Account, Account.id == Booking.appointed_leader)
    these = [Booking.day == day, Booking.place.between(*scope), Booking.appointed_at.is_not(None)]
    if of is not None:
        these.append(Booking.id == _uuid(of))
    return {
        str(ident): Appointment(micros_of(at), meeting, None if leader is None else f"account:{leader}", name)
        for ident, at, meeting, leader, name in await tx.rows(joined.where(*these))
        if at is not None
    }


def _uuid(matter: str) -> UUID | None:
    """The booking that a matter may be; None for an id of another form, which no booking has."""
    try:
        return UUID(matter)
    except ValueError:
        return None
