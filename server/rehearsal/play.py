"""Playing a day: each site's device sends its lines in file order, all sites side by side."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import aiohttp
import structlog

from server import fold
from server.errors import Stopped
from server.rehearsal.dayfile import DayFile, Sending

log = structlog.get_logger(__name__)

RETRY_FIRST: Final = 0.1
RETRY_MOST: Final = 5.0
PATIENCE: Final = 10.0
"""Seconds in which a running server answers before the play begins."""
GIVE_UP: Final = 180.0
"""Seconds without an answer after which a server is gone; one that is restarted is there again long before."""
PING_EVERY: Final = 3.0
STAGGER: Final = 0.015
"""Seconds between one site's first word and the next one's, so that not all speak at once."""
AGAIN: Final = frozenset({429, 500, 502, 503, 504})
DURABLE: Final = frozenset({"accepted", "duplicate", "waiting"})


@dataclass(slots=True)
class Played:
    """What was answered: for each line the entry's content and the status; retries leave no trace here."""

    lines: list[tuple[str, str, str, str]] = field(default_factory=list)
    unsent: int = 0
    """Lines that were not sent because a visitor had called those people."""

    def add(self, site: str, entry: Mapping[str, Any], status: str) -> None:
        content = json.dumps([entry.get(name) for name in ("day", "site", "at", "kind", "data")], sort_keys=True)
        self.lines.append((site, str(entry.get("id")), content, status))

    def intake(self, final: Mapping[tuple[str, str], str]) -> dict[str, int]:
        """Count the lines by what became of them, given the final status of each durable (site, id)."""
        counted = {"lines": len(self.lines), "accepted": 0, "duplicates": 0, "waiting": 0, "refused": 0}
        first: dict[tuple[str, str], str] = {}
        for site, ident, content, status in self.lines:
            known = first.get((site, ident))
            if known is None and (status in DURABLE or (site, ident) in final):
                first[site, ident] = content
                counted[final.get((site, ident), "accepted")] += 1
            elif known == content:
                counted["duplicates"] += 1
            else:
                counted["refused"] += 1
        return counted


async def at_once(_moment: datetime) -> None:
    """Wait for no hour: everything is sent as fast as possible."""


async def play(
    file: DayFile,
    servers: Sequence[str],
    tokens: Mapping[str, str],
    *,
    until: Callable[[datetime], Awaitable[None]],
    progress: Callable[[], None],
    taken: Collection[tuple[str, str]] = (),
    played: Played | None = None,
) -> Played:
    """Send every line when its hour comes. ``servers`` are base URLs, sites are spread over them.

    What came of matters that are ``taken`` (site, matter) is not sent: a visitor called those people and records it.
    ``played`` goes on counting what an earlier part of the day came to.
    """
    played = Played() if played is None else played

    async def site(number: int, code: str, sendings: Sequence[Sending]) -> None:
        url = f"{servers[number % len(servers)]}/api/days/{file.day}/sites/{code}/entries"
        unsent = set[object]()
        for sending in sendings:
            await until(sending.sent_at)
            if _is_taken(sending.entry, code, taken, unsent):
                unsent.add(sending.entry.get("id"))
                played.unsent += 1
                progress()
                continue
            played.add(code, sending.entry, await _send(session, url, tokens[code], sending.entry))
            progress()

    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as session, asyncio.TaskGroup() as group:
        for number, (code, sendings) in enumerate(file.by_site.items()):
            group.create_task(site(number, code, sendings))
    return played


def _is_taken(
    entry: Mapping[str, Any], site: str, taken: Collection[tuple[str, str]], unsent: Collection[object]
) -> bool:
    """Whether an entry says what came of a person that a visitor has called, or is about an entry not sent."""
    data = entry.get("data")
    if not taken or not isinstance(data, dict):
        return False
    of_matter = entry.get("kind") in {fold.STARTED, fold.OUTCOME} and (site, data.get("matter")) in taken
    return of_matter or str(data.get("entry")) in unsent


@asynccontextmanager
async def on_line(file: DayFile, servers: Sequence[str], tokens: Mapping[str, str]) -> AsyncIterator[None]:
    """While the block runs, each site's device has a line and says that it is there, as a desk in a browser does."""

    async def lines() -> None:
        connector = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(connector=connector) as session, asyncio.TaskGroup() as group:
            for number, code in enumerate(file.by_site):
                group.create_task(_stay(session, f"{servers[number % len(servers)]}/api/live", tokens[code], number))

    task = asyncio.create_task(lines())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


async def _stay(session: aiohttp.ClientSession, url: str, token: str, number: int) -> None:
    """Say hello, answer each answer with a ping after three seconds, and begin again when the line breaks."""
    await asyncio.sleep(number * STAGGER)
    while True:
        try:
            async with session.ws_connect(url) as line:
                await line.send_json({"type": "hello", "token": token})
                async for _ in line:  # the welcome, then a pong to each ping
                    await asyncio.sleep(PING_EVERY)
                    await line.send_json({"type": "ping"})
        except (aiohttp.ClientError, OSError) as error:
            log.info("no line, trying again", cause=type(error).__name__)
        await asyncio.sleep(RETRY_MOST)


async def check_servers(servers: Sequence[str], path: str = "/readyz", *, token: str | None = None) -> None:
    """Stopped where a server does not answer, or says that it is not ready, or that what is asked for is not there."""
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE)) as session:
        for server in servers:
            try:
                async with session.get(f"{server}{path}", headers=headers) as answer:
                    status = answer.status
            except (aiohttp.ClientError, OSError, ValueError) as error:
                raise Stopped(f"no server answers at {server} ({type(error).__name__})") from error
            if status != 200:  # noqa: PLR2004
                raise Stopped(f"the server at {server} answers {status} for {path}: is it ready, and on this database?")


async def _send(session: aiohttp.ClientSession, url: str, token: str, entry: Mapping[str, Any]) -> str:
    """The status of one entry, asked until there is an answer: a device keeps what was not answered.

    Stopped once nothing has answered for so long that the server must be taken for gone.
    """
    pause = RETRY_FIRST
    clock = asyncio.get_running_loop()
    give_up = clock.time() + GIVE_UP
    while clock.time() < give_up:
        try:
            headers = {"Authorization": f"Bearer {token}"}
            async with session.post(url, json={"entries": [entry]}, headers=headers) as response:
                if response.status == 200:  # noqa: PLR2004
                    return str((await response.json())["results"][0]["status"])
                if response.status not in AGAIN:
                    log.warning("a sending was turned away", status=response.status)
                    return "refused"
        except (aiohttp.ClientError, OSError) as error:
            log.info("no answer, sending again", cause=type(error).__name__)
        await asyncio.sleep(pause)
        pause = min(pause * 2, RETRY_MOST)
    raise Stopped(f"no server has answered at {url.partition('/api/')[0]} for {GIVE_UP:g} seconds")
