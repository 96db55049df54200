"""`verify` finds nothing on an honest journal and names the place where any one row was altered."""

from collections.abc import Mapping
from typing import Any, cast

import pytest
from sqlalchemy import Table, bindparam, delete, select, update

from server.db import EVERYWHERE, Base, Database
from server.journal.model import Accepted, Counter, Head, Matter, Pending, Sealed
from server.migrations.upgrade import owner_connection
from server.people import audit
from server.people.model import AuditLine
from server.verify import verify
from tests.support.days import HARD_CASES, PlainSeals, Played, played_day
from tests.support.fake_clock import NINE

ALTERED = [
    (table, column.name)
    for model in (Accepted, Pending, Sealed, Matter, Counter, Head)
    for table in [cast("Table", model.__table__)]
    for column in table.c
]


def other(value: Any) -> Any:
    """Something else of the same kind."""
    kinds: Mapping[type, Any] = {
        bool: lambda: not value,
        int: lambda: -value - 1,
        bytes: lambda: b'["2024-03-14", 0, "", {}]',
        type(None): lambda: 7,
    }
    return kinds.get(type(value), lambda: value[:-1] + ("1" if value[-1:] != "1" else "2"))()


@pytest.mark.parametrize("name", ["2023-11-09", "2024-03-14-hard-cases"])
async def test_an_honest_journal_verifies(played: Played, name: str) -> None:
    day = played_day(name)
    report = await verify(await played(name), PlainSeals())
    assert report.differences == []
    assert (report.entries, report.waiting) == (
        day.expected["intake"]["accepted"],
        day.expected["intake"]["waiting"],
    )


@pytest.mark.parametrize(("table", "column"), ALTERED, ids=[f"{table.name}.{column}" for table, column in ALTERED])
async def test_one_altered_cell_is_found(sqlite_played: Database, table: Table, column: str) -> None:
    async with sqlite_played.store(EVERYWHERE) as connection:
        row = (await connection.execute(select(table).order_by(*table.primary_key).limit(1))).mappings().one()
        this = [key == row[key.name] for key in table.primary_key]
        await connection.execute(update(table).where(*this).values({column: other(row[column])}))
    assert (await verify(sqlite_played, PlainSeals())).differences != []


@pytest.mark.parametrize(
    "table", [cast("Table", model.__table__) for model in (Accepted, Pending, Sealed, Matter, Counter)], ids=str
)
async def test_one_lost_row_is_found(sqlite_played: Database, table: Table) -> None:
    async with sqlite_played.store(EVERYWHERE) as connection:
        row = (await connection.execute(select(table).order_by(*table.primary_key).limit(1))).mappings().one()
        await connection.execute(delete(table).where(*(key == row[key.name] for key in table.primary_key)))
    assert (await verify(sqlite_played, PlainSeals())).differences != []


async def test_the_first_bad_entry_is_named(played: Played) -> None:
    database = await played(HARD_CASES)
    async with database.store(EVERYWHERE) as connection:
        journal = Base.metadata.tables["journal"]
        victim = (await connection.execute(select(journal).where(journal.c.seq == 3).limit(1))).mappings().one()
        this = (journal.c.place == bindparam("p"), journal.c.seq == 3)
        await connection.execute(update(journal).where(*this).values(at=victim["at"] + 1), {"p": victim["place"]})
    first = (await verify(database, PlainSeals())).differences[0]
    assert victim["id"] in first
    assert "seq 3" in first


async def test_a_touched_line_of_the_audit_chain_is_named(database: Database, database_url: str) -> None:
    async with database.transaction(EVERYWHERE) as tx:
        for about in ("one", "two"):
            await audit.record(tx, "machine", "tested", about, place=430102001, now=NINE)
    assert (await verify(database, PlainSeals())).differences == []
    async with owner_connection(database_url) as connection:
        await connection.execute(update(AuditLine).where(AuditLine.seq == 2).values(about="three"))
    assert (await verify(database, PlainSeals())).differences == ["audit line 2: missing, changed or out of order"]
