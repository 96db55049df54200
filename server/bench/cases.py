"""What cases cost: entries into cases, a list of 100,000 with its counts, and deadlines after a change of holidays."""

import resource
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Table, insert, text
from uuid_utils.compat import uuid7

from server import fold
from server.after.case.deadlines import OFFICIAL_DAYS, recompute_batch
from server.after.case.model import Case, CaseClock, CaseLine
from server.after.case.reactions import follow_outcomes
from server.after.case.reads import AskedCases, totals
from server.after.case.reads import cases as listed
from server.after.case.rules import CaseState, Happening
from server.before.calendar.model import OfficialYear
from server.bench.breakable import postgres_programs, running_postgres
from server.bench.measure import Figures, Shape
from server.clock import Clock
from server.config import sqlite_url
from server.db import EVERYWHERE, Database
from server.journal.model import Accepted, Head, Matter
from server.migrations.upgrade import owner_connection, upgrade
from server.place import Scope

DAY: Final = "2023-11-09"
TODAY: Final = date(2023, 11, 20)
AT: Final = datetime(2023, 11, 9, 2, tzinfo=UTC)
PLACES: Final = [430_100_000 + 1000 * county + 1 for county in range(2, 124)]
BLOCK: Final = 5_000
CLOCK: Final = Clock()
CPU_GOAL, PAGE_GOAL, COUNT_GOAL, RECOMPUTE_GOAL = 20.0, 50.0, 150.0, 60.0


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds of processor of the reader, milliseconds of a page and of the counts, seconds of all deadlines."""

    reading: float
    page: float
    county: float
    counts: float
    recomputing: float


async def cases(*, quick: bool, say: Callable[[str], None]) -> Figures:
    """With ``quick`` there are a tenth of the cases and entries."""
    few, many = (1_000, 10_000) if quick else (10_000, 100_000)
    with tempfile.TemporaryDirectory(prefix="reception-bench-") as folder:
        took: dict[str, Took | None] = {"SQLite": await _took(sqlite_url(Path(folder) / "cases.sqlite3"), few, many)}
        say("SQLite")
    programs = postgres_programs()
    took["PostgreSQL"] = None
    if programs is not None:
        async with running_postgres(programs) as postgres:
            took["PostgreSQL"] = await _took(postgres.url, few, many)
        say("PostgreSQL")
    return Figures("cases", [shape for name, one in took.items() for shape in _shapes(name, one, few, many)])


def _shapes(name: str, took: Took | None, few: int, many: int) -> list[Shape]:
    told = (
        (f"s CPU, {few:,} entries into cases", "reading", CPU_GOAL),
        (f"ms, first page of {many:,} cases of the province", "page", PAGE_GOAL),
        (f"ms, first page of a county among {many:,}", "county", PAGE_GOAL),
        (f"ms, counts and sums of {many:,} cases by filter", "counts", COUNT_GOAL),
        (f"s, {many:,} deadlines after a change of holidays", "recomputing", RECOMPUTE_GOAL),
    )
    values = {field: None if took is None else getattr(took, field) for _, field, _ in told}
    return [Shape(f"{what}, {name}", values[field], goal, "the goal") for what, field, goal in told]


async def _took(url: str, few: int, many: int) -> Took:
    await upgrade(url)
    database = Database(url, reactions={})
    try:
        reading = await _reading(database, few)
        await database.batch(EVERYWHERE, lambda connection: _fill(connection, many))
        if database.is_postgres:
            async with owner_connection(url) as owner:
                await owner.execute(text("ANALYZE"))  # which PostgreSQL does by itself a minute later
        async with database.transaction(EVERYWHERE, write=False) as tx:
            page = await _milliseconds(lambda: listed(tx, AskedCases(today=TODAY), limit=51))
            counts = await _milliseconds(lambda: totals(tx, AskedCases(today=TODAY, category="wage_arrears_migrant")))
        place = PLACES[5]
        async with database.transaction(Scope(place - 1, place + 998), write=False) as tx:
            county = await _milliseconds(lambda: listed(tx, AskedCases(today=TODAY), limit=51))
        return Took(reading, page, county, counts, await _recomputing(database))
    finally:
        await database.dispose()


async def _milliseconds(ask: Callable[[], Any]) -> float:
    """The median of twenty, after five that compile statements and read pages."""
    took = list[float]()
    for _ in range(25):
        began = CLOCK.seconds()
        await ask()
        took.append(1000 * (CLOCK.seconds() - began))
    return median(took[5:])


async def _reading(database: Database, count: int) -> float:
    """Seconds of processor that outcomes take to become cases, read in batches of a site as the reader reads them."""
    batches = [(place, [str(uuid7()) for _ in range(100)]) for place in (PLACES * (count // 100))[: count // 100]]
    by_place: dict[int, list[str]] = {}
    for place, matters in batches:
        by_place.setdefault(place, []).extend(matters)
    await database.batch(EVERYWHERE, lambda connection: _fill_journal(connection, by_place))
    before = _cpu()
    for place, matters in batches:
        async with database.transaction(Scope(place, place)) as tx:
            await follow_outcomes(tx, [_accepted(place, one) for one in matters])
    return _cpu() - before


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _accepted(place: int, matter: str) -> Accepted:
    at = int(AT.timestamp() * 1_000_000)
    return Accepted(day=DAY, place=place, id=matter, kind=fold.OUTCOME, matter=matter, received_at=at, at=at)


async def _recomputing(database: Database) -> float:
    """Seconds until every clock was computed by a table that moves them all."""
    named = {"kind": "holiday", "name_zh": "（示例）", "name_en": "(example)"}
    async with database.transaction(EVERYWHERE) as tx:
        tx.add(OfficialYear(year=2023, is_complete=True, days=[{"date": "2023-11-14", **named}]))
    began, last = CLOCK.seconds(), None
    while True:
        async with database.transaction(EVERYWHERE, bulk=True) as tx:  # as the worker of jobs opens it
            last = await recompute_batch(tx, OFFICIAL_DAYS, after=last, now=AT)
        if last is None:
            return CLOCK.seconds() - began


def _fill_journal(connection: Connection, by_place: dict[int, list[str]]) -> None:
    """A head of each site, and matters agreed to be paid."""
    at = int(AT.timestamp() * 1_000_000)
    same = {"day": DAY, "state": "done", "category": "wage_arrears_migrant", "involved": 2, "claimed_fen": 10_600_000}
    said = {"outcome": "accepted", "outcome_at": at, "owner_unit": "hidden", "registered_at": at}
    heads = [{"day": DAY, "place": place, "site": f"SITE-{place}", "lo": place, "hi": place} for place in by_place]
    columns = _table(Head).columns.keys()
    _put(connection, Head, [{key: value for key, value in one.items() if key in columns} for one in heads])
    for place, matters in by_place.items():
        _put(connection, Matter, [{**same, **said, "place": place, "matter": one} for one in matters])


def _fill(connection: Connection, count: int) -> None:
    """Cases of a quarter year at all places, each with a running clock and the first line of its timeline."""
    for first in range(0, count, BLOCK):
        ids = [uuid7() for _ in range(BLOCK)]
        numbered = list(enumerate(ids, start=first))
        _put(connection, Case, [_case(n, ident) for n, ident in numbered])
        _put(connection, CaseClock, [_clock(n, ident) for n, ident in numbered])
        _put(connection, CaseLine, [_line(n, ident) for n, ident in numbered])


def _case(n: int, ident: UUID) -> dict[str, Any]:
    ended = n % 10 == 0
    return {
        "id": ident,
        "day": DAY,
        "site": f"SITE-{PLACES[n % len(PLACES)]}",
        "place": PLACES[n % len(PLACES)],
        "category": ("wage_arrears_migrant", "work_injury")[n % 2],
        "people_count": 2,
        "state": CaseState.DONE if ended else CaseState.OPEN,
        "route": "labour_inspection",
        "owner_in_words": True,
        "due_on": None if ended else _due(n),
        "ended_on": TODAY if ended else None,
        "outcome_changed": False,
        "refusals": 0,
        **dict.fromkeys(("claimed_fen", "agreed_fen"), 10_600_000),
        **dict.fromkeys(("confirmed_fen", "paid_fen", "received_fen"), 0),
        "opened_on": AT.date(),
        "version": 1,
    }


def _clock(n: int, ident: UUID) -> dict[str, Any]:
    own = {"id": uuid7(), "case_id": ident, "place": PLACES[n % len(PLACES)], "table_version": 0}
    started = {"limit": "labour_inspection", "started_on": AT.date(), "due_on": _due(n)}
    return {**own, **started, "is_certain": True, "is_extended": False}


def _line(n: int, ident: UUID) -> dict[str, Any]:
    own = {"id": uuid7(), "case_id": ident, "place": PLACES[n % len(PLACES)]}
    return {**own, "happening": Happening.OPEN, "by": "machine", "at": AT, "told": {"outcome": "accepted"}}


def _due(n: int) -> date:
    return TODAY + timedelta(days=n % 90 - 30)


def _put(connection: Connection, model: type[Any], rows: Sequence[dict[str, Any]]) -> None:
    connection.execute(insert(_table(model)), rows)


def _table(model: type[Any]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101  # told to the types
    return table
