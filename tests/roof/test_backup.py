"""A backup holds everything but the key files, from either database and into either."""

import asyncio
import hashlib
import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Column, Table, TypeCoerce, inspect, literal, select, type_coerce
from sqlalchemy.dialects import postgresql, sqlite

from server.backup import backup, restore
from server.backup_format import KINDS, MANIFEST, Manifest, kind_of
from server.db import EVERYWHERE, Database
from server.errors import Stopped
from server.migrations.tables import metadata
from server.migrations.upgrade import owner_connection
from server.verify import verify
from tests.support.days import PlainSeals, desk_of, played_day
from tests.support.fake_clock import NINE
from tests.support.servers import Postgres

OF_ACCESS = {"session", "device", "enrolment", "invitation", "calendar_feed", "kept_answer", "audit", "audit_head"}
"""Tables that a restore changes: it ends what lets a caller in, and says so in the audit log."""

Rows = dict[str, list[tuple[Any, ...]]]
ONE_OF_EACH: dict[str, Any] = {
    "integer": 430_102_001,
    "real": 0.1,
    "boolean": True,
    "text": '漏"\n',
    "json": {"水": [1, None]},
    "bytes": b"\x00\xff",
    "uuid": UUID("018bb165-9350-7564-b3e0-bbbbf419c5e6"),
    "instant": datetime(2023, 11, 9, 1, 2, 3, 456789, tzinfo=UTC),
    "date": date(2023, 11, 9),
    "time": time(8, 30),
}


def nothing(_table: str, _rows: int) -> None:
    """Show no progress."""


def one_for(column: Column[Any]) -> Any:
    """Give the value of a column's kind, no longer than the column takes."""
    value = ONE_OF_EACH[kind_of(column)]
    length = getattr(column.type, "length", None)
    return value[:length] if isinstance(value, str) else value


async def fill(database: Database) -> None:
    """Put one row into every table: one value for each kind of column, so that what refers to a row finds it."""
    insert = postgresql.insert if database.is_postgres else sqlite.insert
    async with database.store(EVERYWHERE) as connection:
        for table in metadata().sorted_tables:
            # bound by the plain type: a column that takes only some words takes any here
            values = {column.name: literal(one_for(column), KINDS[kind_of(column)].type) for column in table.columns}
            await connection.execute(insert(table).values(values).on_conflict_do_nothing())


async def all_rows(database: Database) -> Rows:
    async with database.store(EVERYWHERE, write=False) as connection:
        return {
            table.name: sorted(map(tuple, (await connection.execute(select(*raw(table)))).all()), key=repr)
            for table in metadata().sorted_tables
        }


def raw(table: Table) -> list[TypeCoerce[Any]]:
    return [type_coerce(column, KINDS[kind_of(column)].type) for column in table.columns]


@pytest.fixture
def other_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """Give the function that makes an empty database of a kind and returns its URL."""
    made: list[tuple[Postgres, str]] = []

    def make(kind: str) -> str:
        if kind == "sqlite":
            return f"sqlite:///{tmp_path / 'other' / 'reception.sqlite3'}"
        server: Postgres = request.getfixturevalue("walled_postgres")
        made.append((server, server.fresh()))
        return made[-1][1]

    yield make
    for server, url in made:
        server.drop(url)


@pytest.fixture
async def file(sqlite_played: Database, tmp_path: Path) -> Path:
    """Give the backup of a played day."""
    await backup(sqlite_played, tmp_path / "day.zip", made_at=NINE, progress=nothing)
    return tmp_path / "day.zip"


async def restored(url: str, file: Path) -> tuple[Manifest, Database]:
    manifest = await restore(url, file, now=NINE, progress=nothing)
    return manifest, Database(url, reactions={})


@pytest.mark.parametrize("to", ["sqlite", "postgres"])
async def test_every_row_of_every_table_comes_back_the_same_in_either_database(
    database: Database, other_url: Callable[[str], str], tmp_path: Path, to: str
) -> None:
    await fill(database)
    before = await all_rows(database)
    assert all(before.values())
    made = await backup(database, tmp_path / "b.zip", made_at=NINE, progress=nothing)
    manifest, other = await restored(other_url(to), tmp_path / "b.zip")
    assert manifest == made
    after = await all_rows(other)
    assert {name: rows for name, rows in after.items() if name not in OF_ACCESS} == {
        name: rows for name, rows in before.items() if name not in OF_ACCESS
    }
    await other.dispose()


@pytest.mark.parametrize("to", ["sqlite", "postgres"])
async def test_a_restored_day_verifies(file: Path, other_url: Callable[[str], str], to: str) -> None:
    _, other = await restored(other_url(to), file)
    report = await verify(other, PlainSeals())
    assert (report.differences, report.waiting > 0, report.entries > 0) == ([], True, True)
    await other.dispose()


async def test_a_backup_made_while_entries_come_in_is_of_one_moment(
    database: Database, other_url: Callable[[str], str], tmp_path: Path
) -> None:
    day = played_day("2023-11-09")
    async with desk_of(database, day.day) as desk:
        await desk.play(day.entries[:300])
        making = backup(database, tmp_path / "b.zip", made_at=NINE, progress=nothing)
        await asyncio.gather(desk.play(day.entries[300:1500]), making)
    _, other = await restored(other_url("sqlite"), tmp_path / "b.zip")
    report = await verify(other, PlainSeals())
    assert report.differences == []
    assert report.entries > 0
    await other.dispose()


def test_a_backup_holds_tables_and_nothing_else(file: Path) -> None:
    with zipfile.ZipFile(file) as archive:
        assert set(archive.namelist()) == {MANIFEST} | {
            f"tables/{table.name}.ndjson" for table in metadata().sorted_tables
        }


def sum_of(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def zips_in(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if "zip" in path.name]


async def test_a_backup_replaces_no_file(sqlite_played: Database, file: Path) -> None:
    before = sum_of(file)
    with pytest.raises(Stopped, match="exists"):
        await backup(sqlite_played, file, made_at=NINE, progress=nothing)
    assert sum_of(file) == before


async def test_a_database_without_our_tables_is_not_backed_up(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'none.sqlite3'}", reactions={})
    with pytest.raises(Stopped, match="serve"):
        await backup(database, tmp_path / "b.zip", made_at=NINE, progress=nothing)
    await database.dispose()
    assert zips_in(tmp_path) == []


async def test_nothing_is_restored_over_anything(file: Path, database_url: str) -> None:
    with pytest.raises(Stopped, match="not empty"):
        await restore(database_url, file, now=NINE, progress=nothing)


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-100])


LOCAL_HEADER = 30
"""Bytes before the name of a member (APPNOTE 4.3.7)."""


def flip(file: Path) -> None:
    """Change one bit of what the greatest member holds: of a member's date nothing depends."""
    with zipfile.ZipFile(file) as archive:
        greatest = max(archive.infolist(), key=lambda member: member.compress_size)
    raw_bytes = bytearray(file.read_bytes())
    raw_bytes[greatest.header_offset + LOCAL_HEADER + len(greatest.filename) + greatest.compress_size // 2] ^= 1
    file.write_bytes(bytes(raw_bytes))


def rewrite(file: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    """Write the archive again with one member changed, as whole as before."""
    shutil.copy(file, file.with_suffix(".before"))
    with zipfile.ZipFile(file.with_suffix(".before")) as before, zipfile.ZipFile(file, "w") as after:
        for member in before.namelist():
            kept = before.read(member)
            after.writestr(member, change(kept) if member == name else kept)


def drop_a_row(file: Path) -> None:
    rewrite(file, "tables/journal.ndjson", lambda lines: lines.split(b"\n", 1)[1])


def change_a_row(file: Path) -> None:
    rewrite(file, "tables/journal.ndjson", lambda lines: lines.replace(b"site_opened", b"site_closed", 1))


def add_a_field(file: Path) -> None:
    rewrite(file, "tables/journal.ndjson", lambda lines: lines.replace(b"[", b"[1,", 1))


def lose_the_manifest(file: Path) -> None:
    rewrite(file, MANIFEST, lambda _lines: b"{}")


def no_zip(file: Path) -> None:
    file.write_bytes(b"not a backup")


@pytest.mark.parametrize("damage", [cut, flip, drop_a_row, change_a_row, add_a_field, lose_the_manifest, no_zip])
async def test_of_a_damaged_backup_nothing_is_restored(
    file: Path, empty_url: str, damage: Callable[[Path], None]
) -> None:
    damage(file)
    with pytest.raises(Stopped, match="nothing was restored"):
        await restore(empty_url, file, now=NINE, progress=nothing)
    async with owner_connection(empty_url) as connection:
        assert await connection.run_sync(lambda opened: inspect(opened).get_table_names()) == []


@pytest.mark.parametrize("field", ["revision", "format"])
async def test_a_backup_of_a_newer_version_is_left_to_it(file: Path, empty_url: str, field: str) -> None:
    newer = {"revision": "9999", "format": 9999}
    rewrite(file, MANIFEST, lambda lines: json.dumps(json.loads(lines) | {field: newer[field]}).encode())
    with pytest.raises(Stopped, match="newer version"):
        await restore(empty_url, file, now=NINE, progress=nothing)


async def test_a_file_that_is_not_there_is_named(empty_url: str, tmp_path: Path) -> None:
    with pytest.raises(Stopped, match="no file"):
        await restore(empty_url, tmp_path / "no.zip", now=NINE, progress=nothing)
