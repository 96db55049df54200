"""What a meeting does when something happens to the turn it is for: the reactions of this room."""

from datetime import datetime

from sqlalchemy import and_, or_, select
from uuid_utils.compat import uuid7

from server.day.calling.actions import attach_meeting
from server.day.calling.messages import Called, HandedOver, SteppedIn, TurnEnded
from server.day.meeting import actions, rules
from server.day.meeting.model import Meeting, Seat
from server.day.meeting.rules import LEADER, SITE, MeetingState, Participant, SeatState
from server.day.meeting.states import set_seat_state
from server.db import Tx
from server.errors import Invalid
from server.journal.model import Matter, MatterKey
from server.sites.model import Site


async def ring_for(tx: Tx, called: Called) -> None:
    """Set up the meeting of a call; where it is set up already, it rings again.

    One of another caller, whose call a later word of the site took back, is over.
    """
    meeting, done = await _met(tx, called)
    if meeting is not None and meeting.leader != called.by:
        await actions.close(tx, meeting, "given_back", who=called.by, now=called.real)
        meeting = None
    if meeting is None:
        for one in done:
            await actions.close(tx, one, "outcome", who=called.by, now=called.real)
        meeting = await _set_up(tx, called)
        await attach_meeting(tx, called.key, meeting.id)
    if not _is_own_call(called):
        actions.ring(tx, meeting, SITE, None)


async def judge_site(tx: Tx, stepped: SteppedIn) -> None:
    """Let the site take a turn from its leader's call only before the reception, or once the leader is gone.

    Raises NotAllowed ``not_your_meeting``, Conflict ``leader_not_gone``, Invalid without a reason.
    """
    meeting = await _running_for(tx, stepped.key)
    if meeting is None:
        return
    meeting = await actions.locked(tx, meeting.id)
    if stepped.while_gone or meeting.state is MeetingState.OPEN:
        leader = next((seat for seat in await actions.seats_of(tx, meeting.id) if seat.participant == LEADER), None)
        rules.check_leader_gone(meeting.mode, leader, now=stepped.real)
    if meeting.state is MeetingState.OPEN and not (stepped.reason or "").strip():
        raise Invalid("invalid", field="reason")


async def hand_over(tx: Tx, handed: HandedOver) -> None:
    """Give the leader's seat to the one who took the turn over; the leader before is at the table no longer."""
    meeting = await _running_for(tx, handed.key)
    if meeting is None:
        return
    meeting = await actions.locked(tx, meeting.id)
    meeting.leader = handed.by
    seats = {seat.participant: seat for seat in await actions.seats_of(tx, meeting.id)}
    for seat in seats.values():
        if seat.participant != LEADER and seat.who == handed.by:
            set_seat_state(seat, SeatState.REMOVED)  # a person has one seat
    leader = seats.get(LEADER) or Seat(meeting=meeting.id, place=meeting.place, participant=LEADER)
    leader.who, leader.name = handed.by, handed.name
    set_seat_state(leader, SeatState.INVITED)
    leader.audio = leader.video = True  # what the one before had switched off is not the new one's choice
    leader.token_hash = leader.token_at = leader.seated_at = None
    leader.away_since = handed.real  # from now on they are awaited
    tx.add(leader)
    actions.moved(tx, meeting)
    actions.ring(tx, meeting, LEADER, handed.by)


async def end_with_turn(tx: Tx, ended: TurnEnded) -> None:
    """End the meeting of a call that was taken back."""
    meeting = await _running_for(tx, ended.key)
    if meeting is not None:
        await actions.close(tx, meeting, ended.why, who=meeting.leader, now=ended.real)


async def end_at_desk(tx: Tx, key: MatterKey, *, now: datetime) -> None:
    """End by its outcome the meeting to which a desk of the site called a person in person; doing it twice is once.

    A leader ends a meeting by a command of their own, because until then they may amend what they recorded in it.
    """
    meeting = await _running_for(tx, key)
    if meeting is None or meeting.mode == "video" or not meeting.leader.startswith("device:"):
        return
    meeting = await actions.locked(tx, meeting.id)
    if meeting.state is not MeetingState.ENDED:
        await actions.close(tx, meeting, "outcome", who=meeting.leader, now=max(now, meeting.rung_at))


async def _running_for(tx: Tx, key: MatterKey) -> Meeting | None:
    this = (Meeting.day == key.day, Meeting.place == key.place, Meeting.matter == key.matter)
    return await tx.one_or_none(select(Meeting).where(*this, Meeting.state != MeetingState.ENDED))


async def _set_up(tx: Tx, called: Called) -> Meeting:
    meeting = Meeting(
        id=uuid7(),
        day=called.key.day,
        place=called.key.place,
        site=called.site,
        matter=called.key.matter,
        mode=called.mode,
        state=MeetingState.RINGING,
        leader=called.by,
        rung_at=called.real,
    )
    tx.add(meeting)
    site = await tx.get(Site, called.site)
    seats: dict[Participant, tuple[str | None, str]] = {SITE: (None, site.name_zh)}
    if called.receives:  # also a leader at the site, who sits there in person
        seats[LEADER] = called.by, called.name
    await tx.flush()
    for participant, (who, name) in seats.items():
        tx.add(
            Seat(
                meeting=meeting.id,
                place=called.key.place,
                participant=participant,
                who=who,
                name=name,
                state=SeatState.INVITED,
                audio=True,
                video=True,
            )
        )
    actions.moved(tx, meeting)
    return meeting


def _is_own_call(called: Called) -> bool:
    """Whether the site itself called a person to one of its rooms: then its desks need not be rung for."""
    return called.mode != "video" and (called.by.startswith("device:") or called.caller_place == called.key.place)


async def _met(tx: Tx, called: Called) -> tuple[Meeting | None, list[Meeting]]:
    """The meeting of this turn that goes on, and what ends without a button.

    That is what the same caller received in person before and wrote the outcome of.
    """
    of_meeting = and_(*(getattr(Matter, name) == getattr(Meeting, name) for name in ("day", "place", "matter")))
    is_done = and_(Meeting.leader == called.by, Meeting.mode != "video", Matter.outcome.is_not(None))
    going_on = (
        select(Meeting)
        .outerjoin(Matter, of_meeting)
        .where(Meeting.day == called.key.day, Meeting.place == called.key.place, Meeting.state != MeetingState.ENDED)
        .where(or_(Meeting.matter == called.key.matter, is_done))
    )
    found = await tx.scalars(going_on)
    of_this = next((one for one in found if one.matter == called.key.matter), None)
    return of_this, [one for one in found if one.matter != called.key.matter]
