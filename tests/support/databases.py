"""Databases with all tables of the service, empty, one per test, on SQLite and on PostgreSQL."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, MetaData, make_url, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from server.db import Database
from server.engine import driver_url
from server.migrations.tables import lay_first_rows, metadata
from server.migrations.upgrade import head
from server.reactions import REACTIONS
from server.scope_guard import apply_row_security
from tests.support.breadth import databases
from tests.support.servers import Postgres, in_its_own_loop

BOTH = ["sqlite", "postgres"]


async def create_tables(url: str, tables: MetaData, *, revision: str | None = None) -> None:
    """Make the tables and their row security as the owner of the database would, at a revision if one is given."""

    def create(connection: Connection) -> None:
        tables.create_all(connection)
        if revision is not None:
            connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) PRIMARY KEY)"))
            connection.execute(text("INSERT INTO alembic_version VALUES (:revision)"), {"revision": revision})
        apply_row_security(connection, tables)
        lay_first_rows(connection, tables)

    engine = create_async_engine(driver_url(url), poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.run_sync(create)
    await engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "empty.sqlite3"
    asyncio.run(create_tables(f"sqlite:///{file}", metadata(), revision=head()))
    return file


@pytest.fixture(scope="session")
def walled_postgres(postgres: Postgres) -> Postgres:
    """Give the session's PostgreSQL with the role that an administrator makes once."""
    postgres.execute("DO $$ BEGIN CREATE ROLE reception_app NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$")
    postgres.execute("GRANT reception_app TO reception")
    return postgres


@pytest.fixture(scope="session")
def postgres_template(walled_postgres: Postgres) -> str:
    url = walled_postgres.fresh()
    in_its_own_loop(create_tables(url, metadata(), revision=head()))
    return make_url(url).database or ""


@dataclass(slots=True)
class Snapshots:
    """Databases that are filled once for each worker and kind, then copied for each test that reads them."""

    folder: Path
    sqlite_template: Path
    postgres: Callable[[], tuple[Postgres, str]]
    """The server, and the name of its template with all tables."""
    _made: dict[tuple[str, str], str] = field(default_factory=dict)

    def into(self, url: str, name: str, fill: Callable[[str], Coroutine[Any, Any, None]]) -> None:
        """Have the empty database at this URL be a copy of the one of this name, filled now if it is the first."""
        kind = make_url(url).get_backend_name()
        if (kind, name) not in self._made:
            empty = self._empty(kind, name)
            in_its_own_loop(fill(empty))
            self._made[kind, name] = empty
        filled, file = (str(make_url(one).database) for one in (self._made[kind, name], url))
        if kind == "sqlite":
            shutil.copy(filled, file)
        else:
            self.postgres()[0].replace(url, template=filled)

    def _empty(self, kind: str, name: str) -> str:
        if kind == "sqlite":
            return f"sqlite:///{shutil.copy(self.sqlite_template, self.folder / f'{name}.sqlite3')}"
        server, template = self.postgres()
        return server.fresh(template=template)


@pytest.fixture(scope="session")
def snapshots(
    request: pytest.FixtureRequest, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Snapshots:
    def postgres() -> tuple[Postgres, str]:
        return request.getfixturevalue("walled_postgres"), request.getfixturevalue("postgres_template")

    return Snapshots(tmp_path_factory.mktemp("snapshots"), sqlite_template, postgres)


@pytest.fixture(params=BOTH)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the URL of a database without a table, on both kinds."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        return
    server: Postgres = request.getfixturevalue("walled_postgres")
    url = server.fresh()
    yield url
    server.drop(url)


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Give the URL of a database with all tables and no row, on both kinds."""
    yield from _url_of(request)


@pytest.fixture(params=databases("exhaustive tables"))
def either_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Give the same for a test of thousands of cases: on today's kind, and in the long form on both."""
    yield from _url_of(request)


def _url_of(request: pytest.FixtureRequest) -> Iterator[str]:
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_url")
        return
    server: Postgres = request.getfixturevalue("walled_postgres")
    url = server.fresh(template=request.getfixturevalue("postgres_template"))
    yield url
    server.drop(url)


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """Give the URL of a file with all tables and no row."""
    file = tmp_path / "reception.sqlite3"
    shutil.copy(sqlite_template, file)
    return f"sqlite:///{file}"


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """Give the service's database with its reactions, closed after the test."""
    opened = Database(database_url, reactions=REACTIONS)
    yield opened
    await opened.dispose()
