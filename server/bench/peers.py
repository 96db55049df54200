"""The peers of the feed's bench: a bare loop of ``socket.send``, and nginx with nchan where it is installed."""

import asyncio
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from aiohttp import ClientSession

from server.bench.measure import kept_port, until_it_listens

HERE: Final = "127.0.0.1"
HANG: Final = 120
MODULE: Final = Path("/usr/lib/nginx/modules/ngx_nchan_module.so")
HEADER: Final = 4
"""Bytes before the payload of a WebSocket frame of 126 bytes to 64 KiB."""
UPGRADE: Final = (
    b"GET %s HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)
SETTINGS: Final = """
load_module {module};
daemon off; master_process off; worker_rlimit_nofile 20000;
pid {folder}/pid; error_log {folder}/error.log crit;
events {{ worker_connections 16384; }}
http {{
    access_log off; client_body_temp_path {folder}/body; client_max_body_size 1m; client_body_buffer_size 1m;
    proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    nchan_shared_memory_size 256M;
    server {{
        listen 127.0.0.1:{port} backlog=8192;
        location = /told {{ nchan_publisher; nchan_channel_id wall; nchan_store_messages off; }}
        location = /heard {{ nchan_subscriber websocket; nchan_channel_id wall; }}
    }}
}}
"""


class Readers:
    """The process at the other end of all sockets (readers.py)."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def _ask(self, line: str) -> str:
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("the readers were started without pipes")
        self._process.stdin.write(f"{line}\n".encode())
        async with asyncio.timeout(HANG):
            return (await self._process.stdout.readline()).decode().strip()

    async def open(self, name: str, port: int, sockets: int, head: bytes = b"") -> None:
        if await self._ask(f"open {name} {port} {sockets} {head.hex() or '-'}") != "ok":
            raise RuntimeError("the readers could not connect")

    async def heard(self, name: str) -> int:
        return int(await self._ask(f"count {name}"))

    async def until(self, name: str, total: int) -> None:
        """Wait until so many bytes have been read in all."""
        async with asyncio.timeout(HANG):
            while await self.heard(name) < total:  # noqa: ASYNC110  # they answer when they are asked
                await asyncio.sleep(0.005)


@asynccontextmanager
async def running_readers() -> AsyncIterator[Readers]:
    pipe = asyncio.subprocess.PIPE
    program = (sys.executable, "-m", "server.bench.readers")
    process = await asyncio.create_subprocess_exec(*program, stdin=pipe, stdout=pipe)
    try:
        yield Readers(process)
    finally:
        process.kill()
        await process.wait()


class Floor:
    """Sockets without a protocol: what the kernel alone costs."""

    def __init__(self, readers: Readers) -> None:
        self._readers = readers
        self._listening = socket.create_server((HERE, 0), backlog=8192)
        self._sockets: list[socket.socket] = []

    async def grow(self, to: int) -> None:
        port: int = self._listening.getsockname()[1]
        while len(self._sockets) < to:
            await self._readers.open("floor", port, 1)
            opened, _ = self._listening.accept()
            opened.setblocking(False)  # noqa: FBT003  # the standard library's
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # as aiohttp's are
            self._sockets.append(opened)

    async def spent(self, frame: bytes) -> float:
        """Send the frame to all; return the seconds of processor time of this process."""
        heard = await self._readers.heard("floor")
        started = time.process_time_ns()
        for opened in self._sockets:
            opened.send(frame)
        spent = time.process_time_ns() - started
        await self._readers.until("floor", heard + len(frame) * len(self._sockets))
        return spent / 1e9

    def close(self) -> None:
        for opened in (*self._sockets, self._listening):
            opened.close()


class Nchan:
    """nginx as one process, told by HTTP what to tell its WebSockets."""

    def __init__(self, readers: Readers, port: int, pid: int, http: ClientSession) -> None:
        self._readers, self._port, self._http = readers, port, http
        self._clock = Path(f"/proc/{pid}/schedstat")
        self._watchers = 0

    async def grow(self, to: int) -> None:
        before = await self._readers.heard("nchan")
        await self._readers.open("nchan", self._port, to - self._watchers, UPGRADE % b"/heard")
        await self._readers.until("nchan", before + 100 * (to - self._watchers))  # each is answered with a 101
        self._watchers = to

    async def spent(self, frame: bytes) -> float:
        """Have a text delivered to all that makes a frame of this size; return nginx's seconds on the processor."""
        heard = await self._readers.heard("nchan")
        started = self._on_processor()
        async with self._http.post(f"http://{HERE}:{self._port}/told", data=frame[HEADER:]) as answer:
            answer.raise_for_status()
        await self._readers.until("nchan", heard + len(frame) * self._watchers)
        return self._on_processor() - started

    def _on_processor(self) -> float:
        return int(self._clock.read_text().split()[0]) / 1e9


@asynccontextmanager
async def running_nchan(readers: Readers) -> AsyncIterator[Nchan | None]:
    """Start nginx with nchan on a free port; gives None where it is not installed."""
    program = shutil.which("nginx")
    if program is None or not MODULE.exists():
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="reception-nchan-") as folder, kept_port() as port:
        settings = Path(folder) / "nginx.conf"
        settings.write_text(SETTINGS.format(module=MODULE, folder=folder, port=port))
        process = await asyncio.create_subprocess_exec(program, "-p", folder, "-c", str(settings))
        try:
            await until_it_listens(port)
            async with ClientSession() as http:
                yield Nchan(readers, port, process.pid, http)
        finally:
            process.kill()
            await process.wait()
