"""The owner of tasks that must not die: the third of the three catch-alls."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from server.cancellation import is_cancelled

log = structlog.get_logger(__name__)


async def keep(work: Callable[[], Awaitable[None]], *, name: str, pause: float, failed: Callable[[], None]) -> None:
    """Do the work until it returns; where it fails, say so and start it again after a pause in seconds."""
    while True:
        try:
            await work()
        except Exception:  # whatever it is, the next turn may find it cured
            failed()
            log.exception("task failed, starting again", task=name)
            if is_cancelled():
                return
            await asyncio.sleep(pause)
        else:
            return


async def every(seconds: float, turn: Callable[[], Awaitable[None]]) -> None:
    """Take a turn, rest, and so on, until cancelled."""
    while not is_cancelled():
        await turn()
        await asyncio.sleep(seconds)
