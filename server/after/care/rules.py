"""Tasks, what a petitioner says of a payment, ratings, call-backs, support: their words and states. Pure."""

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from server.errors import Conflict
from server.place import Range, range_of_region, region_of


class TaskKind(StrEnum):
    """Why a person is to look at a case; a case has at most one task of each kind."""

    MISSED_INSTALMENT = "missed_instalment"
    PAYMENT_DENIED = "payment_denied"
    CALL_BACK = "call_back"
    DISSATISFIED = "dissatisfied"


WORKING_DAYS: Final[Mapping[TaskKind, int]] = {
    TaskKind.MISSED_INSTALMENT: 1,
    TaskKind.PAYMENT_DENIED: 1,
    TaskKind.CALL_BACK: 3,
    TaskKind.DISSATISFIED: 3,
}
"""The working days within which a task is to be done, the day on which it is opened not counted."""


class TaskState(StrEnum):
    OPEN = "open"
    TAKEN = "taken"
    DONE = "done"


class TaskHappening(StrEnum):
    """``take`` also hands a task on: the person who takes it up has it. ``come_back`` and ``go`` are its cause's."""

    TAKE = "take"
    END = "end"
    COME_BACK = "come_back"
    GO = "go"


_T, _H = TaskState, TaskHappening
TRANSITIONS: Final[Mapping[tuple[TaskState, TaskHappening], TaskState]] = {
    (_T.OPEN, _H.TAKE): _T.TAKEN,
    (_T.TAKEN, _H.TAKE): _T.TAKEN,
    (_T.OPEN, _H.END): _T.DONE,
    (_T.TAKEN, _H.END): _T.DONE,
    (_T.OPEN, _H.GO): _T.DONE,
    (_T.TAKEN, _H.GO): _T.DONE,
    (_T.DONE, _H.COME_BACK): _T.OPEN,
}


def after(state: TaskState, happening: TaskHappening) -> TaskState:
    """The state after something happened; Conflict ``task_done`` where it cannot."""
    if (state, happening) not in TRANSITIONS:
        raise Conflict("task_done")
    return TRANSITIONS[state, happening]


class Said(StrEnum):
    """What a petitioner says of one payment."""

    RECEIVED = "received"
    NOT_RECEIVED = "not_received"
    NOTHING = "nothing"
    """What was said is taken back."""


class Face(StrEnum):
    SATISFIED = "satisfied"
    BASICALLY = "basically"
    NOT_SATISFIED = "not_satisfied"


class CallResult(StrEnum):
    """``refused`` is the person's choice: no further call is made in this case."""

    REACHED = "reached"
    NOT_REACHED = "not_reached"
    WRONG_NUMBER = "wrong_number"
    REFUSED = "refused"


class CallState(StrEnum):
    """``given_up`` after three calls that reached no one, or a wrong number."""

    DUE = "due"
    DONE = "done"
    GIVEN_UP = "given_up"
    REFUSED = "refused"


CALL_BACK_DAYS: Final = (7, 30, 90)
"""Days after a case was opened on which its petitioner is called back (信访后关怀); the spans are an assumption."""
MOST_ATTEMPTS: Final = 3
NEXT_ATTEMPT: Final = dt.timedelta(days=1)


def call_state(result: CallResult, attempts: int) -> CallState:
    """What becomes of a call-back by the result of this attempt, the ``attempts``-th."""
    if result is CallResult.NOT_REACHED:
        return CallState.GIVEN_UP if attempts >= MOST_ATTEMPTS else CallState.DUE
    return {
        CallResult.REACHED: CallState.DONE,
        CallResult.WRONG_NUMBER: CallState.GIVEN_UP,
        CallResult.REFUSED: CallState.REFUSED,
    }[result]


def call_back_due(opened_on: dt.date, today: dt.date, known: set[int], *, is_refused: bool) -> int | None:
    """The call-back to be made now: the latest whose day has come, unless it or a later one is there."""
    come = [days for days in CALL_BACK_DAYS if opened_on + dt.timedelta(days=days) <= today]
    if is_refused or not come or max(known, default=0) >= come[-1]:
        return None
    return come[-1]


class SupportChoice(StrEnum):
    """Whether the petitioner wants support (一人一策); a refusal is a choice like the other, and may be changed."""

    WANTED = "wanted"
    REFUSED = "refused"


class Need(StrEnum):
    """What help is for. It is of the person's need, and never of what the person did or might do."""

    LIVING = "living"
    MEDICAL = "medical"
    LEGAL_AID = "legal_aid"
    WORK = "work"
    HOUSING = "housing"
    SCHOOLING = "schooling"
    OTHER = "other"


class MeasureState(StrEnum):
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


def after_measure(state: MeasureState, end: MeasureState) -> MeasureState:
    """The state of a measure that ends; Conflict ``support_ended`` where it has ended already."""
    if state is not MeasureState.OPEN or end is MeasureState.OPEN:
        raise Conflict("support_ended")
    return end


def is_of_level(scope: Range, place: int) -> bool:
    """Whether these are just the places of the level that received the matter: its county, its city, the province."""
    return scope == range_of_region(region_of(place))
