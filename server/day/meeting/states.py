"""The one setter of a meeting's state and of a seat's: each logs the old and the new."""

import structlog

from server.day.meeting.model import Meeting, Seat
from server.day.meeting.rules import MeetingState, SeatState

log = structlog.get_logger(__name__)


def set_meeting_state(meeting: Meeting, state: MeetingState) -> None:
    log.info("meeting state", meeting=str(meeting.id), old=meeting.state, new=state)
    meeting.state = state


def set_seat_state(seat: Seat, state: SeatState) -> None:
    log.info("seat state", meeting=str(seat.meeting), participant=seat.participant, old=seat.state, new=state)
    seat.state = state
