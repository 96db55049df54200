"""The service that `reception bench entries` measures, in a process of its own: ``KIND FOLDER [DATABASE_URL]``.

KIND is ``journal`` (the real one), ``floor`` (same route, a writer that answers at once) or ``journal:ROWS`` (the
real one with that many rows in it already). Prints its port, then ``site token;…``, then the sessions of
some organisers. At each SIGUSR1 it prints the longest gaps of its loop since the last, in milliseconds: by the
clock, and without the time for which others had the processor.
"""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import cast

import uvloop
from aiohttp import web
from sqlalchemy import Connection, Table
from sqlalchemy import insert as insert_into

from server.app import build
from server.clock import Clock
from server.config import Settings
from server.day.record.actions import Intake
from server.day.record.keys import INTAKE
from server.db import EVERYWHERE
from server.entries.fields import Codes
from server.http.listener import Runner
from server.journal.judging import Answer
from server.journal.loading import Request
from server.journal.model import Accepted
from server.journal.writer import Writer
from server.keys import CLOCK, DATABASE, SEALS
from server.logs import set_up
from server.people.sessions import open_session
from server.rehearsal.command import STAGE
from server.rehearsal.dayfile import DayFile, Sending
from server.rehearsal.stage import DESKS, account_at, set_stage
from server.serving import calm_collector
from server.sites.keys import REFERENCE

DAY = "2023-11-09"
BLOCK = 10_000
ASKED_EACH = 0.001
ORGANISERS = 8


class AtOnce(Writer):
    """Answers every request as a writer does, without writing."""

    async def submit(self, request: Request) -> list[Answer]:
        return [Answer(line.entry.id, "accepted", seq=1) for line in request.lines]


async def serve(kind: str, folder: str, database_url: str) -> None:
    set_up("error")
    settings = Settings.model_validate({"data": Path(folder), "database_url": database_url or None, "port": 0})
    app = build(settings, rehearsal=True)
    if kind == "floor":
        app.cleanup_ctx.append(answer_at_once)
    runner = Runner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    starts = datetime(2023, 11, 9, 8, 0, tzinfo=UTC)
    codes = [f"HN-C-43{city:02}" for city in range(1, 14)]
    sendings = {code: [Sending(starts, {"site": code, "day": DAY})] for code in codes}
    file = DayFile(DAY, len(codes), sendings, starts, starts + timedelta(hours=1))
    tokens = await set_stage(app[DATABASE], file, STAGE, app[REFERENCE], app[CLOCK], speed=0)
    rows = int(kind.partition(":")[2] or 0)
    for start in range(0, rows, BLOCK):
        await app[DATABASE].batch(EVERYWHERE, partial(fill, start=start, count=BLOCK))
    calm_collector()  # the floor like the service
    told = ";".join(f"{site} {token}" for site, token in tokens.items())
    sessions = await _organisers(app)
    gaps = Gaps(app[CLOCK])
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, gaps.tell)
    sys.stdout.write(f"{runner.addresses[0][1]}\n{told}\n{sessions}\n")
    sys.stdout.flush()
    await gaps.watch()


async def _organisers(app: web.Application) -> str:
    """The sessions of so many organisers, each of which may watch with a few dozen sockets."""
    wall, now, tokens = next(desk for desk in DESKS if desk.host == "wall"), app[CLOCK].now(), []
    for number in range(ORGANISERS):
        account = await account_at(app[DATABASE], replace(wall, name_zh=f"bench {number}"), now=now)
        async with app[DATABASE].transaction(EVERYWHERE) as tx:
            _, token = await open_session(tx, account, agent="bench", now=now)
            tokens.append(token)
    return " ".join(tokens)


class Gaps:
    """The longest gaps between two turns of a loop that is asked each millisecond."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._delays = os.open("/proc/thread-self/schedstat", os.O_RDONLY)
        self._by_clock = self._own = 0.0

    async def watch(self) -> None:
        while True:
            before, delayed = self._clock.seconds(), self._delayed()
            await asyncio.sleep(ASKED_EACH)
            gap = self._clock.seconds() - before - ASKED_EACH
            self._by_clock = max(self._by_clock, gap)
            self._own = max(self._own, gap - self._delayed() + delayed)

    def _delayed(self) -> float:
        """Seconds for which this thread could have run and had no processor (Linux)."""
        return int(os.pread(self._delays, 100, 0).split()[1]) / 1e9

    def tell(self) -> None:
        sys.stdout.write(f"{1000 * self._by_clock:.3f} {1000 * self._own:.3f}\n")
        sys.stdout.flush()
        self._by_clock = self._own = 0.0


async def answer_at_once(app: web.Application) -> AsyncIterator[None]:
    """Put the writer that writes nothing behind the route, last of all that is opened."""
    writer = AtOnce(app[DATABASE], lacks=lambda _: (), seals=app[SEALS], committed=lambda _: None, lost=sys.exit)
    reference = app[REFERENCE]
    known = Codes(frozenset(reference.categories), frozenset(reference.outcomes), frozenset(reference.regions))
    app[INTAKE] = Intake(app[DATABASE], writer, app[CLOCK], known)
    yield


def fill(connection: Connection, *, start: int, count: int) -> None:
    """Put rows of an earlier day into the journal: what lies there, not what it says, is what matters here."""
    journal = cast("Table", Accepted.__table__)
    connection.execute(insert_into(journal), [_row(number) for number in range(start, start + count)])


def _row(number: int) -> dict[str, object]:
    ident = f"018b0000-0000-7000-8000-{number:012d}"
    return {
        "day": "2023-10-12",
        "place": 430_100_001 + number % 1000,
        "seq": number // 1000 + 1,
        "id": ident,
        "kind": "matter_registered",
        "at": 1_697_000_000_000_000 + number,
        "matter": ident,
        "clear": "{}",
        "mac": "",
        "prev": "",
        "hash": "",
        "received_at": 1_697_000_000_000_000 + number,
    }


def main(arguments: Sequence[str]) -> None:
    kind, folder, database_url = arguments
    uvloop.run(serve(kind, folder, database_url))


if __name__ == "__main__":
    main(sys.argv[1:])
