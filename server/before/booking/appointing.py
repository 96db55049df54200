"""An appointment of a booking: a leader, a time and how they meet; given, changed and taken away."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from server.before.booking.actions import keep_version
from server.before.booking.model import Booking
from server.before.booking.rules import Happening, Meeting
from server.before.booking.states import set_booking_state
from server.db import Tx


@dataclass(frozen=True, slots=True)
class Agreed:
    """When a leader receives a person, and how."""

    leader: UUID
    begins_at: datetime
    ends_at: datetime
    meeting: Meeting


async def appoint(tx: Tx, booking: Booking, agreed: Agreed | None, *, by: str, now: datetime) -> None:
    """Give a booking its appointment, or take it away; Conflict ``not_from_here`` for one that is not open."""
    set_booking_state(booking, Happening.APPOINT)
    booking.appointed_at = None if agreed is None else agreed.begins_at
    booking.appointed_until = None if agreed is None else agreed.ends_at
    booking.appointed_leader = None if agreed is None else agreed.leader
    booking.appointed_meeting = None if agreed is None else agreed.meeting
    booking.changed_at = now
    await tx.flush()
    await keep_version(tx, booking, Happening.APPOINT, by=by, now=now)
