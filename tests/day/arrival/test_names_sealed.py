"""Who recorded, who received and which unit is responsible may be said in free words, which lie sealed."""

import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from pydantic_core import from_json
from sqlalchemy import select

from server import keys
from server.db import EVERYWHERE
from server.entries.check import split
from server.journal.chain import canonical, mac_of
from server.journal.export import exported
from server.journal.model import Accepted
from server.logs import set_up
from server.migrations.tables import metadata
from server.verify import verify
from tests.support.hand_in import DAY, Headers, body_of, entry, registration, results
from tests.support.plan import COUNTY, signed_in
from tests.support.service import Client

BY, LEADER, UNIT, LATER = "甲金丝雀", "乙金丝雀", "丙金丝雀所在单位", "丁金丝雀所在单位"
ACCOUNT = "account:018bb165-9350-7564-b3e0-bbbbf419c5e6"
EXPLAINED = dict.fromkeys(("policy", "responsibility", "route"), True)


@pytest.fixture
def logs() -> Iterator[StringIO]:
    written = StringIO()
    set_up("debug", written)
    yield written
    set_up("info", StringIO())


def at(minute: int) -> str:
    return f"{DAY}T09:{minute:02d}:00+08:00"


def told(unit: str = UNIT, **who: str) -> list[dict[str, Any]]:
    """A matter that was received and assigned, and whose unit was corrected."""
    first = registration()
    matter = first["data"]["matter"]
    outcome = {"matter": matter, "outcome": "assigned", "amount_fen": 0, "explained": EXPLAINED}
    ended = entry("outcome_recorded", {**outcome, "owner_unit": unit, "due_on": "2023-12-01"}, at=at(20), **who)
    started = {"matter": matter, "mode": "in_person", "leader": LEADER}
    return [first, entry("reception_started", started, at=at(10)), ended]


async def units(service: Client) -> list[tuple[str, list[str]]]:
    officer = await signed_in(service, "officer", COUNTY)
    rows = await (await service.get(f"/api/days/{DAY}/matters", headers=officer)).json()
    return [(row["owner_unit"], row["incomplete"]) for row in rows["items"]]


async def in_clear(service: Client, logs: StringIO) -> Iterator[str]:
    async with service.app[keys.DATABASE].store(EVERYWHERE, write=False) as connection:
        rows = [str(row) for table in metadata().sorted_tables for row in await connection.execute(select(table))]
        return iter([*rows, *[line async for line in exported(connection, DAY)], logs.getvalue()])


async def test_names_in_free_words_are_sealed_and_shown_only_where_the_matter_is(
    receiving: Client, device: Headers, logs: StringIO
) -> None:
    entries = told(by=BY)
    assert {one["status"] for one in await results(receiving, body_of(*entries), device)} == {"accepted"}
    assert await units(receiving) == [(UNIT, [])]
    amended = entry("entry_amended", {"entry": entries[2]["id"], "changes": {"owner_unit": LATER}, "reason": "x"})
    assert (await results(receiving, body_of(amended), device))[0]["status"] == "accepted"
    assert await units(receiving) == [(LATER, [])]
    for said in await in_clear(receiving, logs):
        for name in (BY, LEADER, UNIT, LATER):
            assert name not in said
            assert json.dumps(name)[1:-1] not in said
    report = await verify(receiving.app[keys.DATABASE], receiving.app[keys.SEALS])
    assert (report.differences, report.sealed > 0) == ([], True)


async def test_an_account_is_named_in_clear_and_an_empty_unit_is_still_missing(
    receiving: Client, device: Headers
) -> None:
    entries = told(unit=ACCOUNT, by=ACCOUNT)
    lacking = told(unit="")
    await results(receiving, body_of(*entries, *lacking), device)
    assert sorted(await units(receiving), key=str) == sorted([(ACCOUNT, []), ("", ["owner_unit"])], key=str)
    async with receiving.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        assert ACCOUNT in await tx.scalars(select(Accepted.by))


async def test_sent_again_with_another_author_it_is_the_same_entry(receiving: Client, device: Headers) -> None:
    entries = told(by=BY)
    await results(receiving, body_of(*entries), device)
    again = [{**one, "by": "another"} for one in entries]
    assert {one["status"] for one in await results(receiving, body_of(*again), device)} == {"duplicate"}
    other = {**entries[2], "data": {**entries[2]["data"], "owner_unit": LATER}}
    assert (await results(receiving, body_of(other), device))[0]["code"] == "id_reused"


async def test_what_was_kept_before_names_were_sealed_is_the_same_when_it_is_sent_again(
    receiving: Client, device: Headers
) -> None:
    entries = told()
    await results(receiving, body_of(*entries), device)
    async with receiving.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        for one, row in [(one, row) for row in await tx.scalars(select(Accepted)) for one in entries]:
            if row.id == one["id"]:
                clear, sealed = split(from_json(json.dumps(one["data"])), names_sealed=False)
                row.clear = canonical(clear)
                row.mac = mac_of(DAY, row.place, row.id, sealed, receiving.app[keys.SEALS].mac)
    assert {one["status"] for one in await results(receiving, body_of(*entries), device)} == {"duplicate"}
    other = {**entries[2], "data": {**entries[2]["data"], "owner_unit": LATER}}
    assert (await results(receiving, body_of(other), device))[0]["code"] == "id_reused"
