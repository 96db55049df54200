"""A whole province's backlog reaches two servers on one PostgreSQL at once, shuffled, repeated, its answers lost."""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from server.clock import Clock
from tests.support.breadth import chance
from tests.support.devices import Device, assert_nothing_is_lost, devices_of
from tests.support.lives import chosen
from tests.support.servers import Postgres
from tests.support.service import Start

DAY = "2023-11-09"


@pytest.fixture
async def shared_url(walled_postgres: Postgres, postgres_template: str) -> AsyncIterator[str]:
    url = walled_postgres.fresh(template=postgres_template)
    yield url
    walled_postgres.drop(url)


async def empty(device: Device, servers: Sequence[str], rng: random.Random) -> None:
    """Send all that a device holds in shuffled batches, now here, now there; then all of it once more."""
    backlog = list(device.entries)
    rng.shuffle(backlog)
    while backlog:
        batch = [backlog.pop() for _ in range(min(len(backlog), rng.randint(1, 12)))]
        both = rng.sample(servers, 2)
        await rng.choice([device.hang_up, device.send])(both[0], batch)
        # the same again while the other server may still be at it, with what it stands on or what stands on it
        said = await asyncio.gather(*(device.send(url, batch + backlog[:2]) for url in both))
        assert set(said) == {200}
    assert await device.send(servers[0], device.entries) == 200


async def test_two_servers_count_a_backlog_of_all_sites_exactly_and_strand_nothing(
    start: Start, shared_url: str, tmp_path: Path
) -> None:
    rng, at_once = chance("two servers"), asyncio.Semaphore(24)
    services = [await start(database_url=shared_url, clock=Clock()) for _ in range(2)]
    servers = [f"http://{service.host}:{service.port}" for service in services]

    async def in_turn(device: Device) -> None:
        async with at_once:
            await empty(device, servers, rng)

    async with devices_of(shared_url, DAY) as devices:
        async with asyncio.TaskGroup() as group:
            for device in devices:
                group.create_task(in_turn(device))
        await assert_nothing_is_lost(chosen(tmp_path, shared_url), devices)
