import asyncio
import json

import pytest

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
