"""The process that serves a rehearsal: started with the copy at its stdin, it says its port and scores at stdout.

It ends when its stdin ends, so it does not outlive the server that keeps it.
"""

import asyncio
import json
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

import structlog
from pydantic import TypeAdapter
from pydantic_core import from_json, to_json

from server.before.rehearsing.copying import COPY, Copy
from server.before.rehearsing.rules import Score
from server.config import Settings
from server.errors import Stopped

log = structlog.get_logger(__name__)

COMMAND: Final = (sys.executable, "-I", "-m", "server.rehearsal.of_day.child")
STARTS_WITHIN: Final = 180.0
"""Seconds until it serves: thousands of bookings are made up first."""
ENDS_WITHIN: Final = 20.0
LONGEST_LINE: Final = 16 * 1024 * 1024
SCORES: Final = TypeAdapter(list[Score])


def asked(copy: Copy, settings: Mapping[str, Any], links: Mapping[str, str]) -> bytes:
    """What the process gets: one line. ``links`` gives the key of each token; settings not given have their default."""
    said = {"settings": settings, "links": links, "copy": COPY.dump_python(copy)}
    return to_json(said) + b"\n"


def read_asked(line: bytes) -> tuple[Copy, Settings, dict[str, str]]:
    said = from_json(line)
    return COPY.validate_json(to_json(said["copy"])), Settings.model_validate(said["settings"]), said["links"]


class Served:
    """A running process, its port, and its newest scores."""

    def __init__(self, process: asyncio.subprocess.Process, port: int) -> None:
        self._process, self.port = process, port
        self.scores: Sequence[Score] = ()
        self._reading = asyncio.create_task(self._read())

    @property
    def is_alive(self) -> bool:
        return self._process.returncode is None

    async def _read(self) -> None:
        assert self._process.stdout is not None  # noqa: S101  # it is a pipe
        async for line in self._process.stdout:
            if not line.endswith(b"\n"):
                return  # cut by the end of the process
            self.scores = SCORES.validate_json(line)
        await self._process.wait()

    async def end(self) -> None:
        """Have it say its last scores and end; one that does not is killed."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(ENDS_WITHIN):
                await asyncio.shield(self._reading)
                await self._process.wait()
        await kill(self._process)
        self._reading.cancel()
        await asyncio.wait([self._reading])


async def serve(said: bytes, command: Sequence[str] = COMMAND) -> Served:
    """Start the process, and wait until it serves; Stopped where it does not come to that."""
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,  # an interrupt from the terminal is for this process to pass on
        env={},  # its settings come with the copy; nothing else of this service is its
        limit=LONGEST_LINE,
    )
    try:
        async with asyncio.timeout(STARTS_WITHIN):
            port = await _port(process, said)
    except (TimeoutError, OSError, ValueError, KeyError) as error:
        await kill(process)
        raise Stopped(f"the rehearsal does not start: {type(error).__name__}") from error
    except asyncio.CancelledError:
        await kill(process)
        raise
    return Served(process, port)


async def _port(process: asyncio.subprocess.Process, said: bytes) -> int:
    assert process.stdin is not None  # noqa: S101  # both are pipes
    assert process.stdout is not None  # noqa: S101
    process.stdin.write(said)
    await process.stdin.drain()
    found: dict[str, Any] = json.loads(await process.stdout.readline())
    return int(found["port"])


async def kill(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
