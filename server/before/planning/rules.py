"""What a plan is made from: tiers of need, lengths of receptions, levels of leaders; the states of timetables."""

from collections.abc import Collection
from datetime import time
from enum import StrEnum
from typing import Final

from server.before.planning.instance import Hours, Level


class TimetableState(StrEnum):
    """A day has at most one of each: what is worked on, what the planner suggests, what people were told."""

    DRAFT = "draft"
    SUGGESTED = "suggested"
    PUBLISHED = "published"


class RunState(StrEnum):
    """How far the planner is with a suggestion."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    CUT = "cut"
    """It was ended before its time; what it found until then is there."""


NO_MEANS: Final = frozenset({"hardship"})
BURDENED: Final = frozenset({"elderly", "ill", "disabled", "pregnant", "with_child", "from_far"})
MANY: Final = 10
"""So many people concerned are many (the fourth tier)."""
SPREAD: Final = 30
"""So many call for a leader of the city."""
MINUTES: Final = 20
LONGER: Final = frozenset({"work_injury", "labour_dispute"})
LONGEST: Final = 60
BREADTHS: Final = ((9_999_999, Level.PROVINCE), (99_999, Level.CITY))
SHORTEST, MOST_SECONDS, USUAL_SECONDS = 2, 60, 20
"""Seconds for which the planner may be asked to work."""


def tier_of(needs: Collection[str], people: int) -> int:
    """The tier of need, from what a person told; danger is seen at the desk, and is not known before."""
    if NO_MEANS.intersection(needs):
        return 2
    if BURDENED.intersection(needs):
        return 3
    return 4 if people >= MANY else 5


def length_of(category: str, people: int, attending: int, tier: int) -> int:
    """Minutes of a reception: by its kind, and by how many it concerns and how many come."""
    minutes = MINUTES + (5 if category in LONGER else 0) + (5 if tier == 3 else 0)  # noqa: PLR2004  # the third tier
    minutes += 5 * (attending >= 3) + 5 * (attending >= 5)  # noqa: PLR2004
    minutes += 10 * (people >= MANY) + 10 * (people >= SPREAD)
    return min(LONGEST, minutes)


def wanted_level(at_site: Level, people: int) -> Level:
    """The level of the leader that a matter calls for: that of its site, of the city where many are concerned."""
    return max(at_site, Level.CITY) if people >= SPREAD else at_site


def level_of_range(lo: int, hi: int) -> Level:
    """The level of a leader, by the places of their account."""
    return next((level for breadth, level in BREADTHS if hi - lo >= breadth), Level.COUNTY)


def minute(at: time, *, after: int = 0) -> int:
    """Minutes since midnight; of the next date where it is not after another minute of the day."""
    found = at.hour * 60 + at.minute
    return found + 1440 if found < after else found


def hours(begins: time, ends: time, rest: tuple[time, time] | None) -> tuple[Hours, ...]:
    """Hours without a break, as minutes of the day; hours that end at or before their beginning run over midnight."""
    first = minute(begins)
    last = minute(ends, after=first + 1)
    if rest is None:
        return (Hours(first, last),)
    begin, end = minute(rest[0], after=first), minute(rest[1], after=first)
    parts = (Hours(first, min(last, begin)), Hours(max(first, end), last))
    return tuple(part for part in parts if part.begins < part.ends)
