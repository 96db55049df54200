"""What notices cost: thousands written in one transaction, and a page of the service while they are sent.

The floor of writing is the same rows, unsealed, by one statement. The floor of the page is the same page of the same
service that sends nothing. Letters go to a sink in this process, which takes all.
"""

import asyncio
import os
import sys
import tempfile
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Final
from uuid import uuid4

from aiohttp import ClientSession
from sqlalchemy import insert

from server.bench.measure import Figures, Shape, medians
from server.clock import Clock
from server.config import sqlite_url
from server.db import EVERYWHERE, Database
from server.migrations.upgrade import upgrade
from server.notices.actions import Draft, enqueue
from server.notices.model import Notice
from server.notices.rules import Channel, NoticeState
from server.notices.trial import TRIAL
from server.place import place_of
from server.sealing import Sealer, key_files

COUNT: Final = 5000
CLOCK: Final = Clock()
PLACES: Final = [place_of("430102", n) for n in range(1, 200)]
EACH: Final = 0.01
"""Seconds between two requests of the page."""
HANG: Final = 300
BARE: Final = "the same rows unsealed"
IDLE: Final = "while nothing is sent"


async def notices(*, quick: bool, say: Callable[[str], None]) -> Figures:
    """Write and send in turns; medians of the turns."""
    (turns, letters), rounds = ((2, 1500) if quick else (5, COUNT)), list[dict[str, float]]()
    for turn in range(turns):
        say(f"turn {turn + 1} of {turns}")
        with tempfile.TemporaryDirectory(prefix="reception-bench-") as folder:
            rounds.append(await _turn(Path(folder), letters))
    taken = medians(rounds)
    return Figures(
        "notices",
        [
            Shape(f"ms to write {COUNT} in one transaction (goal 1000)", taken["ours"], taken["bare"], BARE),
            Shape("ms p99 of a page while they are sent (ratio at most 1.2)", taken["busy"], taken["idle"], IDLE),
            Shape("ms p50 of the same", taken["busy_50"], taken["idle_50"], IDLE),
        ],
    )


async def _turn(folder: Path, letters: int) -> dict[str, float]:
    url = sqlite_url(folder / "reception.sqlite3")
    await upgrade(url)
    database = Database(url, reactions={})
    sealer = Sealer(await key_files(folder / "keys", database), CLOCK)
    await sealer.open(database)
    bare = await _written_bare(database)
    ours = await _written(database, sealer)
    await database.dispose()
    async with _sink() as sink:
        async with _service(folder, None) as page:
            idle = await _asked(page, lambda: True, least=1000)
        async with _service(folder, sink.url) as page:
            busy = await _asked(page, lambda: sink.taken >= letters)
    return {"ours": ours, "bare": bare, **_quantiles("idle", idle), **_quantiles("busy", busy)}


def _quantiles(name: str, seconds: Sequence[float]) -> dict[str, float]:
    return {name: quantiles(seconds, n=100)[98] * 1000, f"{name}_50": median(seconds) * 1000}


async def _written(database: Database, sealer: Sealer) -> float:
    """Milliseconds to write the notices."""
    now, began = CLOCK.now(), CLOCK.seconds()
    drafts = [
        Draft(
            kind=TRIAL,
            key=f"{n}",
            place=PLACES[n % len(PLACES)],
            to=f"person{n}@example.org",
            language="zh",
            values={},
            due=now,
            until=now + timedelta(days=1),
            urgent=True,
        )
        for n in range(COUNT)
    ]
    async with database.transaction(EVERYWHERE) as tx:
        await enqueue(tx, sealer, drafts)
    return (CLOCK.seconds() - began) * 1000


async def _written_bare(database: Database) -> float:
    """Milliseconds to write as many rows that say the same in clear; they are ended, and none is sent."""
    now, began = CLOCK.now(), CLOCK.seconds()
    ended = {"state": NoticeState.SENT, "attempts": 1, "doubts": 0, "urgent": True, "due": now, "until": now}
    same = {"kind": TRIAL, "channel": Channel.MAIL, "language": "zh", "batch": uuid4(), **ended}
    rows = [
        {"id": uuid4(), "key": f"bare {n}", "place": PLACES[n % len(PLACES)], "sealed": b"0" * 120, **same}
        for n in range(COUNT)
    ]
    async with database.store(EVERYWHERE) as connection:
        await connection.execute(insert(Notice), rows)
    return (CLOCK.seconds() - began) * 1000


async def _asked(page: str, is_over: Callable[[], bool], *, least: int = 0) -> list[float]:
    """Ask for a page at an even pace until it is over; the seconds of each answer."""
    taken = list[float]()
    async with ClientSession() as http, asyncio.timeout(HANG):
        while len(taken) < least or not is_over():
            began = CLOCK.seconds()
            async with http.get(page) as answer:
                await answer.read()
            taken.append(CLOCK.seconds() - began)
            await asyncio.sleep(max(0.0, EACH - taken[-1]))
    return taken


@asynccontextmanager
async def _service(folder: Path, mail_server: str | None) -> AsyncIterator[str]:
    """Run the service on this folder; gives the address of a page that asks the database."""
    more = {} if mail_server is None else {"RECEPTION_SMTP_URL": mail_server, "RECEPTION_SMTP_FROM": "r@example.org"}
    words = ("-m", "server", "serve", "--port", "0", "--media-workers", "0", "--data", str(folder))
    process = await asyncio.create_subprocess_exec(
        sys.executable, *words, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL, env=os.environ | more
    )
    if process.stdout is None:
        raise RuntimeError("the service has no output")
    try:
        async with asyncio.timeout(HANG):
            said = (await process.stdout.readline()).decode()
        yield f"{said.split()[-1]}/readyz"
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


class _Sink:
    """A mail server that takes all and keeps nothing."""

    url = ""
    taken = 0

    async def talk(self, reader: StreamReader, writer: StreamWriter) -> None:
        writer.write(b"220 sink\r\n")
        while line := await reader.readline():
            if line[:4] == b"DATA":
                writer.write(b"354 go on\r\n")
                await reader.readuntil(b"\r\n.\r\n")
                self.taken += 1
            writer.write(b"250 OK\r\n")
        writer.close()


@asynccontextmanager
async def _sink() -> AsyncIterator[_Sink]:
    sink = _Sink()
    server = await asyncio.start_server(sink.talk, "127.0.0.1", 0)
    sink.url = f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield sink
    finally:
        server.close()
