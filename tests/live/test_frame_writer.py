"""Some bytes go through the transport and some past it: whatever the loop and however slow the reader, in order."""

import asyncio
import random
import socket
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import cast

import pytest
import uvloop
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from server.live.audience import Audience, Watch
from server.live.counts import Counts
from server.live.frame_writer import FrameWriter
from server.live.frames import Frame
from server.live.limits import Limits
from tests.support.breadth import seeds
from tests.support.patience import HANG

LOOPS = pytest.mark.parametrize("new_loop", [asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"])
NewLoop = Callable[[], asyncio.AbstractEventLoop]
PATIENT = replace(Limits(), unsent=10**9)


class Server(asyncio.Protocol):
    def __init__(self, came: asyncio.Future[asyncio.Transport]) -> None:
        self.came = came

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.came.set_result(cast("asyncio.Transport", transport))  # uvloop's is none by descent


class Listener:
    def __init__(self, line: FrameWriter) -> None:
        self.line = line

    def refused(self, topic: str, code: str) -> None:
        raise AssertionError(topic, code)

    def too_slow(self) -> None:
        raise AssertionError


async def connected(tls: ssl.SSLContext | None = None) -> tuple[asyncio.Server, asyncio.Future[asyncio.Transport], int]:
    loop = asyncio.get_running_loop()
    came: asyncio.Future[asyncio.Transport] = loop.create_future()
    server = await loop.create_server(lambda: Server(came), "127.0.0.1", 0, ssl=tls)
    return server, came, server.sockets[0].getsockname()[1]


def run(work: Awaitable[None], new_loop: NewLoop) -> None:
    async def bounded() -> None:
        async with asyncio.timeout(HANG):
            await work

    with asyncio.Runner(loop_factory=new_loop) as runner:
        runner.run(bounded())


def audience_of(line: FrameWriter) -> tuple[Audience, Watch]:
    audience = Audience(limits=PATIENT, counts=Counts())
    watch = Watch(Listener(line), None)
    audience.join(watch)
    audience.bring(watch, [])
    return audience, watch


@LOOPS
@pytest.mark.parametrize("seed", seeds(2, 20, of="line"))
def test_bytes_arrive_in_the_order_in_which_they_were_said(new_loop: NewLoop, seed: int) -> None:
    rng = random.Random(seed)

    async def work() -> None:
        server, came, port = await connected()
        with socket.socket() as reader:
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            reader.connect(("127.0.0.1", port))
            reader.setblocking(False)  # noqa: FBT003  # the standard library's
            line = FrameWriter(await came, deflates=False, send_buffer=4096)
            audience, watch = audience_of(line)
            said, heard = b"", b""
            for number in range(400):
                frame = Frame({"n": number, "x": "x" * rng.choice([0, 10, 900, 20_000])})
                said += frame.plain
                ways: list[Callable[[Frame], None]] = [line.send, lambda one: audience._write([watch], one)]
                rng.choice(ways)(frame)
                heard += await asyncio.get_running_loop().sock_recv(reader, rng.choice([1, 100, 50_000]))
            while len(heard) < len(said):
                heard += await asyncio.get_running_loop().sock_recv(reader, 65536)
            assert (
                next((at for at, pair in enumerate(zip(heard, said, strict=True)) if pair[0] != pair[1]), None) is None
            )
            line.close()
        server.close()
        await server.wait_closed()

    run(work(), new_loop)


@LOOPS
def test_a_line_that_is_gone_takes_nothing_and_harms_no_other(new_loop: NewLoop) -> None:
    async def work() -> None:
        server, came, port = await connected()
        with socket.create_connection(("127.0.0.1", port)) as reader:
            line = FrameWriter(await came, deflates=False, send_buffer=4096)
            audience, watch = audience_of(line)
            audience._write([watch], Frame({"n": 1}))
            line.close()
            audience._write([watch], Frame({"n": 2}))
            line.send(Frame({"n": 3}))
            assert reader.recv(100) == Frame({"n": 1}).plain
        server.close()
        await server.wait_closed()

    run(work(), new_loop)


@LOOPS
def test_nothing_goes_past_tls(new_loop: NewLoop, tmp_path: Path) -> None:
    async def work() -> None:
        server, came, port = await connected(certified(tmp_path))
        trusting = ssl.create_default_context(cafile=tmp_path / "certificate.pem")
        reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=trusting)
        line = FrameWriter(await came, deflates=False, send_buffer=4096)
        audience, watch = audience_of(line)
        frames = [Frame({"n": number}) for number in range(10)]
        for frame in frames:
            audience._write([watch], frame)
        said = b"".join(frame.plain for frame in frames)
        assert await reader.readexactly(len(said)) == said
        writer.close()
        line.close()
        server.close()
        await server.wait_closed()

    run(work(), new_loop)


def certified(folder: Path) -> ssl.SSLContext:
    """Return what a server at 127.0.0.1 needs that trusts itself; its certificate is in the folder."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    address = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    certificate = builder.add_extension(address, critical=False).sign(key, hashes.SHA256())
    file = folder / "certificate.pem"
    file.write_bytes(
        certificate.public_bytes(Encoding.PEM) + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
