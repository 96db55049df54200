"""What is checked of a site, when, and how the results of a check become its mark in each round.

Instants are microseconds since 1970 UTC on the day's own clock.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Literal

from server.instants import micros_of


class Check(StrEnum):
    """What a site needs to receive. The first three are read from the plan, the others are checked."""

    REGISTERED = "registered"
    PEOPLE = "people"
    LEADER = "leader"
    ROOM = "room"
    CAMERA = "camera"
    MICROPHONE = "microphone"
    SPEAKER = "speaker"
    LINE = "line"
    POWER = "power"
    FORMS = "forms"


class Round(StrEnum):
    """The four times by which each check is to be passed."""

    WEEK = "t7d"
    EVE = "t1d"
    HOUR = "t60"
    LAST = "t10"


BEFORE: Final[Mapping[Round, timedelta]] = MappingProxyType(
    {
        Round.WEEK: timedelta(days=7),
        Round.EVE: timedelta(days=1),
        Round.HOUR: timedelta(minutes=60),
        Round.LAST: timedelta(minutes=10),
    }
)
"""How long before the opening each round is due."""
COUNTS_FOR: Final[Mapping[Round, timedelta]] = MappingProxyType(
    {
        Round.WEEK: timedelta(days=30),
        Round.EVE: timedelta(days=3),
        Round.HOUR: timedelta(hours=12),
        Round.LAST: timedelta(hours=12),
    }
)
"""How old a result may be when its round is due: equipment that worked last week says little of this morning."""

FACTS: Final = (Check.REGISTERED, Check.PEOPLE, Check.LEADER)
BY_ROOM: Final = frozenset({Check.ROOM, Check.CAMERA, Check.MICROPHONE, Check.SPEAKER, Check.LINE})
"""Checked in each room; the rest is of the site, in room 0."""
SITE: Final = 0

Bar = Literal["registered", "device", "line", "leader"]
BARS: Final[Mapping[Bar, tuple[Check, ...]]] = MappingProxyType(
    {
        "registered": (Check.REGISTERED, Check.PEOPLE),
        "device": (Check.ROOM, Check.CAMERA, Check.MICROPHONE, Check.SPEAKER, Check.POWER, Check.FORMS),
        "line": (Check.LINE,),
        "leader": (Check.LEADER,),
    }
)
"""The four bars of a site's mark on the board."""

Mark = Literal["o", "l", "x", "m", "."]
"""Passed, passed late, failed, missing though it was due, not due yet: one sign for each check and round."""
Standing = Literal["ready", "missing", "failed"]

Marks = Mapping[str, Mapping[str, Mapping[str, str]]]
"""By check, room and round the sign of the newest result that counts for it; what has none is absent."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """When each round of a day is due, and until when a result still counts for it."""

    opens_at: int
    due: Mapping[Round, int]
    until: Mapping[Round, int]

    def current(self, now: int) -> Round:
        """The round that is being prepared for: the first one that is not due yet, at the end the last one."""
        return next((each for each in Round if now <= self.due[each]), Round.LAST)


def schedule_of(opens_at: datetime, ends_at: datetime) -> Schedule:
    """The rounds of a day that opens and ends at these instants; a late result counts until the next round is due."""
    due = {each: micros_of(opens_at - before) for each, before in BEFORE.items()}
    following = [*list(due.values())[1:], micros_of(ends_at)]
    return Schedule(micros_of(opens_at), due, dict(zip(due, following, strict=True)))


def rounds_of(schedule: Schedule, at: int) -> Sequence[Round]:
    """The rounds for which a result of this instant counts."""
    micros = {each: timedelta_micros(span) for each, span in COUNTS_FOR.items()}
    return [each for each in Round if schedule.due[each] - micros[each] <= at <= schedule.until[each]]


def timedelta_micros(span: timedelta) -> int:
    return span // timedelta(microseconds=1)


def sign_after(before: str | None, *, is_passed: bool, at: int, due: int) -> str:
    """The sign of a round after one more result: a round that was passed in time is not late by a later re-check."""
    if not is_passed:
        return "x"
    return "o" if at <= due or before == "o" else "l"


def with_result(
    marks: Marks, check: Check, room: int, *, is_passed: bool, at: int, schedule: Schedule
) -> dict[str, dict[str, dict[str, str]]]:
    """The marks after a result; the later of two results counts, also where the clock went back between them."""
    found = {name: {number: dict(signs) for number, signs in rooms.items()} for name, rooms in marks.items()}
    signs = found.setdefault(check, {}).setdefault(str(room), {})
    for each in rounds_of(schedule, at):
        signs[each] = sign_after(signs.get(each), is_passed=is_passed, at=at, due=schedule.due[each])
    return found


@dataclass(frozen=True, slots=True)
class Facts:
    """What the plan says of a site now. They count for every round: a name that is there was there in time."""

    is_registered: bool
    has_people: bool
    has_leader: bool
    rooms: int

    def says(self, check: Check) -> bool:
        said = {Check.REGISTERED: self.is_registered, Check.PEOPLE: self.has_people, Check.LEADER: self.has_leader}
        return said[check]


def marks_shown(marks: Marks, facts: Facts, *, schedule: Schedule, now: int) -> dict[str, str]:
    """Of each check the signs of its four rounds, in order: ``{"line": "ox.."}``."""
    is_due = {each: schedule.due[each] < now for each in Round}
    return {check: "".join(_sign(marks, facts, check, each, is_due=is_due[each]) for each in Round) for check in Check}


def _sign(marks: Marks, facts: Facts, check: Check, at: Round, *, is_due: bool) -> str:
    rooms = marks.get(check, {})
    if check in FACTS:
        if rooms.get("0", {}).get(at) == "x":
            return "x"
        return "o" if facts.says(check) else "m" if is_due else "."
    wanted = range(1, max(1, facts.rooms) + 1) if check in BY_ROOM else (SITE,)
    signs = {rooms.get(str(room), {}).get(at) for room in wanted}
    if "x" in signs:
        return "x"
    if None in signs:
        return "m" if is_due else "."
    return "l" if "l" in signs else "o"


def standing_of(signs: Iterable[str]) -> Standing:
    """How several checks of one round stand together."""
    found = set(signs)
    if "x" in found:
        return "failed"
    return "missing" if found & {"m", "."} else "ready"


def bars_of(shown: Mapping[str, str], current: Round) -> dict[Bar, Standing]:
    """The four bars in the round that is being prepared for."""
    n = list(Round).index(current)
    return {bar: standing_of(shown[check][n] for check in checks) for bar, checks in BARS.items()}


def lacking(shown: Mapping[str, str], current: Round) -> list[Check]:
    """The checks that a site has not passed in a round, in their order."""
    n = list(Round).index(current)
    return [check for check in Check if shown[check][n] in {"x", "m", "."}]
