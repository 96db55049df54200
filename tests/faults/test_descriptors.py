"""A service whose file descriptors are used up says so in its log, and goes on when there are some again."""

import asyncio
import resource
from contextlib import AsyncExitStack, suppress
from pathlib import Path

from tests.support.lives import Life, chosen, lives_of
from tests.support.patience import HANG

SPARE = 8
"""Descriptors that the service is left with at first; it may free some more of its own."""
MANY = 100


async def said(log: Path, words: str) -> None:
    """Wait until the log says it."""
    async with asyncio.timeout(HANG):
        while words not in log.read_text():  # noqa: ASYNC110, ASYNC240  # another process writes it
            await asyncio.sleep(0.1)


async def answers(life: Life) -> bytes:
    host, port = life.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        writer.write(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        return await reader.readline()
    finally:
        writer.close()


async def test_used_up_descriptors_are_a_line_in_the_log(tmp_path: Path, database_url: str) -> None:
    log = tmp_path / "log"
    async with lives_of(chosen(tmp_path, database_url), log) as lives:
        life = await lives.begin()
        assert b"200" in await answers(life)
        used = len(list(Path(f"/proc/{life.pid}/fd").iterdir()))  # noqa: ASYNC240  # no disk lies behind it
        before = resource.prlimit(life.pid, resource.RLIMIT_NOFILE)
        resource.prlimit(life.pid, resource.RLIMIT_NOFILE, (used + SPARE, before[1]))
        host, port = life.url.removeprefix("http://").split(":")
        async with AsyncExitStack() as opened:
            for _ in range(MANY):
                with suppress(ConnectionError):
                    _, writer = await asyncio.open_connection(host, int(port))
                    opened.callback(writer.close)
            await said(log, "no descriptor left for a connection")
        await said(log, "descriptors are free again")
        assert b"200" in await answers(life)
        assert log.read_text().count("no descriptor left for a connection") == 1
