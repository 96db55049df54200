"""The days under schedules/rehearsal/: their lines, what they must end in, and a journal to play them into."""

import asyncio
import csv
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from server import fold
from server.day.outcome.rules import lacks
from server.db import EVERYWHERE, Database
from server.entries.check import EntryCheck, Sound
from server.entries.fields import Codes
from server.journal.heads import open_heads
from server.journal.intake import Sender, take_in
from server.journal.judging import Answer
from server.journal.writer import Touched, Writer
from server.place import place_of
from server.reactions import REACTIONS
from tests.support.databases import Snapshots
from tests.support.tally import sites, tally

SCHEDULES = Path(__file__).parents[2] / "schedules"
PROVINCE = (430_000_000, 439_999_999)
ZONE = "Asia/Shanghai"
FAR_FUTURE = 2**50
HARD_CASES = "2024-03-14-hard-cases"
Played = Callable[[str], Awaitable[Database]]


def _rows(name: str) -> list[dict[str, str]]:
    with (SCHEDULES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def codes() -> Codes:
    regions = _rows("reference/regions.csv") + _rows("reference/functional_zones.csv")
    return Codes(
        categories=frozenset(row["code"] for row in _rows("reference/categories.csv")),
        outcomes=frozenset(row["code"] for row in _rows("reference/outcomes.csv")),
        regions=frozenset(row["code"] for row in regions),
    )


def places() -> dict[str, int]:
    """The place of each of the 188 sites, by its code."""
    counted: dict[str, int] = {}
    found: dict[str, int] = {}
    for row in _rows("rehearsal/sites_188.csv"):
        is_zone = row["kind"] == "functional_zone"
        region = row["site_id"].rsplit("-", 1)[-1] if is_zone else row["region_code"]
        counted[region] = counted.get(region, 0) + 1
        found[row["site_id"]] = place_of(region, counted[region])
    return found


@dataclass(frozen=True)
class PlayedDay:
    """A day as its file tells it."""

    day: str
    lines: Sequence[Mapping[str, Any]]
    expected: Mapping[str, Any]

    @property
    def entries(self) -> list[dict[str, Any]]:
        return [line["entry"] for line in self.lines]

    @property
    def shufflable(self) -> list[dict[str, Any]]:
        """The entries of all lines that are not marked refused: what must come out alike in any order."""
        return [line["entry"] for line in self.lines if "refused" not in line]


def played_day(name: str) -> PlayedDay:
    text = (SCHEDULES / f"rehearsal/{name}.jsonl").read_text(encoding="utf-8")
    expected = json.loads((SCHEDULES / f"rehearsal/{name}.expected.json").read_text(encoding="utf-8"))
    return PlayedDay(name[:10], [json.loads(line) for line in text.splitlines()], expected)


def checked(day: str, entries: Iterable[Mapping[str, Any]]) -> list[Sound | str]:
    """Each entry as the entry check leaves it, a refusal as its code."""
    check, where = EntryCheck.of(day, ZONE, codes()), places()
    results = [check.check(entry, site=entry["site"], place=where[entry["site"]], now=FAR_FUTURE) for entry in entries]
    return [result if isinstance(result, Sound) else result.code for result in results]


def folded(day: str, entries: Iterable[Mapping[str, Any]]) -> tuple[dict[str, str], dict[str, Any]]:
    """The status of each id and the tally, by the pure rules alone."""
    first: dict[tuple[int, str], fold.Entry] = {}
    for result in checked(day, entries):
        if isinstance(result, Sound):
            first.setdefault((result.entry.place, result.entry.id), result.entry)
    by_place: dict[int, list[fold.Entry]] = {}
    for entry in first.values():
        by_place.setdefault(entry.place, []).append(entry)
    status: dict[str, str] = {}
    accepted: list[fold.Entry] = []
    for its_entries in by_place.values():
        judged = fold.judge(its_entries)
        status |= judged
        accepted += [entry for entry in its_entries if judged[entry.id] == "accepted"]
    names = {place: site for site, place in places().items()}
    return status, tally(day, sites(accepted), codes=names, scope=PROVINCE)


class PlainSeals:
    """Seals that a test can read."""

    def mac(self, data: bytes) -> str:
        return hmac.new(b"a test's key", data, hashlib.sha256).hexdigest()

    def seal(self, day: str, place: int, ident: str, sealed: Mapping[str, Any]) -> bytes:
        return json.dumps([day, place, ident, sealed]).encode()

    def is_ready(self, sites: Iterable[tuple[str, int]]) -> bool:
        return not isinstance(sites, str)

    async def prepare(self, connection: AsyncConnection, sites: Iterable[tuple[str, int]]) -> None:
        """Need no key."""

    async def unseal(self, _source: AsyncConnection, day: str, place: int, ident: str, blob: bytes) -> dict[str, Any]:
        said = json.loads(blob)
        if said[:3] != [day, place, ident]:
            raise ValueError("sealed for another entry")
        return dict(said[3])


@dataclass
class Desk:
    """All sites of a day at the journal's check."""

    day: str
    writer: Writer
    touched: list[Touched]

    def __post_init__(self) -> None:
        self.check = EntryCheck.of(self.day, ZONE, codes())
        self.places = places()

    async def send(self, entries: Sequence[Mapping[str, Any]]) -> list[Answer]:
        """Send entries of one site in one request."""
        site = entries[0]["site"]
        sender = Sender(site, self.places[site], None, FAR_FUTURE, FAR_FUTURE)
        return await take_in(self.writer, self.check, entries, sender)

    async def play(self, entries: Iterable[Mapping[str, Any]], *, at_once: int = 1) -> dict[str, list[Answer]]:
        """Play entries in order per site, all sites side by side; the answers by id, in order."""
        by_site: dict[str, list[Mapping[str, Any]]] = {}
        for entry in entries:
            by_site.setdefault(entry["site"], []).append(entry)
        answers: dict[str, list[Answer]] = {}

        async def play_site(own: Sequence[Mapping[str, Any]]) -> None:
            for start in range(0, len(own), at_once):
                chunk = own[start : start + at_once]
                for entry, answer in zip(chunk, await self.send(chunk), strict=True):
                    answers.setdefault(entry["id"], []).append(answer)

        async with asyncio.TaskGroup() as group:
            for own in by_site.values():
                group.create_task(play_site(own))
        return answers


def _nothing() -> None:
    raise AssertionError("the disk was lost")


@asynccontextmanager
async def desk_of(database: Database, day: str, sites: Iterable[str] | None = None) -> AsyncIterator[Desk]:
    """A day with its 188 sites, or some of them, its writer running."""
    touched: list[Touched] = []
    taking_part = places()
    async with database.transaction(EVERYWHERE) as tx:
        heads = [(taking_part[site], site) for site in sites or taking_part]
        await open_heads(tx, day, heads, offset_minutes=480)
    writer = Writer(database, lacks=lacks, seals=PlainSeals(), committed=touched.append, lost=_nothing)
    running = asyncio.create_task(writer.run())
    try:
        yield Desk(day, writer, touched)
    finally:
        running.cancel()
        await asyncio.wait([running])


async def play_into(name: str, url: str) -> None:
    """Play a day in the order of its file into an empty database."""
    database = Database(url, reactions={})
    day = played_day(name)
    async with desk_of(database, day.day) as desk:
        await desk.play(day.entries, at_once=10)
    await database.dispose()


@pytest.fixture
async def sqlite_played(snapshots: Snapshots, sqlite_url: str) -> AsyncIterator[Database]:
    """The hard cases, played, to do harm to."""
    snapshots.into(sqlite_url, HARD_CASES, partial(play_into, HARD_CASES))
    database = Database(sqlite_url, reactions={})
    yield database
    await database.dispose()


@pytest.fixture
async def played(snapshots: Snapshots, database_url: str) -> AsyncIterator[Played]:
    """Give the function that opens a day by its name, played once for all tests that only read it or change a copy."""
    opened: list[Database] = []

    async def one(name: str) -> Database:
        snapshots.into(database_url, name, partial(play_into, name))
        opened.append(Database(database_url, reactions=REACTIONS))
        return opened[-1]

    yield one
    for database in opened:
        await database.dispose()
