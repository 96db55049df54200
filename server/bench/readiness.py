"""What the readiness of 188 sites costs: reading the board of ten checks at four times, and telling one change to 200.

The board is read from SQLite as the feed does, with what the process remembers of it; the floor is the same without
any memory, as the first watcher's costs. A change is told as `reception bench feed` measures it, to watchers of the
topic; the floor is ``socket.send`` of the very same bytes.
"""

import tempfile
import time as clocks
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from server.before.agenda.actions import create_day, find_day, set_day_state
from server.before.agenda.model import Day
from server.before.agenda.rules import DayState
from server.before.readiness import actions
from server.before.readiness.actions import Result
from server.before.readiness.api.feed import OUTLINE, READINESS
from server.before.readiness.board import Boards
from server.before.readiness.rules import BY_ROOM, FACTS, SITE, Check
from server.bench.feed import DAY, PROVINCE, SITES, running_feed
from server.bench.measure import Figures, Shape, medians
from server.bench.peers import Floor, running_readers
from server.clock import moment_on
from server.config import sqlite_url
from server.day_code import parse_day
from server.db import EVERYWHERE, Database
from server.instants import micros_of
from server.live.sources import ClockReading
from server.live.topics import View
from server.migrations.upgrade import upgrade
from server.people.rules import Person
from server.place import Range, Scope, place_of
from server.sites.model import Site
from server.sites.rules import Kind, Tier

WATCHERS: Final = 200
OPENS: Final = datetime.fromisoformat("2023-11-09T08:30:00+08:00")
LOOKED_AT: Final = OPENS - timedelta(minutes=30)
ROUNDS: Final = (OPENS - timedelta(days=7, hours=1), OPENS - timedelta(days=2), OPENS - timedelta(minutes=90))
CHECKED: Final = [check for check in Check if check not in FACTS]
BY: Final = Person("bench", "account", "bench", frozenset(), Scope(*PROVINCE, frozenset({"run_site"})))
WARM_UP: Final = 5


async def readiness(*, quick: bool, say: Callable[[str], None]) -> Figures:
    rounds = 40 if quick else 200
    with tempfile.TemporaryDirectory(prefix="reception-bench-") as folder:
        read, board = await _read(Path(folder), rounds, say)
    told = await _told(board, rounds, say)
    cold = "the same board without memory"
    return Figures(
        "readiness",
        [
            Shape(
                "ms CPU, snapshot of 188 sites × 10 checks × 4 times, one site changed (goal 5)",
                read["ours"],
                read["cold"],
                cold,
            ),
            Shape("ms CPU, the same, nothing changed (goal 5)", read["same"], read["cold"], cold),
            Shape(
                f"{WATCHERS} watchers, one site changed, CPU µs per delivered frame",
                told["ours"],
                told["floor"],
                "raw socket.send",
            ),
        ],
    )


async def _read(folder: Path, rounds: int, say: Callable[[str], None]) -> tuple[dict[str, float], dict[str, Any]]:
    """The medians of reading, and the board as it was read last."""
    url = sqlite_url(folder / "bench.sqlite3")
    await upgrade(url)
    database, boards, taken = Database(url, reactions={}), Boards(), list[dict[str, float]]()
    board: dict[str, Any] = {}
    try:
        sites = await _checked_province(database, say)
        for number in range(-WARM_UP, rounds):
            say(f"reading, round {number + 1} of {rounds}")
            await _check(database, sites[number % SITES], LOOKED_AT)
            one, board = await _spent(database, boards)
            same, _ = await _spent(database, boards)
            cold, _ = await _spent(database, Boards())
            taken.append({"ours": 1e3 * one, "same": 1e3 * same, "cold": 1e3 * cold})
    finally:
        await database.dispose()
    return medians(taken[WARM_UP:]), board


async def _spent(database: Database, boards: Boards) -> tuple[float, dict[str, Any]]:
    started = clocks.process_time_ns()
    async with database.transaction(Scope(*PROVINCE), write=False) as tx:
        day = await find_day(tx, DAY)
        board = await boards.read(tx, day, PROVINCE, moment_on(day, LOOKED_AT), seconds=0)
    return (clocks.process_time_ns() - started) / 1e9, board


async def _checked_province(database: Database, say: Callable[[str], None]) -> list[Site]:
    """Sites of a day, all checked at three of the four times."""
    async with database.transaction(EVERYWHERE) as tx:
        sites = [_site(n) for n in range(SITES)]
        for site in sites:
            tx.add(site)
        await tx.flush()
        set_day_state(await create_day(tx, parse_day(DAY), sites), DayState.ANNOUNCED)
    for number, site in enumerate(sites):
        say(f"checking site {number + 1} of {SITES}")
        for at in ROUNDS:
            await _check(database, site, at)
    return sites


def _site(n: int) -> Site:
    region = f"43{1 + n // 20:02d}{1 + n % 20:02d}"
    names = {"name_zh": f"（示例）{region}", "name_en": f"(Sample) {region}"}
    facts = {"kind": Kind.MAIN, "tier": Tier.COUNTY, "rooms": 1, "parent": None, "telephone": f"12-{region}-001"}
    return Site(code=f"HN-D-{region}", place=place_of(region, 1), **names, **facts)


async def _check(database: Database, site: Site, at: datetime) -> None:
    now = micros_of(at)
    found = [Result(check, 1 if check in BY_ROOM else SITE, is_passed=True, at=now) for check in CHECKED]
    async with database.transaction(EVERYWHERE) as tx:
        day: Day = await find_day(tx, DAY)
        await actions.keep(tx, day, site, found, report=uuid4(), by=BY, now=now)


class Shown:
    """The board as it was read, in memory; each turn one check of one site more has failed or is passed again."""

    def __init__(self, board: dict[str, Any]) -> None:
        self._board, self._turns = board, 0

    async def read(self, _day: str, _lo: int, _hi: int) -> View:
        return View(self._turns, self._board)

    def turn(self) -> None:
        self._turns += 1
        site = list(self._board["sites"])[self._turns % SITES]
        row = self._board["sites"][site]
        sign = "x" if self._turns // SITES % 2 == 0 else "o"
        row = {**row, "marks": {**row["marks"], "line": f"ooo{sign}"}}
        self._board = {**self._board, "sites": {**self._board["sites"], site: row}}

    async def clock_reading(self, _day: str) -> ClockReading:
        return ClockReading("2023-11-09T08:00:00.000+08:00", 1)

    async def versions(self, _day: str) -> Mapping[Range, int]:
        return {}


async def _told(board: dict[str, Any], rounds: int, say: Callable[[str], None]) -> dict[str, float]:
    """CPU µs per frame of the feed, and of its floor."""
    taken = []
    async with (
        running_readers() as readers,
        running_feed(readers, Shown(board), topic=READINESS, outline=OUTLINE) as ours,
    ):
        floor = Floor(readers)
        for contestant in (ours, floor):
            await contestant.grow(WATCHERS)
        for number in range(-WARM_UP, rounds):
            say(f"telling, round {number + 1} of {rounds}")
            spent = await ours.spent()
            taken.append({"ours": spent, "floor": await floor.spent(bytes(ours.frame_bytes))})
        floor.close()
    return {name: 1e6 * spent / WATCHERS for name, spent in medians(taken[WARM_UP:]).items()}
