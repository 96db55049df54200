"""Brings a database's tables to a revision: all the way or not at all, one process at a time."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, event, inspect, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from server.db import EVERYWHERE, Database
from server.engine import driver_url, make_private
from server.errors import Stopped, Unavailable
from server.migrations.tables import lay_first_rows, metadata
from server.scope_guard import apply_row_security

PATIENCE = 60
"""Seconds to wait for another process that is upgrading the same database."""
LOCK = 0x7265636570  # any number that no other program on this database locks


Step = Callable[[Connection], None]


async def upgrade(url: str, *, before: Step | None = None, after: Step | None = None) -> None:
    """Make the tables what they are at the newest revision, with their row-level security.

    ``before`` may refuse the database as it is found, ``after`` add to it, both in the same transaction.
    """
    async with owner_connection(url) as connection:
        for step in (before, _upgrade, after):
            if step is not None:
                await connection.run_sync(step)


def _upgrade(connection: Connection) -> None:
    refuse_superuser(connection)
    before = revision_of(connection)
    if before is not None and not knows(before):
        raise Stopped("the database is of a newer version of this service: use that version")
    take_steps(connection, "head")
    if before != head():  # not at every start: row-level security locks the tables that others work on
        complete(connection)


def take_steps(connection: Connection, revision: str) -> None:
    """Change the tables up to this revision, within the transaction of an owner's connection."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def complete(connection: Connection) -> None:
    """Give today's tables what is no part of a revision: row-level security, and the rows there always are."""
    apply_row_security(connection, metadata())
    lay_first_rows(connection, metadata())


def knows(revision: str) -> bool:
    """Tell whether this version of the code has that revision."""
    return any(step.revision == revision for step in ScriptDirectory.from_config(_config()).walk_revisions())


def check_version(connection: Connection) -> None:
    """Stopped where the tables are not of this version, with what to do about it."""
    refuse_superuser(connection)
    revision = revision_of(connection)
    if revision is None:
        raise Stopped("the database has no tables of this service: name another, or start `reception serve` once")
    if not knows(revision):
        raise Stopped("the database is of a newer version of this service: use that version")
    if revision != head():
        raise Stopped("the database is of an older version of this service: start `reception serve` on it once")


def refuse_superuser(connection: Connection) -> None:
    """Stopped for a role of PostgreSQL that row-level security does not bind."""
    if connection.dialect.name != "postgresql":
        return
    unbound = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = session_user"
    if connection.execute(text(unbound)).scalar():
        raise Stopped("the database's role is a superuser or bypasses row-level security: use one that does neither")


@cache
def head() -> str | None:
    """Return the newest revision this version of the code knows."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def revision_of(connection: Connection) -> str | None:
    """Return the revision a database is at, None for one without tables of ours."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return revision


async def check_ready(database: Database) -> None:
    """Refuse with Unavailable while the database is away, or its tables are of another version."""
    try:
        async with database.store(EVERYWHERE, write=False) as connection:
            current = await connection.run_sync(revision_of)
    except (SQLAlchemyError, OSError) as error:
        raise Unavailable("database_unavailable", retry_after=2) from error
    if current != head():
        raise Unavailable("database_unavailable", retry_after=30)


@asynccontextmanager
async def owner_connection(url: str) -> AsyncIterator[AsyncConnection]:
    """Open one transaction with the rights of the tables' owner, alone on this database."""
    engine = create_async_engine(driver_url(url), poolclass=NullPool)
    if engine.dialect.name == "sqlite":
        make_private(engine.url)
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        event.listen(engine.sync_engine, "begin", lambda opened: opened.exec_driver_sql("BEGIN IMMEDIATE"))
    try:
        async with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                await connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
                # the owner is bound by the policies too, and changes the rows of every place
                await connection.execute(
                    text("SELECT set_config('reception.lo', '0', true), set_config('reception.hi', '2147483647', true)")
                )
            yield connection
    finally:
        await engine.dispose()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    return config


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # alembic's steps belong to one transaction
    cursor = connection.cursor()
    # foreign keys stay off: a table is rebuilt by copying it, which would cascade
    for pragma in ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={PATIENCE * 1000}", "foreign_keys=OFF"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
