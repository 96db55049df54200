"""A backup is one zip: every table as JSON lines and a manifest, the same from either database and into either.

It is made from one snapshot while the service works on, and holds no key file: what is sealed in it stays sealed.
"""

import hashlib
import json
import lzma
import os
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from sqlalchemy import (
    Connection,
    Table,
    column,
    delete,
    insert,
    inspect,
    select,
    table,
    text,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlalchemy.sql.expression import TableClause

from server.backup_format import FORMAT, KINDS, MANIFEST, Manifest, Part, kind_of
from server.before.announcing.feeds import revoke_all_feeds
from server.db import EVERYWHERE, Database, Tx
from server.engine import PRIVATE, driver_url, is_outage
from server.errors import Stopped
from server.http.repeat import KeptAnswer
from server.migrations.tables import metadata
from server.migrations.upgrade import complete, head, knows, owner_connection, refuse_superuser, revision_of, take_steps
from server.notices.actions import end_restored
from server.people import audit
from server.people.sessions import end_all_access
from server.sites.actions import revoke_all_devices
from server.sites.inviting import revoke_all_invitations

DAMAGED = "is damaged, or no backup of this service: nothing was restored"
NOT_A_BACKUP = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, NotImplementedError, RuntimeError),
    *(LookupError, ValueError, TypeError, AttributeError, OverflowError),
)
"""What reading something else as a backup raises: an archive, its compression, its JSON, its columns."""
BESIDE = ("-wal", "-shm", "-journal")
"""The ends of the names of what SQLite keeps beside its file."""
ROWS_AT_ONCE = 500
Progress = Callable[[str, int], None]
"""Called with a table's name and how many rows were just copied."""


async def backup(database: Database, file: Path, *, made_at: datetime, progress: Progress) -> Manifest:
    """Write a backup; Stopped where the file exists or the database is not of this version."""
    with _new_archive(file) as archive:
        return await _write(archive, database, made_at, progress)


@contextmanager
def _new_archive(file: Path) -> Iterator[zipfile.ZipFile]:
    """Write beside the file and give it its name when it is whole and on the disk."""
    if file.exists():
        raise Stopped(f"{file} exists: a backup replaces nothing")
    draft = file.with_name(f".{file.name}.part")
    try:
        draft.unlink(missing_ok=True)  # what a backup that was killed left
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE), "wb") as raw:
            with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
                yield archive
            raw.flush()
            os.fsync(raw.fileno())
        draft.rename(file)
    finally:
        draft.unlink(missing_ok=True)


async def _write(archive: zipfile.ZipFile, database: Database, made_at: datetime, progress: Progress) -> Manifest:
    parts = []
    async with database.store(EVERYWHERE, write=False, snapshot=True) as connection:
        revision = await connection.run_sync(revision_of)
        if revision is None or revision != head():
            raise Stopped("the database is not of this version: start `reception serve` on it once, then back it up")
        for each in metadata().sorted_tables:
            parts.append(await _write_table(archive, connection, each, progress))  # noqa: PERF401  # no async in sight
    manifest = Manifest(FORMAT, revision, made_at.isoformat(), tuple(parts))
    archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))
    return manifest


async def _write_table(archive: zipfile.ZipFile, connection: AsyncConnection, each: Table, progress: Progress) -> Part:
    columns = {each_column.name: kind_of(each_column) for each_column in each.columns}
    to_json = [KINDS[kind].to_json for kind in columns.values()]
    plain = _plain(each.name, columns)
    order = [plain.c[key.name] for key in each.primary_key.columns]
    digest, count = hashlib.sha256(), 0
    with archive.open(_member(each.name), "w", force_zip64=True) as out:
        result = await connection.stream(select(plain).order_by(*order))
        async for rows in result.partitions(ROWS_AT_ONCE):
            for row in rows:
                values = [None if value is None else put(value) for put, value in zip(to_json, row, strict=True)]
                line = json.dumps(values, ensure_ascii=False).encode() + b"\n"
                out.write(line)
                digest.update(line)
            count += len(rows)
            progress(each.name, len(rows))
    return Part(each.name, columns, count, digest.hexdigest())


async def restore(
    url: str, file: Path, *, now: datetime, progress: Progress, check: Callable[[Connection], object] | None = None
) -> Manifest:
    """Fill an empty database from a backup and bring it to this version: all of it, or nothing and Stopped.

    Sessions, devices, codes and links of the backup end: rights that were taken away since would come back with them.
    ``check`` may refuse what was restored, in the same transaction.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = _manifest(archive)
            with _leaving_nothing(url):
                async with owner_connection(url) as connection:
                    await connection.run_sync(_prepare, manifest)
                    for part in manifest.parts:
                        await _read_table(archive, connection, part, progress)
                    await connection.run_sync(_finish)
                    await _end_access(connection, now)
                    if check is not None:
                        await connection.run_sync(check)
    except FileNotFoundError as error:
        raise Stopped(f"there is no file {file}") from error
    except DBAPIError as error:
        if is_outage(error):
            raise
        raise Stopped(f"{file} {DAMAGED}") from error
    except NOT_A_BACKUP as error:
        raise Stopped(f"{file} {DAMAGED}") from error
    return manifest


@contextmanager
def _leaving_nothing(url: str) -> Iterator[None]:
    """Take away the SQLite file and the folder that were made for what then failed."""
    parsed = driver_url(url)
    file = Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None
    made = [] if file is None or file.exists() else [file, *(file.with_name(file.name + end) for end in BESIDE)]
    folders = [] if file is None else [each for each in file.parents if not each.exists()]
    with ExitStack() as undo:
        undo.callback(_take_away, made, folders)
        yield
        undo.pop_all()


def _take_away(files: Sequence[Path], folders: Sequence[Path]) -> None:
    for each in files:
        each.unlink(missing_ok=True)
    for folder in folders:
        with suppress(OSError):  # not empty, or never made
            folder.rmdir()


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    said = json.loads(archive.read(MANIFEST))
    if said["format"] != FORMAT or not knows(said["revision"]):
        raise Stopped("the backup was made by a newer version of this service: restore it with that version")
    parts = tuple(Part(**part) for part in said["parts"])
    return Manifest(said["format"], said["revision"], said["made_at"], parts)


def _prepare(connection: Connection, manifest: Manifest) -> None:
    refuse_superuser(connection)
    if inspect(connection).get_table_names():
        raise Stopped("the database is not empty: a backup is restored into an empty one only")
    take_steps(connection, manifest.revision)
    if {part.table for part in manifest.parts} != set(inspect(connection).get_table_names()) - {"alembic_version"}:
        raise ValueError("not the tables of that revision")


async def _read_table(archive: zipfile.ZipFile, connection: AsyncConnection, part: Part, progress: Progress) -> None:
    plain = _plain(part.table, part.columns)
    digest, count = hashlib.sha256(), 0
    with archive.open(_member(part.table)) as lines:
        for chunk in _chunks(lines):
            for line in chunk:
                digest.update(line)
            await connection.execute(insert(plain), [_row(part.columns, line) for line in chunk])
            count += len(chunk)
            progress(part.table, len(chunk))
    if (count, digest.hexdigest()) != (part.rows, part.sha256):
        raise ValueError("not the rows that were backed up")


def _finish(connection: Connection) -> None:
    """Check what SQLite did not while rows came in, let PostgreSQL count on from the greatest, and upgrade."""
    if connection.dialect.name == "sqlite" and connection.execute(text("PRAGMA foreign_key_check")).first():
        raise ValueError("rows without the rows they belong to")
    take_steps(connection, "head")
    complete(connection)
    for each in metadata().sorted_tables if connection.dialect.name == "postgresql" else ():
        if each.autoincrement_column is not None:
            name = each.autoincrement_column.name
            greatest = f'greatest((SELECT max("{name}") FROM "{each.name}"), 1)'  # noqa: S608  # our own names
            connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{each.name}', '{name}'), {greatest})"))


async def _end_access(connection: AsyncConnection, now: datetime) -> None:
    """End what lets a caller in without a password and what may have been sent since; record that it was restored."""
    async with AsyncSession(connection) as session:
        tx = Tx(session, EVERYWHERE)
        await end_all_access(tx, now=now)
        await revoke_all_devices(tx, now=now)
        await revoke_all_feeds(tx)
        await revoke_all_invitations(tx, now=now)
        await end_restored(tx, now=now)
        await tx.change(delete(KeptAnswer))
        place = await audit.whole_service(tx)
        await audit.record(tx, audit.MACHINE, "backup_restored", "service:restore", place=place, now=now)
        await session.flush()


def _row(columns: Mapping[str, str], line: bytes) -> dict[str, Any]:
    values = zip(columns.items(), json.loads(line), strict=True)
    return {name: None if value is None else KINDS[kind].from_json(value) for (name, kind), value in values}


def _chunks(lines: IO[bytes]) -> Iterator[list[bytes]]:
    while chunk := [line for _, line in zip(range(ROWS_AT_ONCE), lines, strict=False)]:
        yield chunk


def _plain(name: str, columns: Mapping[str, str]) -> TableClause:
    """Return the table as a backup sees it: old revisions have columns that today's models do not."""
    return table(name, *(column(each, KINDS[kind].type) for each, kind in columns.items()))


def _member(name: str) -> str:
    return f"tables/{name}.ndjson"
