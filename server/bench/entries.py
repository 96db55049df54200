"""What an acknowledged entry costs: CPU of the service per entry, beside the same path without the database.

The service runs in a process of its own and only its CPU is counted; the floor is the same route with a writer that
answers at once. Both are measured in turns in one run. The cost must not grow with the journal: it is taken at ten
thousand and at a million rows.
"""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import aiohttp
from uuid_utils.compat import uuid7

from server.bench.measure import Figures, Shape, medians

DAY: Final = "2023-11-09"
AT_ONCE: Final = 64
ROUNDS: Final = 5
FLOOR: Final = "the same route, answering without a database"
TICKS: Final = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Target:
    """A service that is being measured."""

    process: asyncio.subprocess.Process
    url: str
    tokens: dict[str, str]
    sessions: Sequence[str]
    """Sessions of organisers, which may watch."""

    def cpu(self) -> float:
        """Seconds that all threads of its process, the ended ones too, were on a processor."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS


async def entries(*, database_url: str | None, quick: bool) -> Figures:
    """Measure single entries and a hundred per POST, on SQLite and, where a URL is given, on PostgreSQL."""
    shapes: list[Shape] = []
    for kind, url in (("SQLite", None), ("PostgreSQL", database_url)):
        if kind == "PostgreSQL" and url is None:
            shapes += [Shape(f"µs CPU, {per} per POST, {kind}", None, None, FLOOR) for per in (1, 100)]
            continue
        shapes += await _kind(kind, url, quick=quick)
    for rows in (10_000,) if quick else (10_000, 1_000_000):
        shapes.append(await _with_history(rows, quick=quick))
    return Figures("entries", shapes)


async def _kind(kind: str, url: str | None, *, quick: bool) -> list[Shape]:
    async with running_target("journal", url) as ours, running_target("floor", None) as floor:
        shapes = []
        for per in (1, 100):
            posts = (400 if quick else 1500) if per == 1 else (30 if quick else 100)
            await _cost(ours, per, posts // 4)
            rounds = [
                {"ours": await _cost(ours, per, posts), "floor": await _cost(floor, per, posts)}
                for _ in range(3 if quick else ROUNDS)
            ]
            cost = medians(rounds)
            shapes.append(Shape(f"µs CPU per entry, {per} per POST, {kind}", cost["ours"], cost["floor"], FLOOR))
        return shapes


async def _with_history(rows: int, *, quick: bool) -> Shape:
    """The cost of an entry after this many rows lie in the journal, beside that with an empty one."""
    async with running_target(f"journal:{rows}", None) as long, running_target("journal", None) as empty:
        for target in (long, empty):
            await _cost(target, 1, 100)
        posts = 400 if quick else 1000
        rounds = [
            {"long": await _cost(long, 1, posts), "empty": await _cost(empty, 1, posts)}
            for _ in range(3 if quick else ROUNDS)
        ]
    cost = medians(rounds)
    return Shape(
        f"µs CPU per entry, 1 per POST, SQLite, {rows:,} rows", cost["long"], cost["empty"], "an empty journal"
    )


async def _cost(target: Target, per: int, posts: int) -> float:
    """CPU of the service in microseconds per acknowledged entry."""
    sites = list(target.tokens.items())
    bodies = [(site, token, [registration(site) for _ in range(per)]) for site, token in (sites * posts)[:posts]]
    queue = iter(bodies)
    before = target.cpu()

    async def send() -> None:
        for site, token, made in queue:
            await hand_in(session, target, site, token, made)

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session, asyncio.TaskGroup() as group:
        for _ in range(min(AT_ONCE, posts)):
            group.create_task(send())
    return (target.cpu() - before) * 1e6 / (posts * per)


async def hand_in(
    http: aiohttp.ClientSession, target: Target, site: str, token: str, entries: Sequence[dict[str, Any]]
) -> None:
    """Hand in at a site; RuntimeError unless each entry is accepted."""
    url = f"{target.url}/api/days/{DAY}/sites/{site}/entries"
    async with http.post(url, json={"entries": entries}, headers={"Authorization": f"Bearer {token}"}) as answer:
        results = (await answer.json())["results"]
        if any(result["status"] != "accepted" for result in results):
            raise RuntimeError(f"an entry was {results[0]}")


def registration(site: str) -> dict[str, Any]:
    return {
        "id": str(uuid7()),
        "day": DAY,
        "site": site,
        "at": f"{DAY}T09:10:00.000+08:00",
        "kind": "matter_registered",
        "data": {
            "matter": str(uuid7()),
            "category": "wage_arrears_migrant",
            "involved_count": 12,
            "attendee_count": 3,
            "is_repeat": False,
            "channel": "site",
            "summary": "（演练数据）反映工程完工后未按约支付",
            "needs": [],
            "petitioner": {"name": "演练", "phone": "12800000000"},
        },
    }


@asynccontextmanager
async def running_target(kind: str, database_url: str | None) -> AsyncIterator[Target]:
    """A service in a process of its own, stopped at the end."""
    with TemporaryDirectory(prefix="reception-bench-") as folder:
        command: Sequence[str] = [sys.executable, "-m", "server.bench.target", kind, folder, database_url or ""]
        process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
        try:
            if process.stdout is None:
                raise RuntimeError("the service has no output")
            port = int(await process.stdout.readline())
            told = [
                tuple(line.split()) for line in (await process.stdout.readline()).decode().split(";") if line.strip()
            ]
            sessions = (await process.stdout.readline()).decode().split()
            yield Target(process, f"http://127.0.0.1:{port}", {line[0]: line[1] for line in told}, sessions)
        finally:
            process.terminate()
            await process.wait()
