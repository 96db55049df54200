"""What the database's own misfortunes look like from above: a 503 that passes, nothing half done."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Integer, MetaData, String, func, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from server.db import EVERYWHERE, Database
from server.errors import Unavailable
from tests.support.databases import create_tables
from tests.support.servers import Postgres, running_postgres


class Cellar(DeclarativeBase):
    metadata = MetaData()


class Barrel(Cellar):
    __tablename__ = "barrel"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    holds: Mapped[str] = mapped_column(String)


async def put(database: Database, holds: str = "wine") -> None:
    async with database.transaction(EVERYWHERE) as tx:
        tx.add(Barrel(holds=holds))


async def barrels(database: Database) -> int:
    async with database.transaction(EVERYWHERE, write=False) as tx:
        return (await tx.scalars(select(func.count(Barrel.id))))[0]


@pytest.fixture(scope="module")
def own_postgres() -> Iterator[Postgres]:
    with running_postgres() as server:
        server.execute("CREATE ROLE reception_app NOLOGIN")
        server.execute("GRANT reception_app TO reception")
        yield server


async def test_after_a_crash_of_postgres_the_next_transaction_works(own_postgres: Postgres) -> None:
    url = own_postgres.fresh()
    await create_tables(url, Cellar.metadata)
    database = Database(url, reactions={}, connections=2, metadata=Cellar.metadata)
    await put(database)
    own_postgres.crash()
    with pytest.raises(Unavailable, match="database_unavailable"):
        await put(database)
    own_postgres.start()
    await put(database)
    assert await barrels(database) == 2
    await database.dispose()


async def test_a_full_disk_refuses_writes_lets_reads_through_and_is_forgotten(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'cellar.sqlite3'}"
    await create_tables(url, Cellar.metadata)
    database = Database(url, reactions={}, metadata=Cellar.metadata)
    await put(database)
    async with database.store(EVERYWHERE) as connection:
        await connection.execute(text("PRAGMA max_page_count=10"))  # this connection's disk is full from now on
    with pytest.raises(Unavailable, match="database_unavailable"):
        await put(database, "x" * 100_000)
    assert await barrels(database) == 1
    async with database.store(EVERYWHERE) as connection:
        await connection.execute(text("PRAGMA max_page_count=1000000"))
    await put(database, "x" * 100_000)
    assert await barrels(database) == 2
    await database.dispose()


async def test_a_writer_that_waits_too_long_is_told_to_come_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.db.BUSY", 0.05)
    url = f"sqlite:///{tmp_path / 'cellar.sqlite3'}"
    await create_tables(url, Cellar.metadata)
    database = Database(url, reactions={}, metadata=Cellar.metadata)
    async with database.transaction(EVERYWHERE):
        with pytest.raises(Unavailable, match="busy"):
            await put(database)
        assert await barrels(database) == 0
    await database.dispose()
