"""Rooms that their leader has left: which they are, and what the site may then do for its petitioner."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import aliased

from server.day.calling import rules as calling_rules
from server.day.calling.messages import TurnsChanged
from server.day.calling.model import Turn
from server.day.calling.reads.turns import get_turn
from server.day.calling.rules import Happening
from server.day.meeting import rules
from server.day.meeting.actions import moved, open_to
from server.day.meeting.model import Meeting, Seat
from server.day.meeting.rules import LEADER, SITE, Command, MeetingState, SeatState
from server.db import Tx
from server.people.audit import record_with_reason
from server.people.rules import Person
from server.place import Range
from server.sealing import Sealer

UNSAID: Final = "leader_gone"
"""The reason that the log keeps where the site gave none."""


class Leaderless(NamedTuple):
    """One room without a leader, since a real instant."""

    place: int
    since: datetime


async def leaderless_rooms(tx: Tx, day: str, scope: Range, *, now: datetime) -> Sequence[Leaderless]:
    """The rooms of a day that have had no leader in them for a minute or longer."""
    leader, site = aliased(Seat), aliased(Seat)
    wanted = (
        select(Meeting, leader, site)
        .join(leader, (leader.meeting == Meeting.id) & (leader.participant == LEADER))
        .join(site, (site.meeting == Meeting.id) & (site.participant == SITE))
        .where(
            Meeting.day == day,
            Meeting.place.between(*scope),
            Meeting.state != MeetingState.ENDED,
            Meeting.mode == "video",
            leader.state != SeatState.SEATED,
        )
    )
    rows = await tx.rows(wanted)
    since = [(meeting.place, rules.leaderless_since(meeting.mode, meeting.state, *two)) for meeting, *two in rows]
    return [Leaderless(place, at) for place, at in since if at is not None and now - at >= rules.LEADER_GONE_AFTER]


async def hand_on(
    tx: Tx, meeting_id: UUID, *, to: str | None, reason: str | None, by: Person, sealer: Sealer, now: datetime
) -> Meeting:
    """Have a site ask the leaders of a place to take over a reception whose own leader is gone."""
    meeting, _, _ = await open_to(tx, meeting_id, Command.HAND_OVER, by=by, now=now)
    found = await get_turn(tx, meeting.key)
    calling_rules.after(found.state, Happening.HAND_OVER)
    turn = await tx.get(Turn, meeting.key)
    turn.handed_to = calling_rules.check_hand_over(to, meeting.place)
    about, why = f"matter:{meeting.day}/{meeting.site}/{meeting.matter}", reason or UNSAID
    said = {"reason": why, "day": meeting.day}
    await record_with_reason(tx, sealer, by.principal, "turn_hand_over", about, **said, place=meeting.place, now=now)
    tx.tell(TurnsChanged(meeting.day, frozenset({meeting.place})))
    return moved(tx, meeting)
