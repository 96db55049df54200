"""The levels of a day that sign its figures: sites, counties, cities, the region that holds it; pure.

A level is the range of its places. The own sites of a city or a province lie directly below it, as its counties and
cities do.
"""

from collections.abc import Iterable, Sequence
from typing import Literal

from server.place import Range, city_of, level_of, province_of, range_of_region, region_of

Kind = Literal["site", "county", "city", "province"]


def kind_of(level: Range) -> Kind:
    """What a level is."""
    if level[0] == level[1]:
        return "site"
    return level_of(region_of(level[0]))  # type: ignore[return-value]  # it returns no other word


def above(level: Range) -> Range:
    """The level that counts this one; of a province itself."""
    region = region_of(level[0])
    wider = {"site": region, "county": city_of(level[0])}
    return range_of_region(wider.get(kind_of(level), province_of(level[0])))


def below(level: Range, places: Iterable[int]) -> Sequence[Range]:
    """The levels that this one counts, of a day at these places, in their order."""
    own = [place for place in places if level[0] <= place <= level[1]]
    found = {each for place in own for each in chain(place, level) if each != level and above(each) == level}
    return sorted(found)


def chain(place: int, top: Range) -> Sequence[Range]:
    """The levels of a site, its own first, up to the top."""
    found = [(place, place)]
    while found[-1] != top and above(found[-1]) != found[-1]:
        found.append(above(found[-1]))
    return found


def is_level(level: Range, places: Iterable[int], top: Range) -> bool:
    """Whether a range is a level of a day at these places."""
    return any(level in chain(place, top) for place in places if level[0] <= place <= level[1])
