"""What live lines do to seats: people come in over them, lose them, and are told of what concerns them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import or_, select

from server.day.meeting import rules
from server.day.meeting.actions import (
    Guest,
    locked,
    move_seat,
    moved,
    note_command,
    open_to,
    running,
    seat_for,
    seat_of,
    seats_of,
    sit,
)
from server.day.meeting.model import Meeting, Seat
from server.day.meeting.rules import Command, MeetingState, SeatHappening, SeatState
from server.db import Tx
from server.errors import NotAllowed, NotFound
from server.people.model import AccountGrant
from server.people.passwords import token_hash
from server.place import Scope

MOST = 20
COMES: Final = frozenset({"attend", "record_entries"})
"""An account with one of these comes to the meetings of its places; all other accounts come by a grant."""


async def scope_at(tx: Tx, meeting_id: UUID, *, by: Guest, now: datetime) -> Scope:
    """The scope in which a viewer may sit at a meeting: their own, or its place by a grant that has not ended.

    To be asked in every place at once; NotFound alike for what is beyond one's places and for what is not there,
    NotAllowed ``not_at_table`` where it lies in one's places but one may not attend.
    """
    place = await tx.one_or_none(select(Meeting.place).where(Meeting.id == meeting_id))
    if place is None:
        raise NotFound("not_found")
    granted = await principals_granted(tx, meeting_id, now=now)
    return scope_in(place, by=by, granted=granted)


def scope_in(place: int, *, by: Guest, granted: Collection[str]) -> Scope:
    """The same where the meeting's place and the principals with a grant to it are known."""
    if by.scope.covers(place) and by.scope.capabilities & COMES:
        return by.scope
    if by.principal in granted:
        return Scope(place, place, frozenset({"attend"}))
    raise NotAllowed("not_at_table") if by.scope.covers(place) else NotFound("not_found")


async def principals_granted(tx: Tx, meeting_id: UUID, *, now: datetime) -> frozenset[str]:
    """The accounts that have a grant to a meeting which has not ended, as principals."""
    grants = select(AccountGrant.account_id).where(
        AccountGrant.about == f"meeting:{meeting_id}", AccountGrant.until > now
    )
    return frozenset(f"account:{account}" for account in await tx.scalars(grants))


async def come_in(tx: Tx, meeting_id: UUID, *, shown: str | None, by: Guest, now: datetime) -> tuple[Meeting, Seat]:
    """Sit down at the live line; a participant token that is shown must hold and is used up."""
    meeting, seats, part = await open_to(tx, meeting_id, Command.ENTER, by=by, now=now)
    seat = seat_for(seats, part, by)
    if shown is not None:
        given = token_hash(shown)
        rules.check_token(given=given, kept=seat.token_hash, kept_at=seat.token_at, now=now)
        seat.token_hash = seat.token_at = None
    if (seat.who, seat.state) != (by.principal, SeatState.SEATED):  # else the line only came back
        await note_command(tx, meeting, Command.ENTER, by=by, now=now)
    await sit(tx, meeting, seats, seat, token=None, by=by, now=now)
    return meeting, seat


async def note_line(
    tx: Tx, meeting_id: UUID, participant: str, who: str, happening: SeatHappening, now: datetime
) -> None:
    """Record that the line of a seat has gone or is back; nothing where the seat changed hands or the meeting ended."""
    meeting = await locked(tx, meeting_id)
    seat = await tx.get(Seat, (meeting_id, participant))
    was = seat.state
    if not await sits(tx, meeting_id, participant, who):
        return
    move_seat(seat, happening, now=now)
    if seat.state is not was:
        moved(tx, meeting)


async def note_cut(tx: Tx, meeting_id: UUID, participant: str, who: str, now: datetime) -> None:
    """Free the seat of a participant whose line was cut; nothing where the seat is another's by now."""
    meeting = await locked(tx, meeting_id)
    if await sits(tx, meeting_id, participant, who):
        move_seat(await tx.get(Seat, (meeting_id, participant)), SeatHappening.LEAVE, now=now)
        moved(tx, meeting)


async def sits(tx: Tx, meeting_id: UUID, participant: str, who: str) -> bool:
    """Whether a seat at a running meeting still belongs to this participant, who is there or was a moment ago."""
    meeting, seat = await tx.get(Meeting, meeting_id), await tx.get(Seat, (meeting_id, participant))
    held = seat.who == who and seat.state in {SeatState.SEATED, SeatState.AWAY}
    return held and meeting.state is not MeetingState.ENDED


async def note_sending(tx: Tx, meeting_id: UUID, *, audio: bool, video: bool, by: Guest) -> None:
    """Record what a participant sends (sound, picture), for the others to see."""
    meeting = await running(tx, meeting_id)
    seat = seat_of(await seats_of(tx, meeting.id), by.principal)
    if seat is None:
        raise NotAllowed("not_at_table")
    if (seat.audio, seat.video) != (audio, video):
        seat.audio, seat.video = audio, video
        moved(tx, meeting)


async def meetings_for(tx: Tx, principal: str, site: str | None) -> Sequence[Meeting]:
    """The running meetings that a principal has a seat at, or that ring at a site; the latest first."""
    mine = select(Seat.meeting).where(Seat.who == principal, Seat.state != SeatState.REMOVED)
    wanted = [Meeting.id.in_(mine), Meeting.leader == principal, *([Meeting.site == site] if site else [])]
    found = select(Meeting).where(Meeting.state != MeetingState.ENDED, or_(*wanted))
    return await tx.scalars(found.order_by(Meeting.id.desc()).limit(MOST))


async def running_for(tx: Tx, principals: Collection[str], sites: Collection[str]) -> Sequence[Meeting]:
    """The running meetings that any of these principals has a seat at, or that ring at any of these sites."""
    seated = select(Seat.meeting).where(Seat.who.in_(principals), Seat.state != SeatState.REMOVED)
    wanted = or_(Meeting.id.in_(seated), Meeting.leader.in_(principals), Meeting.site.in_(sites))
    return await tx.scalars(select(Meeting).where(Meeting.state != MeetingState.ENDED, wanted))


async def nodes_of_rooms(tx: Tx) -> set[str]:
    """The servers that are said to hold rooms of running meetings."""
    nodes = select(Meeting.node).where(Meeting.state != MeetingState.ENDED, Meeting.node.is_not(None)).distinct()
    return {node for node in await tx.scalars(nodes) if node is not None}


async def mark_away(tx: Tx, node: str, *, now: datetime) -> Collection[str]:
    """Record that a server is gone: no server holds its rooms, and all who sat in them are away; which meetings."""
    held = select(Meeting.id).where(Meeting.node == node, Meeting.state != MeetingState.ENDED).order_by(Meeting.place)
    meetings = [meeting for ident in await tx.scalars(held) if (meeting := await locked(tx, ident)).node == node]
    for meeting in meetings:
        meeting.node = None
        for seat in await seats_of(tx, meeting.id):
            if seat.state is SeatState.SEATED:
                move_seat(seat, SeatHappening.LOSE, now=now)
        moved(tx, meeting)
    return {str(meeting.id) for meeting in meetings}
