"""One principal cannot stop the day: what they ask at once is bounded, and what a site says does not wait for it."""

import asyncio
from collections import Counter
from uuid import UUID

import pytest

from server.app import ROUTES
from server.db import EVERYWHERE
from server.http.at_once import AT_ONCE, LISTS, REQUESTS
from server.keys import DATABASE
from server.people import actions
from server.people.rules import Person, Role, capabilities_of
from server.place import Scope
from tests.support.people import clock_of
from tests.support.service import Client, Start
from tests.support.statements import statements_of_requests
from tests.support.world import (
    COUNTY,
    HERE,
    NEXT_DOOR,
    PROVINCE,
    SECOND,
    Seat,
    World,
    a_world,
    plain,
    registration,
)

LISTED = [route for route in ROUTES if route.is_list and route.method == "GET"]
MATTERS = "/api/days/2023-11-09/matters?limit=200"


@pytest.fixture
async def world(start: Start, database_url: str) -> World:
    return await a_world(await start(database_url=database_url), codes=(HERE, SECOND, NEXT_DOOR))


async def statuses(client: Client, path: str, seat: Seat, *, times: int) -> Counter[int]:
    async def one() -> int:
        answer = await client.get(path, headers=seat.headers)
        await answer.read()
        if answer.status == 429:
            assert int(answer.headers["Retry-After"]) > 0
        return answer.status

    return Counter(await asyncio.gather(*(one() for _ in range(times))))


def test_every_page_of_a_list_is_known_as_one() -> None:
    paged = {route.path for route in ROUTES if route.query is not None and "limit" in route.query.model_fields}
    assert paged <= {route.path for route in LISTED}
    assert {"/api/days/{day}/matters", "/api/meetings", "/api/days/{day}/waiting", "/api/audit"} <= {
        route.path for route in LISTED
    }


async def test_a_hundred_lists_at_once_by_one_are_told_to_come_again_and_another_is_answered(world: World) -> None:
    greedy, other = await world.account("leader", PROVINCE), await world.account("leader", COUNTY)
    said, beside = await asyncio.gather(
        statuses(world.client, MATTERS, greedy, times=100), statuses(world.client, MATTERS, other, times=2)
    )
    assert set(said) == {200, 429}
    assert said[200] >= LISTS
    assert beside == {200: 2}
    assert world.client.app[AT_ONCE] == {}


@pytest.mark.parametrize("path", ["/api/days/2023-11-09/board", "/api/reference", "/api/days/2023-11-09/tally"])
async def test_other_requests_of_one_are_bounded_too(world: World, path: str) -> None:
    greedy = await world.account("leader", PROVINCE)
    said = await statuses(world.client, path, greedy, times=REQUESTS * 3)
    assert set(said) <= {200, 429}
    assert said[200] >= REQUESTS


async def test_entries_go_on_and_suspension_cuts_while_one_reads_without_end(world: World) -> None:
    greedy, victim = await world.account("leader", PROVINCE), await world.account("leader", COUNTY)
    is_over = False

    async def read_on() -> None:
        while not is_over:
            await statuses(world.client, MATTERS, greedy, times=2)

    readers = [asyncio.create_task(read_on()) for _ in range(50)]
    try:
        for n in range(20):
            sent = registration(HERE, 100 + 2 * n, plain(HERE))
            assert await world.send(HERE, [[sent]]) == [["accepted"]]
        async with asyncio.timeout(60), world.client.ws_connect("/api/live", headers=dict(victim.headers)) as line:
            await line.send_json({"type": "hello"})
            assert (await line.receive_json())["type"] == "welcome"
            await shut_out(world, victim)
            while (await line.receive_json())["type"] != "ended":
                continue
    finally:
        is_over = True
        await asyncio.gather(*readers)
    assert (await world.client.get(MATTERS, headers=victim.headers)).status == 401


async def shut_out(world: World, seat: Seat) -> None:
    roles = frozenset({Role.ORGANISER})
    scope = Scope(EVERYWHERE.lo, EVERYWHERE.hi, capabilities_of(roles))
    boss = Person(id=str(UUID(int=1)), kind="account", name="", roles=roles, scope=scope)
    async with world.database.transaction(scope) as tx:
        await actions.suspend(tx, UUID(seat.ident), by=boss, now=clock_of(world.client).now())


async def test_a_page_takes_as_many_statements_however_many_rows_it_has(world: World) -> None:
    leader = await world.account("leader", COUNTY)
    for n in range(12):
        await world.send(HERE, [[registration(HERE, 100 + 2 * n, plain(HERE))]])
    sent = statements_of_requests(world.client.app[DATABASE])

    async def count(path: str) -> int:
        sent.clear()
        answer = await world.client.get(path, headers=leader.headers)
        assert answer.status == 200
        return len(sent)

    assert await count(f"{MATTERS}".replace("200", "2")) == await count(MATTERS)
