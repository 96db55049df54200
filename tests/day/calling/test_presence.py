"""A site that falls silent is marked, looked after and not called from outside; what it did meanwhile is not lost."""

from collections.abc import Mapping
from typing import Any

from aiohttp import ClientWebSocketResponse
from sqlalchemy import select

from server.day.calling.actions import note_heard
from server.day.calling.model import Presence
from server.day.calling.reads.sites import heard_at
from server.db import EVERYWHERE, Database
from server.keys import DATABASE
from tests.support.fake_clock import FakeClock
from tests.support.hand_in import DAY, Headers, body_of, entry, registration
from tests.support.people import clock_of, code_of
from tests.support.plan import HERE, NEXT_DOOR, PROVINCE, signed_in, site
from tests.support.service import Client

BOARD, CALLS = f"/api/days/{DAY}/board", f"/api/days/{DAY}/calls"
PLACE = site(HERE).place


async def heard(receiving: Client, *codes: str) -> None:
    async with receiving.app[DATABASE].transaction(EVERYWHERE) as tx:
        await note_heard(tx, [site(code).place for code in codes], clock_of(receiving).now())


async def board_of(receiving: Client, headers: Mapping[str, str]) -> dict[str, Any]:
    answer = await receiving.get(BOARD, headers=headers)
    found: dict[str, Any] = await answer.json()
    return found


async def send(receiving: Client, device: Headers, *entries: object) -> None:
    path = f"/api/days/{DAY}/sites/{HERE}/entries"
    assert (await receiving.post(path, data=body_of(*entries), headers=device)).status == 200


async def test_hearing_many_sites_is_one_row_each_and_the_last_word(database: Database, clock: FakeClock) -> None:
    places = [PLACE + n for n in range(30)]
    for some in (places[:20], places, places[10:]):
        clock.forward(seconds=3)
        async with database.transaction(EVERYWHERE) as tx:
            await note_heard(tx, some, clock.now())
    async with database.transaction(EVERYWHERE, write=False) as tx:
        found = await heard_at(tx, PROVINCE)
        assert len(await tx.scalars(select(Presence))) == 30
    ago = [(clock.now() - found[place]).total_seconds() for place in (places[0], places[29])]
    assert ago == [3, 0]


async def test_a_site_is_callable_while_heard_then_off_then_on_the_attention_list(
    receiving: Client, device: Headers
) -> None:
    organiser = await signed_in(receiving, "organiser")
    await send(receiving, device, entry("site_opened", {"rooms": 1}, at=f"{DAY}T08:30:00+08:00"))
    seen = []
    await heard(receiving, HERE)
    for step in (0, 10, 1, 49, 540):
        clock_of(receiving).forward(seconds=step)
        board = await board_of(receiving, organiser)
        offline = [item for item in board["attention"] if item["kind"] == "offline"]
        seen.append(
            (board["sites"][HERE]["callable"], board["sites"][HERE]["mark"], [one["minutes"] for one in offline])
        )
    assert seen == [
        (True, "ready", []),
        (True, "ready", []),
        (False, "off", []),
        (False, "off", [1]),
        (False, "off", [10]),
    ]
    await heard(receiving, HERE)
    again = await board_of(receiving, organiser)
    assert (again["sites"][HERE]["callable"], again["sites"][HERE]["mark"]) == (True, "ready")
    assert [item for item in again["attention"] if item["kind"] == "offline"] == []


async def test_a_site_that_was_never_heard_or_has_closed_is_not_off(receiving: Client, device: Headers) -> None:
    organiser = await signed_in(receiving, "organiser")
    await heard(receiving, HERE)
    clock_of(receiving).forward(minutes=10)
    opened = entry("site_opened", {"rooms": 1}, at=f"{DAY}T08:30:00+08:00")
    await send(receiving, device, opened, entry("site_closed", {}, at=f"{DAY}T09:05:00+08:00"))
    sites = (await board_of(receiving, organiser))["sites"]
    assert [(sites[code]["mark"], sites[code]["callable"]) for code in (HERE, NEXT_DOOR)] == [
        ("closed", False),
        ("alert", False),  # late to open, which is another matter
    ]


async def test_yesterdays_board_does_not_tell_of_todays_silence(receiving: Client, device: Headers) -> None:
    await send(receiving, device, entry("site_opened", {"rooms": 1}, at=f"{DAY}T08:30:00+08:00"))
    clock_of(receiving).forward(hours=15)  # it is midnight
    await heard(receiving, HERE)
    clock_of(receiving).forward(minutes=5)
    organiser = await signed_in(receiving, "organiser")
    board = await board_of(receiving, organiser)
    assert board["sites"][HERE]["mark"] == "alert"  # by its entries alone
    assert "offline" not in {item["kind"] for item in board["attention"]}


async def told(line: ClientWebSocketResponse, kind: str) -> dict[str, Any]:
    while (said := await line.receive_json())["type"] != kind:
        pass
    return dict(said)


async def test_a_silent_site_is_called_once_its_desk_has_a_line_again(receiving: Client, device: Headers) -> None:
    leader = await signed_in(receiving, "leader")
    await send(receiving, device, registration())
    refused = await receiving.post(CALLS, json={"mode": "video"}, headers=leader)
    assert await code_of(refused) == (409, "site_not_heard")
    async with (
        receiving.ws_connect("/api/live", headers={"Cookie": leader["Cookie"]}) as watching,
        receiving.ws_connect("/api/live") as desk,
    ):
        await watching.send_json({"type": "hello"})
        await watching.send_json({"type": "watch", "day": DAY})
        assert (await told(watching, "snapshot"))["board"]["sites"][HERE]["callable"] is False
        await desk.send_json({"type": "hello", "token": device["Authorization"].removeprefix("Bearer ")})
        await told(desk, "welcome")
        changed = await told(watching, "changes")
        assert changed["set"]["sites"][HERE]["callable"] is True
        called = await receiving.post(CALLS, json={"mode": "video"}, headers=leader)
        assert called.status == 201
    clock_of(receiving).forward(seconds=11)
    await send(receiving, device, registration())
    again = await receiving.post(CALLS, json={"mode": "video"}, headers=leader)
    assert await code_of(again) == (409, "site_not_heard")
    own = await receiving.post(CALLS, json={"mode": "in_person"}, headers=device)
    assert own.status == 201
