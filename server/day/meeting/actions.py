"""What can be done with a meeting: it rings, people sit down, come and go, and it ends with what came of it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from sqlalchemy import select

from server.before.agenda.model import Day
from server.clock import Moment, moment_on
from server.day.calling.actions import finish_turn, start_turn
from server.day.meeting import rules
from server.day.meeting.messages import MeetingChanged, Rung
from server.day.meeting.model import Meeting, Seat
from server.day.meeting.rules import (
    LEADER,
    SITE,
    Command,
    MeetingHappening,
    MeetingState,
    Part,
    SeatHappening,
    SeatState,
)
from server.day.meeting.states import set_meeting_state, set_seat_state
from server.db import Tx
from server.errors import Conflict, NotAllowed
from server.journal.model import Head, Matter
from server.people.actions import take_grants
from server.people.audit import record, record_with_reason
from server.people.passwords import token_hash
from server.people.rules import Person
from server.place import Range, Scope
from server.sealing import Sealer

GONE = frozenset({SeatState.AWAY, SeatState.LEFT})


class Guest(Protocol):
    """The principal who comes to the table: of a request, or the viewer of a live line."""

    @property
    def principal(self) -> str: ...
    @property
    def scope(self) -> Scope: ...
    @property
    def site(self) -> str | None: ...


async def find_meeting(tx: Tx, meeting_id: UUID) -> Meeting:
    """A meeting; NotFound where there is none in scope."""
    return await tx.get(Meeting, meeting_id)


async def locked(tx: Tx, meeting_id: UUID) -> Meeting:
    """The meeting, locked: no other transaction changes it until the end of this one.

    The head of its site is locked first, as every command on a turn does: two transactions then never deadlock.
    """
    found = await tx.get(Meeting, meeting_id)
    head = select(Head.place).where(Head.day == found.day, Head.place == found.place)
    await tx.scalars(head.with_for_update())
    fresh = select(Meeting).where(Meeting.id == meeting_id).with_for_update()
    return (await tx.scalars(fresh.execution_options(populate_existing=True)))[0]


async def seats_of(tx: Tx, *meeting_ids: UUID) -> Sequence[Seat]:
    """The seats of these meetings: of each the leader's, the site's, the officials'."""
    seats = await tx.scalars(select(Seat).where(Seat.meeting.in_(meeting_ids)))
    order = (LEADER, SITE, *rules.OFFICIALS)
    return sorted(seats, key=lambda seat: (str(seat.meeting), order.index(seat.participant)))


class Commanded(NamedTuple):
    """A running meeting that a principal may command, its seats, and the principal's part in it."""

    meeting: Meeting
    seats: Sequence[Seat]
    part: Part


class Sought(NamedTuple):
    """The filter of a list of meetings; None stands for any."""

    day: str | None
    places: Range
    state: MeetingState | None = None
    leader: str | None = None


async def meetings_in(tx: Tx, sought: Sought, *, after: UUID | None, limit: int) -> Sequence[Meeting]:
    """Meetings at these places, the latest rung first."""
    found = select(Meeting).where(Meeting.place.between(*sought.places)).order_by(Meeting.id.desc()).limit(limit)
    if sought.day is not None:
        found = found.where(Meeting.day == sought.day)
    if sought.state is not None:
        found = found.where(Meeting.state == sought.state)
    if sought.leader is not None:
        found = found.where(Meeting.leader == sought.leader)
    if after is not None:
        found = found.where(Meeting.id < after)
    return await tx.scalars(found)


def rights_at(scope: Scope, meeting: Meeting) -> frozenset[str]:
    """What may be done at the place of a meeting within a scope."""
    return scope.capabilities if scope.covers(meeting.place) else frozenset()


def seat_of(seats: Collection[Seat], principal: str) -> Seat | None:
    """Whose seat it is, unless they were removed from it."""
    mine = (seat for seat in seats if seat.who == principal and seat.state is not SeatState.REMOVED)
    return next(mine, None)


def part_of(rights: Collection[str], meeting: Meeting, seats: Collection[Seat], principal: str) -> Part:
    """What a principal is to a meeting, by what they may do at its place now."""
    own = seat_of(seats, principal)
    is_official = own is not None and own.participant in rules.OFFICIALS
    has_leader = any(seat.participant == LEADER for seat in seats)
    return rules.part_of(rights, leads=meeting.leader == principal, is_official=is_official, has_leader=has_leader)


async def open_to(tx: Tx, meeting_id: UUID, command: Command, *, by: Guest, now: datetime) -> Commanded:
    """The running meeting for a command that this person may give now, by their own rights or a grant of this scope."""
    meeting = await running(tx, meeting_id)
    seats = await seats_of(tx, meeting.id)
    part = part_of(rights_at(tx.scope, meeting), meeting, seats, by.principal)
    if rules.right_to(command, part) == "gone":
        leader = next((seat for seat in seats if seat.participant == LEADER), None)
        rules.check_leader_gone(meeting.mode, leader, now=now)
    return Commanded(meeting, seats, part)


async def seat_petitioner(tx: Tx, meeting_id: UUID, *, token: str, by: Guest, now: datetime) -> Meeting:
    """Have the petitioner sit at the desk that says so; from another desk of the site the seat moves here."""
    meeting, seats, _ = await open_to(tx, meeting_id, Command.SEAT, by=by, now=now)
    seat = next(seat for seat in seats if seat.participant == SITE)
    return await sit(tx, meeting, seats, seat, token=token, by=by, now=now)


async def enter(tx: Tx, meeting_id: UUID, *, token: str, by: Guest, now: datetime) -> Meeting:
    """Sit down, for the first time or again, and get a token to show at the live line."""
    meeting, seats, part = await open_to(tx, meeting_id, Command.ENTER, by=by, now=now)
    return await sit(tx, meeting, seats, seat_for(seats, part, by), token=token, by=by, now=now)


async def leave(tx: Tx, meeting_id: UUID, *, by: Guest, now: datetime) -> Meeting:
    """Get up; a participant who left of their own will may come back."""
    meeting, seats, _ = await open_to(tx, meeting_id, Command.LEAVE, by=by, now=now)
    seat = seat_of(seats, by.principal)
    if seat is None:
        raise NotAllowed("not_at_table")
    move_seat(seat, SeatHappening.LEAVE, now=now)
    return moved(tx, meeting)


async def ring_again(tx: Tx, meeting_id: UUID, *, by: Guest, now: datetime) -> Meeting:
    """Ring once more at the desks of a site that does not sit in the room."""
    meeting, found, _ = await open_to(tx, meeting_id, Command.RING, by=by, now=now)
    seats = {seat.participant: seat for seat in found}
    if seats[SITE].state is not SeatState.SEATED:
        ring(tx, meeting, SITE, None)
    return meeting


async def mute_all(tx: Tx, meeting_id: UUID, *, by: Guest, now: datetime) -> Meeting:
    """Take the sound from everybody but oneself; each may take it back."""
    meeting, seats, _ = await open_to(tx, meeting_id, Command.MUTE_ALL, by=by, now=now)
    for seat in seats:
        if seat.who != by.principal:
            seat.audio = False
    return moved(tx, meeting)


async def end(tx: Tx, meeting_id: UUID, *, reason: str | None, by: Person, sealer: Sealer, now: datetime) -> Meeting:
    """End a meeting for all: with its outcome, or with why there is none (Conflict ``outcome_missing``)."""
    meeting, _, _ = await open_to(tx, meeting_id, Command.END, by=by, now=now)
    matter = await tx.get(Matter, meeting.key)
    rules.check_end(has_outcome=matter.outcome is not None, reason=reason)
    about, what = f"meeting:{meeting.id}", "meeting_ended"
    if reason is not None:
        day, place = meeting.day, meeting.place
        await record_with_reason(tx, sealer, by.principal, what, about, reason=reason, day=day, place=place, now=now)
    else:
        await record(tx, by.principal, what, about, place=meeting.place, now=now)
    await close(tx, meeting, "outcome" if matter.outcome is not None else "reason", who=by.principal, now=now)
    at = await _moment(tx, meeting, now)
    await finish_turn(tx, meeting.key, at=at, given_back=matter.outcome is None)
    return meeting


async def close(tx: Tx, meeting: Meeting, reason: str, *, who: str, now: datetime) -> None:
    """Let everybody get up, take back what officials were granted for it, and tell."""
    set_meeting_state(meeting, rules.after(meeting.state, MeetingHappening.END))
    meeting.ended_at, meeting.end_reason = now, reason
    for seat in await seats_of(tx, meeting.id):
        if seat.state in rules.AT_THE_TABLE:
            move_seat(seat, SeatHappening.LEAVE, now=now)
    await take_grants(tx, f"meeting:{meeting.id}", who=who, now=now)
    moved(tx, meeting)


async def led(tx: Tx, meeting_id: UUID, *, by: Guest) -> Meeting:
    """The running meeting for its leader; NotAllowed ``not_your_meeting`` for all others."""
    meeting = await running(tx, meeting_id)
    if meeting.leader != by.principal or "receive" not in rights_at(tx.scope, meeting):
        raise NotAllowed("not_your_meeting")
    return meeting


async def note_command(tx: Tx, meeting: Meeting, command: str, *, by: Guest, now: datetime) -> None:
    """Record a command on a meeting in the access log."""
    await record(tx, by.principal, f"meeting_{command}", f"meeting:{meeting.id}", place=meeting.place, now=now)


def ring(tx: Tx, meeting: Meeting, participant: str, who: str | None) -> None:
    tx.tell(Rung(meeting.id, meeting.day, meeting.place, participant, who))


async def running(tx: Tx, meeting_id: UUID) -> Meeting:
    meeting = await locked(tx, meeting_id)
    if meeting.state is MeetingState.ENDED:
        raise Conflict("meeting_ended")
    return meeting


def seat_for(seats: Collection[Seat], part: Part, by: Guest) -> Seat:
    """The seat of a principal's part; for a desk of the site, the site's seat while no other desk sits there."""
    own = seat_of(seats, by.principal)
    if part in {Part.LEADER, Part.OFFICIAL}:
        if own is None or (part is Part.LEADER) != (own.participant == LEADER):
            raise NotAllowed("not_at_table")
        return own
    of_site = next(seat for seat in seats if seat.participant == SITE)
    if of_site is not own and of_site.state is SeatState.SEATED:
        raise Conflict("seat_taken")
    return of_site


async def sit(
    tx: Tx, meeting: Meeting, seats: Collection[Seat], seat: Seat, *, token: str | None, by: Guest, now: datetime
) -> Meeting:
    seat.who = by.principal
    move_seat(seat, SeatHappening.ENTER, now=now)
    if token is not None:
        seat.token_hash, seat.token_at = token_hash(token), now
    seated = [each.participant for each in seats if each.state is SeatState.SEATED]
    if meeting.state is MeetingState.RINGING and rules.opens(meeting.mode, seated):
        set_meeting_state(meeting, rules.after(meeting.state, MeetingHappening.OPEN))
        meeting.opened_at = now
        at = await _moment(tx, meeting, now)
        await start_turn(tx, meeting.key, at=at)
    return moved(tx, meeting)


def move_seat(seat: Seat, happening: SeatHappening, *, now: datetime | None = None) -> None:
    was = seat.state
    set_seat_state(seat, rules.seat_after(was, happening))
    if seat.state is SeatState.SEATED:
        seat.away_since = seat.answer = None
        seat.seated_at = seat.seated_at or now
    elif seat.state in GONE and was not in GONE:
        seat.away_since = now


def moved(tx: Tx, meeting: Meeting) -> Meeting:
    tx.tell(MeetingChanged(meeting.id, meeting.day, meeting.place, meeting.state))
    return meeting


async def _moment(tx: Tx, meeting: Meeting, now: datetime) -> Moment:
    return moment_on(await tx.get(Day, meeting.day), now)
