"""The chase of a site that is not heard: a message to its desk, a telephone call, the level above, and its answers.

Steps are kept for good; those that count are of the cause as it is now, so that a cause that is back begins anew.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import select

from server.day.tally.model import ChaseStep
from server.day.tally.rules import Attention
from server.db import Tx
from server.errors import Conflict
from server.instants import as_rfc3339
from server.place import Range


class Rung(StrEnum):
    """What a person does about a silent site."""

    MESSAGE = "message"
    """The desk shows it at once."""
    REACHED = "reached"
    """A telephone call was answered …"""
    NOT_REACHED = "not_reached"
    """… or was not."""
    ABOVE = "above"
    """The level above is asked to act: the row comes first on its wall."""


class Answer(StrEnum):
    """What the desk of the site says of itself."""

    NO_ONE = "no_one"
    """Nobody has come, or is here just now; asked or of its own accord."""
    BUSY = "busy"
    """The answer to a message: it reports later."""


CHASED: Final = frozenset({"silent", "late_to_open", "offline"})
"""The causes for which a site is chased."""
CALLS: Final = frozenset({Rung.REACHED, Rung.NOT_REACHED})
ANSWERS: Final = frozenset(Answer)

Steps = Mapping[int, Sequence[ChaseStep]]
"""By place, the earliest first."""


async def steps_of(tx: Tx, day: str, scope: Range) -> Steps:
    """All steps of a range on a day."""
    these = (ChaseStep.day == day, ChaseStep.place.between(*scope))
    found: dict[int, list[ChaseStep]] = {}
    for step in await tx.scalars(select(ChaseStep).where(*these).order_by(ChaseStep.place, ChaseStep.n)):
        found.setdefault(step.place, []).append(step)
    return found


def of_cause(steps: Sequence[ChaseStep], item: Attention) -> list[ChaseStep]:
    """The steps that were taken since the cause began."""
    return [step for step in steps if step.kind == item.kind and step.at > (item.since or 0)]


def is_above(steps: Sequence[ChaseStep], item: Attention) -> bool:
    """Whether the level above was asked to act on this cause."""
    return any(step.said == Rung.ABOVE for step in of_cause(steps, item))


def asked_of(steps: Sequence[ChaseStep], items: Sequence[Attention]) -> ChaseStep | None:
    """The message that the desk has not answered, of a cause that is still there; None where there is none."""
    for item in items:
        steps_now = of_cause(steps, item)
        asked = next((step for step in reversed(steps_now) if step.said in ANSWERS | {Rung.MESSAGE}), None)
        if asked is not None and asked.said == Rung.MESSAGE:
            return asked
    return None


def answered_at(steps: Sequence[ChaseStep]) -> int | None:
    """When the desk answered last, in microseconds; None: never."""
    return max((step.at for step in steps if step.said in ANSWERS), default=None)


def no_one_at(steps: Sequence[ChaseStep]) -> int | None:
    """When the desk said that nobody is there, in microseconds; None where it said something else since, or nothing."""
    said = [step for step in steps if step.said in ANSWERS]
    return said[-1].at if said and said[-1].said == Answer.NO_ONE else None


def check_rung(before: Sequence[ChaseStep], rung: Rung, *, is_heard: bool) -> None:
    """Refuse a rung out of its order, by the steps that were taken since the cause began.

    Conflict ``chase_desk_away`` for a message to a desk without a line, ``chase_said`` for a second message without an
    answer or the level above twice, ``chase_call_first`` for the level above before a call.
    """
    said = [step.said for step in before]
    if rung is Rung.MESSAGE and not is_heard:
        raise Conflict("chase_desk_away")
    waits = [one for one in said if one in ANSWERS | {Rung.MESSAGE}][-1:] == [Rung.MESSAGE]
    if (rung is Rung.MESSAGE and waits) or (rung is Rung.ABOVE and Rung.ABOVE in said):
        raise Conflict("chase_said")
    if rung is Rung.ABOVE and not CALLS.intersection(said):
        raise Conflict("chase_call_first")


def step_told(step: ChaseStep) -> dict[str, Any]:
    """A step as a row of the list tells it."""
    return {"said": step.said, "by": step.by_name, "at": as_rfc3339(step.at), "note": step.note}
