"""An appointment by hand: one booking, a leader and a time, outside the draft of the day; told at once.

It stands in the published timetable, and locked in a draft that there is, so that what is published later keeps it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import delete, select

from server.before.agenda.actions import find_day
from server.before.agenda.hours import hour_of
from server.before.agenda.model import Day
from server.before.booking.appointing import Agreed, appoint
from server.before.booking.model import Booking
from server.before.booking.rules import BookingState, Meeting
from server.before.planning import reads
from server.before.planning.conflicts import Problem, clashes
from server.before.planning.instance import Matter, Mode, Placed
from server.before.planning.messages import TimetablePublished
from server.before.planning.model import Timetable, TimetableSlot
from server.before.planning.reads import Planned
from server.before.planning.rules import TimetableState
from server.before.planning.solving.slots import Board, Sheet, bits
from server.before.planning.standing import sits_there
from server.before.roster.planning import OPEN
from server.db import Tx
from server.errors import Conflict, Invalid

LASTING: Final = (TimetableState.PUBLISHED, TimetableState.DRAFT)
MODES: Final[Mapping[Meeting, Mode]] = {Meeting.IN_PERSON: Mode.IN_PERSON, Meeting.VIDEO: Mode.VIDEO}
CODES: Final[Mapping[Problem, str]] = {
    "leader_gone": "appointment_leader_gone",
    "at_once": "appointment_at_once",
    "recused": "appointment_recused",
    "not_theirs": "appointment_not_theirs",
    "hours": "appointment_hours",
    "not_in_person": "appointment_not_in_person",
    "road": "appointment_road",
    "rooms": "appointment_rooms",
    "staff": "appointment_staff",
    "early": "appointment_early",
}
"""What is said of each conflict."""


@dataclass(frozen=True, slots=True)
class Wished:
    """A leader, the minute of the day, and how they meet; None for the usual of that leader and site."""

    leader: UUID
    begins: int
    meeting: Meeting | None


@dataclass(frozen=True, slots=True)
class Free:
    """A time that a leader has for a booking; ``in_person`` where they sit at its site then."""

    leader: str
    begins: int
    in_person: bool


async def locked_day(tx: Tx, day: str) -> Day:
    """A day whose appointments no one else changes until the transaction ends; Conflict ``timetable_closed``."""
    found = await find_day(tx, day, locked=True)
    if found.state not in OPEN or found.moved_to is not None:
        raise Conflict("timetable_closed")
    return found


async def agree(tx: Tx, booking: Booking, day: str, wished: Wished | None, *, by: str, now: datetime) -> None:
    """Give a booking its appointment on a day, or take it away; the scope is that of the day.

    Conflict ``appointment_…`` says which of the conflicts of a timetable stands against it, ``appointment_past`` that
    the time is over; Invalid ``slot_hours`` for a time off the grid.
    """
    found = await locked_day(tx, day)
    before = await leaders_of(tx, booking.id)
    agreed = None
    if wished is not None:
        agreed = await _judged(tx, found, booking, wished, now)
    await drop_slots(tx, booking.id)
    if agreed is not None:
        booking.day = day
    await appoint(tx, booking, agreed, by=by, now=now)
    if agreed is not None:
        await _write(tx, found, booking, agreed, by=by, now=now)
    leaders = {*before, *([] if agreed is None else [str(agreed.leader)])}
    tx.tell(TimetablePublished(day, tuple(sorted(leaders)), by, now))


async def _judged(tx: Tx, day: Day, booking: Booking, wished: Wished, now: datetime) -> Agreed:
    planned = await reads.planned(tx, day, also=booking)
    matter = _matter_in(planned, booking)
    if wished.begins % planned.instance.grid:
        raise Invalid("slot_hours")
    wanted = Placed(matter.id, str(wished.leader), wished.begins, wished.begins + matter.length)
    begins_at = hour_of(day, time(0)) + timedelta(minutes=wished.begins)
    if begins_at <= now:
        raise Conflict("appointment_past")
    sits = sits_there(planned.instance, wanted, booking.place)
    meeting = wished.meeting or (Meeting.IN_PERSON if sits else Meeting.VIDEO)
    problem = await _problem(tx, planned, wanted, MODES[meeting])
    if problem is not None:
        raise Conflict(CODES[problem])
    return Agreed(wished.leader, begins_at, begins_at + timedelta(minutes=matter.length), meeting)


def _matter_in(planned: Planned, booking: Booking) -> Matter:
    for matter in planned.instance.matters:
        if matter.id == str(booking.id):
            return matter
    raise Conflict("booking_day_gone")  # its site does not take part in the day


async def _problem(tx: Tx, planned: Planned, wanted: Placed, mode: Mode) -> Problem | None:
    """What of the appointments that there are stands against another."""
    others = [one for one in appointed(planned) if one.matter != wanted.matter]
    there = [replace(one, mode=mode) if one.id == wanted.matter else one for one in planned.instance.matters]
    instance = replace(planned.instance, matters=tuple(there))
    stands = [one for one in others if one.matter not in {clash.matter for clash in clashes(instance, others)}]
    found = [one for one in clashes(instance, [*stands, wanted]) if wanted.matter in {one.matter, one.other}]
    if found:
        return found[0].problem
    midnight = hour_of(planned.day, time(0))
    taken = (
        Booking.day == planned.day.day,
        Booking.state == BookingState.CHECKED_IN,
        Booking.appointed_leader == UUID(wanted.leader),
        Booking.appointed_at < midnight + timedelta(minutes=wanted.ends),
        Booking.appointed_until > midnight + timedelta(minutes=wanted.begins),
    )
    return "at_once" if await tx.scalars(select(Booking.id).where(*taken).limit(1)) else None


def appointed(planned: Planned) -> list[Placed]:
    """The appointments that the open bookings of a day have."""
    midnight = hour_of(planned.day, time(0))
    return [
        Placed(
            ident,
            str(one.appointed_leader),
            int((one.appointed_at - midnight).total_seconds()) // 60,
            int((one.appointed_until - midnight).total_seconds()) // 60,
        )
        for ident, one in planned.bookings.items()
        if one.appointed_at is not None and one.appointed_until is not None
    ]


async def free_times(tx: Tx, booking: Booking, day: Day, *, now: datetime) -> Sequence[Free]:
    """The times that leaders still have for a booking on its day, by leader and time."""
    planned = await reads.planned(tx, day, also=booking)
    if str(booking.id) not in planned.bookings:
        return []
    ident, taken = str(booking.id), appointed(planned)
    matters = [replace(one, mode=Mode.EITHER) if one.id == ident else one for one in planned.instance.matters]
    sheet = Sheet(replace(planned.instance, matters=tuple(matters), fixed=()))
    board = Board(sheet)
    for one in taken:
        if one.matter != ident and one.leader in sheet.leaders:
            board.place(sheet.by_id[one.matter], (sheet.leaders[one.leader], one.begins // sheet.grid))
    case, first = sheet.by_id[ident], (now - hour_of(day, time(0))).total_seconds() / 60
    found = [
        Free(planned.instance.leaders[option.leader].id, start * sheet.grid, option.in_person)
        for option in case.options
        for start in bits(board.free(case, option))
        if start * sheet.grid > first
    ]
    return sorted(found, key=lambda one: (one.leader, one.begins))


async def leaders_of(tx: Tx, booking: UUID) -> set[str]:
    """Those who expect the person of a booking by what is published."""
    of = (TimetableSlot.booking == booking, TimetableSlot.state == TimetableState.PUBLISHED)
    found = await tx.scalars(select(TimetableSlot.leader).where(*of, TimetableSlot.leader.is_not(None)))
    return {str(one) for one in found}


async def drop_slots(tx: Tx, booking: UUID) -> set[str]:
    """Take a booking out of what is published and drafted; the days for which it was."""
    these = (TimetableSlot.booking == booking, TimetableSlot.state.in_(LASTING))
    days = set(await tx.scalars(select(TimetableSlot.day).where(*these)))
    await tx.change(delete(TimetableSlot).where(*these))
    return days


async def _write(tx: Tx, day: Day, booking: Booking, agreed: Agreed, *, by: str, now: datetime) -> None:
    """Have an appointment stand in the published timetable, which is made where there is none, and in a draft."""
    published = await reads.timetable_of(tx, day.day, TimetableState.PUBLISHED, locked=True)
    if published is None:
        state = TimetableState.PUBLISHED
        published = Timetable(day=day.day, state=state, lo=day.holder, hi=day.holder_last, made_at=now, made_by=by)
        tx.add(published)
    published.made_at, published.made_by, published.cost, published.bound = now, by, None, None
    rows = [TimetableState.PUBLISHED]
    draft = await reads.timetable_of(tx, day.day, TimetableState.DRAFT, locked=True)
    if draft is not None:  # its version moves on, so that who has it open is told
        draft.made_at, draft.made_by, draft.cost, draft.bound = now, by, None, None
        rows.append(TimetableState.DRAFT)
    await tx.flush()
    midnight = hour_of(day, time(0))
    for state in rows:
        slot = TimetableSlot(day=day.day, state=state, booking=booking.id, place=booking.place, leader=agreed.leader)
        slot.begins = int((agreed.begins_at - midnight).total_seconds()) // 60
        slot.ends = int((agreed.ends_at - midnight).total_seconds()) // 60
        slot.reason, slot.is_locked = None, True
        tx.add(slot)
    await tx.flush()
