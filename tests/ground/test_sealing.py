from pathlib import Path

import pytest
from sqlalchemy import select, update

from server.db import EVERYWHERE, Database
from server.errors import NotFound
from server.key_files import KeyFiles, KeysMissing
from server.sealing import RECHECK, DataKey, Sealer, aad
from tests.support.fake_clock import FakeClock

NOVEMBER = ("430100", "2023-11")
DECEMBER = ("430100", "2023-12")
NAME = "张三 12345678901".encode()
HERE = aad("matter", 7, "petitioner", "430102")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "keys"


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


async def open_sealer(database: Database, folder: Path, clock: FakeClock) -> Sealer:
    sealer = Sealer(KeyFiles(folder), clock)
    await sealer.open(database)
    return sealer


@pytest.fixture
async def sealer(database: Database, folder: Path, clock: FakeClock) -> Sealer:
    return await open_sealer(database, folder, clock)


async def seal(sealer: Sealer, database: Database, *, when: tuple[str, str] = NOVEMBER) -> bytes:
    async with database.store(EVERYWHERE) as connection:
        await sealer.prepare(connection, {when})
        return sealer.seal(NAME, aad=HERE, key=sealer.key_for(*when))


async def unseal(sealer: Sealer, database: Database, sealed: bytes, *, bound: bytes = HERE) -> bytes:
    async with database.store(EVERYWHERE, write=False) as connection:
        return await sealer.unseal(connection, sealed, aad=bound)


async def test_what_is_sealed_is_read_again_by_another_server_with_the_same_files(
    database: Database, folder: Path, clock: FakeClock, sealer: Sealer
) -> None:
    sealed = await seal(sealer, database)
    assert NAME not in sealed
    other = await open_sealer(database, folder, clock)
    assert await unseal(other, database, sealed) == NAME
    async with database.transaction(EVERYWHERE, write=False) as tx:
        assert await other.unseal(tx, sealed, aad=HERE) == NAME
    assert other.mac(NAME) == sealer.mac(NAME) != sealer.mac(NAME + b" ")


async def test_the_same_is_never_sealed_the_same(database: Database, sealer: Sealer) -> None:
    assert await seal(sealer, database) != await seal(sealer, database)


@pytest.mark.parametrize(
    "elsewhere",
    [
        aad("matter", 8, "petitioner", "430102"),
        aad("matter", 7, "summary", "430102"),
        aad("matter", 7, "petitioner", "1"),
    ],
)
async def test_a_sealed_value_opens_only_where_it_was_sealed(
    database: Database, sealer: Sealer, elsewhere: bytes
) -> None:
    with pytest.raises(ValueError, match="moved"):
        await unseal(sealer, database, await seal(sealer, database), bound=elsewhere)


async def test_a_changed_value_does_not_open(database: Database, sealer: Sealer) -> None:
    sealed = await seal(sealer, database)
    with pytest.raises(ValueError, match="changed"):
        await unseal(sealer, database, sealed[:-1] + bytes([sealed[-1] ^ 1]))


async def test_destroying_a_months_key_erases_that_month_on_every_server_within_a_minute(
    database: Database, folder: Path, clock: FakeClock, sealer: Sealer
) -> None:
    november = await seal(sealer, database)
    december = await seal(sealer, database, when=DECEMBER)
    other = await open_sealer(database, folder, clock)
    assert await unseal(other, database, november) == NAME
    async with database.store(EVERYWHERE) as connection:
        await sealer.destroy(connection, *NOVEMBER)
    clock.forward(seconds=RECHECK)
    for each in (sealer, other):
        with pytest.raises(NotFound, match="erased"):
            await unseal(each, database, november)
        assert await unseal(each, database, december) == NAME


async def test_what_is_sealed_after_an_erasure_has_a_key_of_its_own(database: Database, sealer: Sealer) -> None:
    await seal(sealer, database)
    async with database.store(EVERYWHERE) as connection:
        await sealer.destroy(connection, *NOVEMBER)
    assert await unseal(sealer, database, await seal(sealer, database)) == NAME


async def test_a_key_made_in_a_transaction_that_failed_is_made_again_in_the_next(
    database: Database, folder: Path, clock: FakeClock, sealer: Sealer
) -> None:
    with pytest.raises(ZeroDivisionError):
        await fail_after_sealing(sealer, database)
    sealed = await seal(sealer, database)
    assert await unseal(await open_sealer(database, folder, clock), database, sealed) == NAME


async def fail_after_sealing(sealer: Sealer, database: Database) -> None:
    async with database.store(EVERYWHERE) as connection:
        await sealer.prepare(connection, {NOVEMBER})
        await sealer.prepare(connection, {NOVEMBER})
        raise ZeroDivisionError


async def test_two_servers_use_the_key_of_the_first_of_them(
    database: Database, folder: Path, clock: FakeClock, sealer: Sealer
) -> None:
    other = await open_sealer(database, folder, clock)
    first, second = await seal(sealer, database), await seal(other, database)
    assert sealer.key_for(*NOVEMBER).id == other.key_for(*NOVEMBER).id
    assert await unseal(other, database, first) == await unseal(sealer, database, second) == NAME


def names_in(folder: Path) -> list[str]:
    return [file.name for file in folder.iterdir()]


async def test_after_a_rotation_everything_opens_with_the_new_file_alone(
    database: Database, folder: Path, clock: FakeClock, sealer: Sealer
) -> None:
    sealed = await seal(sealer, database)
    files = KeyFiles(folder)
    files.add()
    async with database.store(EVERYWHERE) as connection:
        assert await Sealer(files, clock).rewrap(connection) == 3
    files.keep_only_current()
    assert names_in(folder) == ["kek-2.key"]
    assert await unseal(await open_sealer(database, folder, clock), database, sealed) == NAME


@pytest.mark.usefixtures("sealer")
async def test_the_files_of_another_database_are_refused_with_what_to_do(
    database: Database, tmp_path: Path, clock: FakeClock
) -> None:
    with pytest.raises(KeysMissing, match="put the key files"):
        await open_sealer(database, tmp_path / "other", clock)


def test_key_files_are_readable_by_their_owner_only(folder: Path) -> None:
    KeyFiles(folder)
    (file,) = folder.iterdir()
    assert (folder.stat().st_mode & 0o777, file.stat().st_mode & 0o777) == (0o700, 0o600)
    file.chmod(0o640)
    with pytest.raises(KeysMissing, match="chmod 600"):
        KeyFiles(folder)


async def test_a_wrapped_key_put_in_anothers_place_does_not_open(
    database: Database, folder: Path, clock: FakeClock, sealer: Sealer
) -> None:
    sealed = await seal(sealer, database)
    await seal(sealer, database, when=DECEMBER)
    december = select(DataKey.wrapped).where(DataKey.month == DECEMBER[1]).scalar_subquery()
    async with database.store(EVERYWHERE) as connection:
        await connection.execute(update(DataKey).where(DataKey.month == NOVEMBER[1]).values(wrapped=december))
    with pytest.raises(ValueError, match="moved"):
        await unseal(await open_sealer(database, folder, clock), database, sealed)
