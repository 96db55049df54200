"""A service whose file descriptors are used up says so in its log, and goes on when there are some again."""

import asyncio
import resource
from pathlib import Path

from tests.support.lives import Life, chosen, lives_of
from tests.support.patience import HANG

NONE_LEFT = 3
"""A limit below every number that a new descriptor could get: standard input, output and errors have these."""


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
        before = resource.prlimit(life.pid, resource.RLIMIT_NOFILE)
        resource.prlimit(life.pid, resource.RLIMIT_NOFILE, (NONE_LEFT, before[1]))
        await said(log, "no descriptor left for a connection")
        resource.prlimit(life.pid, resource.RLIMIT_NOFILE, before)
        await said(log, "descriptors are free again")
        assert b"200" in await answers(life)
        assert log.read_text().count("no descriptor left for a connection") == 1
