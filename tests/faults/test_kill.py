"""The service is killed around its commits, or PostgreSQL under it: nothing that was answered is lost or doubled."""

import asyncio
import random
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from server.migrations.tables import metadata
from server.migrations.upgrade import head
from tests.support.breadth import seeds, times
from tests.support.databases import create_tables
from tests.support.devices import Device, assert_nothing_is_lost, devices_of, keep_sending
from tests.support.disk import Disk
from tests.support.feed import until
from tests.support.lives import KILLED, Lives, chosen, lives_of
from tests.support.servers import Postgres, running_postgres

DAY = "2023-11-09"
MOMENTS = ("before", "during", "after")
KILLS = times(6, 24)


@pytest.fixture(scope="module")
def own_postgres() -> Iterator[Postgres]:
    """Give a PostgreSQL that a test may crash."""
    with running_postgres() as server:
        server.execute("CREATE ROLE reception_app NOLOGIN")
        server.execute("GRANT reception_app TO reception")
        yield server


@pytest.fixture
async def own_url(own_postgres: Postgres) -> AsyncIterator[str]:
    url = own_postgres.fresh()
    await create_tables(url, metadata(), revision=head())
    yield url
    own_postgres.drop(url)


async def kill(lives: Lives, rng: random.Random, *, heal: Disk | None = None) -> list[int]:
    """Let the service die around its next commits; how each life ended."""
    ends = []
    for n in range(KILLS):
        death = {"commit": rng.randint(1, 5), "moment": MOMENTS[n % 3], "call": rng.randint(1, 6)}
        ends.append(await (await lives.begin(death)).end())
        if heal:
            heal.heal()
    return ends


async def some_more(devices: list[Device]) -> None:
    """Wait until some entries more have been answered."""

    def answered() -> int:
        return sum(len(device.told) for device in devices)

    wanted = answered() + 50
    await until(lambda: answered() >= wanted)


@pytest.mark.parametrize("seed", seeds(1, 3, of="kills"))
async def test_a_service_killed_around_its_commits_loses_and_doubles_nothing(
    tmp_path: Path, sqlite_url: str, failing_disk: Path, disk: Disk, seed: int
) -> None:
    settings, rng, enough = chosen(tmp_path, sqlite_url), random.Random(seed), asyncio.Event()
    on = failing_disk, tmp_path / "disk-orders"
    async with (
        devices_of(sqlite_url, DAY, sites=60) as devices,
        lives_of(settings, tmp_path / "log", on=on) as lives,
        asyncio.TaskGroup() as group,
    ):
        sending = group.create_task(keep_sending(devices, lives, rng, enough=enough))
        ends = await kill(lives, rng, heal=disk)
        await lives.begin()
        enough.set()
        await sending
    assert ends == [KILLED] * KILLS
    await assert_nothing_is_lost(settings, devices)


@pytest.mark.parametrize("seed", seeds(1, 3, of="kills on postgres"))
async def test_the_same_holds_on_postgres(tmp_path: Path, own_url: str, seed: int) -> None:
    settings, rng, enough = chosen(tmp_path, own_url), random.Random(seed), asyncio.Event()
    async with (
        devices_of(own_url, DAY, sites=40) as devices,
        lives_of(settings, tmp_path / "log") as lives,
        asyncio.TaskGroup() as group,
    ):
        sending = group.create_task(keep_sending(devices, lives, rng, enough=enough))
        ends = await kill(lives, rng)
        await lives.begin()
        enough.set()
        await sending
    assert ends == [KILLED] * KILLS
    await assert_nothing_is_lost(settings, devices)


@pytest.mark.parametrize("seed", seeds(1, 3, of="postgres stopped"))
async def test_a_service_outlives_its_postgres_and_goes_on_by_itself(
    tmp_path: Path, own_postgres: Postgres, own_url: str, seed: int
) -> None:
    settings, rng, enough = chosen(tmp_path, own_url), random.Random(seed), asyncio.Event()
    async with (
        devices_of(own_url, DAY, sites=40) as devices,
        lives_of(settings, tmp_path / "log") as lives,
        asyncio.TaskGroup() as group,
    ):
        life = await lives.begin()
        sending = group.create_task(keep_sending(devices, lives, rng, enough=enough))
        for end in (own_postgres.crash, own_postgres.stop):
            await some_more(devices)
            await asyncio.to_thread(end)
            await asyncio.to_thread(own_postgres.start)
        enough.set()
        await sending
        assert not life.ended.is_set()
    await assert_nothing_is_lost(settings, devices)
