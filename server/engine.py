"""How the two databases are opened: drivers, pools, and what SQLite is told about every connection."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Coroutine
from contextlib import asynccontextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from server.errors import Stopped, Unavailable

BUSY = 10
"""Seconds to wait: for a connection, for one to be free, for the writer before on SQLite."""

PRIVATE = 0o600
"""The mode of every file of this service: its owner reads and writes it."""

LEAST = 10
"""Connections to a SQLite file: each is a thread of this process, and costs nothing elsewhere."""

PASSING = frozenset({"08", "40", "53", "57", "58"})
"""Classes of PostgreSQL's SQLSTATE that pass: no connection, deadlock, out of space, starting or stopping, disk."""


TOLD_POSTGRES = frozenset({"host", "passfile", "port", "ssl"})
"""What the URL of a PostgreSQL may say beside its parts; ``sslmode``, as libpq calls it, is ``ssl``."""


in_lane: ContextVar[bool] = ContextVar("in_lane", default=False)
"""Whether what runs here answers a request, and so shares the connections of all that do (Lane)."""


class Lane:
    """The connections that requests share; the rest are kept back for the writer, device look-up and rights.

    A transaction in the lane waits for one of ``most``, all else goes past it. A transaction within another needs none.
    """

    def __init__(self, most: int) -> None:
        self._free = asyncio.Semaphore(most)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Have one of the lane's connections; Unavailable ``busy`` where none comes free."""
        if not in_lane.get():
            yield
            return
        try:
            async with asyncio.timeout(BUSY):
                await self._free.acquire()
        except TimeoutError as error:
            raise Unavailable("busy", retry_after=2) from error
        held = in_lane.set(False)
        try:
            yield
        finally:
            in_lane.reset(held)
            self._free.release()


def driver_url(url: str) -> URL:
    """Return the URL with the driver this service uses; Stopped for another kind of database."""
    parsed = make_url(url)
    drivers = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}
    if parsed.get_backend_name() not in drivers:
        raise Stopped(f"not a database this service works with: {parsed.get_backend_name()}")
    if parsed.get_backend_name() == "sqlite":
        if parsed.query or parsed.database in {None, "", ":memory:"}:
            raise Stopped("a SQLite database is named by its file, as sqlite:///FILE, with %3F for ? and %25 for %")
        return parsed.set(drivername=drivers["sqlite"])
    query = {"ssl" if key == "sslmode" else key: value for key, value in parsed.query.items()}
    if not query.keys() <= TOLD_POSTGRES:
        raise Stopped(f"the database URL may say {', '.join(sorted(TOLD_POSTGRES))} after its ?, and nothing else")
    return parsed.set(drivername=drivers["postgresql"], query=query)


def make_engine(url: URL, connections: int, *, writes: bool = True) -> AsyncEngine:
    # hide_parameters: errors reach logs, parameters are personal data
    if url.get_backend_name() == "postgresql":
        return create_async_engine(
            url,
            hide_parameters=True,
            pool_size=connections,
            max_overflow=0,
            pool_timeout=BUSY,
            pool_pre_ping=True,
            connect_args={"timeout": BUSY, "command_timeout": 60},
        )
    may_write = _may_write(Path(url.database or ""))
    if writes or may_write:
        keep_private(url)
    pool = {"pool_size": max(connections, LEAST), "max_overflow": 0, "pool_timeout": BUSY}
    engine = create_async_engine(url if writes or may_write else _for_reading(url), hide_parameters=True, **pool)
    event.listen(engine.sync_engine, "connect", _prepare_sqlite if writes else _prepare_reading)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _may_write(file: Path) -> bool:
    """Whether SQLite may write the file and make others beside it: to read one that is in use it needs both."""
    return os.access(file, os.W_OK) and os.access(file.parent, os.W_OK)


def _for_reading(url: URL) -> URL:
    """Return the URL of a file that lies where nothing can be written, on a medium or in a folder of another's.

    Where nothing waits in the file beside it SQLite is told that it never changes, else it would want to make a lock.
    """
    file = Path(url.database or "")
    log = file.with_name(f"{file.name}-wal")
    rests = not log.exists() or log.stat().st_size == 0
    query = {"mode": "ro", "uri": "true"} | ({"immutable": "1"} if rests else {})
    return url.set(database=f"file:{quote_from_bytes(os.fsencode(file.absolute()))}", query=query)


def keep_private(url: URL) -> None:
    """Let only the owner read a SQLite file that is there, whatever its folder allows; Stopped where it cannot be.

    SQLite gives the files beside it (``-wal``, ``-shm``) the mode that the database has when it makes them.
    """
    for suffix in ("", "-wal", "-shm", "-journal") if url.database else ():
        file = Path(f"{url.database}{suffix}")
        try:
            if file.is_file() and file.stat().st_mode & 0o077:
                file.chmod(PRIVATE)
        except PermissionError as error:
            raise Stopped(f"others may read {file}: its owner runs chmod 600 {file}") from error


def make_private(url: URL) -> None:
    """Make the file of a SQLite database and its folder, for the owner alone, where they are not there yet."""
    file = Path(url.database or "")
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.touch(mode=PRIVATE)
    keep_private(url)


def make_thread_engine(url: URL) -> Engine:
    """The same SQLite file for one thread that does a whole transaction without a hop to another."""
    engine = create_engine(url.set(drivername="sqlite"), hide_parameters=True, pool_size=1, max_overflow=0)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # BEGIN is ours, see below
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        f"busy_timeout={BUSY * 1000}",
        "foreign_keys=ON",
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _prepare_reading(connection: Any, _record: object) -> None:
    """Change nothing: also how a file is written (``journal_mode``) lies in the file, which may be anything."""
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout={BUSY * 1000}")


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock at the start: two readers that both turn writer could only fail."""
    write = connection.get_execution_options().get("reception_write", True)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


async def opened(opening: Awaitable[AsyncConnection]) -> AsyncConnection:
    """Wait for a connection; one that cannot be made is the same as none being free."""
    try:
        return await opening
    except OSError as error:  # asyncpg lets the socket's own errors through
        raise NoConnection("the database cannot be reached") from error


def is_outage(error: Exception) -> bool:
    """Tell whether the database, not the statement, is at fault: gone, starting, locked, full."""
    if not isinstance(error, DBAPIError) or error.connection_invalidated:
        return True
    if (getattr(error.orig, "sqlstate", None) or "")[:2] in PASSING:
        return True
    # SQLite calls a misspelt column an operational error too
    sqlite_name = getattr(error.orig, "sqlite_errorname", None)
    return isinstance(error, OperationalError | InterfaceError) and sqlite_name != "SQLITE_ERROR"


async def uncut(commit: Coroutine[Any, Any, None]) -> asyncio.CancelledError | None:
    """Wait for a commit to its end and return the cancellation that came meanwhile.

    A commit that is cut leaves open whether it happened, and what it did is told to no screen.
    """
    committing = asyncio.create_task(commit)
    cancelled = None
    while not committing.done():
        try:
            await asyncio.wait([committing])
        except asyncio.CancelledError as error:
            cancelled = error
    committing.result()
    return cancelled
