"""The cost of a plan, and whether a tier of need waits longer under it than under another."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from server.before.planning.instance import TIERS
from server.before.planning.solving import weights
from server.before.planning.solving.slots import Case, Spot, Spots
from server.before.planning.solving.weights import Parts

EXCESS_WAIT: Final = 400
"""What a unit of waiting costs by which a tier waits longer than it may; far more than any unit of waiting."""
EXCESS_UNPLACED: Final = 40_000


@dataclass(frozen=True, slots=True)
class Allowance:
    """How long each tier may wait in all, in units, and how many of it may stay unplaced."""

    wait: Mapping[int, int]
    unplaced: Mapping[int, int]

    def less(self, other: "Allowance") -> "Allowance":
        """What is left of it; negative where the other one takes more."""
        return Allowance(
            {tier: self.wait[tier] - other.wait[tier] for tier in TIERS},
            {tier: self.unplaced[tier] - other.unplaced[tier] for tier in TIERS},
        )


def cost_of(case: Case, spot: Spot) -> int:
    """What it costs that a matter is heard by this leader, beside waiting."""
    leader, start = spot
    return next(one.cost for one in case.options if one.leader == leader and one.starts >> start & 1)


def parts(cases: Iterable[Case], spots: Mapping[int, Spot], told: Mapping[int, Spot], step: int) -> Parts:
    """The cost of a plan of these cases; ``told`` is what people know by now, ``step`` the units of a slot."""
    unplaced = wait = suits = moved = 0
    by_county, waited, count = Counter[int](), Counter[int](), Counter[int]()
    for case in cases:
        spot = spots.get(case.number)
        count[case.city] += 1
        if spot is not None and told.get(case.number, spot) != spot:
            moved += weights.MOVED
        if spot is None:
            unplaced += weights.UNPLACED[case.tier]
            by_county[case.county] += 1
        else:
            units = (spot[1] - case.ready) * step
            wait += weights.WAIT[case.tier] * units
            waited[case.city] += units
            suits += cost_of(case, spot)
    late = sum(max(0, waited[city] - weights.PATIENCE * count[city]) for city in count)
    return Parts(unplaced, wait, suits, sum(map(weights.uneven, by_county.values())) + late, moved)


def waits(cases: Iterable[Case], spots: Mapping[int, Spot], step: int) -> Allowance:
    """How long each tier waits under a plan; who is not placed waits until the end of the day."""
    wait, unplaced = dict.fromkeys(TIERS, 0), dict.fromkeys(TIERS, 0)
    for case in cases:
        spot = spots.get(case.number)
        wait[case.tier] += case.left if spot is None else (spot[1] - case.ready) * step
        unplaced[case.tier] += spot is None
    return Allowance(wait, unplaced)


def excess(have: Allowance, may: Allowance) -> int:
    """What it costs that tiers wait longer than they may; 0 where none does."""
    longer = sum(max(0, have.wait[tier] - may.wait[tier]) for tier in TIERS)
    more = sum(max(0, have.unplaced[tier] - may.unplaced[tier]) for tier in TIERS)
    return EXCESS_WAIT * longer + EXCESS_UNPLACED * more


def price(cases: Sequence[Case], spots: Spots, may: Allowance, told: Mapping[int, Spot], step: int) -> int:
    """The cost of a plan with what its tiers wait too long."""
    return parts(cases, spots, told, step).total + excess(waits(cases, spots, step), may)
