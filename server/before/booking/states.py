"""What changes the state of a booking: one setter, which logs the old and the new."""

import structlog

from server.before.booking import rules
from server.before.booking.model import Booking
from server.before.booking.rules import BookingState, Happening

log = structlog.get_logger(__name__)


def set_booking_state(booking: Booking, happening: Happening) -> None:
    """Bring a booking to the state after something; Conflict ``not_from_here`` where it cannot."""
    state = rules.after(booking.state, happening)
    if state is not booking.state:
        log.info("booking state", booking=str(booking.id), old=booking.state, new=state, happening=happening)
    booking.state = state
    if state is not BookingState.JOINED:
        booking.joined_to = None
