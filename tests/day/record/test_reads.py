"""What of a matter is effective, read for every room in one place: with and without what is sealed."""

from typing import Any

import pytest
from sqlalchemy import update

from server import keys
from server.day.record.reads import effective, sealed_of_all
from server.db import EVERYWHERE
from server.erasure import erase
from server.fold import MatterState
from server.journal.model import Accepted, Matter, MatterKey
from server.place import city_of
from tests.support.fake_clock import NINE
from tests.support.hall import PLACES
from tests.support.hand_in import DAY, Headers, body_of, entry, registration, results
from tests.support.plan import HERE
from tests.support.service import Client

EXPLAINED = {"policy": True, "responsibility": {"reason": "不在场"}, "route": True}
PERSON = {"name": "张三", "phone": "12800000007"}


def ended(matter: str) -> dict[str, Any]:
    data = {"matter": matter, "outcome": "assigned", "amount_fen": 0, "explained": EXPLAINED, "owner_unit": "甲局"}
    return entry("outcome_recorded", {**data, "due_on": "2023-12-01"}, at=f"{DAY}T10:00:00+08:00")


def amended(target: dict[str, Any], **changes: object) -> dict[str, Any]:
    return entry("entry_amended", {"entry": target["id"], "changes": changes, "reason": "误"})


def withdrawn(target: dict[str, Any]) -> dict[str, Any]:
    return entry("entry_withdrawn", {"entry": target["id"], "reason": "误"})


def key_of(first: dict[str, Any]) -> MatterKey:
    return MatterKey(DAY, PLACES[HERE], first["data"]["matter"])


async def handed_in(client: Client, device: Headers, *entries: dict[str, Any]) -> None:
    said = await results(client, body_of(*entries), device)
    assert {one["status"] for one in said} == {"accepted"}


async def states(client: Client, *firsts: dict[str, Any]) -> list[MatterState | None]:
    async with client.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        found = await effective(tx, [key_of(first) for first in firsts])
    return [found.get(key_of(first)) for first in firsts]


async def sealed(client: Client, *firsts: dict[str, Any]) -> list[dict[str, Any]]:
    async with client.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        rows = [await tx.get(Matter, key_of(first)) for first in firsts]
        found = await sealed_of_all(tx, client.app[keys.SEALS], rows)
    return [found[key_of(first)[1:]] for first in firsts]


async def test_amendments_hold_and_withdrawals_take_away(receiving: Client, device: Headers) -> None:
    first = registration()
    starts = [entry("reception_started", {"matter": first["data"]["matter"], "mode": "in_person"}) for _ in range(3)]
    end = ended(first["data"]["matter"])
    withdrawn_change = amended(end, amount_fen=9)
    corrections = (amended(end, amount_fen=5), withdrawn_change, withdrawn(withdrawn_change), withdrawn(starts[1]))
    await handed_in(receiving, device, first, *starts, end, *corrections)
    (state,) = await states(receiving, first)
    assert state is not None
    assert state.outcome_fields is not None
    assert state.outcome_fields["amount_fen"] == 5
    assert state.outcome_fields["explained"] == {"policy": True, "responsibility": False, "route": True}
    assert state.starts == tuple(sorted(one["id"] for one in (starts[0], starts[2])))


async def test_a_matter_that_no_entry_registers_any_more_is_left_out(receiving: Client, device: Headers) -> None:
    first, other = registration(), registration()
    await handed_in(receiving, device, first, other, withdrawn(first))
    gone, there = await states(receiving, first, other)
    assert gone is None
    assert there is not None
    assert await sealed(receiving, first, other) == [{}, {"summary": "（示例）"}]


async def test_a_matter_that_was_altered_beyond_reading_stops_no_other(receiving: Client, device: Headers) -> None:
    first, other = registration(), registration()
    await handed_in(receiving, device, first, other)
    async with receiving.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        await tx.change(update(Accepted).where(Accepted.id == first["id"]).values(clear="{"))
    gone, there = await states(receiving, first, other)
    assert gone is None
    assert there is not None
    assert (await sealed(receiving, first, other))[1] == {"summary": "（示例）"}


@pytest.mark.parametrize("erased", [False, True])
async def test_what_is_sealed_is_as_amendments_leave_it_and_empty_once_it_is_erased(
    receiving: Client, device: Headers, *, erased: bool
) -> None:
    first = registration(petitioner=PERSON)
    end = ended(first["data"]["matter"])
    right = PERSON | {"phone": "12800000008"}
    corrections = (amended(first, petitioner=right), amended(end, owner_unit="乙局"))
    await handed_in(receiving, device, first, end, *corrections)
    if erased:
        await erase(receiving.app[keys.DATABASE], city_of(PLACES[HERE]), DAY[:7], now=NINE, dry_run=False)
        receiving.app[keys.SEALER]._by_id.clear()
    (said,) = await sealed(receiving, first)
    assert said == ({} if erased else {"petitioner": right, "summary": "（示例）", "owner_unit": "乙局"})
