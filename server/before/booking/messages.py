"""What has become of bookings."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from server.before.booking.rules import BookingState, Happening


@dataclass(frozen=True, slots=True)
class BookingChanged:
    """A booking was made, corrected, withdrawn, decided on or checked in; ``by`` is petitioner or a principal."""

    booking: UUID
    place: int
    day: str | None
    happening: Happening
    state: BookingState
    by: str
    at: datetime
