"""A sender of slow bodies, or of bodies that would swell, takes no memory and no turn from the others."""

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from io import BytesIO
from pathlib import Path

from tests.support.devices import Device, assert_nothing_is_lost, devices_of
from tests.support.lives import Life, chosen, lives_of

DAY = "2023-11-09"
LIMIT = 4 * 1024 * 1024
MAY_GROW = 16 * 1024
"""Kibibytes."""


def filled(head: bytes, unit: bytes, tail: bytes) -> bytes:
    """As many units between commas as a body may hold."""
    return head + b",".join([unit] * ((LIMIT - 100) // (len(unit) + 1))) + tail


BOMBS = [
    b" " * (LIMIT - 1),
    b"[" * (LIMIT - 1),
    b'{"a":' * (LIMIT // 5),
    b'{"entries":[' + b"9" * (LIMIT - 100) + b"]}",
    b'{"entries":[{"id":"' + b"x" * (LIMIT - 100) + b'"}]}',
    filled(b'{"entries":[', b"{}", b"]}"),
    filled(b'{"entries":[', b"0.5", b"]}"),
    filled(b'{"entries":[{"data":[', b"[]", b"]}]}"),
    filled(b'{"entries":[', b'"word"', b"]}"),
    filled(b'{"login":[', b"{}", b"]}"),
    b'{"entries":[{' + b",".join(b'"%d":0' % n for n in range(300_000)) + b"}]}",
]
REFUSED = {400, 413, 415, 422}
PACKED = {"gzip": gzip.compress(b"\0" * 200_000_000, 1), "deflate": zlib.compress(b" " * 200_000_000, 1)}


def memory(life: Life, what: str) -> int:
    """The service's resident memory in kibibytes: VmRSS now, VmHWM at its greatest since it was forgotten."""
    lines = Path(f"/proc/{life.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{what}:"))


def forget_greatest(life: Life) -> None:
    Path(f"/proc/{life.pid}/clear_refs").write_text("5")


def head_of(device: Device) -> bytes:
    """The head of a request of this device with almost the greatest body."""
    lines = [
        f"POST /api/days/{DAY}/sites/{device.site}/entries HTTP/1.1",
        f"Host: here\r\nAuthorization: Bearer {device.token}",
        f"Content-Type: application/json\r\nContent-Length: {LIMIT - 1}",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


@asynccontextmanager
async def line_to(life: Life) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    host, port = life.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        yield reader, writer
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


@asynccontextmanager
async def dawdling(life: Life, device: Device) -> AsyncIterator[list[asyncio.StreamWriter]]:
    """Connections that begin a request and never end it: in the middle of the head, and of the body."""
    head = head_of(device)
    async with AsyncExitStack() as stack:
        opened = []
        for begun in [head[:-4] + b"\r\nX-Slow: " + b"x" * 2000] * 300 + [head + b" " * 10_000] * 100:
            _, writer = await stack.enter_async_context(line_to(life))
            writer.write(begun)
            opened.append(writer)
        yield opened


async def statuses(life: Life, device: Device, bodies: Sequence[bytes]) -> set[int]:
    """What is answered to bodies, plain and packed, of a known device and of an unknown one."""
    headers = {"Authorization": f"Bearer {device.token}", "Content-Type": "application/json"}
    path = f"{life.url}/api/days/{DAY}/sites/{device.site}/entries"
    said = set()
    for url in (path, f"{life.url}/api/sign-in"):
        for body in bodies:
            async with device.http.post(url, data=BytesIO(body), headers=headers) as answer:
                said.add(answer.status)
        for encoding, body in PACKED.items():
            packed = headers | {"Content-Encoding": encoding}
            async with device.http.post(url, data=BytesIO(body), headers=packed) as answer:
                said.add(answer.status)
    return said


async def test_bombs_and_slow_senders_take_no_memory_and_keep_no_other_waiting(tmp_path: Path, sqlite_url: str) -> None:
    settings = chosen(tmp_path, sqlite_url)
    async with (
        devices_of(sqlite_url, DAY, sites=10) as devices,
        lives_of(settings, tmp_path / "log") as lives,
    ):
        life = await lives.begin()
        assert [await device.send(life.url, device.entries[:5]) for device in devices] == [200] * 10
        assert await statuses(life, devices[0], [b"", b"{}", b'{"entries":[{}]}']) <= REFUSED | {200}
        forget_greatest(life)
        before = memory(life, "VmRSS")
        async with dawdling(life, devices[0]) as dawdlers:
            for writer in dawdlers:
                writer.write(b"x")
            assert await statuses(life, devices[0], BOMBS) <= REFUSED | {200}
            assert memory(life, "VmHWM") - before <= MAY_GROW
            assert [await device.send(life.url, device.entries) for device in devices] == [200] * 10
        assert not life.ended.is_set()
    await assert_nothing_is_lost(settings, devices)


async def test_a_line_that_stays_open_keeps_nothing_of_what_was_said(tmp_path: Path, sqlite_url: str) -> None:
    async with (
        devices_of(sqlite_url, DAY, sites=1) as devices,
        lives_of(chosen(tmp_path, sqlite_url), tmp_path / "log") as lives,
        AsyncExitStack() as stack,
    ):
        life, (device,) = await lives.begin(), devices
        assert await device.send(life.url, device.entries) == 200
        before = memory(life, "VmRSS")
        for _ in range(20):
            reader, writer = await stack.enter_async_context(line_to(life))
            writer.write(head_of(device) + b" " * (LIMIT - 1))
            assert (await reader.readuntil(b"}")).startswith(b"HTTP/1.1 400 ")
        assert memory(life, "VmRSS") - before <= MAY_GROW


async def test_what_large_bodies_took_is_returned_to_the_system(tmp_path: Path, sqlite_url: str) -> None:
    async with (
        devices_of(sqlite_url, DAY, sites=1) as devices,
        lives_of(chosen(tmp_path, sqlite_url), tmp_path / "log") as lives,
    ):
        life, (device,) = await lives.begin(), devices
        await statuses(life, device, [b"", b"{}", b'{"entries":[{}]}'])
        before = memory(life, "VmRSS")
        assert await statuses(life, device, BOMBS) <= REFUSED | {200}
        assert memory(life, "VmRSS") - before <= LIMIT // 1024
