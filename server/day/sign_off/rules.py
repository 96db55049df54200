"""What a level lacks before it signs, and what may be done in which state of the day; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

from server.before.agenda.rules import DayHappening, DayState, SiteNow, missing
from server.errors import Conflict
from server.people.rules import Person, Role, require
from server.place import Range

SIGNS_IN: Final = frozenset({DayState.LIVE, DayState.CLOSING, DayState.RECONCILED})
"""A day that was reconciled before there were signatures is signed before it is published."""
WITHDRAWS_IN: Final = frozenset({DayState.LIVE, DayState.CLOSING})
ADJUSTS_IN: Final = frozenset({DayState.LIVE, DayState.CLOSING, DayState.RECONCILED, DayState.PUBLISHED})
SIGNED_BEFORE: Final = frozenset({DayState.RECONCILED, DayState.PUBLISHED})
"""States that a day reaches only once the level that holds it has signed."""
_SIGNS_AS: Final = (Role.ORGANISER, Role.OFFICER, Role.LEADER, Role.COORDINATOR, Role.REGISTRAR)

Why = Literal["unsigned", "moved"]


class LevelState(StrEnum):
    """Where a level stands: something below it or at it is missing, it can sign, it signed, its figures moved since."""

    WAITING = "waiting"
    READY = "ready"
    SIGNED = "signed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Standing:
    """A signature that stands: of which level, and the version of the figures that were signed."""

    level: Range
    version: int


@dataclass(frozen=True, slots=True)
class Without:
    """A level that another signs without: it has not signed, or its figures moved after it did."""

    level: Range
    why: Why


def require_signs(person: Person, level: Range) -> Role:
    """The role in which a person signs for a level; NotFound beyond their places, NotAllowed without the right."""
    require(person, "sign_site" if level[0] == level[1] else "sign_region", level[0])
    require(person, "sign_site", level[1])
    return next(role for role in _SIGNS_AS if role in person.roles)


def may_sign(person: Person, level: Range) -> bool:
    wanted = "sign_site" if level[0] == level[1] else "sign_region"
    return wanted in person.scope.capabilities and person.scope.covers_range(*level)


def without(
    below: Sequence[Range], standing: Mapping[Range, Standing], versions: Mapping[Range, int]
) -> Sequence[Without]:
    """The levels below that do not stand behind the figures; ``versions`` are those of the figures now."""
    found = []
    for level in below:
        signed = standing.get(level)
        if signed is None:
            found.append(Without(level, "unsigned"))
        elif signed.version != versions.get(level, 0):
            found.append(Without(level, "moved"))
    return found


def lacks_of(site: SiteNow) -> dict[str, int]:
    """What a site still has to do before it signs: people who wait or are received, and its closing."""
    return {one.what: one.count for one in missing(DayHappening.RECONCILE, [site])}


def state_of(signed: Standing | None, version: int, *, is_ready: bool) -> LevelState:
    """Where a level stands."""
    if signed is not None:
        return LevelState.SIGNED if signed.version == version else LevelState.MOVED
    return LevelState.READY if is_ready else LevelState.WAITING


def check_state(state: DayState, allowed: frozenset[DayState]) -> None:
    """Conflict ``day_not_signable`` where figures of such a day are not signed, withdrawn or adjusted (any more)."""
    if state not in allowed:
        raise Conflict("day_not_signable", state=state.value)
