"""What follows what: when a message is told, these actions happen in the same transaction. The plot of the day."""

from server.before.agenda.messages import DayChanged
from server.day.calling.messages import Called, HandedOver, SteppedIn, TurnEnded
from server.day.meeting.reactions import end_with_turn, hand_over, judge_site, ring_for
from server.day.tally.figures import keep_published
from server.db import Reactions

REACTIONS: Reactions = {
    Called: (ring_for,),
    HandedOver: (hand_over,),
    SteppedIn: (judge_site,),
    TurnEnded: (end_with_turn,),
    DayChanged: (keep_published,),
}
