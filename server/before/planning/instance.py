"""What a day's planner is given: leaders and their hours, sites and rooms, who else is needed, matters to be heard.

Times are minutes from the midnight at which the day's date begins; a day that runs over midnight goes on past 1440.
Places are those of ``server.place``. Nothing here names a person: leaders and matters are told apart by their ids.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import Final

GRIDS: Final = (5, 10, 15)
"""Minutes of the grid on which receptions may begin."""
LONGEST: Final = 240
"""Minutes of one reception."""
LATEST: Final = 2880
"""The last minute that a day may reach: the end of the next date."""
MOST_MATTERS: Final = 5000
TIERS: Final = (1, 2, 3, 4, 5)
"""Needs, the most urgent first: danger; a deadline or no means; old, ill or from far; many people; order of arrival."""


class Level(IntEnum):
    COUNTY = 0
    CITY = 1
    PROVINCE = 2


class Mode(StrEnum):
    """How a person wishes to be heard."""

    EITHER = "either"
    IN_PERSON = "in_person"
    VIDEO = "video"


@dataclass(frozen=True, slots=True)
class Hours:
    """From one minute up to, and without, another."""

    begins: int
    ends: int


@dataclass(frozen=True, slots=True)
class Places:
    """From one place to another, both included."""

    lo: int
    hi: int

    def covers(self, place: int) -> bool:
        return self.lo <= place <= self.hi


@dataclass(frozen=True, slots=True)
class Chair:
    """A duty of a leader: which places they hear in which hours, and at which site they sit meanwhile."""

    places: Places
    hours: tuple[Hours, ...]
    """Without breaks."""
    site: int | None
    """None where they sit at no reception site: then everybody is heard by video."""


@dataclass(frozen=True, slots=True)
class Leader:
    id: str
    level: Level
    home: Places
    """The region whose leader they are; sites outside it are helped out."""
    chairs: tuple[Chair, ...]
    topics: frozenset[str] = frozenset()
    """Categories that they answer for; none means all."""
    recused_categories: frozenset[str] = frozenset()
    recused_places: tuple[Places, ...] = ()
    recused_matters: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Site:
    place: int
    rooms: int
    hours: tuple[Hours, ...]
    """Without breaks."""


@dataclass(frozen=True, slots=True)
class Staff:
    """Officials of one department, or interpreters of one language: so many at a time in these hours."""

    id: str
    hours: tuple[tuple[Hours, int], ...]


@dataclass(frozen=True, slots=True)
class Matter:
    id: str
    site: int
    category: str
    tier: int
    length: int
    """Minutes."""
    earliest: int
    """From when on the person can be there."""
    wants: Level = Level.COUNTY
    """The level of leader that was asked for, or that the matter calls for."""
    mode: Mode = Mode.EITHER
    department: str | None = None
    interpreter: str | None = None
    latest: int = LATEST
    """By when it must have ended."""


@dataclass(frozen=True, slots=True)
class Placed:
    """One reception of a plan."""

    matter: str
    leader: str
    begins: int
    ends: int


@dataclass(frozen=True, slots=True)
class Instance:
    leaders: tuple[Leader, ...]
    sites: tuple[Site, ...]
    staff: tuple[Staff, ...]
    matters: tuple[Matter, ...]
    fixed: tuple[Placed, ...] = ()
    """Receptions that stand: set by hand, begun, or told to people as an appointment."""
    travel: Mapping[tuple[int, int], int] = field(default_factory=lambda: MappingProxyType({}))
    """Minutes on the road from one site to another, both ways; none is none."""
    grid: int = 15

    def road(self, one: int, other: int) -> int:
        """Minutes from one site to another."""
        return self.travel.get((one, other), self.travel.get((other, one), 0))


class Unfit(ValueError):  # noqa: N818  # what is wrong is its text
    """An instance that no planner can read."""


def check(instance: Instance) -> None:
    """Raise Unfit where ids repeat, a number is out of bounds, or something named is missing."""
    if instance.grid not in GRIDS:
        raise Unfit(f"a grid of {instance.grid} minutes")
    if len(instance.matters) > MOST_MATTERS:
        raise Unfit(f"{len(instance.matters)} matters")
    for name, ids in (
        ("leader", [one.id for one in instance.leaders]),
        ("matter", [one.id for one in instance.matters]),
        ("staff", [one.id for one in instance.staff]),
        ("site", [str(one.place) for one in instance.sites]),
        ("fixed", [one.matter for one in instance.fixed]),
    ):
        if len(set(ids)) < len(ids):
            raise Unfit(f"a {name} is there twice")
    staff, matters = {one.id for one in instance.staff}, {one.id for one in instance.matters}
    for matter in instance.matters:
        if matter.tier not in TIERS or not 0 < matter.length <= LONGEST or not 0 <= matter.earliest <= LATEST:
            raise Unfit(f"matter {matter.id}")
        if {name for name in (matter.department, matter.interpreter) if name} - staff:
            raise Unfit(f"matter {matter.id} needs staff that is not there")
    for fixed in instance.fixed:
        if fixed.matter not in matters or not 0 <= fixed.begins < fixed.ends <= LATEST:
            raise Unfit(f"fixed {fixed.matter}")
    chairs = [hours for leader in instance.leaders for chair in leader.chairs for hours in chair.hours]
    staffed = [hours for one in instance.staff for hours, _ in one.hours]
    for hours in (*chairs, *staffed, *(hours for site in instance.sites for hours in site.hours)):
        if not 0 <= hours.begins <= hours.ends <= LATEST:
            raise Unfit(f"hours {hours}")
