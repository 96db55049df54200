"""What becomes of questions when their booking is withdrawn or its day passes without its person."""

from server.before.asking import actions, reads
from server.before.booking.messages import BookingChanged
from server.before.booking.rules import BookingState
from server.db import Tx
from server.people.audit import MACHINE

OVER = frozenset({BookingState.WITHDRAWN, BookingState.EXPIRED})


async def follow_bookings(tx: Tx, changed: BookingChanged) -> None:
    """Take back what units have not answered about a booking that is over."""
    if changed.state in OVER:
        for question in await reads.open_of(tx, changed.booking):
            await actions.end(tx, question, by=MACHINE, now=changed.at)
