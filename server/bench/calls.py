"""What calling the next costs with a thousand waiting at 188 sites, beside the SELECT and UPDATE it cannot be below.

Both happen in this process on the same database, in turns in one run: whole transactions, with the commit. The floor
takes the person who came first; ours orders the candidates by need and waiting, locks the site, and sets up the
meeting with its seats.
"""

import resource
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, cast

from sqlalchemy import Connection, Table, delete, insert, select, update

from server import mark
from server.before.agenda.actions import create_day
from server.bench.measure import Figures, Shape, medians
from server.clock import Clock, Moment
from server.day.calling.calls import Wanted, call_next
from server.day.calling.model import Presence, Turn
from server.day_code import parse_day
from server.db import EVERYWHERE, Database
from server.instants import micros_of
from server.journal.model import Matter
from server.migrations.upgrade import upgrade
from server.people.rules import Person, Role, capabilities_of
from server.place import Scope, place_of, range_of_region
from server.reactions import REACTIONS
from server.serving import calm_collector
from server.sites.model import Site
from server.sites.reference import read_reference
from server.sites.rules import Kind, Tier

DAY: Final = parse_day("2023-11-09")
NOW: Final = datetime(2023, 11, 9, 2, 0, tzinfo=UTC)
SITES: Final = 188
WAITING: Final = 1_000
FLOOR: Final = "SELECT the first, UPDATE, commit"
NEEDS: Final = ("", "", "", "elderly", "ill with_child", "hardship", "from_far")
MATTER, TURN, PRESENCE = (cast("Table", model.__table__) for model in (Matter, Turn, Presence))
SCHEDULES: Final = Path(__file__).parents[2] / "schedules"


async def calls(*, database_url: str | None, quick: bool) -> Figures:
    """Measure on SQLite and, where a URL is given, on PostgreSQL."""
    shapes: list[Shape] = []
    for kind, url in (("SQLite", None), ("PostgreSQL", database_url)):
        if kind == "PostgreSQL" and url is None:
            shapes += [Shape(f"{unit} per call, {kind}", None, None, FLOOR) for unit in ("µs CPU", "µs")]
            continue
        async with _hall(url) as database:
            shapes += await _kind(kind, database, quick=quick)
    return Figures("calls", shapes)


async def _kind(kind: str, database: Database, *, quick: bool) -> list[Shape]:
    times = 20 if quick else 50
    rounds = []
    for _ in range(3 if quick else 7):
        ours, floor = await _cost(times, _ours(database)), await _cost(times, _floor(database))
        rounds.append({"ours cpu": ours.cpu, "ours": ours.lasts, "floor cpu": floor.cpu, "floor": floor.lasts})
        await _all_wait_again(database)
    cost = medians(rounds[1:])
    said = f"{WAITING:,} waiting at {SITES} sites, {kind}"
    return [
        Shape(f"µs CPU per call, {said}", cost["ours cpu"], cost["floor cpu"], FLOOR),
        Shape(f"µs per call, {said}", cost["ours"], cost["floor"], FLOOR),
    ]


@dataclass(frozen=True, slots=True)
class _Cost:
    """Microseconds each time: of CPU in all threads of this process, and of waiting."""

    cpu: float
    lasts: float


async def _cost(times: int, once: Callable[[], Awaitable[object]]) -> _Cost:
    clock = Clock()
    began, used = clock.seconds(), _cpu()
    for _ in range(times):
        await once()
    return _Cost((_cpu() - used) * 1e6 / times, (clock.seconds() - began) * 1e6 / times)


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def _ours(database: Database) -> Callable[[], Awaitable[object]]:
    scope = Scope(*range_of_region("430000"), capabilities_of({Role.LEADER}))
    leader = Person(id="bench", kind="account", name="（演练）", roles=frozenset({Role.LEADER}), scope=scope)

    async def once() -> object:
        async with database.transaction(scope) as tx:  # the route holds what it was given until the end, as here
            return await call_next(tx, str(DAY), Wanted("video"), by=leader, at=Moment(NOW, NOW))

    return once


def _floor(database: Database) -> Callable[[], Awaitable[object]]:
    waiting = (MATTER.c.day == str(DAY), MATTER.c.state == "waiting", MATTER.c.turn == "waiting")
    first = select(MATTER.c.place, MATTER.c.matter).where(*waiting).order_by(MATTER.c.registered_at).limit(1)

    async def once() -> None:
        async with database.store(EVERYWHERE) as connection:
            place, matter = (await connection.execute(first)).one()
            this = (MATTER.c.day == str(DAY), MATTER.c.place == place, MATTER.c.matter == matter)
            await connection.execute(update(MATTER).where(*this).values(turn="called"))

    return once


async def _all_wait_again(database: Database) -> None:
    async with database.store(EVERYWHERE) as connection:
        await connection.execute(delete(TURN))
        await connection.execute(update(MATTER).values(turn="waiting"))


@asynccontextmanager
async def _hall(url: str | None) -> AsyncIterator[Database]:
    """A database with a day on which a thousand wait, every site heard just now."""
    with TemporaryDirectory(prefix="reception-bench-") as folder:
        found = url or f"sqlite:///{Path(folder) / 'calls.sqlite3'}"
        check = partial(mark.check, folder=Path(folder), rehearsal=True)  # nothing real is measured
        await upgrade(found, before=check, after=partial(mark.mark_database, now=Clock().now()))
        database = Database(found, reactions=REACTIONS)
        try:
            await _fill(database)
            calm_collector()  # as a service does, for call and floor alike
            yield database
        finally:
            await database.dispose()


async def _fill(database: Database) -> None:
    """Put in the sites, their day, and the people who wait."""
    regions = [
        code for code, region in read_reference(SCHEDULES / "reference").regions.items() if region.level != "province"
    ]
    codes = [(regions[n % len(regions)], 1 + n // len(regions)) for n in range(SITES)]
    sites = [_site(region, number) for region, number in codes]
    async with database.transaction(EVERYWHERE) as tx:
        for site in sites:
            tx.add(site)
        await tx.flush()
        await create_day(tx, DAY, sites)
    places = [site.place for site in sites]
    async with database.store(EVERYWHERE) as connection:
        await connection.run_sync(lambda inside: _wait(inside, places))


def _site(region: str, number: int) -> Site:
    code = f"BENCH-{region}-{number}"
    name = {"name_zh": f"（示例）{code}", "name_en": f"(Sample) {code}"}
    return Site(
        code=code,
        place=place_of(region, number),
        kind=Kind.MAIN,
        tier=Tier.COUNTY,
        rooms=2,
        parent=None,
        telephone=None,
        **name,
    )


def _wait(connection: Connection, places: list[int]) -> None:
    connection.execute(insert(PRESENCE), [{"place": place, "heard_at": NOW} for place in places])
    connection.execute(insert(MATTER), [_matter(n, places[n * 7 % len(places)]) for n in range(WAITING)])


def _matter(n: int, place: int) -> dict[str, object]:
    """The n-th who came, in the last hours; every seventh with a need."""
    came = micros_of(NOW - timedelta(seconds=11 * n))
    ident = f"018bb165-9350-7000-8000-{n:012}"
    return {
        "day": str(DAY),
        "place": place,
        "matter": ident,
        "state": "waiting",
        "turn": "waiting",
        "registration": ident,
        "registered_at": came,
        "category": "work_injury",
        "channel": "site",
        "involved": n % 40,
        "attendees": 1,
        "needs": NEEDS[n % len(NEEDS)],
        "ticket": f"A{n + 1}",
    }
