"""Whether those who sit at meetings could come in now: each seat is held against its principal's rights as they are.

Rights are read from the database alone, so that every server comes to the same result without being told of a change.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import select

from server.day.meeting import actions, rules
from server.day.meeting.model import Meeting, Seat
from server.day.meeting.rules import LEADER, OFFICIALS, SITE, MeetingState, Part, Participant, SeatHappening, SeatState
from server.day.meeting.states import set_seat_state
from server.db import Tx
from server.people.actions import take_grants
from server.people.audit import MACHINE, record
from server.people.model import Account, AccountGrant
from server.people.posts import positions
from server.people.rules import DEVICE_CAPABILITIES
from server.place import Scope
from server.sites.model import Device

FITS: Final[Mapping[Participant, frozenset[Part]]] = {
    LEADER: frozenset({Part.LEADER}),
    SITE: frozenset({Part.SITE, Part.CALLER}),
    **{official: frozenset({Part.OFFICIAL}) for official in OFFICIALS},
}
"""What one must be to a meeting to sit in each seat."""


class Judged(NamedTuple):
    """A seat that is taken, and whether its principal (``who``) may have it."""

    meeting: UUID
    place: int
    participant: Participant
    who: str
    state: SeatState
    holds: bool


async def judge(tx: Tx, now: datetime, *, at: Collection[UUID] | None = None) -> Sequence[Judged]:
    """Judge every taken seat of running meetings, or those of some meetings; a handful of statements for all."""
    wanted = select(Meeting, Seat).where(Meeting.id == Seat.meeting, Meeting.state != MeetingState.ENDED)
    rows = await tx.rows(wanted if at is None else wanted.where(Meeting.id.in_(at)))
    seats: defaultdict[UUID, list[Seat]] = defaultdict(list)
    for meeting, seat in rows:
        seats[meeting.id].append(seat)
    scopes = await _scopes(tx, {seat.who for _, seat in rows if seat.who is not None}, now)
    grants = await _grants(tx, list(seats), now)
    judged = []
    for meeting, seat in rows:
        if seat.who is None:
            continue
        who = seat.who
        rights = frozenset[str]().union(*(actions.rights_at(scope, meeting) for scope in scopes.get(who, ())))
        if who in scopes and (who, meeting.id) in grants:
            rights |= {"attend"}
        part = actions.part_of(rights, meeting, seats[meeting.id], who)
        holds = seat.state not in rules.AT_THE_TABLE or part in FITS[seat.participant]
        judged.append(Judged(meeting.id, meeting.place, seat.participant, who, seat.state, holds))
    return judged


async def unseat(tx: Tx, judged: Judged, *, now: datetime) -> None:
    """Take a seat whose principal could not come in now, with a line in the log; nothing where that has changed.

    The leader's is theirs again should they come back with their rights; an official is to be asked anew; the site's is
    free for another of its desks.
    """
    meeting = await actions.locked(tx, judged.meeting)
    now_judged = {one.participant: one for one in await judge(tx, now, at=[judged.meeting])}
    found = now_judged.get(judged.participant)
    if meeting.state is MeetingState.ENDED or found is None or found.who != judged.who or found.holds:
        return
    seat = await tx.get(Seat, (judged.meeting, judged.participant))
    seat.token_hash = seat.token_at = None
    about = f"meeting:{meeting.id}"
    if seat.participant == SITE:
        set_seat_state(seat, SeatState.INVITED)
        seat.who, seat.away_since = None, None
    elif seat.participant == LEADER:
        actions.move_seat(seat, SeatHappening.LEAVE, now=now)
    else:
        actions.move_seat(seat, SeatHappening.REMOVE, now=now)
        account_id = UUID(judged.who.partition(":")[2])
        await take_grants(tx, about, account_id=account_id, who=MACHINE, now=now)
    await record(tx, MACHINE, "meeting_unseated", about, place=meeting.place, now=now)
    actions.moved(tx, meeting)


async def _scopes(tx: Tx, principals: Collection[str], now: datetime) -> Mapping[str, Sequence[Scope]]:
    """What each of these accounts and devices may do where, in each of its positions; who is shut out is missing."""
    named = [principal.partition(":") for principal in principals]
    accounts = [UUID(ident) for kind, _, ident in named if kind == "account"]
    devices = [UUID(ident) for kind, _, ident in named if kind == "device"]
    found: dict[str, Sequence[Scope]] = {}
    if accounts:
        trusted = select(Account).where(Account.id.in_(accounts), Account.suspended_at.is_(None))
        held = await positions(tx, await tx.scalars(trusted), now)
        found |= {f"account:{one}": [position.scope for position in each] for one, each in held.items()}
    if devices:
        enrolled = select(Device).where(Device.id.in_(devices), Device.revoked_at.is_(None))
        for device in await tx.scalars(enrolled):
            found[f"device:{device.id}"] = [Scope(device.place, device.place, DEVICE_CAPABILITIES)]
    return found


async def _grants(tx: Tx, meetings: Collection[UUID], now: datetime) -> frozenset[tuple[str, UUID]]:
    """Which account has leave for which of these meetings that has not ended."""
    about = {f"meeting:{meeting}": meeting for meeting in meetings}
    if not about:
        return frozenset()
    given = select(AccountGrant.account_id, AccountGrant.about).where(
        AccountGrant.about.in_(about), AccountGrant.capability == "attend", AccountGrant.until > now
    )
    return frozenset((f"account:{account}", about[name]) for account, name in await tx.rows(given))
