"""What can be done with a meeting: it rings, people sit down, come and go, and it ends with what came of it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from sqlalchemy import select

from server.clock import Clock
from server.day.agenda.actions import day_now
from server.day.agenda.model import Day
from server.day.calling.actions import Moment, finish_turn, start_turn
from server.day.meeting import rules
from server.day.meeting.messages import MeetingMoved, Rung
from server.day.meeting.model import Meeting, Seat
from server.day.meeting.rules import LEADER, SITE, MeetingHappening, MeetingState, SeatHappening, SeatState
from server.db import Tx
from server.errors import Conflict, NotAllowed
from server.journal.model import Head, Matter
from server.people.actions import take_grants
from server.people.audit import note_why
from server.people.passwords import token_hash
from server.people.rules import Person
from server.place import Range, Scope
from server.sealing import Sealer

PAGE = 50
GONE = frozenset({SeatState.AWAY, SeatState.LEFT})


class Guest(Protocol):
    """Whoever comes to the table: a person who asks by HTTP, or whoever is at the end of a live line."""

    @property
    def principal(self) -> str: ...
    @property
    def scope(self) -> Scope: ...
    @property
    def site(self) -> str | None: ...


async def meeting_called(tx: Tx, meeting_id: UUID) -> Meeting:
    """A meeting; NotFound where there is none in scope."""
    return await tx.get(Meeting, meeting_id)


async def locked(tx: Tx, meeting_id: UUID) -> Meeting:
    """The meeting, which nobody else changes until the end of the transaction.

    The head of its site is locked first, as by whoever commands a turn: then of two neither waits for the other.
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


class Sought(NamedTuple):
    """Which meetings somebody asks for; None stands for any."""

    day: str | None
    places: Range
    state: MeetingState | None = None
    leader: str | None = None


async def meetings_in(tx: Tx, sought: Sought, *, after: UUID | None, limit: int = PAGE) -> Sequence[Meeting]:
    """Meetings at these places, the latest rung first; one more than the limit where there are more."""
    found = select(Meeting).where(Meeting.place.between(*sought.places)).order_by(Meeting.id.desc()).limit(limit + 1)
    if sought.day is not None:
        found = found.where(Meeting.day == sought.day)
    if sought.state is not None:
        found = found.where(Meeting.state == sought.state)
    if sought.leader is not None:
        found = found.where(Meeting.leader == sought.leader)
    if after is not None:
        found = found.where(Meeting.id < after)
    return await tx.scalars(found)


def acts_for_site(by: Guest, meeting: Meeting) -> bool:
    """Whether somebody speaks for the site of a meeting: its devices, and whoever records there."""
    return "record_entries" in by.scope.capabilities and by.scope.covers(meeting.place)


def seat_of(seats: Collection[Seat], principal: str) -> Seat | None:
    """Whose seat it is, unless they were removed from it."""
    mine = (seat for seat in seats if seat.who == principal and seat.state is not SeatState.REMOVED)
    return next(mine, None)


async def seat_petitioner(tx: Tx, meeting_id: UUID, *, token: str, by: Guest, clock: Clock) -> Meeting:
    """Have the petitioner sit at the desk that says so; from another desk of the site the seat moves here."""
    meeting = await running(tx, meeting_id)
    if not acts_for_site(by, meeting):
        raise NotAllowed("not_at_table")
    seats = await seats_of(tx, meeting.id)
    seat = next(seat for seat in seats if seat.participant == SITE)
    return await sit(tx, meeting, seats, seat, token=token, by=by, clock=clock)


async def enter(tx: Tx, meeting_id: UUID, *, token: str, by: Guest, clock: Clock) -> Meeting:
    """Sit down, for the first time or again, and get a token to show at the live line."""
    meeting = await running(tx, meeting_id)
    seats = await seats_of(tx, meeting.id)
    return await sit(tx, meeting, seats, seat_for(meeting, seats, by), token=token, by=by, clock=clock)


async def leave(tx: Tx, meeting_id: UUID, *, by: Guest, now: datetime) -> Meeting:
    """Get up; whoever left of their own will may come back."""
    meeting = await running(tx, meeting_id)
    seat = seat_of(await seats_of(tx, meeting.id), by.principal)
    if seat is None:
        raise NotAllowed("not_at_table")
    move_seat(seat, SeatHappening.LEAVE, now=now)
    return moved(tx, meeting)


async def ring_again(tx: Tx, meeting_id: UUID, *, by: Guest) -> Meeting:
    """Ring once more at the desks of a site that does not sit in the room."""
    meeting = await led(tx, meeting_id, by=by)
    seats = {seat.participant: seat for seat in await seats_of(tx, meeting.id)}
    if seats[SITE].state is not SeatState.SEATED:
        ring(tx, meeting, SITE, None)
    return meeting


async def mute_all(tx: Tx, meeting_id: UUID, *, by: Guest) -> Meeting:
    """Take the sound from everybody but oneself; each may take it back."""
    meeting = await led(tx, meeting_id, by=by)
    for seat in await seats_of(tx, meeting.id):
        if seat.who != by.principal:
            seat.audio = False
    return moved(tx, meeting)


async def end(tx: Tx, meeting_id: UUID, *, reason: str | None, by: Person, sealer: Sealer, clock: Clock) -> Meeting:
    """End a meeting for all: with its outcome, or with why there is none (Conflict ``outcome_missing``)."""
    meeting = await running(tx, meeting_id)
    _check_in_charge(meeting, await seats_of(tx, meeting.id), by, now=clock.now())
    matter = await tx.get(Matter, (meeting.day, meeting.place, meeting.matter))
    rules.check_end(has_outcome=matter.outcome is not None, reason=reason)
    if reason is not None:
        about = f"meeting:{meeting.id}"
        await note_why(
            tx,
            sealer,
            by.principal,
            "meeting_ended",
            about,
            reason=reason,
            day=meeting.day,
            place=meeting.place,
            now=clock.now(),
        )
    await close(tx, meeting, "outcome" if matter.outcome is not None else "reason", who=by.principal, now=clock.now())
    at = await _moment(tx, meeting, clock)
    await finish_turn(tx, meeting.day, meeting.place, meeting.matter, at=at, given_back=matter.outcome is None)
    return meeting


async def close(tx: Tx, meeting: Meeting, reason: str, *, who: str, now: datetime) -> None:
    """Let everybody get up, take back what officials were granted for it, and tell."""
    meeting.state = rules.after(meeting.state, MeetingHappening.END)
    meeting.ended_at, meeting.end_reason = now, reason
    for seat in await seats_of(tx, meeting.id):
        if seat.state in rules.AT_THE_TABLE:
            move_seat(seat, SeatHappening.LEAVE, now=now)
    await take_grants(tx, f"meeting:{meeting.id}", who=who, now=now)
    moved(tx, meeting)


async def led(tx: Tx, meeting_id: UUID, *, by: Guest) -> Meeting:
    """The running meeting for whoever leads it; NotAllowed ``not_your_meeting`` for all others."""
    meeting = await running(tx, meeting_id)
    if meeting.leader != by.principal:
        raise NotAllowed("not_your_meeting")
    return meeting


def ring(tx: Tx, meeting: Meeting, participant: str, who: str | None) -> None:
    tx.tell(Rung(meeting.id, meeting.day, meeting.place, participant, who))


async def running(tx: Tx, meeting_id: UUID) -> Meeting:
    meeting = await locked(tx, meeting_id)
    if meeting.state is MeetingState.ENDED:
        raise Conflict("meeting_ended")
    return meeting


def seat_for(meeting: Meeting, seats: Collection[Seat], by: Guest) -> Seat:
    """The seat that is somebody's; or, for a desk of the site, the site's while no other desk sits there."""
    own = seat_of(seats, by.principal)
    if own is not None:
        return own
    if not acts_for_site(by, meeting):
        raise NotAllowed("not_at_table")
    of_site = next(seat for seat in seats if seat.participant == SITE)
    if of_site.state is SeatState.SEATED:
        raise Conflict("seat_taken")
    return of_site


async def sit(
    tx: Tx, meeting: Meeting, seats: Collection[Seat], seat: Seat, *, token: str | None, by: Guest, clock: Clock
) -> Meeting:
    seat.who = by.principal
    move_seat(seat, SeatHappening.ENTER, now=clock.now())
    if token is not None:
        seat.token_hash, seat.token_at = token_hash(token), clock.now()
    seated = [each.participant for each in seats if each.state is SeatState.SEATED]
    if meeting.state is MeetingState.RINGING and rules.opens(meeting.mode, seated):
        meeting.state, meeting.opened_at = rules.after(meeting.state, MeetingHappening.OPEN), clock.now()
        at = await _moment(tx, meeting, clock)
        await start_turn(tx, meeting.day, meeting.place, meeting.matter, at=at)
    return moved(tx, meeting)


def _check_in_charge(meeting: Meeting, seats: Collection[Seat], by: Guest, *, now: datetime) -> None:
    """The leader ends a meeting; and the site once the leader is gone, so that a petitioner is not stuck in it."""
    if meeting.leader == by.principal:
        return
    if not acts_for_site(by, meeting):
        raise NotAllowed("not_your_meeting")
    leader = next((seat for seat in seats if seat.participant == LEADER), None)
    rules.check_leader_gone(meeting.mode, leader, now=now)


def move_seat(seat: Seat, happening: SeatHappening, *, now: datetime) -> None:
    was, seat.state = seat.state, rules.seat_after(seat.state, happening)
    if seat.state is SeatState.SEATED:
        seat.away_since = None
        seat.seated_at = seat.seated_at or now
    elif seat.state in GONE and was not in GONE:
        seat.away_since = now


def moved(tx: Tx, meeting: Meeting) -> Meeting:
    tx.tell(MeetingMoved(meeting.id, meeting.day, meeting.place, meeting.state))
    return meeting


async def _moment(tx: Tx, meeting: Meeting, clock: Clock) -> Moment:
    return Moment(day_now(await tx.get(Day, meeting.day), clock), clock.now())
