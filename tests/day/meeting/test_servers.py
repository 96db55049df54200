"""A meeting over lines at two servers: one holds the room, the other passes words on and takes over where it dies."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from uuid import UUID

import pytest

from server.day.meeting.actions import locked
from server.day.meeting.lines import mark_away
from server.db import EVERYWHERE
from server.keys import BUS, DATABASE
from tests.support.fake_plane import FakePlane
from tests.support.meetings import Lay, Line, Table, hello, seats
from tests.support.people import clock_of
from tests.support.servers import Redis
from tests.support.service import Client, Start


@pytest.fixture
async def other(table_here: Table, start: Start, database_url: str, redis_url: str) -> AsyncIterator["There"]:
    client = await start(plane=FakePlane(), database_url=database_url, redis_url=redis_url)
    await client.app[BUS].is_connected.wait()
    async with AsyncExitStack() as opened:
        yield There(table_here, client, opened)


@pytest.fixture
async def table_here(lay_table: Lay, database_url: str, redis_url: str) -> Table:
    laid = await lay_table(database_url=database_url, redis_url=redis_url)
    await laid.client.app[BUS].is_connected.wait()
    return laid


class There:
    """The second server."""

    def __init__(self, table: Table, client: Client, opened: AsyncExitStack) -> None:
        self.table, self.client, self._opened = table, client, opened

    async def line(self) -> Line:
        """The leader's line to this server."""
        return await hello(self._opened, self.client, self.table.leader)


async def test_a_ring_and_every_change_reach_lines_at_the_other_server(table_here: Table, other: There) -> None:
    leader = await other.line()
    desk = await table_here.line(table_here.desk)
    meeting = await table_here.call()
    await desk.until("ring")
    assert (await leader.until("meeting"))["meeting"]["id"] == meeting
    await table_here.command(meeting, "seat", table_here.desk)
    await leader.until_meeting(lambda said: seats(said)["site"] == "seated")


async def test_a_ring_reaches_the_other_server_while_redis_is_stopped(
    lay_table: Lay, start: Start, database_url: str, own_redis: Redis
) -> None:
    settings = {"database_url": database_url, "redis_url": own_redis.url}
    here = await lay_table(**settings)
    there = await start(plane=FakePlane(), **settings)
    async with AsyncExitStack() as opened:
        for client in (here.client, there):
            await client.app[BUS].is_connected.wait()
        desk = await hello(opened, there, here.desk)
        own_redis.pause()
        meeting = await here.call()
        told = await desk.until_meeting(lambda said: said["id"] == meeting)
        assert told["state"] == "ringing"
        await here.command(meeting, "enter")
        await desk.until_meeting(lambda said: seats(said)["leader"] == "seated")


async def test_a_seat_taken_while_redis_is_stopped_has_its_place_in_the_room_once_it_goes_on(
    lay_table: Lay, start: Start, database_url: str, own_redis: Redis
) -> None:
    settings = {"database_url": database_url, "redis_url": own_redis.url}
    here = await lay_table(**settings)
    there = await start(plane=FakePlane(), **settings)
    async with AsyncExitStack() as opened:
        for client in (here.client, there):
            await client.app[BUS].is_connected.wait()
        desk, leader = await here.line(here.desk), await hello(opened, there, here.leader)
        meeting = await here.call()
        await desk.enter(meeting)
        own_redis.pause()
        await leader.say("enter", meeting=meeting)
        await desk.until_meeting(lambda said: seats(said)["leader"] == "seated")
        own_redis.resume()
        assert (await leader.until("media_offer", meeting=meeting))["slots"][0] == "site"


async def test_lines_at_two_servers_meet_in_one_room(table_here: Table, other: There) -> None:
    meeting = await table_here.call()
    desk, leader = await table_here.line(table_here.desk), await other.line()
    await desk.enter(meeting)
    offer = await leader.enter(meeting)
    assert (offer["you"], offer["slots"][0]) == ("leader", "site")
    assert (await desk.until("media_slot"))["participant"] == "leader"
    assert set(table_here.plane.rooms[meeting].members) == {"leader", "site"}
    await leader.say("media_answer", meeting=meeting, leg=offer["leg"], sdp="v=0 nonsense")
    assert (await leader.until("refused"))["code"] == "not_an_answer"
    await leader.socket.close()
    await desk.until_meeting(lambda said: seats(said)["leader"] == "away")


async def test_where_the_server_with_the_room_dies_the_other_has_it_and_offers_anew(
    table_here: Table, other: There
) -> None:
    meeting = await table_here.call()
    desk, leader = await table_here.line(table_here.desk), await other.line()
    await desk.enter(meeting)
    await leader.enter(meeting)
    await leader.until_meeting(lambda said: said["state"] == "open")
    await table_here.client.close()
    offer = await leader.until("media_offer")
    assert offer["slots"] == [None, None, None]
    await leader.until_meeting(lambda said: seats(said) == {"leader": "seated", "site": "away"})


async def test_a_participant_who_comes_in_while_the_room_is_found_to_be_gone_sits_there(
    table_here: Table, other: There
) -> None:
    """The seat is taken, then the room's server is given up with all who sat there, without the one who just came."""
    meeting = await table_here.call()
    await (await table_here.line(table_here.desk)).enter(meeting)
    leader = await other.line()
    await leader.enter(meeting)
    async with table_here.world.database.transaction(EVERYWHERE) as tx:
        (await locked(tx, UUID(meeting))).node = "0123456789abcdef"  # a server that was killed
    back = await other.line()
    await back.offered(meeting)
    told = await back.until_meeting(lambda said: seats(said)["site"] == "away")
    while seats(told)["leader"] != "seated":
        told = (await back.until("meeting"))["meeting"]


async def test_a_line_is_offered_a_place_anew_whichever_server_found_the_room_gone(
    table_here: Table, other: There
) -> None:
    meeting = await table_here.call()
    desk, leader = await table_here.line(table_here.desk), await other.line()
    await desk.enter(meeting)
    await leader.enter(meeting)
    node, now = table_here.client.app[BUS].node, clock_of(table_here.client).now()
    await table_here.client.close()
    async with other.client.app[DATABASE].transaction(EVERYWHERE) as tx:
        await mark_away(tx, node, now=now)  # as a third server does that is quicker
    offer = await leader.until("media_offer")
    assert offer["slots"] == [None, None, None]
    await leader.until_meeting(lambda said: seats(said) == {"leader": "seated", "site": "away"})


async def test_a_participant_who_had_left_is_not_brought_back(table_here: Table, other: There) -> None:
    meeting = await table_here.call()
    desk, leader = await table_here.line(table_here.desk), await other.line()
    await desk.enter(meeting)
    await leader.enter(meeting)
    await leader.say("leave", meeting=meeting)
    await leader.until_meeting(lambda said: seats(said)["leader"] == "left")
    await table_here.client.close()
    told = await leader.until_meeting(lambda said: seats(said)["site"] == "away")
    assert seats(told)["leader"] == "left"
    await leader.say("enter", meeting=meeting)
    await leader.until("media_offer")


async def test_a_room_is_orphaned_once(table: Table) -> None:
    meeting, leader, _ = await table.open_meeting()
    node, now = table.client.app[BUS].node, clock_of(table.client).now()
    async with table.world.database.transaction(EVERYWHERE) as tx:
        assert await mark_away(tx, node, now=now) == {meeting}
    async with table.world.database.transaction(EVERYWHERE) as tx:
        assert await mark_away(tx, node, now=now) == set()
    await leader.until_meeting(lambda said: seats(said) == {"leader": "away", "site": "away"})
