"""The receptions to which an official was asked today: those that run, and those that are past."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import select

from server.before.agenda.hours import today_of
from server.before.agenda.rules import ZONE
from server.day.meeting import rules
from server.day.meeting.model import Meeting, Seat
from server.day.meeting.rules import MeetingState, SeatState
from server.db import Tx
from server.sites.model import Site

MOST = 50


class Call(NamedTuple):
    """A reception, the official's own seat at it, and the name of who receives there."""

    meeting: Meeting
    seat: Seat
    site: Site
    leader: str | None

    @property
    def is_open(self) -> bool:
        """Whether the official may still go in: it goes on, and they were not sent away."""
        return self.meeting.state is not MeetingState.ENDED and self.seat.state is not SeatState.REMOVED


async def calls_to(tx: Tx, principal: str, *, now: datetime) -> Sequence[Call]:
    """The calls to an official since midnight, and those of before that go on; the newest first."""
    midnight = datetime.combine(today_of(ZONE, now), time(0), ZoneInfo(ZONE))
    joined = select(Meeting, Seat, Site).join(Seat, Seat.meeting == Meeting.id).join(Site, Site.code == Meeting.site)
    own = (Seat.who == principal, Seat.participant.in_(rules.OFFICIALS))
    since = Meeting.rung_at >= midnight - timedelta(days=1)
    rows = await tx.rows(joined.where(*own, since).order_by(Meeting.rung_at.desc(), Meeting.id.desc()).limit(MOST))
    found = [row for row in rows if row[0].rung_at >= midnight or row[0].state is not MeetingState.ENDED]
    heads = select(Seat.meeting, Seat.name).where(
        Seat.meeting.in_([row[0].id for row in found]), Seat.participant == rules.LEADER
    )
    leaders = {row[0]: row[1] for row in await tx.rows(heads)}
    return [Call(meeting, seat, site, leaders.get(meeting.id)) for meeting, seat, site in found]
