"""Places: every scope of the service is a range of integers.

A place is ``region code × 1000 + n``; the region code is GB/T 2260 (functional zones: their own
six-digit statistical code), n = 0 is the region itself and 1… are its sites. A province is
430000000…439999999, a city 430100000…430199999, a county its thousand, a site exactly one number.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

Range = tuple[int, int]

SITES_IN_A_REGION: Final = 999


@dataclass(frozen=True, slots=True)
class Scope:
    """The places from ``lo`` to ``hi``, both included, and what may be done there."""

    lo: int
    hi: int
    capabilities: frozenset[str] = frozenset()

    def covers(self, place: int) -> bool:
        return self.lo <= place <= self.hi

    def covers_range(self, lo: int, hi: int) -> bool:
        return self.lo <= lo and hi <= self.hi


def place_of(region: str, n: int = 0) -> int:
    """The place of the n-th site of a region, or of the region itself (n = 0)."""
    if not 0 <= n <= SITES_IN_A_REGION:
        message = f"a region holds at most {SITES_IN_A_REGION} sites, not {n}"
        raise ValueError(message)
    return int(region) * 1000 + n


def region_of(place: int) -> str:
    """The six-digit region code that a place lies in."""
    return f"{place // 1000:06d}"


def level_of(region: str) -> str:
    """``province``, ``city`` or ``county``, by the zeros of a six-digit code (GB/T 2260)."""
    if region.endswith("0000"):
        return "province"
    return "city" if region.endswith("00") else "county"


def range_of_region(region: str) -> Range:
    """All places of a region and of what lies below it, both ends included."""
    lo = int(region) * 1000
    width = {"province": 10_000_000, "city": 100_000, "county": 1000}[level_of(region)]
    return lo, lo + width - 1


def own_range(region: str) -> Range:
    """The places of a region's own sites, without what lies below it."""
    lo = int(region) * 1000
    return lo, lo + SITES_IN_A_REGION


def parse_range(code: str) -> Range:
    """The places that a code of digits stands for.

    Six are a region with all below it, nine that end in 000 its own sites without what lies below, other nine one site.
    """
    if len(code) == len("430000"):
        return range_of_region(code)
    place = int(code)
    return own_range(region_of(place)) if place % 1000 == 0 else (place, place)


def city_of(place: int) -> str:
    """The ``by_city`` key of a place: its prefecture code, or its province's own code."""
    return f"{place // 100_000 * 100:06d}"


def province_of(place: int) -> str:
    """The province code of a place."""
    return f"{place // 10_000_000 * 10_000:06d}"


def city_range(place: int) -> Range:
    """The range that stands behind the ``by_city`` key of a place.

    Of a city that is the whole city; of the province's own sites it is their own thousand, so
    that a province is the sum of its cities and of its own sites.
    """
    code = city_of(place)
    return own_range(code) if level_of(code) == "province" else range_of_region(code)


@lru_cache(maxsize=4096)
def ranges_of_site(place: int) -> tuple[Range, ...]:
    """The ranges whose figures an entry of this site moves, narrowest first, each once."""
    county = own_range(region_of(place))
    wider = (county, city_range(place), range_of_region(province_of(place)))
    return ((place, place), *dict.fromkeys(wider))
