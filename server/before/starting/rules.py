"""The five steps, and when each is done."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Step(StrEnum):
    """In the order in which they are shown."""

    SITES = "sites"
    RULE = "rule"
    DAY = "day"
    INVITE = "invite"
    REHEARSE = "rehearse"


class StepState(StrEnum):
    """``ticked``: by hand, because it was done elsewhere or is left for later."""

    OPEN = "open"
    DONE = "done"
    TICKED = "ticked"


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step with its state, how many of its things there are, and of how many (0: no number is asked)."""

    step: Step
    state: StepState
    count: int
    of: int


def steps(counts: Mapping[Step, int], *, regions_below: int, ticked: frozenset[Step]) -> list[StepRow]:
    """All steps from what was made so far; a region without ``regions_below`` has none to invite.

    Nothing that the service can see says that a rehearsal was tried: that step is done by hand only.
    """
    wanted: Mapping[Step, int] = {Step.INVITE: regions_below}
    return [
        StepRow(step, _state(step, counts.get(step, 0), wanted.get(step, 1), ticked), counts.get(step, 0), of)
        for step in Step
        for of in [wanted.get(step, 0)]
        if step is not Step.INVITE or regions_below
    ]


def _state(step: Step, count: int, wanted: int, ticked: frozenset[Step]) -> StepState:
    if step is not Step.REHEARSE and count >= wanted:
        return StepState.DONE
    return StepState.TICKED if step in ticked else StepState.OPEN
