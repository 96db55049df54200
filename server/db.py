"""The only way to the database: a transaction within a scope, or the store for what is written in bulk.

A place is an integer (see place.py); whatever belongs to one carries it, whatever belongs to a range of places (an
account, a counter) carries its ends. Three guards keep a person within their scope: criteria added to every ORM
statement, a look at the SQL about to be sent, and on PostgreSQL row-level security under a role that owns nothing.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, TypeVar, TypeVarTuple

import structlog
from sqlalchemy import (
    CompoundSelect,
    Connection,
    Delete,
    Engine,
    MetaData,
    Row,
    Select,
    Update,
    event,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.sql import visitors
from sqlalchemy.sql.selectable import TypedReturnsRows

from server.engine import BUSY, Lane, driver_url, is_outage, make_engine, make_thread_engine, opened, uncut
from server.errors import Conflict, NotFound, Unavailable
from server.place import Scope as Scope  # noqa: PLC0414  # rules may know places, not the database
from server.scope_guard import ENTER, GUARDED, criteria_of, guard_reads, is_written_by_hand, moves, settings_of
from server.utc_datetime import UtcDateTime

log = structlog.get_logger(__name__)
T = TypeVar("T")
Ts = TypeVarTuple("Ts")
Reactions = Mapping[type, Sequence[Callable[["Tx", Any], Awaitable[object]]]]
Tables = MetaData | None

EVERYWHERE = Scope(0, 2**31 - 1)
"""For the command line, start-up and the sign-in route, which act for no person; tests/house lists all uses."""


class Base(DeclarativeBase):
    """The base class of every table."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime}  # noqa: RUF012  # SQLAlchemy reads a plain dict here


class Placed:
    """Rows that belong to one place; seen and written only within the scope that covers it."""

    place: Mapped[int] = mapped_column(index=True)


class Ranged:
    """Rows that belong to a range of places; seen and written only within the scope that covers all of it."""

    lo: Mapped[int] = mapped_column(index=True)
    hi: Mapped[int] = mapped_column()


class Tx:
    """One transaction: read and write rows within the scope, and tell what happened."""

    def __init__(self, session: AsyncSession, scope: Scope) -> None:
        self.scope = scope
        self._session = session
        self._told: list[Any] = []
        self._criteria = criteria_of(scope, Placed, Ranged, dialect=session.get_bind().dialect.name)

    async def get(self, model: type[T], key: Any) -> T:
        """Return the row with this primary key; NotFound where there is none in scope."""
        row = await self._session.get(model, key, options=self._criteria)
        if row is None or not _within(row, self.scope):
            raise NotFound("not_found")
        return row

    async def rows(
        self, statement: TypedReturnsRows[*Ts], values: Mapping[str, Any] | None = None
    ) -> Sequence[Row[*Ts]]:
        """Return the rows; ``values`` are those of a statement with parameters, which is made once."""
        return (await self._session.execute(self._scoped(statement), values)).all()

    async def scalars(self, statement: TypedReturnsRows[T]) -> Sequence[T]:
        return (await self._session.scalars(self._scoped(statement))).all()

    async def one_or_none(self, statement: TypedReturnsRows[T]) -> T | None:
        """Return the first column of the only row, None without one; more than one is a mistake in the code."""
        return (await self._session.scalars(self._scoped(statement))).one_or_none()

    async def change(self, statement: Update | Delete) -> int:
        """Update or delete rows of a model by a condition; return how many there were."""
        result = await self._session.execute(self._scoped(statement))
        return int(getattr(result, "rowcount"))  # noqa: B009  # declared on CursorResult only

    def add(self, row: object) -> None:
        self._session.add(row)

    async def delete(self, row: object) -> None:
        await self._session.delete(row)

    async def flush(self) -> None:
        """Send what was added and changed now, so that keys are made and constraints speak."""
        await self._session.flush()

    async def connection(self) -> AsyncConnection:
        """Return the connection of this transaction, within its scope, for the keys of what is sealed in it."""
        return await self._session.connection()

    def tell(self, message: T) -> T:
        """Say what happened: reactions follow before commit, screens hear of it after."""
        self._told.append(message)
        return message

    async def settle(self, reactions: Reactions) -> Sequence[Any]:
        """Run the reactions to all messages, and to the messages that these tell; return all messages."""
        for message in self._told:  # grows while reactions tell
            for react in reactions.get(type(message), ()):
                await react(self, message)
        await self._session.flush()
        return self._told

    def _scoped(self, statement: Any) -> Any:
        """Add the scope's criteria; refuse what they would not reach."""
        if isinstance(statement, Update | Delete):
            if statement.entity_description.get("type") is None or moves(statement):
                raise TypeError("update and delete name a model, and never move a row to another place")
        elif not isinstance(statement, Select | CompoundSelect):
            raise TypeError(f"a transaction takes select, update and delete of models, not {type(statement).__name__}")
        if any(is_written_by_hand(part) for part in visitors.iterate(statement)):
            raise TypeError("a transaction takes no SQL written by hand")
        return statement.options(*self._criteria)


def _within(row: object, scope: Scope) -> bool:
    if isinstance(row, Placed):
        return scope.covers(row.place)
    return not isinstance(row, Ranged) or scope.covers_range(row.lo, row.hi)


class Database:
    """One database, SQLite or PostgreSQL, and everything that is true of every transaction on it."""

    def __init__(
        self, url: str, *, reactions: Reactions, connections: int = 10, writes: bool = True, metadata: Tables = None
    ) -> None:
        self.url = driver_url(url)
        self.is_postgres = self.url.get_backend_name() == "postgresql"
        self._reactions = reactions
        self._listeners: list[Callable[[Sequence[Any]], None]] = []
        self._engine = make_engine(self.url, connections, writes=writes)
        self._lane = Lane(max(1, connections // 2))
        self._one_writer = asyncio.Lock()
        self._thread: ThreadPoolExecutor | None = None
        self._thread_engine: Engine | None = None
        guard_reads(self._engine.sync_engine, metadata or Base.metadata)

    def on_commit(self, listener: Callable[[Sequence[Any]], None]) -> None:
        """Have the listener called after each commit with the messages told in it. It must not wait."""
        self._listeners.append(listener)

    @asynccontextmanager
    async def transaction(self, scope: Scope, *, write: bool = True, bulk: bool = False) -> AsyncIterator[Tx]:
        """Work within the scope: all of it happens, with its reactions, or none. With ``bulk``: on rows by hundreds."""
        committed: Sequence[Any] = ()
        try:
            async with self._turn(write=write), AsyncSession(self._engine, expire_on_commit=False) as session:
                event.listen(session.sync_session, "before_flush", _flush_guard(scope, write=write))
                options = {GUARDED: True, "reception_write": write}
                await self._enter(await opened(session.connection(execution_options=options)), scope, bulk=bulk)
                tx = Tx(session, scope)
                yield tx
                told = await tx.settle(self._reactions)
                cancelled = await uncut(session.commit())
                committed = told
                if cancelled is not None:
                    raise cancelled
        except StaleDataError as error:
            raise Conflict("changed_meanwhile") from error
        except (DBAPIError, NoConnectionFree, TimeoutError) as error:
            if not is_outage(error):
                raise
            log.warning("database unavailable", cause=type(error).__name__)
            raise Unavailable("database_unavailable", retry_after=2) from error
        finally:  # also where the work was cancelled once all was done
            for listener in self._listeners if committed else ():
                listener(committed)

    @asynccontextmanager
    async def store(
        self, scope: Scope, *, write: bool = True, snapshot: bool = False
    ) -> AsyncIterator[AsyncConnection]:
        """Core access in one transaction, for what is written or read in bulk; tests/house lists all uses.

        With ``snapshot`` every statement sees the database as it was at the first.
        """
        options: dict[str, Any] = {"reception_write": write}
        if snapshot and self.is_postgres:  # on SQLite every transaction is one
            options["isolation_level"] = "REPEATABLE READ"
        async with self._turn(write=write), self._engine.execution_options(**options).begin() as connection:
            await self._enter(connection, scope)
            yield connection

    async def batch(self, scope: Scope, work: Callable[[Connection], T]) -> T:
        """Do Core work in one store transaction. On SQLite one thread does all of it: each hop costs a statement."""
        if self.is_postgres:
            async with self.store(scope) as connection:
                return await connection.run_sync(work)
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, "journal")
        async with self._turn(write=True):
            return await asyncio.get_running_loop().run_in_executor(self._thread, self._in_thread, work)

    def _in_thread(self, work: Callable[[Connection], T]) -> T:
        if self._thread_engine is None:
            self._thread_engine = make_thread_engine(self.url)
        with self._thread_engine.begin() as connection:
            return work(connection)

    async def dispose(self) -> None:
        await self._engine.dispose()
        if self._thread is not None:
            self._thread.shutdown()
        if self._thread_engine is not None:
            self._thread_engine.dispose()

    @asynccontextmanager
    async def _turn(self, *, write: bool) -> AsyncIterator[None]:
        """Let writers on SQLite wait here in order, not inside SQLite, where they would poll each in a thread."""
        if self.is_postgres or not write:
            async with self._lane.turn():
                yield
            return
        try:
            async with asyncio.timeout(BUSY):
                await self._one_writer.acquire()
        except TimeoutError as error:
            raise Unavailable("busy", retry_after=2) from error
        try:
            yield
        finally:
            self._one_writer.release()

    async def _enter(self, connection: AsyncConnection, scope: Scope, *, bulk: bool = False) -> None:
        """Take the role that owns nothing and the scope's range, both until the end of the transaction."""
        if self.is_postgres:
            await connection.execute(ENTER, settings_of(scope, bulk=bulk))


def _flush_guard(scope: Scope, *, write: bool) -> Callable[..., None]:
    def check(session: Session, *_rest: object) -> None:
        for row in (*session.new, *session.dirty, *session.deleted):
            if not write:
                raise TypeError("a transaction that only reads was given something to write")
            if not _within(row, scope):
                raise NotFound("not_found")  # whether it exists is a secret

    return check
