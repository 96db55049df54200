import asyncio
import json

import pytest
from aiohttp import web

from server.config import Settings
from server.http import parse
from server.serving import listening
from tests.support.service import Start


@pytest.mark.parametrize(
    "request_",
    [
        b"hello\r\n\r\n",
        b"GET /healthz HTTP/9.9\r\n\r\n",
        b"GET /" + b"x" * 20_000 + b" HTTP/1.1\r\nHost: here\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: here\r\nX-Much: " + b"x" * 20_000 + b"\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: here\r\n" + b"X-Many: x\r\n" * 10_000 + b"\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: here\r\nBad Name: x\r\n\r\n",
        b"POST /healthz HTTP/1.1\r\nHost: here\r\nContent-Length: -1\r\n\r\n",
        b"POST /healthz HTTP/1.1\r\nHost: here\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
)
async def test_what_is_no_http_is_a_problem_too(start: Start, request_: bytes) -> None:
    service = await start()
    reader, writer = await asyncio.open_connection(service.host, service.port)
    writer.write(request_)
    head, _, body = (await reader.read(65_536)).partition(b"\r\n\r\n")
    assert head.startswith((b"HTTP/1.1 400 ", b"HTTP/1.0 400 "))
    assert json.loads(body)["code"] == "not_a_request"
    writer.close()


async def test_a_body_that_drips_is_not_waited_for(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parse, "BODY_SECONDS", 0.05)
    service = await start()
    reader, writer = await asyncio.open_connection(service.host, service.port)
    head = b"POST /api/sign-in HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n"
    writer.write(head + b"{")
    status = await reader.readline()
    answer = await reader.readuntil(b"}")
    assert status.startswith(b"HTTP/1.1 400 ")
    assert b'"too_slow"' in answer
    writer.close()


async def test_a_head_that_drips_is_not_waited_for() -> None:
    settings = Settings(port=0)
    async with listening(web.Application(), settings, idle=0.05) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET / HTTP/1.1\r\nHost: he")
        assert await reader.read() == b""
        writer.close()


async def test_where_the_public_address_is_known_pages_of_it_and_no_others_may_ask(start: Start) -> None:
    service = await start(public_url="https://reception.example/")
    origins = ["https://reception.example", "http://reception.example", f"http://{service.host}:{service.port}"]
    answers = [await service.post("/api/sign-in", json={}, headers={"Origin": origin}) for origin in origins]
    assert [answer.status for answer in answers] == [422, 403, 403]
