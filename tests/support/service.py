"""The whole service on a free port, as `reception serve` starts it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import DummyCookieJar, web, web_app
from aiohttp.test_utils import TestClient, TestServer

from server.app import build
from server.clock import Clock
from server.config import Settings
from server.http.listener import Runner
from server.media.plane import Plane
from tests.support.commands import reception as reception  # noqa: PLC0414  # many tests of a service run a command on it
from tests.support.fake_clock import FakeClock
from tests.support.patience import HANG

Client = TestClient[web.Request, web.Application]
Start = Callable[..., Awaitable[Client]]


class Listening(TestServer):
    """The test server of aiohttp behind the service's own listener."""

    async def _make_runner(self, **options: Any) -> Runner:
        # as `reception serve` does it: who goes away before the answer cuts no handler in the middle
        return Runner(self.app, **options | {"handler_cancellation": False})


def client_of(listening: TestServer) -> Client:
    """Make a client that keeps no cookies, as a device does not."""
    return TestClient(listening, cookie_jar=DummyCookieJar())


async def close(client: Client) -> None:
    """Close a service and let it go: aiohttp remembers the handlers of a thousand routes, and with them their apps."""
    closing = asyncio.create_task(client.close())
    _, pending = await asyncio.wait([closing], timeout=HANG)
    if pending:
        for task in asyncio.all_tasks():
            task.print_stack()
        raise TimeoutError("the service does not close; the stack of every task is above")
    closing.result()
    web_app._cached_build_middleware.cache_clear()


@pytest.fixture
async def start(tmp_path: Path) -> AsyncIterator[Start]:
    """Give the function that starts a service and returns a client of it; all are stopped after the test."""
    started: list[Client] = []

    async def start_one(*, clock: Clock | None = None, plane: Plane | None = None, **settings: object) -> Client:
        known = {"data": tmp_path / "data", "web": tmp_path / "no-pages", **settings}
        client = TestClient(Listening(build(Settings.model_validate(known), clock=clock or FakeClock(), plane=plane)))
        await client.start_server()
        started.append(client)
        return client

    yield start_one
    for client in started:
        await close(client)


@pytest.fixture
async def service(start: Start, database_url: str) -> Client:
    """Give a client of one service, once on SQLite and once on PostgreSQL."""
    return await start(database_url=database_url)
