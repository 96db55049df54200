"""The lives of one service, one after the other on the same data: started, killed, started again."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from server.config import Settings
from tests.support import disk
from tests.support.commands import reception
from tests.support.patience import HANG
from tests.support.tree import HERE

KILLED: Final = -signal.SIGKILL


def chosen(folder: Path, database_url: str) -> Settings:
    """The settings of a service that keeps its keys in this folder."""
    return Settings(
        data=folder / "data", database_url=database_url, port=0, web=folder / "no-pages", log_level="warning"
    )


@dataclass(eq=False)
class Life:
    """One process of the service, from its first answer to its end."""

    pid: int
    url: str
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    status: int = 0
    """The exit code, or the negative number of the signal it died of."""

    async def end(self) -> int:
        """Wait for its end; return its status."""
        async with asyncio.timeout(HANG):
            await self.ended.wait()
        return self.status

    async def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        await self.end()


class Lives:
    """Runs the service again and again; devices ask here where it lives now."""

    def __init__(self, process: asyncio.subprocess.Process, settings: Settings) -> None:
        self._process = process
        self._settings = settings
        self._begins: asyncio.Future[Life] | None = None
        self._is_there = asyncio.Event()

    async def begin(self, death: dict[str, Any] | None = None) -> Life:
        """Start the service, which does not live now, and wait until it listens."""
        told = {"settings": self._settings.model_dump(mode="json"), "death": death}
        self._begins = asyncio.get_running_loop().create_future()
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(told).encode() + b"\n")
        async with asyncio.timeout(HANG):
            return await self._begins

    async def now(self) -> Life:
        """The life that goes on now; waits for the next one if none does."""
        async with asyncio.timeout(HANG):
            await self._is_there.wait()
        assert self._begins is not None
        return self._begins.result()

    async def listen(self) -> None:
        """Take note of beginnings and ends, until the last."""
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            told = json.loads(line)
            assert self._begins is not None
            if "url" in told:
                self._begins.set_result(Life(told["pid"], told["url"]))
                self._is_there.set()
            elif not self._begins.done():
                self._begins.set_exception(RuntimeError(f"it ended with {told['ended']} before it listened"))
            else:
                life = self._begins.result()
                life.status = told["ended"]
                self._is_there.clear()
                life.ended.set()


@asynccontextmanager
async def lives_of(settings: Settings, log: Path, *, on: tuple[Path, Path] | None = None) -> AsyncIterator[Lives]:
    """Make the process from which lives of a service are forked; ``on`` is the failing disk (library, orders)."""
    given = {} if on is None else disk.environment(*on)
    with log.open("ab") as errors:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.support.mortal"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
            cwd=HERE,
            env=os.environ | given,
        )
    lives = Lives(process, settings)
    listening = asyncio.create_task(lives.listen())
    try:
        yield lives
    finally:
        process.kill()  # a process that is still alive is killed with it
        await process.wait()
        await listening


async def verified(settings: Settings) -> tuple[int | None, list[str]]:
    """What `reception verify` says of this service's data: its exit code and each difference."""
    command = ("verify", "--json", "--data", str(settings.data), "--database-url", settings.database())
    said = await asyncio.to_thread(reception, *command)
    return said.returncode, json.loads(said.stdout)["differences"]
