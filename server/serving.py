"""Runs the service: builds it, listens, and closes it in order when it is told to stop."""

import asyncio
import ctypes
import errno
import gc
import os
import resource
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import structlog
from aiohttp import web

from server.app import build
from server.config import Settings
from server.db import EVERYWHERE
from server.http.listener import Runner
from server.keys import CLOCK, DATABASE
from server.logs import set_up
from server.people.invitations import LinkHeld, first_link, path_of
from server.place import range_of_region
from server.sites.keys import REFERENCE

log = structlog.get_logger(__name__)

DESCRIPTORS = 25_000
"""File descriptors for as many sockets as the feed takes, and for all else."""
FIRST = "组织方"
IDLE = 60
"""Seconds that a connection may stay without a whole request."""
SHUTDOWN = 5
"""Seconds given to requests that are being answered when the service is told to stop."""
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
"""Parameters of mallopt(3)."""
MAPPED = 1024 * 1024
"""Bytes from which an allocation is a mapping of its own, given back when it is freed."""
KEPT = 256 * 1024
"""Bytes at the end of the heap that the C library keeps when they are freed. Chunks of bodies lie there: at 4 MiB it
kept 3 MiB of them, which each later body had beside it."""


YOUNG = 1_000
"""New objects after which the collector looks at the youngest: so few that a body held by an error is soon freed
(compressed bombs and slow senders took 12 to 17 MiB at 3,000)."""


async def serve(settings: Settings, *, rehearsal: bool = False, say: Callable[[str], None]) -> None:
    """Run until SIGTERM or SIGINT; answer what was begun, then close."""
    give_memory_back()
    set_up(settings.log_level)
    raise_descriptors()
    asyncio.get_running_loop().set_exception_handler(say_of_the_loop)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    app = build(settings, rehearsal=rehearsal)
    async with listening(app, settings) as port, looking_for_descriptors():
        calm_collector()
        address = (settings.public_url or f"http://localhost:{port}").rstrip("/")
        invitation = None if rehearsal else await first_invitation(app, address)
        say(f"接访日 / Reception Day: {address}")  # when all that a start does is done
        if invitation is not None:
            say(invitation)
        await stop.wait()


def calm_collector() -> None:
    """Let Python's collector pass over all that start-up made, and look for new garbage less often.

    A full run of it walks what never becomes garbage: 130 ms without an answer, and 56 µs of each entry.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 20)


def give_memory_back() -> None:
    """Have the C library return each large buffer to the system when it is freed (decision 052)."""
    with suppress(AttributeError):  # only glibc has it
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(M_MMAP_THRESHOLD, MAPPED)
        mallopt(M_TRIM_THRESHOLD, KEPT)


def raise_descriptors() -> None:
    """Take all file descriptors that the system lets this process have; say so where they are few."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        with suppress(ValueError, OSError):  # where the system has a lower limit of its own
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    now, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if now != resource.RLIM_INFINITY and now < DESCRIPTORS:
        log.warning("few file descriptors", limit=now, wanted=DESCRIPTORS)


def say_of_the_loop(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log what the loop cannot do, a connection for which no descriptor is left above all."""
    error = context.get("exception")
    if isinstance(error, OSError) and error.errno in {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}:
        log.error("no descriptor left for a connection", cause=errno.errorcode[error.errno])
    else:
        loop.default_exception_handler(context)


@asynccontextmanager
async def looking_for_descriptors(pause: float = 1) -> AsyncIterator[None]:
    """Log when no descriptor is left, and when there is one again; looked at each ``pause`` seconds.

    uvloop drops a connection that it cannot accept without an error, so ``say_of_the_loop`` hears nothing of it.
    """

    async def look() -> None:
        is_exhausted = False
        while True:
            cause = missing_descriptor()
            if cause is not None and not is_exhausted:
                log.error("no descriptor left for a connection", cause=cause)
            elif cause is None and is_exhausted:
                log.warning("descriptors are free again")
            is_exhausted = cause is not None
            await asyncio.sleep(pause)

    looking = asyncio.create_task(look())
    try:
        yield
    finally:
        looking.cancel()
        await asyncio.wait([looking])


def missing_descriptor() -> str | None:
    """The name of the error that a new file descriptor meets now, such as EMFILE; None where there is one."""
    try:
        os.close(os.dup(0))
    except OSError as error:
        return errno.errorcode.get(error.errno or 0, str(error.errno))
    return None


async def first_invitation(app: web.Application, address: str) -> str | None:
    """The line with the first organiser's link; None once an organiser has come in."""
    (province,) = (region for region in app[REFERENCE].regions.values() if region.level == "province")
    async with app[DATABASE].transaction(EVERYWHERE) as tx:
        link = await first_link(tx, name=FIRST, places=range_of_region(province.code), now=app[CLOCK].now())
    if isinstance(link, LinkHeld):
        return (
            f"{link.name} 请打开 reception load 已给出的链接 / {link.name} opens the link that "
            "`reception load` printed; `reception invite` prints another"
        )
    return None if link is None else f"首位组织方请打开 / the first organiser opens: {address}{path_of(link)}"


@asynccontextmanager
async def listening(app: web.Application, settings: Settings, *, idle: float = IDLE) -> AsyncIterator[int]:
    """Have the service listen; gives the port, which is a free one where the settings say 0."""
    runner = Runner(app, access_log=None, shutdown_timeout=SHUTDOWN, keepalive_timeout=idle)
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.host, settings.port).start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()
