"""How long the road from one reception site to another takes: by their positions, else by their regions.

No map of roads is asked: the straight line is lengthened by what roads usually add, and rounded up, so that a plan
rather leaves too much time than too little.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from types import MappingProxyType
from typing import Final

from server.before.planning.instance import Leader
from server.place import city_of, region_of

EARTH: Final = 6371.0
"""Kilometres from its centre."""
DETOUR: Final = 1.3
"""Kilometres of road for one as the crow flies."""
SPEED: Final = 50
"""Kilometres an hour, stops in between included."""
SETTING_OUT: Final = 10
"""Minutes to leave one site and be seated at the other."""
SAME_COUNTY: Final = 30
SAME_CITY: Final = 75
ELSEWHERE: Final = 180
"""Minutes where one of the sites has no position."""


@dataclass(frozen=True, slots=True)
class Point:
    """A site and where it is: millionths of a degree north and east, None where it has no position."""

    place: int
    north: int | None = None
    east: int | None = None


def roads(points: Iterable[Point]) -> Mapping[tuple[int, int], int]:
    """Minutes between each two sites, the smaller place first."""
    ordered = sorted({one.place: one for one in points}.values(), key=lambda one: one.place)
    return MappingProxyType({(one.place, other.place): minutes(one, other) for one, other in combinations(ordered, 2)})


def roads_of(leaders: Iterable[Leader], points: Mapping[int, Point]) -> Mapping[tuple[int, int], int]:
    """The roads between the sites at which one leader sits on the day."""
    found = dict[tuple[int, int], int]()
    for leader in leaders:
        found |= roads(points[chair.site] for chair in leader.chairs if chair.site is not None)
    return MappingProxyType(found)


def minutes(one: Point, other: Point) -> int:
    """Minutes from one site to another, both ways alike; none from a site to itself."""
    if one.place == other.place:
        return 0
    if None not in (one.north, one.east, other.north, other.east):
        return SETTING_OUT + math.ceil(_kilometres(one, other) * DETOUR / SPEED * 60)
    if region_of(one.place) == region_of(other.place):
        return SAME_COUNTY
    return SAME_CITY if city_of(one.place) == city_of(other.place) else ELSEWHERE


def _kilometres(one: Point, other: Point) -> float:
    """Along the great circle (haversine)."""
    north, east, north_of_other, east_of_other = (
        math.radians((degrees or 0) / 1e6) for degrees in (one.north, one.east, other.north, other.east)
    )
    rises = math.sin((north_of_other - north) / 2) ** 2
    turns = math.cos(north) * math.cos(north_of_other) * math.sin((east_of_other - east) / 2) ** 2
    return 2 * EARTH * math.asin(math.sqrt(rises + turns))
