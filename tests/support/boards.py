"""Days kept in memory, as small as a day can be and still have boards: for tests of the feed, which knows no days."""

from collections.abc import Mapping
from typing import Any

from server.errors import NotFound
from server.live.difference import Board, Outline
from server.live.sources import ClockReading
from server.live.topics import View
from server.place import Range, range_of_region, ranges_of_site

DAY = "2023-11-09"
PROVINCE = range_of_region("430000")
CHANGSHA, ZHUZHOU = 430102001, 430202001
"""Two sites in two cities."""
OUTLINE: Outline = {"tally": {"by_site": "rows"}, "sites": "rows", "curve": "rows"}


class Ledger:
    """What the database is to the feed: sites and their matters, read range by range."""

    def __init__(self) -> None:
        self.matters: dict[int, int] = {}
        self.notes: list[str] = []
        self.reads: list[Range] = []
        self.failing = False
        self.offset = 0

    def enter(self, place: int, matters: int = 1) -> None:
        """Accept so many matters at a site."""
        self.matters[place] = self.matters.get(place, 0) + matters

    def board(self, lo: int, hi: int) -> Board:
        """Return what a desk ends with, however it came there: the board without its moment."""
        return without_moment(self.whole_board(lo, hi))

    def whole_board(self, lo: int, hi: int) -> Board:
        inside = {place: matters for place, matters in sorted(self.matters.items()) if lo <= place <= hi}
        total = sum(inside.values())
        return {
            "day": DAY,
            "version": total,
            "speed": 60,
            "tally": {
                "totals": {"matters": total},
                "by_site": {str(place): {"matters": matters} for place, matters in inside.items()},
                "entries": {"accepted": total},
            },
            "sites": {
                f"HN-{place}": {"place": place, "matters": matters, "zero_at": None}
                for place, matters in inside.items()
            },
            "attention": list(self.notes),
            "curve": {"08:15": {"matters": total}} if total else {},
            "now": "2023-11-09T09:00:00+08:00",
        }

    async def read(self, day: str, lo: int, hi: int) -> View:
        self.reads.append((lo, hi))
        if self.failing:
            raise OSError("the database is away")
        if day != DAY:
            raise NotFound("not_found")
        board = self.whole_board(lo, hi)
        return View(board["tally"]["entries"]["accepted"] - self.offset, board)

    async def clock_reading(self, day: str) -> ClockReading:
        if day != DAY:
            raise NotFound("not_found")
        return ClockReading("2023-11-09T09:00:00+08:00", 60)

    async def versions(self, _day: str) -> Mapping[Range, int]:
        found: dict[Range, int] = {}
        for place, matters in self.matters.items():
            for one in ranges_of_site(place):
                found[one] = found.get(one, 0) + matters
        return found


def without_moment(board: Mapping[str, Any]) -> dict[str, Any]:
    """Return a board without what no change is told of."""
    return {name: part for name, part in board.items() if name not in {"version", "now", "speed"}}
