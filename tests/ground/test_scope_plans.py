"""How a database looks for rows: within a scope, and along an index that serves the statement."""

from typing import Any

import pytest
from sqlalchemy import Connection, Index, MetaData, event, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from server.db import EVERYWHERE, Base, Database, Placed, Ranged, Scope, Tx
from server.place import range_of_region
from tests.support.databases import create_tables

PROVINCE, COUNTY = Scope(*range_of_region("430000")), Scope(*range_of_region("430102"))
WITHIN, BEYOND = 430_102_001, 440_102_001


class Cellar(DeclarativeBase):
    metadata = MetaData()
    type_annotation_map = Base.type_annotation_map


class Jar(Placed, Cellar):
    __tablename__ = "jar"
    __table_args__ = (Index("ix_jar_filled", "filled", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    filled: Mapped[int]


class Rack(Ranged, Cellar):
    __tablename__ = "rack"

    id: Mapped[int] = mapped_column(primary_key=True)


async def cellar_at(url: str) -> Database:
    """A jar and a rack in a county, and one of each in another province."""
    await create_tables(url, Cellar.metadata)
    database = Database(url, reactions={}, metadata=Cellar.metadata)
    async with database.transaction(EVERYWHERE) as tx:
        for ident, place in ((1, WITHIN), (2, BEYOND)):
            tx.add(Jar(id=ident, place=place, filled=ident))
            tx.add(Rack(id=ident, lo=place, hi=place))
    return database


async def plan_of(tx: Tx, statement: Any, explain: str) -> str:
    """How the database answers a statement, as it says itself."""
    connection, sent = await tx.connection(), list[tuple[str, Any]]()

    def look(_connection: Connection, _cursor: object, sql: str, values: object, *_rest: object) -> None:
        sent.append((sql, values))

    engine = connection.sync_engine
    event.listen(engine, "before_cursor_execute", look)
    await tx.scalars(statement)
    event.remove(engine, "before_cursor_execute", look)
    [(sql, values)] = sent
    rows: Any = await connection.exec_driver_sql(f"{explain} {sql}", values)
    return "\n".join(str(row) for row in rows.all())


@pytest.mark.parametrize("scope", [PROVINCE, COUNTY], ids=["province", "county"])
async def test_a_scope_shows_its_own_rows_wide_or_narrow(empty_url: str, scope: Scope) -> None:
    database = await cellar_at(empty_url)
    for bulk in (False, True):
        async with database.transaction(scope, bulk=bulk) as tx:
            assert await tx.scalars(select(Jar.id)) == [1]
            assert await tx.scalars(select(Rack.id)) == [1]
    await database.dispose()


async def test_sqlite_reads_along_the_order_asked_for_where_the_scope_is_wide(sqlite_url: str) -> None:
    database = await cellar_at(sqlite_url)
    first = select(Jar).order_by(Jar.filled, Jar.id).limit(1)
    for scope, along in ((PROVINCE, "ix_jar_filled"), (COUNTY, "ix_jar_place")):
        async with database.transaction(scope, write=False) as tx:
            assert along in await plan_of(tx, first, "EXPLAIN QUERY PLAN")
    await database.dispose()


@pytest.mark.usefixtures("walled_postgres")
async def test_postgres_reads_the_scope_once_a_statement(postgres_url: str) -> None:
    database = await cellar_at(postgres_url)
    async with database.transaction(PROVINCE, write=False) as tx:
        for model in (Jar, Rack):
            plan = await plan_of(tx, select(model), "EXPLAIN (VERBOSE)")
            once = [line for line in plan.splitlines() if "current_setting" in line]
            assert once
            assert all("Output:" in line for line in once), plan
    await database.dispose()


@pytest.mark.usefixtures("walled_postgres")
async def test_postgres_plans_by_its_values_what_touches_rows_by_hundreds(postgres_url: str) -> None:
    database = await cellar_at(postgres_url)
    for bulk, mode in ((True, "force_custom_plan"), (False, "auto")):
        async with database.transaction(PROVINCE, write=False, bulk=bulk) as tx:
            connection = await tx.connection()
            assert (await connection.exec_driver_sql("SHOW plan_cache_mode")).scalar() == mode
    await database.dispose()
