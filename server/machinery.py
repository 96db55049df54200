"""What the service opens beside its rooms: database, seals, bus, journal, media and the workers of jobs."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial

from aiohttp import web

from server import keys, mark
from server.after.case.reactions import AFTER_ENTRY as OF_CASES
from server.after.case.reactions import READER as CASES
from server.clock import Clock
from server.config import Settings
from server.day.outcome.rules import lacks
from server.day.similar.actions import READER as SIMILAR
from server.day.similar.actions import after_entries
from server.db import Database
from server.files.decoding import Decoding
from server.http.problems import show_counts
from server.jobs.worker import Worker
from server.journal.readers import SWEEP, Reader
from server.journal.seals import EntrySeals
from server.journal.writer import KindsOf, Writer
from server.live.supervisor import keep
from server.media.opening import open_plane
from server.migrations.upgrade import check_ready, upgrade
from server.notices.carriers import carriers_of, sends_messages
from server.notices.keys import TEXTS
from server.notices.rules import parse_quiet_hours
from server.notices.sender import Sender
from server.printing.typesetting import Press
from server.reactions import AFTER_ENTRY, REACTIONS, READER, TEMPLATES
from server.reactions import jobs as jobs_of
from server.sealing import Sealer, key_files

PATIENCE = 5
"""Seconds that the readers and the worker of jobs have to finish what they are at when the service is told to stop."""
LOST = 70
"""The exit code of a process whose disk did not take a write (EX_SOFTWARE of sysexits)."""


async def claim(settings: Settings, now: datetime, *, rehearsal: bool) -> None:
    """Bring the database to this version; Stopped, and nothing changed, where it or the folder is the other's."""
    check = partial(mark.check, folder=settings.data, rehearsal=rehearsal)
    if not rehearsal:
        await upgrade(settings.database(), before=check)
        return
    await upgrade(settings.database(), before=check, after=partial(mark.mark_database, now=now))
    mark.mark_folder(settings.data)


async def database(app: web.Application) -> AsyncIterator[None]:
    settings = app[keys.SETTINGS]
    await claim(settings, app[keys.CLOCK].now(), rehearsal=app[keys.REHEARSAL])
    opened = Database(settings.database(), reactions=REACTIONS, connections=settings.database_connections)
    app[keys.DATABASE] = opened
    app[keys.READY] = lambda: check_ready(opened)
    yield
    await opened.dispose()


async def sealer(app: web.Application) -> AsyncIterator[None]:
    files = await key_files(app[keys.SETTINGS].data / "keys", app[keys.DATABASE])
    app[keys.SEALER] = Sealer(files, app[keys.CLOCK])
    await app[keys.SEALER].open(app[keys.DATABASE])
    app[keys.SEALS] = EntrySeals(app[keys.SEALER])
    yield


async def files(app: web.Application) -> AsyncIterator[None]:
    """Open the threads in which pictures are decoded and pages are set."""
    app[keys.DECODING], app[keys.PRESS] = Decoding(), Press(fonts=app[keys.SETTINGS].fonts)
    yield
    app[keys.DECODING].close()
    app[keys.PRESS].close()


async def bus(app: web.Application) -> AsyncIterator[None]:
    """Carry what the rooms tell it to open desks here and at other servers."""
    async with app[keys.BUS].running():
        yield


async def journal(app: web.Application) -> AsyncIterator[None]:
    """Run the one writer of this process, which wakes the readers of what it wrote."""
    database = app[keys.DATABASE]
    similar = Reader(database, SIMILAR, after_entries(app[keys.SEALS]))
    app[keys.READERS] = readers = {
        READER: Reader(database, READER, AFTER_ENTRY),
        SIMILAR: similar,
        CASES: Reader(database, CASES, OF_CASES),
    }

    def accepted(kinds: KindsOf) -> None:
        for one in readers.values():
            one.wake(kinds)

    writer = Writer(
        app[keys.DATABASE],
        lacks=lacks,
        seals=app[keys.SEALS],
        committed=app[keys.BUS].wake_all,
        accepted=accepted,
        lost=lambda: os._exit(LOST),
    )
    app[keys.WRITER] = writer
    writing = asyncio.create_task(writer.run())
    yield
    writing.cancel()
    await asyncio.wait([writing])  # not gather, whose result holds the error, its traceback and so this app


async def readers(app: web.Application) -> AsyncIterator[None]:
    """Run the readers of what the writer wrote, each by itself: one that stops at an entry stops no other."""

    def failed() -> None:
        app[keys.HUB].counts.failures += 1

    found = app[keys.READERS]
    reading = [asyncio.create_task(keep(one.run, name=name, pause=SWEEP, failed=failed)) for name, one in found.items()]
    yield
    for one in found.values():
        one.end()
    for task in reading:
        await _ended(task)


async def media(app: web.Application) -> AsyncIterator[None]:
    """Open the media plane, unless one was given or this process is to have none."""
    settings = app[keys.SETTINGS]
    if keys.PLANE not in app and settings.media_workers:
        # packets keep no time but the real one, also where the app's clock is set or stands
        app[keys.PLANE] = open_plane(address=settings.media_address, port=settings.media_port, clock=Clock())
    plane = app.get(keys.PLANE)
    yield
    if plane is not None:
        await plane.aclose()


async def jobs(app: web.Application) -> AsyncIterator[None]:
    """Run the worker of jobs of this process."""
    settings = app[keys.SETTINGS]
    handlers = jobs_of(
        app[keys.CLOCK],
        app[keys.SEALER],
        origin=settings.origin(),
        tells_group=settings.hook_url is not None,
        tells_phones=sends_messages(settings, is_rehearsal=app[keys.REHEARSAL]),
    )
    worker = Worker(app[keys.DATABASE], handlers, app[keys.CLOCK])
    show_counts(app, "jobs", worker.counts)
    async with _working(worker, "jobs"):
        yield


async def notices(app: web.Application) -> AsyncIterator[None]:
    """Send notices, by a worker of their own: what a mail server makes wait is nothing but other notices."""
    settings = app[keys.SETTINGS]
    app[TEXTS] = TEMPLATES
    carriers = carriers_of(settings, is_rehearsal=app[keys.REHEARSAL])
    sender = Sender(
        app[keys.DATABASE],
        app[keys.SEALER],
        app[keys.CLOCK],
        carriers=carriers,
        templates=TEMPLATES,
        quiet=parse_quiet_hours(settings.quiet_hours),
    )
    show_counts(app, "notices", sender.counts)
    worker = Worker(app[keys.DATABASE], sender.jobs, app[keys.CLOCK])
    async with _working(worker, "notices"):
        yield
        sender.end()


@asynccontextmanager
async def _working(worker: Worker, name: str) -> AsyncIterator[None]:
    working = asyncio.create_task(keep(worker.run, name=name, pause=1, failed=worker.failed))
    try:
        yield
    finally:
        worker.end()
        await _ended(working)


async def _ended(task: "asyncio.Task[None]") -> None:
    """Wait for a task that was told to end; one that takes too long is cut off."""
    _, pending = await asyncio.wait([task], timeout=PATIENCE)
    if pending:
        task.cancel()
        await asyncio.wait([task])
