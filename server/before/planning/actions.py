"""What is done with the timetables of a day: moved by hand, suggested by the planner, taken over, published."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import delete

from server.before.agenda.actions import find_day
from server.before.agenda.hours import hour_of
from server.before.agenda.model import Day
from server.before.booking.appointing import Agreed, appoint
from server.before.booking.model import Booking
from server.before.booking.rules import Meeting as BookedMeeting
from server.before.planning import reads
from server.before.planning.by_hand import appointed
from server.before.planning.conflicts import changes, clashes
from server.before.planning.instance import LATEST, Placed
from server.before.planning.messages import TimetablePublished
from server.before.planning.model import Timetable, TimetableSlot
from server.before.planning.reads import Planned
from server.before.planning.rules import RunState, TimetableState
from server.before.planning.standing import sits_there
from server.before.roster.planning import OPEN
from server.db import Tx
from server.errors import Conflict, Invalid, NotFound
from server.jobs import actions as jobs
from server.people.audit import record
from server.people.rules import Person, require

PLAN_DAY: Final = "plan_day"


@dataclass(frozen=True, slots=True)
class Move:
    """The leader who is to hear a booking, and the minute of the day; nowhere where both are None."""

    booking: UUID
    leader: UUID | None
    begins: int | None
    is_locked: bool


async def find_open(tx: Tx, day: str, by: Person) -> Day:
    """A day of which the person holds all places, and whose timetable may change; Conflict ``timetable_closed``."""
    require(by, "manage_days")
    found = await find_day(tx, day, locked=True)
    if not by.scope.covers_range(found.holder, found.holder_last):
        raise NotFound("not_found")
    if found.state not in OPEN or found.moved_to is not None:
        raise Conflict("timetable_closed")
    return found


async def draft_of(tx: Tx, day: Day, *, version: int, by: Person, now: datetime) -> Timetable:
    """The draft as it was seen, to be changed; without one (version 0) a new one says what was published.

    Conflict ``timetable_changed`` where another changed it since.
    """
    draft = await reads.timetable_of(tx, day.day, TimetableState.DRAFT, locked=True)
    if (0 if draft is None else draft.version) != version:
        raise Conflict("timetable_changed")
    if draft is None:
        draft = _new(day, TimetableState.DRAFT, by=by.principal, now=now)
        tx.add(draft)
        published = await reads.slots_of(tx, day.day, TimetableState.PUBLISHED)
        await _write(tx, day.day, TimetableState.DRAFT, published)
    draft.made_at, draft.made_by = now, by.principal
    return draft


async def move(tx: Tx, day: str, moves: Sequence[Move], *, version: int, by: Person, now: datetime) -> None:
    """Place bookings by hand, or take them out; what conflicts then is shown, not refused.

    NotFound ``not_wanted``, ``not_receiving``; Invalid ``slot_hours``.
    """
    found = await find_open(tx, day, by)
    planned = await reads.planned(tx, found)
    lengths = {one.id: one.length for one in planned.instance.matters}
    for one in moves:
        if str(one.booking) not in planned.bookings:
            raise NotFound("not_wanted")
        if one.leader is not None and str(one.leader) not in {leader.id for leader in planned.instance.leaders}:
            raise NotFound("not_receiving")
        if (one.leader is None) != (one.begins is None):
            raise Invalid("slot_hours")
        if one.begins is not None and not 0 <= one.begins <= LATEST - lengths[str(one.booking)]:
            raise Invalid("slot_hours")
    draft = await draft_of(tx, found, version=version, by=by, now=now)
    draft.cost = draft.bound = None
    await tx.flush()
    slots = {one.booking: one for one in await reads.slots_of(tx, day, TimetableState.DRAFT)}
    for one in moves:
        slot = slots.get(one.booking)
        if one.leader is None or one.begins is None:
            if slot is not None:
                await tx.delete(slot)
            continue
        if slot is None:
            place = planned.bookings[str(one.booking)].place
            slot = TimetableSlot(day=day, state=TimetableState.DRAFT, booking=one.booking, place=place)
            tx.add(slot)
        slot.leader, slot.begins, slot.reason = one.leader, one.begins, None
        slot.ends, slot.is_locked = one.begins + lengths[str(one.booking)], one.is_locked
    await tx.flush()
    await record(tx, by.principal, "timetable_moved", f"day:{day}", place=found.holder, now=now)


async def ask(
    tx: Tx, day: str, *, seconds: int, lost: UUID | None, since: int | None, by: Person, now: datetime
) -> Timetable:
    """Have the planner work on a suggestion; one that is there goes on being shown until a better one comes."""
    found = await find_open(tx, day, by)
    row = await suggestion_of(tx, found, by=by.principal, now=now)
    row.run, row.step, row.seconds, row.lost, row.since = RunState.WAITING, None, seconds, lost, since
    await jobs.put(tx, PLAN_DAY, day, due=now, places=(found.holder, found.holder_last))
    await record(tx, by.principal, "timetable_asked", f"day:{day}", place=found.holder, now=now)
    return row


async def suggestion_of(tx: Tx, day: Day, *, by: str, now: datetime) -> Timetable:
    row = await reads.timetable_of(tx, day.day, TimetableState.SUGGESTED, locked=True)
    if row is None:
        row = _new(day, TimetableState.SUGGESTED, by=by, now=now)
        tx.add(row)
    row.made_at, row.made_by = now, by
    return row


async def suggest(tx: Tx, day: str, placed: Sequence[Placed], left_out: dict[str, str], places: dict[str, int]) -> None:
    """Write a suggestion whole, in place of the one before; a booking that is gone meanwhile is left out."""
    locked = {one.booking for one in await reads.slots_of(tx, day, TimetableState.DRAFT) if one.is_locked}
    slots = [
        TimetableSlot(
            booking=UUID(one.matter),
            leader=UUID(one.leader),
            begins=one.begins,
            ends=one.ends,
            reason=None,
            is_locked=UUID(one.matter) in locked,
            place=places[one.matter],
        )
        for one in placed
        if one.matter in places
    ]
    slots += [
        TimetableSlot(
            booking=UUID(matter), leader=None, begins=None, ends=None, reason=why, is_locked=False, place=places[matter]
        )
        for matter, why in left_out.items()
        if matter in places
    ]
    await _write(tx, day, TimetableState.SUGGESTED, slots)


async def take(tx: Tx, day: str, *, version: int, by: Person, now: datetime) -> None:
    """Make the suggestion the draft; NotFound ``no_suggestion``."""
    found = await find_open(tx, day, by)
    row = await reads.timetable_of(tx, day, TimetableState.SUGGESTED, locked=True)
    slots = await reads.slots_of(tx, day, TimetableState.SUGGESTED)
    if row is None or not slots:
        raise NotFound("no_suggestion")
    draft = await draft_of(tx, found, version=version, by=by, now=now)
    draft.cost, draft.bound = row.cost, row.bound
    await _write(tx, day, TimetableState.DRAFT, [one for one in slots if one.leader is not None])
    await _drop(tx, row)
    await record(tx, by.principal, "timetable_taken", f"day:{day}", place=found.holder, now=now)


async def discard(tx: Tx, day: str, *, by: Person, now: datetime) -> None:
    """Have no suggestion any more, nor one on the way; there may be none."""
    found = await find_open(tx, day, by)
    row = await reads.timetable_of(tx, day, TimetableState.SUGGESTED, locked=True)
    if row is None:
        return
    await jobs.drop(tx, PLAN_DAY, day)
    await _drop(tx, row)
    await record(tx, by.principal, "timetable_discarded", f"day:{day}", place=found.holder, now=now)


async def publish(tx: Tx, day: str, *, version: int, by: Person, now: datetime) -> None:
    """Tell the draft: bookings have their appointments, the leaders whose receptions changed are written to.

    Conflict ``timetable_empty``, ``timetable_conflicts``.
    """
    found = await find_open(tx, day, by)
    planned = await reads.planned(tx, found)
    draft = await draft_of(tx, found, version=version, by=by, now=now)
    await tx.flush()
    after = reads.placed(await reads.slots_of(tx, day, TimetableState.DRAFT))
    before = reads.placed(await reads.slots_of(tx, day, TimetableState.PUBLISHED))
    wanted = [one for one in after if one.matter in planned.bookings]
    if not wanted and not before:
        raise Conflict("timetable_empty")
    wrong = clashes(planned.instance, wanted)
    if wrong:
        raise Conflict("timetable_conflicts", count=len(wrong))
    row = await reads.timetable_of(tx, day, TimetableState.PUBLISHED, locked=True)
    if row is None:
        row = _new(found, TimetableState.PUBLISHED, by=by.principal, now=now)
        tx.add(row)
    row.made_at, row.made_by, row.cost, row.bound = now, by.principal, draft.cost, draft.bound
    await tx.flush()
    slots = [one for one in await reads.slots_of(tx, day, TimetableState.DRAFT) if str(one.booking) in planned.bookings]
    await _write(tx, day, TimetableState.PUBLISHED, slots)
    changed = changes(before, wanted)
    for matter, (_, now_placed) in changes(appointed(planned), wanted).items():
        await _appoint(tx, planned, planned.bookings[matter], now_placed, by=by, now=now)
    leaders = {one.leader for pair in changed.values() for one in pair if one is not None}
    await record(tx, by.principal, "timetable_published", f"day:{day}", place=found.holder, now=now)
    tx.tell(TimetablePublished(day, tuple(sorted(leaders)), by.principal, now))


async def _appoint(
    tx: Tx, planned: Planned, booking: Booking, placed: Placed | None, *, by: Person, now: datetime
) -> None:
    midnight = hour_of(planned.day, time(0))
    agreed = None
    if placed is not None:
        sits = sits_there(planned.instance, placed, booking.place)
        agreed = Agreed(
            UUID(placed.leader),
            midnight + timedelta(minutes=placed.begins),
            midnight + timedelta(minutes=placed.ends),
            BookedMeeting.IN_PERSON if sits else BookedMeeting.VIDEO,
        )
    await appoint(tx, booking, agreed, by=by.principal, now=now)


def _new(day: Day, state: TimetableState, *, by: str, now: datetime) -> Timetable:
    return Timetable(day=day.day, state=state, lo=day.holder, hi=day.holder_last, made_at=now, made_by=by)


async def _drop(tx: Tx, row: Timetable) -> None:
    gone = (TimetableSlot.day == row.day, TimetableSlot.state == row.state)
    await tx.change(delete(TimetableSlot).where(*gone))
    await tx.delete(row)


async def _write(tx: Tx, day: str, state: TimetableState, slots: Sequence[TimetableSlot]) -> None:
    """Have a timetable consist of copies of these slots."""
    copies = [
        TimetableSlot(
            day=day,
            state=state,
            booking=one.booking,
            leader=one.leader,
            begins=one.begins,
            ends=one.ends,
            reason=one.reason,
            is_locked=one.is_locked,
            place=one.place,
        )
        for one in slots
    ]
    await tx.change(delete(TimetableSlot).where(TimetableSlot.day == day, TimetableSlot.state == state))
    await tx.flush()
    for one in copies:
        tx.add(one)
    await tx.flush()
