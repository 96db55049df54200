"""What a plan costs: waiting by need, level and topics of leaders, what is not placed, and how evenly that falls.

The unit of waiting is five minutes. An unplaced matter of a tier costs more than its longest wait, and an upper tier
costs a multiple of the next; that no tier waits longer than under the greedy plan is not left to weights (``tiers``).
"""

from dataclasses import dataclass
from typing import Final

from server.before.planning.instance import Leader, Matter

UNIT: Final = 5
WAIT: Final = {1: 40, 2: 20, 3: 6, 4: 2, 5: 1}
"""A unit of waiting, by tier."""
UNPLACED: Final = {1: 10_000, 2: 5_000, 3: 1_800, 4: 900, 5: 600}
VIDEO: Final = 3
"""Heard by video, where the leader could have sat at the site."""
TOPIC: Final = 5
"""A leader who answers for other topics."""
BELOW: Final = 30
"""Each level below the one that is wanted."""
ABOVE: Final = 15
"""Each level above it."""
HELPING: Final = 8
"""A leader of another county or city helps out."""
UNEVEN: Final = (0, 40, 80, 120, 160, 200)
"""What the n-th unplaced matter of one county costs beside its own; all after the last cost like it."""
PATIENCE: Final = 6
"""Units that a matter of a city may wait on average; each unit above it, of all its matters, costs one."""
MOVED: Final = 25
"""Another leader, or another time than people were told."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What the cost of a plan is made of."""

    unplaced: int
    wait: int
    fit: int
    uneven: int
    moved: int

    @property
    def total(self) -> int:
        return self.unplaced + self.wait + self.fit + self.uneven + self.moved


def fit(leader: Leader, matter: Matter) -> int:
    """What it costs that this leader hears this matter, in person."""
    short = matter.wants - leader.level
    level = BELOW * short if short > 0 else -ABOVE * short
    topic = 0 if not leader.topics or matter.category in leader.topics else TOPIC
    return level + topic + (0 if leader.home.covers(matter.site) else HELPING)


def uneven(number: int) -> int:
    """What so many unplaced matters of one county cost beside their own."""
    return sum(UNEVEN[min(n, len(UNEVEN) - 1)] for n in range(number))
