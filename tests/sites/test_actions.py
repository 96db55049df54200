import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from server.db import EVERYWHERE, Database
from server.errors import Conflict, NotAllowed, NotFound, Refused
from server.people.messages import RightsChanged
from server.people.model import AuditLine
from server.people.rules import Person
from server.sites import actions, rules
from server.sites.model import Device, Enrolment, Site
from tests.support.fake_clock import NINE
from tests.support.plan import CITY, COUNTY, HERE, NEXT_DOOR, OTHER_CITY, make_sites, person, site

TOKEN = "token"


@pytest.fixture(autouse=True)
async def sites(database: Database) -> None:
    await make_sites(database)


async def open_enrolment(database: Database, by: Person, *, code_hash: str = "hash", at: str = HERE) -> None:
    async with database.transaction(by.scope) as tx:
        await actions.open_enrolment(tx, at, "一号登记台", code_hash=code_hash, by=by, now=NINE)


async def claim(database: Database, *, code_hash: str = "hash", token: str = TOKEN, minutes: float = 0) -> Device:
    async with database.transaction(EVERYWHERE) as tx:
        now = NINE + timedelta(minutes=minutes)
        return await actions.claim_enrolment(tx, code_hash=code_hash, token=token, now=now)


async def enrolled(database: Database, code: str = HERE, token: str = TOKEN) -> Device:
    async with database.transaction(EVERYWHERE) as tx:
        return await actions.enrol(tx, await tx.get(Site, code), "台", token=token, by="machine", now=NINE)


async def test_saving_a_site_again_keeps_it_and_saving_it_changed_changes_it(database: Database) -> None:
    renamed = site(HERE)
    renamed.name_zh, renamed.rooms = "（示例）新名", 3
    async with database.transaction(EVERYWHERE) as tx:
        assert await actions.save_site(tx, site(HERE)) == "kept"
        assert await actions.save_site(tx, renamed) == "changed"
    async with database.transaction(EVERYWHERE, write=False) as tx:
        saved = await actions.find_site(tx, HERE)
    assert (saved.name_zh, saved.rooms, saved.place) == ("（示例）新名", 3, 430102001)


async def test_a_person_sees_the_sites_of_their_region_and_of_what_lies_below_it(database: Database) -> None:
    async with database.transaction(person("coordinator", CITY).scope, write=False) as tx:
        assert [one.code for one in await actions.sites_in_scope(tx)] == [HERE, NEXT_DOOR]


async def test_a_code_turns_into_one_device_of_its_site(database: Database) -> None:
    await open_enrolment(database, person("coordinator", COUNTY))
    device = await claim(database)
    assert (device.site, device.place, device.label, device.enrolled_by) == (
        HERE,
        430102001,
        "一号登记台",
        "account:someone",
    )


async def test_the_token_itself_is_kept_nowhere(database: Database) -> None:
    device = await enrolled(database, token="a secret token")
    assert device.token_hash != b"a secret token"
    assert len(device.token_hash) == 32


@pytest.mark.parametrize(("code_hash", "minutes"), [("another", 0.0), ("hash", 10.0)])
async def test_an_unknown_and_an_expired_code_are_refused_alike(
    database: Database, code_hash: str, minutes: float
) -> None:
    await open_enrolment(database, person("coordinator", COUNTY))
    with pytest.raises(NotFound, match="code_not_valid"):
        await claim(database, code_hash=code_hash, minutes=minutes)


async def test_a_code_works_once(database: Database) -> None:
    await open_enrolment(database, person("coordinator", COUNTY))
    await claim(database)
    with pytest.raises(NotFound, match="code_not_valid"):
        await claim(database, token="another token")


async def test_of_many_browsers_that_claim_one_code_at_once_one_is_enrolled(database: Database) -> None:
    await open_enrolment(database, person("coordinator", COUNTY))
    results = await asyncio.gather(
        *(claim(database, token=f"token {number}") for number in range(8)), return_exceptions=True
    )
    assert len([result for result in results if isinstance(result, Device)]) == 1
    assert {result.code for result in results if isinstance(result, Refused)} == {"code_not_valid"}
    async with database.transaction(EVERYWHERE, write=False) as tx:
        assert len(await tx.scalars(select(Device))) == 1


async def test_expired_codes_are_swept_when_the_next_one_is_given_out(database: Database) -> None:
    coordinator = person("coordinator", COUNTY)
    await open_enrolment(database, coordinator)
    async with database.transaction(coordinator.scope) as tx:
        later = NINE + timedelta(minutes=10)
        await actions.open_enrolment(tx, HERE, "二", code_hash="second", by=coordinator, now=later)
    async with database.transaction(EVERYWHERE, write=False) as tx:
        assert await tx.scalars(select(Enrolment.code_hash)) == ["second"]


@pytest.mark.parametrize("code", [NEXT_DOOR, OTHER_CITY, "HN-D-430999"])
async def test_a_coordinator_gives_out_no_code_for_a_site_beyond_their_own(database: Database, code: str) -> None:
    with pytest.raises(NotFound, match="not_found"):
        await open_enrolment(database, person("coordinator", COUNTY), at=code)


@pytest.mark.parametrize("role", ["registrar", "leader", "officer", "auditor", "supervisor"])
async def test_only_a_person_who_may_enrol_devices_gives_out_codes(database: Database, role: str) -> None:
    with pytest.raises(NotAllowed, match="not_allowed"):
        await open_enrolment(database, person(role, COUNTY))


async def test_a_coordinator_lists_the_devices_of_their_own_site_only(database: Database) -> None:
    mine, _other = await enrolled(database, HERE, "a"), await enrolled(database, NEXT_DOOR, "b")
    coordinator = person("coordinator", COUNTY)
    async with database.transaction(coordinator.scope, write=False) as tx:
        assert [one.id for one in await actions.devices_of(tx, HERE, by=coordinator)] == [mine.id]
        with pytest.raises(NotFound, match="not_found"):
            await actions.devices_of(tx, NEXT_DOOR, by=coordinator)


async def test_a_device_beyond_ones_places_cannot_be_revoked_nor_seen_to_exist(database: Database) -> None:
    other = await enrolled(database, NEXT_DOOR)
    coordinator = person("coordinator", COUNTY)
    with pytest.raises(NotFound, match="not_found"):
        async with database.transaction(coordinator.scope) as tx:
            await actions.revoke_device(tx, other.id, by=coordinator, now=NINE)


async def test_revoking_a_device_is_told_once_and_noted_once(database: Database) -> None:
    device = await enrolled(database)
    heard: list[object] = []
    database.on_commit(heard.extend)
    organiser = person("organiser")
    for minutes in (0, 5):
        async with database.transaction(organiser.scope) as tx:
            await actions.revoke_device(tx, device.id, by=organiser, now=NINE + timedelta(minutes=minutes))
    async with database.transaction(EVERYWHERE, write=False) as tx:
        assert (await tx.get(Device, device.id)).revoked_at == NINE
    assert heard == [RightsChanged(device_id=device.id)]
    async with database.transaction(EVERYWHERE, write=False) as tx:
        assert await tx.scalars(select(AuditLine.what).order_by(AuditLine.seq)) == ["device_enrolled", "device_revoked"]


async def test_a_site_cannot_be_moved_to_another_place(database: Database) -> None:
    moved = site(HERE, n=2)
    async with database.transaction(EVERYWHERE) as tx:
        assert await actions.save_site(tx, moved) == "kept"
    async with database.transaction(EVERYWHERE, write=False) as tx:
        assert (await actions.find_site(tx, HERE)).place == 430102001


async def test_each_device_of_a_site_has_ticket_numbers_that_no_other_ever_had(database: Database) -> None:
    ranges = [(await enrolled(database, token=f"token {n}")).tickets for n in range(27)]
    assert [one and (one.letter, one.first, one.last) for one in (*ranges[:2], ranges[25])] == [
        ("A", 1, 500),
        ("B", 1, 500),
        ("A", 501, 1000),
    ]
    assert len(set(ranges)) == 27
    async with database.transaction(EVERYWHERE) as tx:
        for device in await tx.scalars(select(Device)):
            device.revoked_at = NINE
    assert (await enrolled(database, token="after")).tickets not in ranges
    assert (await enrolled(database, NEXT_DOOR, token="elsewhere")).tickets == ranges[0]


async def test_when_all_numbers_are_reserved_those_of_the_device_revoked_first_are_given_out_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "RANGES", 1)
    devices = [await enrolled(database, token=f"token {n}") for n in range(25)]
    with pytest.raises(Conflict, match="too_many_devices"):
        await enrolled(database, token="one too many")
    for minutes, device in enumerate((devices[7], devices[3])):
        async with database.transaction(EVERYWHERE) as tx:
            (await tx.get(Device, device.id)).revoked_at = NINE + timedelta(minutes=minutes)
    assert (await enrolled(database, token="again")).tickets == devices[7].tickets


async def test_two_browsers_enrolled_at_once_have_two_ranges(database: Database) -> None:
    devices = await asyncio.gather(*(enrolled(database, token=f"token {n}") for n in range(6)))
    assert len({device.tickets for device in devices}) == 6
