"""Durable state is never poisoned: a row that should not be there stops no entry, no list and no proof."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy import LargeBinary, Table, Text, delete, literal, select, update
from sqlalchemy import cast as sql_cast

from server import keys
from server.db import EVERYWHERE, Database
from server.instants import LATEST
from server.journal import chain
from server.journal.export import exported
from server.journal.model import Accepted, Head, Pending
from server.verify import verify
from tests.support.days import PlainSeals
from tests.support.hand_in import DAY, PATH, Headers, body_of, entry, registration, results
from tests.support.plan import HERE, NEXT_DOOR
from tests.support.service import Client

HEAD, HELD, JOURNAL = (cast("Table", model.__table__) for model in (Head, Pending, Accepted))
BEYOND = LATEST + 3_600_000_000


async def altered(client: Client, ident: str, **values: Any) -> None:
    """Write into a held row what an older version let in, proved as it would have been."""
    mac = client.app[keys.SEALS].mac
    async with client.app[keys.DATABASE].store(EVERYWHERE) as connection:
        row = dict((await connection.execute(select(HELD).where(HELD.c.id == ident))).mappings().one()) | values
        proof = chain.proof(SimpleNamespace(**row), mac)
        await connection.execute(update(HELD).where(HELD.c.id == ident).values(**values, proof=proof))


async def differences(client: Client) -> list[str]:
    return (await verify(client.app[keys.DATABASE], client.app[keys.SEALS])).differences


def standing_on(ground: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        entry("entry_withdrawn", {"entry": ground["id"], "reason": "误"}),
        entry("entry_amended", {"entry": ground["id"], "changes": {"involved_count": 7}, "reason": "误"}),
    ]


@pytest.mark.parametrize("at", [BEYOND, -(2**62), 2**62])
async def test_an_instant_that_cannot_be_written_stops_neither_its_ground_nor_a_list(
    receiving: Client, device: Headers, at: int
) -> None:
    ground = registration()
    waiting = [*standing_on(ground), *standing_on(ground)]
    assert {one["status"] for one in await results(receiving, body_of(*waiting), device)} == {"waiting"}
    odd = [one["id"] for one in waiting[:2]]
    for ident in odd:
        await altered(receiving, ident, at=at)
    listed = await (await receiving.get(PATH, headers=device)).json()
    assert {one["id"] for one in listed["items"]} == {one["id"] for one in waiting}
    said = await differences(receiving)
    assert all(any(ident in one for one in said) for ident in odd)

    assert [one["status"] for one in await results(receiving, body_of(ground), device)] == ["accepted"]
    for one in waiting:
        kept = await (await receiving.get(f"{PATH}/{one['id']}", headers=device)).json()
        assert (kept["status"], kept.get("code")) == (
            ("refused", "clock_wrong") if one["id"] in odd else ("accepted", None)
        )
    assert await differences(receiving) == []
    async with receiving.app[keys.DATABASE].store(EVERYWHERE, write=False) as connection:
        assert len([line async for line in exported(connection, DAY)]) == 1 + len(waiting) - len(odd)


async def test_an_instant_that_cannot_be_written_in_the_journal_is_shown_exported_and_named(
    receiving: Client, device: Headers
) -> None:
    ground, later = registration(), registration()
    await results(receiving, body_of(ground, *standing_on(ground)), device)
    database = receiving.app[keys.DATABASE]
    async with database.store(EVERYWHERE) as connection:
        await connection.execute(update(JOURNAL).where(JOURNAL.c.kind == "entry_amended").values(at=BEYOND))
    assert [one["status"] for one in await results(receiving, body_of(later), device)] == ["accepted"]
    listed = await (await receiving.get(f"{PATH}?status=accepted", headers=device)).json()
    assert any(one["entry"]["at"] == "+010000-01-01T00:59:59.999999Z" for one in listed["items"])
    async with database.store(EVERYWHERE, write=False) as connection:
        assert len([line async for line in exported(connection, DAY)]) == len(listed["items"])
    assert any("cannot be written" in said for said in await differences(receiving))


@pytest.mark.parametrize("clear", ["{", "[]", "7", '{"entry": 3}', '{"changes": 3}'])
async def test_a_waiting_row_that_cannot_be_read_stops_nothing_else_and_is_named(
    receiving: Client, device: Headers, clear: str
) -> None:
    ground = registration()
    _, amendment = waiting = standing_on(ground)
    await results(receiving, body_of(*waiting), device)
    await altered(receiving, amendment["id"], clear=clear)
    said = await results(receiving, body_of(ground, registration()), device)
    assert [one["status"] for one in said] == ["accepted", "accepted"]
    assert [one["status"] for one in await results(receiving, body_of(waiting[0]), device)] == ["duplicate"]
    assert any(HERE in one for one in await differences(receiving))


async def test_a_matter_whose_entries_were_altered_beyond_reading_stops_no_other_entry(
    receiving: Client, device: Headers
) -> None:
    ground = registration()
    await results(receiving, body_of(ground), device)
    async with receiving.app[keys.DATABASE].store(EVERYWHERE) as connection:
        await connection.execute(update(JOURNAL).where(JOURNAL.c.id == ground["id"]).values(clear="{}"))
    said = await results(receiving, body_of(*standing_on(ground), registration()), device)
    assert [one["status"] for one in said] == ["accepted"] * 3
    assert any(ground["id"] in one for one in await differences(receiving))


async def test_one_refused_entry_of_a_request_decides_for_no_other(receiving: Client, device: Headers) -> None:
    ground = registration()
    last = "9999-12-31T23:59:59-01:00"
    batch = [standing_on(ground)[0] | {"at": last}, ground, entry(at="2023-11-09T23:59:60+08:00"), registration()]
    said = await results(receiving, body_of(*batch), device)
    assert [(one["status"], one.get("code")) for one in said] == [
        *(("refused", "clock_wrong"), ("accepted", None)),
        *(("refused", "clock_wrong"), ("accepted", None)),
    ]
    assert (await receiving.get(f"{PATH}/{batch[0]['id']}", headers=device)).status == 404


@pytest.mark.parametrize("column", ["id", "kind", "clear", "by", "mac", "prev", "hash", "device", "matter"])
async def test_a_journal_text_that_is_not_utf_8_is_a_difference_of_its_entry(
    sqlite_played: Database, column: str
) -> None:
    async with sqlite_played.store(EVERYWHERE) as connection:
        where = (await connection.execute(select(JOURNAL).where(JOURNAL.c.matter.is_not(None)).limit(1))).one()
        this = (JOURNAL.c.place == where.place, JOURNAL.c.seq == where.seq)
        broken = sql_cast(literal(b"f\xff", LargeBinary), Text)
        await connection.execute(update(JOURNAL).where(*this).values({column: broken}))
    found = (await verify(sqlite_played, PlainSeals())).differences
    assert any(f"seq {where.seq}" in one and (column == "id" or where.id in one) for one in found)


@pytest.mark.parametrize("column", ["lines", "duplicates", "heard_at", "clock_ahead", "offset_minutes", "site"])
async def test_what_a_head_says_of_arrivals_is_proved(receiving: Client, device: Headers, column: str) -> None:
    await results(receiving, body_of(registration()), device)
    assert await differences(receiving) == []
    async with receiving.app[keys.DATABASE].store(EVERYWHERE) as connection:
        value: Any = "HN-X" if column == "site" else 99
        await connection.execute(update(HEAD).where(HEAD.c.site == HERE).values({column: value}))
    assert any("head" in one for one in await differences(receiving))


async def test_the_missing_head_of_a_site_that_said_nothing_is_named(receiving: Client) -> None:
    async with receiving.app[keys.DATABASE].store(EVERYWHERE) as connection:
        await connection.execute(delete(HEAD).where(HEAD.c.site == NEXT_DOOR))
    assert await differences(receiving) == [f"{DAY} {NEXT_DOOR}: it takes part in the day and its head is missing"]
    async with receiving.app[keys.DATABASE].store(EVERYWHERE) as connection:
        await connection.execute(delete(HEAD))
    assert len(await differences(receiving)) == 3
