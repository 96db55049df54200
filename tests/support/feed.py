"""The feed alone, behind a real server: hubs that read a ledger, and desks that watch them over real sockets."""

import asyncio
import os
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from typing import Any, Self

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, TCPConnector, WSMsgType, web
from aiohttp.test_utils import TestServer

from server import keys
from server import refusals as _refusals  # noqa: F401  # declares every code
from server.clock import Clock
from server.config import Settings
from server.http.problems import count_requests, translator
from server.live.bus import Bus
from server.live.difference import applied
from server.live.endpoint import install
from server.live.hub import Hub
from server.live.limits import Limits
from server.live.sources import Sources, Viewer
from server.live.topics import BOARD, Topic
from server.place import Scope
from server.wire import FROM_CLIENT
from tests.support.boards import DAY, OUTLINE, PROVINCE, Ledger, without_moment
from tests.support.patience import HANG

SWIFT = Limits(sweep=0.02, drained=0.02, retry=0.05, goodbye=0.5)
"""The feed's own limits, but looking at its sockets more often, trying again sooner, and leaving quickly."""


async def until(condition: Callable[[], object]) -> None:
    """Let the loop turn until it is so."""
    async with asyncio.timeout(HANG):
        while not condition():  # noqa: ASYNC110  # see below
            await asyncio.sleep(0.001)  # any condition at all: there is no one event to wait for


class People:
    """Who may watch what, by token."""

    def __init__(self) -> None:
        self.known: dict[str, Viewer] = {}
        self.asked = asyncio.Event()
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    def add(
        self,
        token: str,
        scope: Scope,
        *,
        may_watch: bool = True,
        site: str | None = None,
        capabilities: Iterable[str] = ("see_tally",),
    ) -> None:
        device = token if site else None
        principal = f"device:{token}" if site else f"account:{token}"
        within = Scope(scope.lo, scope.hi, frozenset(capabilities if may_watch else ()))
        self.known[token] = Viewer(principal, f"session:{token}", within, device, site)

    async def viewer(self, request: web.Request, token: str | None) -> Viewer | None:
        await self.may_answer.wait()
        return self.known.get(token or request.cookies.get("session", ""))

    async def again(self, tickets: frozenset[str], _doubted: frozenset[str]) -> Mapping[str, Viewer]:
        self.asked.set()
        await self.may_answer.wait()
        return {viewer.ticket: viewer for viewer in self.known.values() if viewer.ticket in tickets}


class Desk:
    """One watcher: applies what it hears, and would notice a gap."""

    def __init__(self, line: ClientWebSocketResponse) -> None:
        self.line = line
        self.frames: list[dict[str, Any]] = []
        self.board: Any = None
        self.epoch: str | None = None
        self.version: int | None = None

    async def say(self, **message: object) -> None:
        await self.line.send_json(message)

    async def watch(self, **more: object) -> Self:
        await self.say(type="watch", day=DAY, **more)
        return self

    async def hear(self) -> dict[str, Any]:
        """Wait for the next frame and take it over."""
        frame: dict[str, Any] = await self.line.receive_json()
        self.frames.append(frame)
        match frame["type"]:
            case "snapshot":
                self.epoch, self.version = frame["epoch"], frame["version"]
                self.board = without_moment(frame["board"])
            case "changes":
                assert (frame["epoch"], frame["from"]) == (self.epoch, self.version)
                self.version = frame["to"]
                self.board = applied(self.board, frame["set"], OUTLINE)
        return frame

    async def until(self, kind: str) -> dict[str, Any]:
        """Hear until a frame of this type."""
        async with asyncio.timeout(HANG):
            while True:
                frame = await self.hear()
                if frame["type"] == kind:
                    return frame

    async def until_it_shows(self, board: Mapping[str, Any]) -> None:
        async with asyncio.timeout(HANG):
            while self.board != board:
                await self.hear()

    async def until_closed(self) -> int:
        """Hear until the line ends; return the code it ended with."""
        async with asyncio.timeout(HANG):
            while True:
                received = await self.line.receive()
                if received.type is WSMsgType.TEXT:
                    self.frames.append(received.json())
                else:
                    return self.line.close_code or 0


@dataclass
class Feed:
    """One process: a hub behind a server."""

    ledger: Ledger
    people: People
    hub: Hub
    bus: Bus
    server: TestServer
    client: ClientSession

    async def open(self, **options: Any) -> Desk:
        """Open a line without a word."""
        return Desk(await self.client.ws_connect(self.server.make_url("/api/live"), **options))

    async def desk(self, who: str = "organiser", **options: Any) -> Desk:
        """Open a line and say hello."""
        desk = await self.open(**options)
        await desk.say(type="hello", token=who, language="zh")
        await desk.until("welcome")
        return desk

    def enter(self, place: int, matters: int = 1) -> None:
        """Commit in this process."""
        self.ledger.enter(place, matters)
        self.bus.wake(DAY, frozenset({place}))


Start = Callable[..., Awaitable[Feed]]


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
def people() -> People:
    everybody = People()
    everybody.add("organiser", Scope(*PROVINCE))
    return everybody


@pytest.fixture
async def start_feed(ledger: Ledger, people: People) -> AsyncIterator[Start]:
    """Give the function that starts one more process on the same ledger."""
    async with AsyncExitStack() as open_things:

        async def start(
            *, limits: Limits = SWIFT, redis_url: str | None = None, topics: Iterable[Topic] = (), **asked: Any
        ) -> Feed:
            async def heard(places: frozenset[int]) -> None:
                del places

            sources = Sources(
                clock_reading=ledger.clock_reading,
                viewer=people.viewer,
                again=people.again,
                same_origin=lambda request: request.headers.get("Origin", "http://here") == "http://here",
                heard=heard,
            )
            board = Topic(BOARD, ledger.read, OUTLINE, "see_tally", ledger.versions)
            turns = Topic("turns", None, {}, "see_tally", ledger.versions)
            hub = Hub(replace(sources, **asked), [board, turns, *topics], clock=Clock(), limits=limits)
            bus = Bus(hub, redis_url=redis_url)
            app = web.Application(middlewares=[translator()])
            app[keys.SETTINGS], app[keys.CLOCK] = Settings(), Clock()
            count_requests(app)
            install(app, hub, parse=FROM_CLIENT.validate_json)
            server = TestServer(app)
            await server.start_server()
            open_things.push_async_callback(server.close)
            await open_things.enter_async_context(bus.running())
            client = await open_things.enter_async_context(ClientSession(connector=TCPConnector(limit=0)))
            return Feed(ledger, people, hub, bus, server, client)

        yield start


@pytest.fixture
async def feed(start_feed: Start) -> Feed:
    return await start_feed()


class RawSocket:
    """A client that does what no browser would: reads nothing, or sends what it likes."""

    def __init__(self, feed: Feed, *, receive_buffer: int | None = None) -> None:
        self.socket = socket.socket()
        if receive_buffer is not None:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.setblocking(False)  # noqa: FBT003  # the standard library's
        self._port = feed.server.port

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        await loop.sock_connect(self.socket, ("127.0.0.1", self._port))
        head = "GET /api/live HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        await self.send(f"{head}Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {'A' * 22}==\r\n\r\n".encode())
        assert b"101" in (await self.receive()).splitlines()[0]
        return self

    async def send(self, data: bytes) -> None:
        await asyncio.get_running_loop().sock_sendall(self.socket, data)

    async def send_frame(self, first: int, payload: bytes, *, times: int = 1) -> None:
        """Send one frame, masked as a client's must be, of less than 64 KiB."""
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[index % 4] for index, byte in enumerate(payload))
        await self.send((_header(first, len(payload)) + mask + masked) * times)

    async def receive(self) -> bytes:
        async with asyncio.timeout(HANG):
            return await asyncio.get_running_loop().sock_recv(self.socket, 65536)

    async def receive_all(self) -> bytes:
        """Read to the end of the line, in good order or not."""
        heard = b""
        try:
            while more := await self.receive():
                heard += more
        except ConnectionResetError:
            return heard
        return heard

    async def __aexit__(self, *error: object) -> None:
        self.socket.close()


def _header(first: int, size: int) -> bytes:
    if size < 126:
        return struct.pack("!BB", first, 0x80 | size)
    return struct.pack("!BBH", first, 0x80 | 126, size)


def frames_in(heard: bytes) -> list[tuple[int, bytes]]:
    """Split what was heard into whole frames: (first byte, payload)."""
    found = []
    while len(heard) > 1:
        extended = {126: 2, 127: 8}.get(heard[1], 0)
        size = int.from_bytes(heard[2 : 2 + extended], "big") if extended else heard[1]
        start = 2 + extended
        if len(heard) < start + size:
            break
        found.append((heard[0], heard[start : start + size]))
        heard = heard[start + size :]
    return found
