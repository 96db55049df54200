"""What happens on a day that a city holds alone moves not a byte of the province's day of the same date."""

import asyncio
from collections.abc import AsyncIterator
from io import StringIO
from typing import Any, Final

import pytest
from sqlalchemy import Table, select

from server.db import EVERYWHERE
from server.logs import set_up
from server.migrations.tables import metadata
from server.sites.actions import save_site
from tests.support.bookings import made as booked_at
from tests.support.bookings import timetable_with
from tests.support.patience import HANG
from tests.support.plan import name_leaders, site
from tests.support.service import Start
from tests.support.signing import WITHOUT, sign_off
from tests.support.targets import seen
from tests.support.world import (
    CALLED,
    CITY,
    HERE,
    NEXT_DOOR,
    OTHER_CITY,
    PROVINCE,
    PROVINCE_OWN,
    SITES,
    Seat,
    World,
    a_uuid,
    a_world,
    morning,
    plain,
)

JOINT: Final = "2023-11-09"
OWN: Final = "2023-11-09.430100"
AT: Final = f"/api/days/{JOINT}"
ASKED: Final = [
    *(AT, f"{AT}/intake"),
    *(
        f"{AT}/{what}{where}"
        for what in ("tally", "board", "hot")
        for where in ("", "?place=430100", f"?place={NEXT_DOOR}")
    ),
    *(f"{AT}/matters{which}" for which in ("", "?place=430100", "?state=waiting", "?incomplete=true")),
    *(f"{AT}/waiting", f"/api/meetings?day={JOINT}", f"{AT}/sites/{NEXT_DOOR}/calling"),
    *(f"{AT}/sites/{NEXT_DOOR}/entries?status={status}" for status in ("accepted", "waiting", "refused")),
]
"""All of a day that is read, but the list of days: that is longer by one."""


@pytest.fixture
async def world(start: Start, database_url: str) -> AsyncIterator[World]:
    set_up("warning", StringIO())
    world = await a_world(await start(database_url=database_url), codes=(NEXT_DOOR, OTHER_CITY, PROVINCE_OWN))
    async with world.database.transaction(EVERYWHERE) as tx:
        await save_site(tx, site(HERE))
    world.devices[HERE] = await world.device(HERE)
    yield world
    set_up("info", StringIO())


async def read(world: World, seats: list[Seat]) -> dict[tuple[str, str], bytes]:
    return {
        (seat.name, url): await seen(await world.client.get(url, headers=seat.headers))
        for seat in seats
        for url in ASKED
    }


NOT_OF_EVERY_DAY = {
    "day_origin",  # of days that were made from a series
    "plan_version",  # of days whose plan was changed
    "journal_bookmark",  # follows after the commit, at its own time
    "line_test",  # of days on which a device tested its line
    "figure_adjustment",  # of days whose figures moved after they were signed
    "roll_call",  # of days whose roll was called
    "attention_task",  # of days on which a person took on what needs attention
    "chase_step",  # of days on which a silent site was chased
    "outcome_signature",  # of days on which an outcome was read back
    "day_rehearsal",  # of days that were rehearsed beforehand
    *("sample_draw", "sample_call"),  # of days of which a sample was drawn
}


async def rows(world: World, day: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row that is kept under this day, in each table that is keyed by day, but for NOT_OF_EVERY_DAY."""
    keyed = [table for table in metadata().sorted_tables if "day" in table.columns]
    tables: list[Table] = [table for table in keyed if table.name not in NOT_OF_EVERY_DAY]
    async with world.database.store(EVERYWHERE, write=False) as connection:
        return {
            table.name: [
                tuple(row)
                for row in await connection.execute(
                    select(table).where(table.c.day == day).order_by(*table.primary_key)
                )
            ]
            for table in tables
        }


async def hand_in(world: World) -> None:
    path = f"/api/days/{OWN}/sites/{HERE}/entries"
    for batch in morning(HERE, plain(HERE)):
        entries = [{**entry, "day": OWN} for entry in batch]
        answer = await world.client.post(path, json={"entries": entries}, headers=world.devices[HERE].headers)
        assert answer.status == 200
        assert "wrong_day" not in await answer.text()


async def check_room(world: World) -> None:
    """Report a room without a camera, which opens an incident."""
    checked = {"room": 1, "camera": "none", "microphone": "works", "sees_chair": True, "hears_chime": True}
    report = {"id": a_uuid(HERE, 700), **checked}
    answer = await world.client.post(
        f"/api/days/{OWN}/sites/{HERE}/reports", json=report, headers=world.devices[HERE].headers
    )
    assert answer.status == 201


async def lead(world: World, seat: Seat, *commands: str) -> None:
    for command in commands:
        if command == "reconcile":
            await sign_off(world.client, seat.headers, "430100", day=OWN, reason=WITHOUT)
        body = {"command": command} | ({} if command == "announce" else {"despite": "示例：仍这样做"})
        answer = await world.client.post(f"/api/days/{OWN}/commands", json=body, headers=seat.headers)
        assert answer.status == 200, await answer.text()


async def open_own_day(world: World, seat: Seat) -> None:
    """Announce the day, whose hour has come: it opens by itself."""
    await lead(world, seat, "announce")
    async with asyncio.timeout(HANG):
        while (await (await world.client.get(f"/api/days/{OWN}", headers=seat.headers)).json())["state"] != "live":  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def test_a_citys_own_day_moves_not_a_byte_of_the_provinces(world: World) -> None:
    city = await world.account("organiser", CITY)
    seats = [await world.account(role, places) for role in ("organiser", "leader") for places in (PROVINCE, CITY)]
    seats.append(world.devices[NEXT_DOOR])
    before, kept = await read(world, seats), await rows(world, JOINT)
    assert sum(map(len, kept.values())) > 0

    wanted = {"date": JOINT, "holder": "430100", "sites": [HERE]}
    assert (await world.client.post("/api/days", json=wanted, headers=city.headers)).status == 201
    await name_leaders(world.database, OWN)
    await open_own_day(world, city)
    await hand_in(world)
    await check_room(world)
    booking = await booked_at(world.client.app, HERE, SITES[HERE], day=OWN)
    await timetable_with(world.database, OWN, booking.id)
    call = {"mode": "in_person", "site": HERE, "matter": a_uuid(HERE, CALLED)}
    called = await world.client.post(f"/api/days/{OWN}/calls", json=call, headers=world.devices[HERE].headers)
    assert called.status == 201, await called.text()
    await lead(world, city, "close", "reconcile", "publish")
    begun = await world.client.post("/api/bulletins", json={"day": OWN, "place": "430100"}, headers=city.headers)
    assert begun.status == 201, await begun.text()

    assert await read(world, seats) == before
    assert await rows(world, JOINT) == kept
    own = await rows(world, OWN)
    assert [name for name, found in own.items() if not found] == []


async def test_the_published_figures_of_a_citys_day_are_the_same_from_the_city_and_from_above(world: World) -> None:
    city, above = await world.account("organiser", CITY), await world.account("organiser", PROVINCE)
    wanted = {"date": JOINT, "holder": "430100", "sites": [HERE]}
    assert (await world.client.post("/api/days", json=wanted, headers=city.headers)).status == 201
    await name_leaders(world.database, OWN)
    await open_own_day(world, city)
    await hand_in(world)
    told = [await _told(world, seat) for seat in (city, above)]
    assert told[0] == told[1]
    assert told[0][0]["totals"]["matters"] > 0
    assert "published" not in told[0][0]
    await lead(world, city, "close", "reconcile", "publish")
    told = [await _told(world, seat) for seat in (city, above)]
    assert told[0] == told[1]
    assert [one["tally"]["published"]["totals"] for one in told[0][1:]] == [told[0][0]["totals"]]
    assert told[0][0]["published"]["totals"] == told[0][0]["totals"]


async def _told(world: World, seat: Seat) -> list[Any]:
    found = []
    for what in ("tally", "board"):
        answer = await world.client.get(f"/api/days/{OWN}/{what}", headers=seat.headers)
        assert answer.status == 200
        found.append(await answer.json())
    return found


async def test_the_feed_of_a_citys_day_tells_its_published_figures_to_those_above(world: World) -> None:
    city, above = await world.account("organiser", CITY), await world.account("organiser", PROVINCE)
    wanted = {"date": JOINT, "holder": "430100", "sites": [HERE]}
    assert (await world.client.post("/api/days", json=wanted, headers=city.headers)).status == 201
    await name_leaders(world.database, OWN)
    await open_own_day(world, city)
    await hand_in(world)
    await lead(world, city, "close", "reconcile", "publish")
    async with world.client.ws_connect("/api/live", headers={"Cookie": above.headers["Cookie"]}) as line:
        await line.send_json({"type": "hello"})
        assert (await line.receive_json())["type"] == "welcome"
        await line.send_json({"type": "watch", "day": OWN})
        told = await line.receive_json()
    tally = told["board"]["tally"]
    assert (told["type"], told["day"], tally["day"]) == ("snapshot", OWN, OWN)
    assert tally["published"]["totals"] == tally["totals"]
    assert list(tally["by_city"]) == ["430100"]
    assert list(tally["by_site"]) == [HERE]
    assert SITES[HERE] // 1000 == int(next(iter(tally["by_county"])))
