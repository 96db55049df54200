"""What follows a message or an accepted entry: the actions of the rooms, each in one of two tables.

When a message is told, its actions happen in the same transaction (``REACTIONS``). When an entry has been accepted and
committed, its actions happen in a transaction after it, exactly once (``AFTER_ENTRY``, by server.journal.readers).
"""

from typing import Final

from server import fold
from server.after.bulletin.making import make_published
from server.after.bulletin.messages import BulletinPublished
from server.after.bulletin.telling import TELL_OF_BULLETIN, bulletin_teller, plan_telling_bulletin
from server.after.bulletin.telling import TEXTS as OF_BULLETINS
from server.after.care.looking_after import LOOK_AFTER_CASE, case_keeper
from server.after.care.reactions import follow_cases, follow_change
from server.after.case.deadlines import RECOMPUTE, plan_recomputing, recomputer
from server.after.case.merging import ASK_STANDING, standing_asker
from server.after.case.messages import CaseChanged, CasesFollowed
from server.after.case.reminding import REMIND_CASE, case_reminder
from server.after.case.reminding import TEXTS as OF_CASES
from server.before.agenda.leaving import keep_days_whole
from server.before.agenda.messages import DayChanged, HoursChanged, LeaderNamed, SiteChanged
from server.before.agenda.opening import OPEN_DAY, opener, plan_opening
from server.before.agenda.origins import judge_origins
from server.before.agenda.telling import TELL_OF_DAY, plan_telling, teller
from server.before.agenda.telling import TEXTS as OF_DAYS
from server.before.announcing.actions import keep_announcement
from server.before.announcing.duties import keep_told
from server.before.asking.reactions import follow_bookings
from server.before.asking.telling import CHASE_ANSWER, TELL_OF_QUESTION, chaser, question_teller
from server.before.asking.telling import TEXTS as OF_QUESTIONS
from server.before.booking.messages import BookingChanged
from server.before.booking.phones import TEXTS as OF_BOOKINGS
from server.before.booking.reactions import follow_day as follow_day_of_bookings
from server.before.booking.reactions import follow_registrations
from server.before.calendar.messages import DatesChanged
from server.before.planning.messages import TimetablePublished
from server.before.planning.reactions import (
    TELL_OF_APPOINTMENT,
    appointment_teller,
    follow_booking,
    plan_telling_person,
)
from server.before.planning.reactions import TEXTS as OF_APPOINTMENTS
from server.before.planning.telling import TELL_OF_TIMETABLE, plan_telling_timetable, timetable_teller
from server.before.planning.telling import TEXTS as OF_TIMETABLES
from server.before.readiness.actions import recount
from server.before.readiness.messages import ReadinessChanged
from server.before.readiness.reminding import REMIND_UNREADY, plan_reminders, reminder
from server.before.readiness.reminding import TEXTS as OF_READINESS
from server.before.rehearsing.reactions import end_with_day
from server.before.roster.attending import note_seen
from server.before.roster.messages import RosterChanged, TakenOver
from server.before.roster.reactions import follow_day
from server.before.roster.settling import SETTLE, put_leader, settle, settler
from server.before.roster.telling import TELL_OF_DUTY, duty_teller, plan_telling_both, plan_telling_off
from server.before.roster.telling import TEXTS as OF_DUTIES
from server.before.triage.reactions import (
    TELL_OF_JOINING,
    follow_standing,
    joining_teller,
    plan_telling_joined,
)
from server.before.triage.reactions import TEXTS as OF_JOININGS
from server.before.triage.telling import TEXTS as OF_TRIAGE
from server.clock import Clock
from server.day.calling.messages import Called, HandedOver, SteppedIn, TurnEnded, TurnsChanged
from server.day.meeting.messages import MeetingChanged, Rung
from server.day.meeting.reactions import end_with_turn, hand_over, judge_site, ring_for
from server.day.outcome.actions import tell_outcomes
from server.day.outcome.messages import OutcomeRecorded
from server.day.outcome.reactions import end_reception
from server.day.sign_off.messages import FiguresSigned
from server.day.sign_off.reactions import keep_published, require_signature
from server.day.tally.messages import AttentionTaken, FiguresPublished, SiteChased
from server.db import Reactions
from server.jobs.worker import Handlers
from server.journal.readers import AfterEntry
from server.notices.texts import Templates
from server.notices.trial import TRIAL, TRIAL_TEXT
from server.people.messages import AccountsSeen, RightsChanged
from server.people.notices import TEXTS as OF_ACCOUNTS
from server.sealing import Sealer
from server.sites.messages import SiteEnded

REACTIONS: Reactions = {
    DatesChanged: (judge_origins, plan_recomputing),
    Called: (ring_for,),
    HandedOver: (hand_over,),
    SteppedIn: (judge_site,),
    TurnEnded: (end_with_turn,),
    DayChanged: (
        require_signature,
        keep_published,
        keep_announcement,
        plan_opening,
        plan_telling,
        follow_day,
        plan_telling_off,
        plan_reminders,
        follow_day_of_bookings,
        keep_told,
        end_with_day,
    ),
    LeaderNamed: (put_leader,),
    RosterChanged: (settle, keep_told),
    AccountsSeen: (note_seen,),
    TakenOver: (plan_telling_both, keep_told),
    HoursChanged: (plan_opening, recount, plan_reminders, keep_told),
    SiteEnded: (keep_days_whole,),
    OutcomeRecorded: (end_reception,),
    TimetablePublished: (plan_telling_timetable,),
    BookingChanged: (follow_booking, plan_telling_person, follow_bookings, follow_standing, plan_telling_joined),
    CaseChanged: (follow_change,),
    CasesFollowed: (follow_cases,),
    BulletinPublished: (make_published, plan_telling_bulletin),
}
READER: Final = "reactions"
"""The name of the reader that ``AFTER_ENTRY`` belongs to; its bookmarks carry it."""
AFTER_ENTRY: AfterEntry = {
    fold.OUTCOME: (tell_outcomes,),
    fold.AMENDED: (tell_outcomes,),
    fold.REGISTERED: (follow_registrations,),
    fold.WITHDRAWN: (follow_registrations,),
}
NOTHING_FOLLOWS: Final[frozenset[type | str]] = frozenset(
    {
        # screens, lines and open desks hear these after the commit (Database.on_commit)
        *(
            SiteChanged,
            ReadinessChanged,
            TurnsChanged,
            MeetingChanged,
            Rung,
            FiguresPublished,
            AttentionTaken,
            SiteChased,
            FiguresSigned,
            RightsChanged,
        ),
        # the journal counts these in the transaction that accepts them, and the lists are read from what it counts
        *(fold.OPENED, fold.CLOSED, fold.ZERO, fold.TICKETED, fold.STARTED),
        *(fold.CALLED, fold.HELD, fold.RETURNED),
    }
)
"""The messages and the kinds of entries that no action follows, each decided in the open (tests/house)."""
TEMPLATES: Final[Templates] = {
    TRIAL: TRIAL_TEXT,
    **OF_ACCOUNTS,
    **OF_DAYS,
    **OF_DUTIES,
    **OF_READINESS,
    **OF_TIMETABLES,
    **OF_BOOKINGS,
    **OF_APPOINTMENTS,
    **OF_QUESTIONS,
    **OF_TRIAGE,
    **OF_JOININGS,
    **OF_CASES,
    **OF_BULLETINS,
}
"""What the notices of each kind say."""


def jobs(clock: Clock, sealer: Sealer, *, origin: str, tells_group: bool, tells_phones: bool) -> Handlers:
    """What does each kind of job; ``origin`` is how browsers reach the service."""
    return {
        OPEN_DAY: opener(clock),
        SETTLE: settler(clock),
        TELL_OF_DUTY: duty_teller(clock, sealer, origin),
        TELL_OF_DAY: teller(clock, sealer, origin, tells_group=tells_group),
        REMIND_UNREADY: reminder(clock, sealer, origin, tells_group=tells_group),
        TELL_OF_TIMETABLE: timetable_teller(clock, sealer, origin),
        TELL_OF_APPOINTMENT: appointment_teller(clock, sealer, tells_phones=tells_phones),
        TELL_OF_QUESTION: question_teller(clock, sealer, origin),
        CHASE_ANSWER: chaser(clock, sealer, origin),
        TELL_OF_JOINING: joining_teller(clock, sealer, origin, tells_phones=tells_phones),
        LOOK_AFTER_CASE: case_keeper(clock),
        RECOMPUTE: recomputer(clock),
        ASK_STANDING: standing_asker(clock),
        REMIND_CASE: case_reminder(clock, sealer, origin),
        TELL_OF_BULLETIN: bulletin_teller(clock, sealer, origin),
    }
