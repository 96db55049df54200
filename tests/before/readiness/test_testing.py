"""A device tests its line: two legs of the media plane for some seconds, bounded, its own, measured by both ends."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Any

import pytest
from aiohttp import ClientWebSocketResponse
from sqlalchemy import select

from server import keys
from server.before.readiness import testing
from server.before.readiness.model import LineTest
from server.db import EVERYWHERE
from server.media.plane import Traffic
from tests.support.fake_clock import NINE
from tests.support.fake_plane import ANSWER, FakePlane
from tests.support.feed import until
from tests.support.patience import HANG
from tests.support.plan import HERE, THE_NINTH, make_day, make_sites, signed_in
from tests.support.service import Client, Start
from tests.support.world import World

CAME = Traffic(packets=900, bytes=900_000, lost=9, kbps=870.0, last_packet_at=NINE)
END = {"type": "line_test_end", "received": 800, "lost": 8, "round_trip": 38.5, "jitter": 4.0, "kbps_down": 850.0}


@pytest.fixture
def plane() -> FakePlane:
    return FakePlane()


@pytest.fixture
async def service(start: Start, database_url: str, plane: FakePlane) -> Client:
    client = await start(database_url=database_url, plane=plane)
    await make_sites(client.app[keys.DATABASE])
    await make_day(client.app[keys.DATABASE])
    return client


@asynccontextmanager
async def line_of(service: Client, headers: Any = None) -> AsyncIterator[ClientWebSocketResponse]:
    """The live line of a new device of the site, or of who sends these headers."""
    token = None
    if headers is None:
        headers = (await World(service).device(HERE)).headers
        token = headers["Authorization"].removeprefix("Bearer ")
    cookie = {name: value for name, value in headers.items() if name == "Cookie"}
    async with service.ws_connect("/api/live", headers=cookie) as line:
        await line.send_json({"type": "hello", **({"token": token} if token else {})})
        assert (await told(line))["type"] == "welcome"
        yield line


async def told(line: ClientWebSocketResponse) -> dict[str, Any]:
    async with asyncio.timeout(HANG):
        frame: dict[str, Any] = await line.receive_json()
    return frame


async def begin(line: ClientWebSocketResponse, day: str = str(THE_NINTH)) -> dict[str, Any]:
    await line.send_json({"type": "line_test", "day": day})
    return await told(line)


async def test_a_line_is_measured_by_what_came_to_each_end(service: Client, plane: FakePlane) -> None:
    async with line_of(service) as line:
        offer = await begin(line)
        assert (offer["type"], offer["there"], offer["back"]) == (
            "line_test_offer",
            "v=0 an offer to there",
            "v=0 an offer to back",
        )
        for leg in ("there", "back"):
            await line.send_json({"type": "line_test_answer", "leg": leg, "sdp": ANSWER})
        (room,) = plane.rooms.values()
        await until(lambda: all(one.answered for one in room.members.values()))
        room.members["there"].traffic = CAME
        await line.send_json(END)
        result = await told(line)
    assert (result["type"], result["test"], result["faults"]) == ("line_test_result", offer["test"], [])
    assert (result["loss_up"], result["loss_down"], result["kbps_up"]) == (0.0099, 0.0099, 870.0)
    assert plane.rooms == {}
    async with service.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        (kept,) = await tx.scalars(select(LineTest))
    assert (str(kept.id), kept.numbers["round_trip"]) == (offer["test"], 38.5)


async def test_where_udp_is_shut_the_server_says_so_whatever_the_page_claims(service: Client) -> None:
    async with line_of(service) as line:
        await begin(line)
        await line.send_json(END)
        result = await told(line)
    assert (result["udp"], result["faults"], result["loss_up"]) == (False, ["no_udp"], 1)


@pytest.mark.parametrize(
    "absurd", [{"lost": -5}, {"received": -1}, {"round_trip": 1e9}, {"jitter": -0.1}, {"kbps_down": 1e12}, {"loss": 3}]
)
async def test_absurd_counts_are_refused_and_the_test_goes_on(
    service: Client, plane: FakePlane, absurd: dict[str, float]
) -> None:
    async with line_of(service) as line:
        await begin(line)
        await line.send_json({**END, **absurd})
        assert (await told(line))["code"] == "not_a_request"
        assert len(plane.rooms) == 1
        await line.send_json(END)
        assert (await told(line))["type"] == "line_test_result"


async def test_a_page_that_is_closed_gives_its_legs_back(service: Client, plane: FakePlane) -> None:
    async with line_of(service) as line:
        await begin(line)
        assert len(plane.rooms) == 1
    await until(lambda: not plane.rooms)


async def test_a_test_that_its_page_forgot_ends_by_itself(
    service: Client, plane: FakePlane, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(testing, "LASTS", 0.05)
    async with line_of(service) as line:
        await begin(line)
        await until(lambda: not plane.rooms)
        await line.send_json(END)
        assert await told(line) == {"type": "refused", "code": "line_not_tested", "topic": "line_test"}


async def test_a_second_test_of_a_line_takes_the_place_of_the_first(service: Client, plane: FakePlane) -> None:
    async with line_of(service) as line:
        first, second = await begin(line), await begin(line)
        assert first["test"] != second["test"]
        await until(lambda: list(plane.rooms) == [f"test:{second['test']}"])


async def test_while_as_many_test_as_may_one_more_is_told_to_wait_and_has_its_turn_later(
    service: Client, plane: FakePlane
) -> None:
    service.app[keys.HUB].tester._most = 2  # type: ignore[union-attr]
    async with line_of(service) as one, line_of(service) as other, line_of(service) as late:
        await begin(one)
        await begin(other)
        assert (await begin(late))["code"] == "line_tests_full"
        await one.send_json(END)
        await told(one)
        assert (await begin(late))["type"] == "line_test_offer"
        await until(lambda: len(plane.rooms) == 2)


async def test_only_a_device_tests_and_only_for_a_day_of_its_site(service: Client) -> None:
    async with line_of(service, await signed_in(service, "coordinator")) as line:
        assert (await begin(line))["code"] == "not_allowed"
    await make_day(service.app[keys.DATABASE], "HN-D-430202", day=date(2023, 12, 14))
    async with line_of(service) as line:
        assert (await begin(line, "2023-12-14"))["code"] == "not_found"
        assert (await begin(line, "2024-01-11"))["code"] == "not_found"
        await line.send_json(END)
        assert (await told(line))["code"] == "line_not_tested"


async def test_a_server_without_a_media_plane_says_so(start: Start, database_url: str) -> None:
    service = await start(database_url=database_url, media_workers=0)
    await make_sites(service.app[keys.DATABASE])
    await make_day(service.app[keys.DATABASE])
    async with line_of(service) as line:
        assert (await begin(line))["code"] == "media_away"
