"""What becomes of bookings when a desk registers their people, and when their day is over or moved."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from server.before.agenda.messages import DayChanged
from server.before.agenda.model import Day, SiteSession
from server.before.agenda.rules import DayState
from server.before.booking.actions import clear_appointment, keep_version
from server.before.booking.model import Booking
from server.before.booking.rules import OPEN, BookingState, Happening
from server.before.booking.states import set_booking_state
from server.db import Tx
from server.instants import moment_of
from server.journal.model import Accepted, Matter
from server.people.audit import MACHINE

OVER = frozenset({DayState.RECONCILED, DayState.PUBLISHED, DayState.ARCHIVED})


async def follow_registrations(tx: Tx, entries: Sequence[Accepted]) -> None:
    """Check in the bookings whose matter is registered now, and undo it where the registration was withdrawn.

    It looks at what holds and not at the entries' own words, so that reading them again changes nothing.
    """
    at = {entry.matter: entry for entry in entries if entry.matter is not None}
    found = await tx.scalars(select(Booking).where(Booking.id.in_([UUID(one) for one in at])).with_for_update())
    for booking in found:
        entry = at[str(booking.id)]
        of_matter = (Matter.place == booking.place, Matter.matter == str(booking.id), Matter.state != "void")
        days = await tx.scalars(select(Matter.day).where(*of_matter))
        is_in = booking.state is BookingState.CHECKED_IN
        if bool(days) == is_in:
            continue
        happening = Happening.CHECK_IN if days else Happening.UNDO_CHECK_IN
        set_booking_state(booking, happening)
        booking.changed_at = moment_of(entry.received_at)
        await tx.flush()
        by = MACHINE if entry.device is None else f"device:{entry.device}"
        await keep_version(tx, booking, happening, by=by, now=booking.changed_at)


async def follow_day(tx: Tx, changed: DayChanged) -> None:
    """Let bookings go with a day that is put off; those of a day that is over expire."""
    state = DayState(changed.state)
    is_moved = state is DayState.POSTPONED
    if not (is_moved or state in OVER):
        return
    to = await _moved_to(tx, changed.day) if is_moved else None
    places = set(await tx.scalars(select(SiteSession.place).where(SiteSession.day == to)))
    for booking in await tx.scalars(select(Booking).where(Booking.day == changed.day, Booking.state.in_(OPEN))):
        happening = Happening.MOVE if is_moved else Happening.EXPIRE
        set_booking_state(booking, happening)
        if is_moved:
            booking.day = to if booking.place in places else None
            clear_appointment(booking)
        booking.changed_at = changed.at
        await tx.flush()
        await keep_version(tx, booking, happening, by=MACHINE, now=changed.at)


async def _moved_to(tx: Tx, day: str) -> str | None:
    return await tx.one_or_none(select(Day.moved_to).where(Day.day == day))
