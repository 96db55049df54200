"""The states of a case and of a hand-over, the clock of each route, and when a case is due. Pure."""

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from server.errors import Conflict

PETITIONER: Final = "petitioner"
"""The author of what is said at a ticket's query code."""


class CaseState(StrEnum):
    """Answered, done and verified are three different ends; each has its proof."""

    OPEN = "open"
    ANSWERED = "answered"
    DONE = "done"
    VERIFIED = "verified"
    MERGED = "merged"
    """Another case stands for it."""
    VOID = "void"
    """The matter was withdrawn, or its outcome became an end, before anything was done in the case."""


class Happening(StrEnum):
    """What happens to a case; each is a line of its timeline."""

    OPEN = "open"
    OUTCOME_CHANGED = "outcome_changed"
    CHANGE_SEEN = "change_seen"
    ANSWER = "answer"
    FINISH = "finish"
    VERIFY = "verify"
    REOPEN = "reopen"
    VOID = "void"
    RESTORE = "restore"
    CHANGE_ROUTE = "change_route"
    EXTEND = "extend"
    OFFER = "offer"
    ACCEPT = "accept"
    REFUSE = "refuse"
    ENTER_MONEY = "enter_money"
    STRIKE_MONEY = "strike_money"
    CONFIRM_MONEY = "confirm_money"
    """The petitioner says on the phone page that a payment arrived."""
    DENY_MONEY = "deny_money"
    TAKE_BACK = "take_back"
    """The petitioner takes back what was said of a payment."""
    OPEN_TASK = "open_task"
    TAKE_TASK = "take_task"
    NOTE_TASK = "note_task"
    END_TASK = "end_task"
    RATE = "rate"
    CALL_BACK = "call_back"
    RECOMPUTE = "recompute"
    MERGE = "merge"
    SPLIT = "split"
    TAKE_CHARGE = "take_charge"
    VISIT = "visit"
    ASK_CLOSING = "ask_closing"
    REFUSE_CLOSING = "refuse_closing"
    SUPERVISE = "supervise"
    REPLY = "reply"
    LIFT = "lift"
    REMIND = "remind"
    NAME_PERSON = "name_person"
    TO_ORGANISER = "to_organiser"
    LIST_PAYEES = "list_payees"


_S, _H = CaseState, Happening
TRANSITIONS: Final[Mapping[tuple[CaseState, Happening], CaseState]] = {
    (_S.OPEN, _H.ANSWER): _S.ANSWERED,
    (_S.OPEN, _H.FINISH): _S.DONE,
    (_S.ANSWERED, _H.FINISH): _S.DONE,
    (_S.DONE, _H.VERIFY): _S.VERIFIED,
    (_S.ANSWERED, _H.REOPEN): _S.OPEN,
    (_S.DONE, _H.REOPEN): _S.OPEN,
    (_S.VERIFIED, _H.REOPEN): _S.OPEN,
    (_S.OPEN, _H.VOID): _S.VOID,
    (_S.VOID, _H.RESTORE): _S.OPEN,
    (_S.OPEN, _H.MERGE): _S.MERGED,
    (_S.ANSWERED, _H.MERGE): _S.MERGED,
    (_S.MERGED, _H.SPLIT): _S.OPEN,
}
RUNNING: Final = frozenset({_S.OPEN, _S.ANSWERED})
"""The states in which clocks run and instalments are awaited."""
ENDED: Final = frozenset({_S.DONE, _S.VERIFIED})
COUNTED: Final = frozenset(_S) - {_S.VOID, _S.MERGED}
"""The states in which a case is listed and its sums are counted; of merged ones only the case that stands is."""


def after(state: CaseState, happening: Happening) -> CaseState:
    """The state after something happened; Conflict ``not_from_here`` where it cannot."""
    if (state, happening) not in TRANSITIONS:
        raise Conflict("not_from_here", state=state.value, command=happening.value)
    return TRANSITIONS[state, happening]


class OfferState(StrEnum):
    """Of a hand-over to another unit."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    REFUSED = "refused"


REFUSALS_TO_ORGANISER: Final = 2
"""The refusal after which the organiser decides (首接首办)."""
TO_OBJECT: Final = "object_to_forward"
"""The clock within which a unit may object to a hand-over."""
ROUTE_CLOCKS: Final[Mapping[str, str]] = {
    "petition": "handle_petition",
    "labour_inspection": "labour_inspection",
    "mediation": "mediation",
    "arbitration": "arbitration_award",
}
"""The statutory clock of each route of schedules/reference/routes.csv; no known law sets one for the others."""
FIRST_ANSWER: Final = "notify_direct"
"""The clock of a case without a promised date whose route has none: the petitioner is told within it."""
FORWARDED: Final = "notify_forwarded"
PROMISED: Final = "promised"
"""The date that the outcome itself names: of a payment, of a report, of a hearing."""
PAID_BY: Final = dt.timedelta(days=7)
"""After a matter was resolved on site with a sum and no date, so long until the payment is asked after."""
SOON: Final = dt.timedelta(days=3)


class ClosingCheck(StrEnum):
    """What is looked at before a case is closed: 三个讲清, then 三到位一处理 (信访工作条例 art. 27).

    Each of the last four is ticked also where it does not arise: a tick says nothing of a petitioner.
    """

    POLICY = "policy"
    RESPONSIBILITY = "responsibility"
    ROUTE = "route"
    SOLVED = "solved"
    PERSUADED = "persuaded"
    HELPED = "helped"
    LAWFUL = "lawful"


VISIT_EVERY: Final = 1
"""Months between two visits of a leader in charge."""


def next_visit(last: dt.date) -> dt.date:
    """A month later on the same day, or on the last of a shorter month."""
    months = last.year * 12 + last.month - 1 + VISIT_EVERY
    first = dt.date(months // 12, months % 12 + 1, 1)
    after_next = dt.date((months + 1) // 12, (months + 1) % 12 + 1, 1)
    return first.replace(day=min(last.day, (after_next - dt.timedelta(days=1)).day))


class Urgency(StrEnum):
    OVERDUE = "overdue"
    SOON = "soon"
    ON_TIME = "on_time"


def urgency(due_on: dt.date | None, today: dt.date) -> Urgency:
    """How a running case stands: overdue from the day after its date, soon in the three days before it."""
    if due_on is None or due_on > today + SOON:
        return Urgency.ON_TIME
    return Urgency.OVERDUE if due_on < today else Urgency.SOON


def first_clock(outcome: str, route: str) -> str:
    """The statutory clock of a case whose outcome names no date."""
    if outcome == "forwarded":
        return FORWARDED
    return ROUTE_CLOCKS.get(route, FIRST_ANSWER)
