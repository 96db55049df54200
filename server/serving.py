"""Runs the service: builds it, listens, and closes it in order when it is told to stop."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from aiohttp import web

from server.app import build
from server.config import Settings
from server.doors.listener import Runner
from server.logs import set_up

SHUTDOWN = 5
"""Seconds given to requests that are being answered when the service is told to stop."""


async def serve(settings: Settings, *, say: Callable[[str], None]) -> None:
    """Run until SIGTERM or SIGINT; answer what was begun, then close."""
    set_up(settings.log_level)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with listening(build(settings), settings) as port:
        say(f"接访日 / Reception Day: {settings.public_url or f'http://localhost:{port}'}")
        await stop.wait()


@asynccontextmanager
async def listening(app: web.Application, settings: Settings) -> AsyncIterator[int]:
    """Have the service listen; gives the port, which is a free one where the settings say 0."""
    runner = Runner(app, access_log=None, shutdown_timeout=SHUTDOWN)
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.host, settings.port).start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()
