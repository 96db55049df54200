import pytest

from server.db import EVERYWHERE, Database
from server.people.messages import RightsChanged
from server.place import Scope
from server.sites import actions
from server.sites.devices import Devices
from server.sites.model import Device, Site
from tests.support.fake_clock import FakeClock
from tests.support.plan import HERE, make_sites, person


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def device(database: Database, clock: FakeClock) -> Device:
    await make_sites(database)
    async with database.transaction(EVERYWHERE) as tx:
        return await actions.enrol(tx, await tx.get(Site, HERE), "台", token="token", by="machine", now=clock.now())


async def revoke(database: Database, device: Device, clock: FakeClock) -> None:
    organiser = person("organiser")
    async with database.transaction(organiser.scope) as tx:
        await actions.revoke_device(tx, device.id, by=organiser, now=clock.now())


async def seen_at(database: Database, device: Device) -> object:
    async with database.transaction(EVERYWHERE, write=False) as tx:
        return (await tx.get(Device, device.id)).seen_at


async def test_a_token_stands_for_its_device_at_its_one_place(
    database: Database, device: Device, clock: FakeClock
) -> None:
    known = await Devices(database, clock).by_token("token")
    assert known is not None
    assert (known.id, known.kind, known.site, known.scope) == (
        str(device.id),
        "device",
        HERE,
        Scope(430102001, 430102001, frozenset({"call", "record_entries", "see_tally"})),
    )


@pytest.mark.usefixtures("device")
@pytest.mark.parametrize("token", ["", "tokem", "token ", "令牌"])
async def test_another_token_stands_for_no_device(database: Database, clock: FakeClock, token: str) -> None:
    assert await Devices(database, clock).by_token(token) is None


async def test_a_revoked_device_is_unknown_at_once_where_it_was_revoked(
    database: Database, device: Device, clock: FakeClock
) -> None:
    devices = Devices(database, clock)
    database.on_commit(devices.hear)
    assert await devices.by_token("token") is not None
    await revoke(database, device, clock)
    assert await devices.by_token("token") is None


async def test_a_device_revoked_on_another_server_is_unknown_within_a_second(
    database: Database, device: Device, clock: FakeClock
) -> None:
    devices = Devices(database, clock)
    assert await devices.by_token("token") is not None
    await revoke(database, device, clock)
    clock.forward(seconds=1)
    assert await devices.by_token("token") is None


async def test_when_a_device_was_seen_is_kept_to_the_minute(
    database: Database, device: Device, clock: FakeClock
) -> None:
    devices = Devices(database, clock)
    first = clock.now()
    await devices.by_token("token")
    clock.forward(seconds=59)
    await devices.by_token("token")
    assert await seen_at(database, device) == first
    clock.forward(seconds=2)
    await devices.by_token("token")
    assert await seen_at(database, device) == clock.now()


async def test_rights_of_others_make_nothing_forgotten(database: Database, device: Device, clock: FakeClock) -> None:
    devices = Devices(database, clock)
    known = await devices.by_token("token")
    devices.hear([RightsChanged(), device])
    assert await devices.by_token("token") is known


async def test_no_more_tokens_are_remembered_than_there_is_room_for(
    database: Database, device: Device, clock: FakeClock
) -> None:
    async with database.transaction(EVERYWHERE) as tx:
        here = await tx.get(Site, device.site)
        for token in "abc":
            await actions.enrol(tx, here, token, token=token, by="machine", now=clock.now())
    devices = Devices(database, clock, most=2)
    found = [await devices.by_token(token) for token in ("token", *"abc")]
    assert None not in found
    assert len(devices._known) == 2
