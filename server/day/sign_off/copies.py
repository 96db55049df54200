"""A copy of figures: all rows of a range of places and of the ranges within it, as they stood at one instant; pure."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from server.day.tally.rules import COUNTS, Figure, tally_object
from server.journal.chain import canonical
from server.place import Range, city_of, city_range, own_range, region_of

CELLS: Final = ("accepted", "opened", "closed", *COUNTS)
TOTAL: Final = "total"
Key = tuple[int, int, str]
Cells = tuple[int, ...]
_NONE: Final[Cells] = (0,) * len(CELLS)


@dataclass(frozen=True, slots=True)
class Copy:
    """``cells`` by range and key, each in the order of ``CELLS``; ``expected`` counts the sites of each range."""

    cells: Mapping[Key, Cells]
    expected: Mapping[Range, int]

    def total(self, level: Range) -> Cells:
        return self.cells.get((*level, TOTAL), _NONE)

    def version(self, level: Range) -> int:
        """How many entries were accepted there: the position in the journal."""
        return self.total(level)[0]

    def within(self, level: Range) -> "Copy":
        """The part of a range and of those within it."""
        lo, hi = level
        cells = {key: row for key, row in self.cells.items() if lo <= key[0] and key[1] <= hi}
        return Copy(cells, {each: n for each, n in self.expected.items() if lo <= each[0] and each[1] <= hi})

    def tally(self, day: str, level: Range, sites: Mapping[int, str]) -> dict[str, Any]:
        """The tally object of a range (docs/protocol.md), by city, county and site; ``sites`` are codes by place."""
        own = [_figure(key, row) for key, row in self.cells.items() if key[:2] == level]
        totals = [_figure(key, row) for key, row in self.within(level).cells.items() if key[2] == TOTAL]
        return tally_object(
            day,
            own,
            expected=self.expected.get(level, 0),
            by_city={city_of(row.lo): row for row in totals if (row.lo, row.hi) == _city(row, level)},
            by_county={region_of(row.lo): row for row in totals if (row.lo, row.hi) == own_range(region_of(row.lo))},
            by_site={sites[row.lo]: row for row in totals if row.lo == row.hi and row.lo in sites},
        )


def counts_of(cells: Cells) -> dict[str, int]:
    """The counts of a row, by name."""
    return dict(zip(COUNTS, cells[-len(COUNTS) :], strict=True))


def difference(now: Copy, then: Copy) -> Mapping[Key, Cells]:
    """What moved between two copies, row by row; empty where nothing did."""
    keys = now.cells.keys() | then.cells.keys()
    moved = {key: _minus(now.cells.get(key, _NONE), then.cells.get(key, _NONE)) for key in sorted(keys)}
    return {key: row for key, row in moved.items() if any(row)}


def moved_by(copy: Copy, moves: Iterable[Mapping[Key, Cells]]) -> Copy:
    """The copy with what moved since then added."""
    cells = dict(copy.cells)
    for move in moves:
        for key, row in move.items():
            cells[key] = tuple(a + b for a, b in zip(cells.get(key, _NONE), row, strict=True))
    return Copy(cells, copy.expected)


def packed(copy: Copy) -> list[list[Any]]:
    """The copy as JSON: range, key, expected sites, cells; in one order."""
    return [[*key, copy.expected.get(key[:2], 0), *row] for key, row in sorted(copy.cells.items())]


def unpacked(rows: Iterable[list[Any]]) -> Copy:
    """The copy that was packed."""
    cells, expected = {}, {}
    for lo, hi, key, sites, *row in rows:
        cells[lo, hi, key] = tuple(row)
        expected[lo, hi] = sites
    return Copy(cells, expected)


def checksum(rows: list[list[Any]]) -> str:
    """The checksum of a packed copy."""
    return hashlib.sha256(canonical(rows).encode()).hexdigest()


def _figure(key: Key, row: Cells) -> Figure:
    accepted, opened, closed, *counts = row
    return Figure(*key, accepted, opened, closed, tuple(counts))  # type: ignore[arg-type]  # five of them


def _city(row: Figure, level: Range) -> Range:
    """The range that stands for a place's city; within a city or a county, the level itself."""
    found = city_range(row.lo)
    return found if level[0] <= found[0] and found[1] <= level[1] else level


def _minus(a: Cells, b: Cells) -> Cells:
    return tuple(x - y for x, y in zip(a, b, strict=True))
