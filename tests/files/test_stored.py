"""Files lie sealed in the database, in chunks that stand for one another's place, and travel with a backup."""

import asyncio
import threading
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select

from server.backup import backup, restore
from server.db import EVERYWHERE, Database
from server.errors import NotFound, Unavailable
from server.files.actions import CHUNK, read_file, remove_file, store_file
from server.files.decoding import Decoding
from server.files.model import FileChunk, StoredFile
from server.key_files import KeyFiles
from server.place import Scope, place_of, range_of_region
from server.sealing import Sealer
from tests.support.fake_clock import FakeClock
from tests.support.patience import HANG

CLOCK = FakeClock()
CONTENT = bytes(range(256)) * (2 * CHUNK // 256) + b"the rest"
SITE = place_of("430102", 1)


@pytest.fixture
async def sealer(database: Database, tmp_path: Path) -> Sealer:
    sealer = Sealer(KeyFiles(tmp_path / "keys"), CLOCK)
    await sealer.open(database)
    return sealer


async def stored(
    database: Database, sealer: Sealer, *, content: bytes = CONTENT, month: str | None = None
) -> StoredFile:
    async with database.transaction(EVERYWHERE) as tx:
        return await store_file(
            tx, sealer, content, media="image/jpeg", place=SITE, month=month, by="machine", now=CLOCK.now()
        )


async def test_a_file_is_read_as_it_was_stored_and_lies_sealed_in_chunks(database: Database, sealer: Sealer) -> None:
    file = await stored(database, sealer)
    async with database.transaction(EVERYWHERE, write=False) as tx:
        read = await read_file(tx, sealer, file.id)
        chunks = await tx.scalars(select(FileChunk))
    assert (read.content, read.media, file.chunks) == (CONTENT, "image/jpeg", 3)
    assert max(len(chunk.sealed) for chunk in chunks) < CHUNK + 100
    assert not any(b"the rest" in chunk.sealed or bytes(range(100)) in chunk.sealed for chunk in chunks)


async def test_beyond_ones_places_there_is_no_file(database: Database, sealer: Sealer) -> None:
    file = await stored(database, sealer)
    async with database.transaction(Scope(*range_of_region("430103"))) as tx:
        with pytest.raises(NotFound):
            await read_file(tx, sealer, file.id)
        with pytest.raises(NotFound):
            await remove_file(tx, file.id)
        with pytest.raises(NotFound):
            await read_file(tx, sealer, uuid4())


@pytest.mark.parametrize("fault", ["swapped", "cut", "another file's", "another type"])
async def test_a_file_whose_rows_were_changed_is_not_given_out(database: Database, sealer: Sealer, fault: str) -> None:
    file, other = await stored(database, sealer), await stored(database, sealer)
    async with database.transaction(EVERYWHERE) as tx:
        first, second, last = await tx.scalars(select(FileChunk).where(FileChunk.file_id == file.id))
        match fault:
            case "swapped":
                first.sealed, second.sealed = second.sealed, first.sealed
            case "cut":
                await tx.delete(last)
            case "another file's":
                first.sealed = (await tx.get(FileChunk, (other.id, 0))).sealed
            case _:
                (await tx.get(StoredFile, file.id)).media = "text/html"
    async with database.transaction(EVERYWHERE, write=False) as tx:
        with pytest.raises(ValueError, match=r"changed|chunks"):
            await read_file(tx, sealer, file.id)


async def test_a_file_of_a_month_ends_with_it_and_a_file_of_none_stays(database: Database, sealer: Sealer) -> None:
    of_month, of_none = await stored(database, sealer, month="2023-11"), await stored(database, sealer)
    async with database.store(EVERYWHERE) as connection:
        await sealer.destroy(connection, "430100", "2023-11")
    async with database.transaction(EVERYWHERE, write=False) as tx:
        with pytest.raises(NotFound, match="erased"):
            await read_file(tx, sealer, of_month.id)
        assert (await read_file(tx, sealer, of_none.id)).content == CONTENT


async def test_a_removed_file_leaves_no_chunk(database: Database, sealer: Sealer) -> None:
    file = await stored(database, sealer)
    async with database.transaction(EVERYWHERE) as tx:
        await remove_file(tx, file.id)
    async with database.transaction(EVERYWHERE, write=False) as tx:
        assert await tx.scalars(select(FileChunk)) == []


async def test_a_backup_carries_files_to_an_empty_database(database: Database, sealer: Sealer, tmp_path: Path) -> None:
    file = await stored(database, sealer)
    await backup(database, tmp_path / "all.zip", made_at=CLOCK.now(), progress=lambda *_: None)
    there = f"sqlite:///{tmp_path / 'there.sqlite3'}"
    await restore(there, tmp_path / "all.zip", now=CLOCK.now(), progress=lambda *_: None)
    copy = Database(there, reactions={})
    async with copy.transaction(EVERYWHERE, write=False) as tx:
        assert (await read_file(tx, sealer, file.id)).content == CONTENT
    await copy.dispose()


async def test_pictures_are_decoded_beside_the_loop_and_no_more_wait_than_there_is_memory_for() -> None:
    decoding, gate, inside = Decoding(at_once=1, most_waiting=1), threading.Event(), list[str]()

    def work(raw: bytes) -> int:
        inside.append(threading.current_thread().name)
        assert gate.wait(HANG)
        return len(raw)

    first, second = (asyncio.create_task(decoding.run(work, b"four")) for _ in range(2))
    await asyncio.sleep(0)
    with pytest.raises(Unavailable, match="pictures_busy"):
        await decoding.run(work, b"")
    gate.set()
    assert tuple(await asyncio.gather(first, second)) == (4, 4)
    assert threading.main_thread().name not in inside
    assert await decoding.run(len, b"free again") == 10
    decoding.close()
