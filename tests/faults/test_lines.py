"""The same door below HTTP: over plain sockets that break off, lie about their length, and say what is no text."""

import asyncio
from contextlib import suppress

from tests.support.hand_in import GOOD, PATH, Headers, everything, results
from tests.support.patience import HANG
from tests.support.service import Client


async def spoken(service: Client, *parts: bytes, end: bool = False) -> bytes:
    """Say this over a plain socket; all that is answered until the service closes it."""
    reader, writer = await asyncio.open_connection(service.host, service.port)
    writer.writelines(parts)
    if end:
        writer.write_eof()
    async with asyncio.timeout(HANG):
        heard = await reader.read()
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()
    return heard


def head_of(device: Headers, *more: str) -> bytes:
    lines = [f"POST {PATH} HTTP/1.1", "Host: here", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in device.items()]
    return ("\r\n".join([*lines, *more]) + "\r\n\r\n").encode()


async def test_a_token_that_is_no_text_is_unknown(receiving: Client, device: Headers) -> None:
    head = head_of({**device, "Authorization": "Bearer ??"}, f"Content-Length: {len(GOOD)}").replace(b"??", b"\xff\xfe")
    assert (await spoken(receiving, head, GOOD)).startswith(b"HTTP/1.1 401 ")


async def test_a_body_that_breaks_off_leaves_nothing(receiving: Client, device: Headers) -> None:
    before = await everything(receiving)
    for length in (1, 10, len(GOOD) - 1):
        await spoken(receiving, head_of(device, f"Content-Length: {len(GOOD)}"), GOOD[:length], end=True)
        half = f"{len(GOOD):x}\r\n".encode() + GOOD[:length]
        await spoken(receiving, head_of(device, "Transfer-Encoding: chunked"), half, end=True)
    assert 'status="5' not in await (await receiving.get("/metrics")).text()
    assert await everything(receiving) == before
    assert [one["status"] for one in await results(receiving, GOOD, device)] == ["accepted"]


async def test_a_body_in_chunks_is_taken_up_to_the_limit(receiving: Client, device: Headers) -> None:
    chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    last = f"{len(GOOD):x}\r\n".encode() + GOOD + b"\r\n0\r\n\r\n"
    head = head_of(device, "Transfer-Encoding: chunked")
    assert b'"accepted"' in await spoken(receiving, head, chunk * 63, last)
    before = await everything(receiving)
    heard = await spoken(receiving, head, chunk * 65, last)
    assert heard.startswith(b"HTTP/1.1 413 ")
    assert b"too_large" in heard
    assert await everything(receiving) == before


AMBIGUOUS = [
    ("Content-Length: 5", "Transfer-Encoding: chunked"),
    ("Content-Length: 5", "Content-Length: 6"),
    ("Content-Length: +5",),
    ("Content-Length: 5_0",),
    ("Content-Length: -5",),
    ("Transfer-Encoding: xchunked",),
    ("Transfer-Encoding: chunked, identity",),
]


async def test_a_length_that_can_be_read_in_two_ways_is_no_request(receiving: Client, device: Headers) -> None:
    before = await everything(receiving)
    for more in AMBIGUOUS:
        heard = await spoken(receiving, head_of(device, *more), GOOD)
        assert heard.split(b" ", 2)[1] == b"400"
    assert await everything(receiving) == before
