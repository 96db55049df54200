"""Has a process of its own plan a day, and hands on each better plan as it comes."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final

import structlog

from server.before.planning.carrying import Found, asked, read_found
from server.before.planning.instance import Instance, Placed

log = structlog.get_logger(__name__)

COMMAND: Final = (sys.executable, "-I", "-m", "server.before.planning.child")
GRACE: Final = 30.0
"""Seconds beyond its limit, for starting and for a last relaxation; then the process is ended."""
LONGEST_LINE: Final = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended: with its last plan, or with the best until then."""

    best: Found | None
    is_whole: bool


async def run(
    day: Instance,
    *,
    known: Sequence[Placed] | None,
    seconds: float,
    seed: int,
    better: Callable[[Found], Awaitable[None]],
    command: Sequence[str] = COMMAND,
    grace: float = GRACE,
) -> Ended:
    """Plan a day; ``better`` is awaited with each plan. A process that fails or is ended leaves the best until then."""
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={},  # it needs nothing of ours, and may see nothing
        limit=LONGEST_LINE,
    )
    best: Found | None = None
    is_whole = False
    try:
        async with asyncio.timeout(seconds + grace):
            feeding = asyncio.create_task(_feed(process, asked(day, known=known, seconds=seconds, seed=seed)))
            assert process.stdout is not None  # noqa: S101  # it is a pipe
            async for line in process.stdout:
                if not line.endswith(b"\n"):
                    break  # cut by the end of the process
                best = read_found(line)
                await better(best)
            await feeding
            is_whole = await process.wait() == 0
    except TimeoutError:
        log.warning("planner ended at its limit", seconds=seconds)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if not is_whole:
        log.warning("planner ended early", code=process.returncode, has_plan=best is not None)
    return Ended(best, is_whole)


async def _feed(process: asyncio.subprocess.Process, raw: bytes) -> None:
    if process.stdin is None:
        return
    try:
        process.stdin.write(raw)
        await process.stdin.drain()
        process.stdin.close()
    except (BrokenPipeError, ConnectionResetError):
        return  # the process is gone, which is seen at its end
