"""The figures that a bulletin counts: of its level, of each place right below it, of each category. Pure.

They are made from the cells of a copy of figures (server.day.sign_off.copies), or of the counters as they stand.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from server.place import Range, city_of, city_range, level_of, own_range, range_of_region, region_of

WAGES: Final = "wage_arrears_migrant"
"""The category that each row shows beside all matters."""
TOTAL: Final = "total"
COLUMNS: Final = ("accepted", "opened", "closed", "matters", "involved", "attendees", "resolved_on_site", "amount_fen")
Cells = Mapping[tuple[int, int, str], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Counts:
    """What is counted of one place or one category; people and money as the glossary has them."""

    sites: int = 0
    opened: int = 0
    matters: int = 0
    wages: int = 0
    wages_involved: int = 0
    involved: int = 0
    attendees: int = 0
    resolved_on_site: int = 0
    amount_fen: int = 0

    def plus(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, name) + getattr(other, name) for name in NAMES))

    def minus(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, name) - getattr(other, name) for name in NAMES))


NAMES: Final = tuple(Counts.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class Row:
    """The counts of a region, or of a site, by its code."""

    code: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class Adjusted:
    """A signed adjustment that the figures hold."""

    number: int
    reason: str
    on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All figures of a level of a day.

    ``is_signed``: the level that holds the day has signed them. ``version`` counts their entries, ``adjusted`` is what
    was signed later and is in them.
    """

    day: str
    place: str
    is_signed: bool
    signed_by: str | None
    signed_at: str | None
    version: int
    adjusted: tuple[Adjusted, ...]
    total: Counts
    rows: tuple[Row, ...]
    counties: tuple[Row, ...]
    categories: tuple[Row, ...]
    outcomes: tuple[tuple[str, int], ...]

    @property
    def number(self) -> int:
        """The number of the last adjustment that they hold."""
        return max((one.number for one in self.adjusted), default=0)


def parts_of(level: Range, sites: Mapping[int, str]) -> Mapping[str, Range]:
    """The places right below a level that have sites of the day, by code: cities, counties or single sites.

    The own sites of a province or a city stand under its own code, so that the rows add up.
    """
    own = sorted(place for place in sites if level[0] <= place <= level[1])
    kind = level_of(region_of(level[0]))
    if kind == "province":
        return {city_of(place): city_range(place) for place in own}
    if kind == "city":
        return {region_of(place): own_range(region_of(place)) for place in own}
    return {sites[place]: (place, place) for place in own}


def made_of(level: Range, cells: Cells, sites: Mapping[int, str]) -> dict[str, object]:
    """The counted part of ``Figures``: total, rows, counties, categories, outcomes, version."""
    below = parts_of(level, sites)
    counties = {region_of(place): own_range(region_of(place)) for place in sites if level[0] <= place <= level[1]}
    codes = sorted(key for lo, hi, key in cells if (lo, hi) == level)
    categories = [key.removeprefix("category/") for key in codes if key.startswith("category/")]
    outcomes = [key.removeprefix("outcome/") for key in codes if key.startswith("outcome/")]
    named = [(code, _row(cells, level, f"category/{code}")) for code in categories]
    ended = [(code, _row(cells, level, f"outcome/{code}").matters) for code in outcomes]
    return {
        "total": _of_place(cells, level, sites),
        "rows": tuple(Row(code, _of_place(cells, each, sites)) for code, each in below.items()),
        "counties": tuple(Row(code, _of_place(cells, each, sites)) for code, each in sorted(counties.items())),
        "categories": tuple(Row(code, counts) for code, counts in named if counts.matters),
        "outcomes": tuple((code, matters) for code, matters in ended if matters),
        "version": _cells(cells, level, TOTAL)["accepted"],
    }


def sums_of(rows: Iterable[Row]) -> Counts:
    """What the rows add up to."""
    found = Counts()
    for row in rows:
        found = found.plus(row.counts)
    return found


def level_range(place: str) -> Range:
    """The places of a bulletin's level, by its code."""
    return range_of_region(place)


def _of_place(cells: Cells, level: Range, sites: Mapping[int, str]) -> Counts:
    total, wages = _cells(cells, level, TOTAL), _cells(cells, level, f"category/{WAGES}")
    return Counts(
        sites=sum(level[0] <= place <= level[1] for place in sites),
        opened=total["opened"],
        wages=wages["matters"],
        wages_involved=wages["involved"],
        **{name: total[name] for name in COLUMNS[3:]},
    )


def _row(cells: Cells, level: Range, key: str) -> Counts:
    found = _cells(cells, level, key)
    return Counts(**{name: found[name] for name in COLUMNS[3:]})


def _cells(cells: Cells, level: Range, key: str) -> dict[str, int]:
    return dict(zip(COLUMNS, cells.get((*level, key), (0,) * len(COLUMNS)), strict=True))
