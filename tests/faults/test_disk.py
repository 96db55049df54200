"""The disk fails under the service: no word is given that does not hold, and it goes on when the disk does."""

import asyncio
import errno
import random
from pathlib import Path

import pytest

from server.machinery import LOST
from tests.support.breadth import chance, some
from tests.support.devices import Device, assert_nothing_is_lost, devices_of, keep_sending
from tests.support.disk import SYNCS, WRITES, Disk
from tests.support.lives import Lives, chosen, lives_of

DAY = "2023-11-09"
NTH = {SYNCS: [1, 2, 3, 5, 9, 14], WRITES: [1, 2, 3, 5, 8, 13, 21, 34, 55]}


async def strike(lives: Lives, devices: list[Device], disk: Disk, rng: random.Random, *order: int) -> int | None:
    """Have one call to the disk fail while devices hand in; how the service ended, None if it lives on."""
    life = await lives.now()
    disk.fail(*order)
    status: int | None = 200
    while status and not disk.failed:
        device = rng.choice(devices)
        status = await device.send(life.url, device.some(rng, 3))
        assert status in {None, 200, 503}
    disk.heal()
    if status:
        return None
    ended = await life.end()
    await lives.begin()
    return ended


@pytest.mark.parametrize("counted", [SYNCS, WRITES], ids=["fsync", "write"])
async def test_each_call_to_the_disk_may_fail(
    tmp_path: Path, sqlite_url: str, failing_disk: Path, disk: Disk, counted: int
) -> None:
    settings, rng, enough = chosen(tmp_path, sqlite_url), chance("disk"), asyncio.Event()
    on = failing_disk, tmp_path / "disk-orders"
    async with (
        devices_of(sqlite_url, DAY, sites=20) as devices,
        lives_of(settings, tmp_path / "log", on=on) as lives,
    ):
        life = await lives.begin()
        # a device is noted as seen once a minute: not what is to fail here
        assert [await device.send(life.url, device.entries[:1]) for device in devices] == [200] * 20
        nths = [*NTH[counted][:2], *some(NTH[counted][2:], 2, of="disk")]
        ends = [await strike(lives, devices, disk, rng, counted, nth, errno.EIO) for nth in nths]
        enough.set()
        await keep_sending(devices, lives, rng, enough=enough)
    assert {LOST} <= set(ends) <= {LOST, None}
    await assert_nothing_is_lost(settings, devices)


async def asked(device: Device, url: str, path: str) -> tuple[int, object]:
    """What a device is shown of its own site."""
    headers = {"Authorization": f"Bearer {device.token}"}
    async with device.http.get(f"{url}/api/days/{DAY}/{path}", headers=headers) as answer:
        return answer.status, await answer.json(content_type=None)


async def test_a_full_disk_takes_nothing_shows_everything_and_goes_on_when_there_is_room(
    tmp_path: Path, sqlite_url: str, failing_disk: Path, disk: Disk
) -> None:
    settings, rng, enough = chosen(tmp_path, sqlite_url), chance("disk"), asyncio.Event()
    on = failing_disk, tmp_path / "disk-orders"
    async with (
        devices_of(sqlite_url, DAY, sites=20) as devices,
        lives_of(settings, tmp_path / "log", on=on) as lives,
    ):
        life = await lives.begin()
        assert [await device.send(life.url, device.entries[:3]) for device in devices] == [200] * 20
        before = [await asked(device, life.url, "tally") for device in devices]
        for room in (0, 4096, (tmp_path / "reception.sqlite3-wal").stat().st_size):
            disk.fill(room)
            assert {await device.send(life.url, device.some(rng, 9)) for device in devices} == {503}
            assert disk.failed
            assert [await asked(device, life.url, "tally") for device in devices] == before
            for device in devices:
                kept = await asked(device, life.url, f"sites/{device.site}/entries/{device.entries[0]['id']}")
                assert kept[0] == 200
        await life.kill()
        life = await lives.begin()
        assert [await asked(device, life.url, "tally") for device in devices] == before
        disk.heal()
        enough.set()
        await keep_sending(devices, lives, rng, enough=enough)
        assert not life.ended.is_set()
    await assert_nothing_is_lost(settings, devices)
