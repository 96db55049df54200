"""A plan as it is told, with what is known of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from server.before.planning.instance import Placed
from server.before.planning.solving import scoring
from server.before.planning.solving.reasons import Reason, reasons
from server.before.planning.solving.slots import Sheet, Spot, Spots
from server.before.planning.solving.weights import Parts


@dataclass(frozen=True, slots=True)
class Solution:
    """A plan, and what is known about how good it is."""

    placed: tuple[Placed, ...]
    cost: Parts
    bound: float | None
    """What no plan can cost less than; None while it is not known."""
    step: str
    left_out: Mapping[str, Reason]
    """Why each matter that has no place has none."""

    @property
    def gap(self) -> float | None:
        """How much of its cost a better plan could save at most."""
        if self.bound is None:
            return None
        return max(0.0, (self.cost.total - self.bound) / self.cost.total) if self.cost.total else 0.0


def solution_of(sheet: Sheet, spots: Spots, known: Mapping[int, Spot], bound: float | None, step: str) -> Solution:
    cost = scoring.parts(sheet.cases, spots, known, sheet.step)
    return Solution(tuple(sheet.placed(spots)), cost, bound, step, reasons(sheet, spots))
