"""The life of an incident, and the level of government that has to clear it."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from server.errors import Conflict
from server.place import level_of, region_of


class IncidentState(StrEnum):
    OPEN = "open"
    OWNED = "owned"
    ENDED = "ended"


class IncidentHappening(StrEnum):
    """``take``: a person owns it from now on; ``recheck``: the check was passed again."""

    TAKE = "take"
    NOTE = "note"
    END = "end"
    RECHECK = "recheck"


TRANSITIONS: Final[Mapping[tuple[IncidentState, IncidentHappening], IncidentState]] = MappingProxyType(
    {
        (IncidentState.OPEN, IncidentHappening.TAKE): IncidentState.OWNED,
        (IncidentState.OPEN, IncidentHappening.NOTE): IncidentState.OPEN,
        (IncidentState.OPEN, IncidentHappening.END): IncidentState.ENDED,
        (IncidentState.OPEN, IncidentHappening.RECHECK): IncidentState.ENDED,
        (IncidentState.OWNED, IncidentHappening.TAKE): IncidentState.OWNED,
        (IncidentState.OWNED, IncidentHappening.NOTE): IncidentState.OWNED,
        (IncidentState.OWNED, IncidentHappening.END): IncidentState.ENDED,
        (IncidentState.OWNED, IncidentHappening.RECHECK): IncidentState.ENDED,
    }
)

LEVELS: Final = ("county", "city", "province")
HOUR: Final = 3_600_000_000
DAY: Final = 24 * HOUR
PATIENCE: Final = ((3 * DAY, DAY), (DAY, 4 * HOUR), (3 * HOUR, HOUR))
"""Where so long is left to the opening, each level has so long before the one above sees the incident."""
LEAST_PATIENCE: Final = HOUR // 4


def after(state: IncidentState, happening: IncidentHappening) -> IncidentState:
    """The state that a happening leads to, or Conflict ``not_from_here``."""
    try:
        return TRANSITIONS[state, happening]
    except KeyError:
        raise Conflict("not_from_here", state=state.value, command=happening.value) from None


def patience(opened_at: int, opens_at: int) -> int:
    """How long each level has to clear an incident, the less the nearer the opening is. Microseconds."""
    left = opens_at - opened_at
    return next((each for least, each in PATIENCE if left >= least), LEAST_PATIENCE)


def level_at(place: int, *, opened_at: int, opens_at: int, now: int) -> str:
    """The level that has to clear an incident at a place now: at first its own, later the one above."""
    first = LEVELS.index(level_of(region_of(place)))
    passed = max(0, now - opened_at) // patience(opened_at, opens_at)
    return LEVELS[min(first + passed, len(LEVELS) - 1)]


def due_at(place: int, *, opened_at: int, opens_at: int, now: int) -> int | None:
    """When the level above sees it; None where there is none."""
    level = level_at(place, opened_at=opened_at, opens_at=opens_at, now=now)
    steps = LEVELS.index(level) - LEVELS.index(level_of(region_of(place))) + 1
    return None if level == LEVELS[-1] else opened_at + steps * patience(opened_at, opens_at)
