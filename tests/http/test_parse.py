"""A large body is in memory once while it is read, and no refusal holds it."""

from collections.abc import AsyncIterator, Iterator
from io import BytesIO
from types import TracebackType

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from server.errors import Refused
from server.http.parse import read_body

MIB = 1024 * 1024
LARGEST = 4 * MIB
LARGE = 1000
"""Bytes that a traceback may hold in one name."""


def held_by(error: BaseException | None) -> Iterator[str]:
    """The large texts that the frames of an error's traceback, and of those it came from, keep alive."""
    while error is not None:
        at: TracebackType | None = error.__traceback__
        while at is not None:
            for name, value in at.tb_frame.f_locals.items():
                if isinstance(value, bytes | bytearray | str) and len(value) > LARGE:
                    yield f"{at.tb_frame.f_code.co_name}: {name}, {len(value)}"
            at = at.tb_next
        error = error.__context__


class Reading:
    """A route that only reads a body, and what came of it."""

    def __init__(self) -> None:
        self.read = b""
        self.refused = ""
        self.held: list[str] = []

    async def handle(self, request: web.Request) -> web.Response:
        try:
            self.read = bytes(await read_body(request, most=LARGEST))
        except Refused as error:
            self.refused, self.held = error.code, list(held_by(error))
        return web.Response()


@pytest.fixture
def reading() -> Reading:
    return Reading()


@pytest.fixture
async def client(reading: Reading) -> AsyncIterator[TestClient[web.Request, web.Application]]:
    app = web.Application(client_max_size=LARGEST)
    app.router.add_post("/", reading.handle)
    async with TestClient(TestServer(app)) as client:
        yield client


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"[" + b"0," * MIB + b"0]", "too_many_values"),
        (b"[" * (LARGEST - 1), "not_json"),
        (b'{"a":' * (LARGEST // 5), "not_json"),
        (b" " * (LARGEST + 1), "too_large"),
    ],
)
async def test_a_refusal_of_a_large_body_holds_nothing_of_it(
    client: TestClient[web.Request, web.Application], reading: Reading, body: bytes, code: str
) -> None:
    await client.post("/", data=BytesIO(body), headers={"Content-Type": "application/json"})
    assert (reading.refused, reading.held) == (code, [])


@pytest.mark.parametrize("size", [0, 1, 1000, 70_000, MIB, LARGEST])
async def test_a_body_is_read_as_it_was_sent(
    client: TestClient[web.Request, web.Application], reading: Reading, size: int
) -> None:
    body = bytes(32 + n % 90 for n in range(1009)).replace(b",", b" ").replace(b"[", b" ").replace(b"{", b" ")
    body = (body * (size // len(body) + 1))[:size]
    await client.post("/", data=BytesIO(body), headers={"Content-Type": "application/json"})
    assert (reading.read, reading.refused) == (body, "")
