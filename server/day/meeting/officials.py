"""Officials at a meeting: which ones its leader may ask to it, asking them, and sending them away again."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, String, exists, or_, select, type_coerce

from server.day.meeting import actions, rules
from server.day.meeting.actions import led, open_to
from server.day.meeting.model import Meeting, Seat
from server.day.meeting.rules import Command, Reply, SeatHappening, SeatState
from server.day.meeting.states import set_seat_state
from server.db import Tx
from server.errors import Conflict, Invalid, NotAllowed, NotFound
from server.people.actions import give_grant, take_grants
from server.people.model import Account, Invitation
from server.people.posts import roles_at
from server.people.rules import GRANTED, Person, Role

MOST = 50
INVITED = frozenset({Role.DEPARTMENT, Role.INTERPRETER, Role.OFFICER, Role.LEADER})
"""Roles that may sit there as an official: supervisors sample afterwards, and desks act for their site."""


class Official(NamedTuple):
    """An account that may be asked to a meeting, and as what: by its own roles or by a post that it holds now."""

    account: Account
    roles: frozenset[Role]


async def officials(tx: Tx, meeting_id: UUID, *, by: Person, now: datetime) -> Sequence[Official]:
    """The accounts that may be asked to a meeting: officials within the leader's places who answer for the site's."""
    meeting = await led(tx, meeting_id, by=by)
    posted = await _posted(tx, meeting, now)
    known = select(Account).where(_comes(), _own(meeting) | Account.id.in_(posted), Account.id != UUID(by.id))
    found = await tx.scalars(known.order_by(Account.name, Account.id).limit(MOST))
    return [_official(account, meeting, posted) for account in found]


async def _posted(tx: Tx, meeting: Meeting, now: datetime) -> Mapping[UUID, frozenset[Role]]:
    found = await roles_at(tx, meeting.place, now)
    return {account: roles & INVITED for account, roles in found.items() if roles & INVITED}


def _own(meeting: Meeting) -> ColumnElement[bool]:
    """Whether an account answers for the place of the meeting by its own roles."""
    words = type_coerce(Account.roles, String)
    is_invited = or_(*(words.contains(role.value) for role in INVITED))
    return (Account.lo <= meeting.place) & (Account.hi >= meeting.place) & is_invited


def _official(account: Account, meeting: Meeting, posted: Mapping[UUID, frozenset[Role]]) -> Official:
    own = account.roles & INVITED if account.lo <= meeting.place <= account.hi else frozenset[Role]()
    return Official(account, own | posted.get(account.id, frozenset()))


async def invite(tx: Tx, meeting_id: UUID, account_id: UUID, *, by: Person, now: datetime) -> Meeting:
    """Ask an official to the table; one who takes grants gets leave for exactly this meeting, with an end."""
    meeting, seats, _ = await open_to(tx, meeting_id, Command.INVITE, by=by, now=now)
    posted = await _posted(tx, meeting, now)
    here = ((Account.lo <= meeting.place) & (Account.hi >= meeting.place)) | Account.id.in_(posted)
    account = await tx.one_or_none(select(Account).where(Account.id == account_id, _comes(), here))
    if account is None:
        raise NotFound("not_found")
    roles = _official(account, meeting, posted).roles
    if not roles:
        raise Invalid("not_invitable")
    who = f"account:{account.id}"
    seat = next((each for each in seats if each.who == who), None)
    needs_leave = seat is None or seat.state is SeatState.REMOVED
    seat = seat or await _free_seat(tx, meeting, seats)
    if needs_leave or seat.state not in {SeatState.SEATED, SeatState.AWAY}:
        if seat.who != who:  # who is asked again finds off what they had switched off
            seat.audio = seat.video = True
        seat.who, seat.name = who, account.name
        set_seat_state(seat, SeatState.INVITED)
        seat.token_hash = seat.token_at = seat.seated_at = seat.answer = None
        seat.role, seat.away_since = min(roles), now
    if needs_leave:
        await _give_leave(tx, meeting, account, roles, by=by, now=now)
    actions.moved(tx, meeting)
    actions.ring(tx, meeting, seat.participant, who)
    return meeting


async def answer(tx: Tx, meeting_id: UUID, reply: Reply, *, by: Person, now: datetime) -> Meeting:
    """Say that one cannot come now, which frees the seat, or that it takes a few minutes."""
    meeting, seats, _ = await open_to(tx, meeting_id, Command.ANSWER, by=by, now=now)
    seat = actions.seat_of(seats, by.principal)
    if seat is None:
        raise NotAllowed("not_at_table")
    if seat.state is not SeatState.INVITED:
        raise Conflict("not_from_here", state=seat.state.value, command="answer")
    seat.answer = reply
    if reply == "not_now":
        actions.move_seat(seat, SeatHappening.LEAVE, now=now)
    return actions.moved(tx, meeting)


async def remove(tx: Tx, meeting_id: UUID, participant: str, *, by: Person, now: datetime) -> Meeting:
    """Send an official away: the seat is theirs no longer, nor the leave they were granted."""
    meeting, found, _ = await open_to(tx, meeting_id, Command.REMOVE, by=by, now=now)
    seats = {seat.participant: seat for seat in found}
    if participant not in rules.OFFICIALS or participant not in seats:
        raise NotFound("not_found")
    seat = seats[participant]
    set_seat_state(seat, rules.seat_after(seat.state, SeatHappening.REMOVE))
    seat.token_hash = seat.token_at = seat.away_since = None
    account = UUID((seat.who or "").removeprefix("account:"))
    await take_grants(tx, f"meeting:{meeting.id}", account_id=account, who=by.principal, now=now)
    actions.moved(tx, meeting)
    return meeting


async def _give_leave(
    tx: Tx, meeting: Meeting, account: Account, roles: frozenset[Role], *, by: Person, now: datetime
) -> None:
    """Let one whose role is no place see this meeting; all others see it because it lies in their places."""
    if roles & GRANTED:
        about, until = f"meeting:{meeting.id}", now + rules.GRANT_LIVES
        await give_grant(
            tx, account.id, capability="attend", about=about, place=meeting.place, until=until, by=by, now=now
        )


def _comes() -> ColumnElement[bool]:
    """Whether an account is of a person who can come.

    A link that was not accepted is of no use to a ring; the accounts of a rehearsal were never sent one.
    """
    unsent = ~exists().where(Invitation.account_id == Account.id)
    return Account.suspended_at.is_(None) & or_(Account.login.is_not(None), unsent)


async def _free_seat(tx: Tx, meeting: Meeting, seats: Sequence[Seat]) -> Seat:
    participant = rules.free_official({seat.participant: seat.state for seat in seats})
    seat = next((each for each in seats if each.participant == participant), None)
    if seat is None:
        seat = Seat(meeting=meeting.id, place=meeting.place, participant=participant, state=SeatState.INVITED)
        tx.add(seat)
    return seat
