"""The states of a day's rehearsal, and what a site's score comes to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from server.before.agenda.rules import DayState
from server.before.readiness.rules import FACTS, Check
from server.errors import Conflict


class RehearsalState(StrEnum):
    """``asked`` until its process serves it; ``ending`` until the copy is removed."""

    ASKED = "asked"
    RUNNING = "running"
    ENDING = "ending"
    ENDED = "ended"
    FAILED = "failed"


class Happening(StrEnum):
    BEGIN = "begin"
    END = "end"
    PURGE = "purge"
    FAIL = "fail"


_S, _H = RehearsalState, Happening
TRANSITIONS: Final[Mapping[tuple[RehearsalState, Happening], RehearsalState]] = MappingProxyType(
    {
        (_S.ASKED, _H.BEGIN): _S.RUNNING,
        (_S.RUNNING, _H.BEGIN): _S.RUNNING,
        (_S.ASKED, _H.END): _S.ENDING,
        (_S.RUNNING, _H.END): _S.ENDING,
        (_S.ENDING, _H.END): _S.ENDING,
        (_S.ENDING, _H.PURGE): _S.ENDED,
        (_S.ASKED, _H.FAIL): _S.FAILED,
        (_S.RUNNING, _H.FAIL): _S.FAILED,
    }
)
"""A process that went is begun again, so RUNNING begins anew."""
UNDER_WAY: Final = frozenset({_S.ASKED, _S.RUNNING, _S.ENDING})
REHEARSED: Final = frozenset({DayState.DRAFT, DayState.ANNOUNCED, DayState.LINE_CHECK})
"""The states of a day whose plan may be rehearsed."""
LASTS: Final = timedelta(hours=6)
"""A rehearsal that no organiser ends is ended after this time."""
TRIES: Final = 3
"""Starts in a row of a process that does not come to serve."""


class Grade(StrEnum):
    GREEN = "green"
    AMBER = "amber"
    RED = "red"


class Weakness(StrEnum):
    """What a site did not do, or not in time, in the order in which it is to be done."""

    NOT_REACHED = "not_reached"
    NOT_ENROLLED = "not_enrolled"
    CHECK_FAILED = "check_failed"
    CHECK_MISSING = "check_missing"
    CHECK_LATE = "check_late"
    NOT_OPENED = "not_opened"
    NO_ENTRY = "no_entry"


IS_RED: Final = frozenset({Weakness.NOT_REACHED, Weakness.NOT_ENROLLED, Weakness.CHECK_FAILED, Weakness.CHECK_MISSING})
"""Without these a site cannot receive; of the others it was slow, or did not practise to the end."""
CHECKED: Final = tuple(check for check in Check if check not in FACTS)
"""What a device or a person at the site checks; what the plan says is shown on the readiness board."""


@dataclass(frozen=True, slots=True)
class Score:
    """After how many seconds a site did each step, and the sign of each check (``readiness.rules.Mark``)."""

    place: int
    site: str
    reached_after: int | None = None
    enrolled_after: int | None = None
    checked_after: int | None = None
    opened_after: int | None = None
    entered_after: int | None = None
    marks: Mapping[str, str] = field(default_factory=dict)


def after(state: RehearsalState, happening: Happening) -> RehearsalState:
    """The state after something happened; Conflict ``not_from_here`` where it cannot."""
    if (state, happening) not in TRANSITIONS:
        raise Conflict("not_from_here", state=state.value, command=happening.value)
    return TRANSITIONS[state, happening]


def weaknesses(score: Score) -> Sequence[Weakness]:
    """What was weak at a site."""
    signs = {score.marks.get(check, ".") for check in CHECKED}
    found = {
        Weakness.NOT_REACHED: score.reached_after is None,
        Weakness.NOT_ENROLLED: score.enrolled_after is None,
        Weakness.CHECK_FAILED: "x" in signs,
        Weakness.CHECK_MISSING: bool(signs & {"m", "."}),
        Weakness.CHECK_LATE: "l" in signs,
        Weakness.NOT_OPENED: score.opened_after is None,
        Weakness.NO_ENTRY: score.entered_after is None,
    }
    return [what for what, is_so in found.items() if is_so]


def grade_of(weak: Sequence[Weakness]) -> Grade:
    if IS_RED & set(weak):
        return Grade.RED
    return Grade.AMBER if weak else Grade.GREEN


def grade_of_sign(sign: str) -> Grade:
    """A check that was passed, passed late, or not passed."""
    return {"o": Grade.GREEN, "l": Grade.AMBER}.get(sign, Grade.RED)
