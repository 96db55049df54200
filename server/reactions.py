"""What follows what: when a message is told, these actions happen in the same transaction. The plot of the day."""

from server.before.agenda.messages import DayChanged, HoursChanged
from server.before.agenda.opening import OPEN_DAY, opener, plan_opening
from server.before.agenda.origins import judge_origins
from server.before.calendar.messages import DatesChanged
from server.clock import Clock
from server.day.calling.messages import Called, HandedOver, SteppedIn, TurnEnded
from server.day.meeting.reactions import end_with_turn, hand_over, judge_site, ring_for
from server.day.tally.figures import keep_published
from server.db import Reactions
from server.jobs.worker import Handlers

REACTIONS: Reactions = {
    DatesChanged: (judge_origins,),
    Called: (ring_for,),
    HandedOver: (hand_over,),
    SteppedIn: (judge_site,),
    TurnEnded: (end_with_turn,),
    DayChanged: (keep_published, plan_opening),
    HoursChanged: (plan_opening,),
}


def jobs(clock: Clock) -> Handlers:
    """What does each kind of job."""
    return {OPEN_DAY: opener(clock)}
