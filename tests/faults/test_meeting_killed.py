"""Two servers are killed in the middle of a meeting and started again: seats and entries are there, and all goes on."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, DummyCookieJar

from server.clock import Clock
from server.config import Settings
from server.db import EVERYWHERE, Database
from server.people.passwords import new_token
from server.sites.actions import enrol
from server.sites.model import Site
from tests.support.lives import Life, Lives, chosen, lives_of, verified
from tests.support.meetings import Line, hello_at, seats
from tests.support.patience import HANG
from tests.support.people import new_account
from tests.support.plan import THE_NINTH, make_day, make_sites
from tests.support.world import COUNTY, HERE, Seat, a_uuid, cookie, outcome, plain, registration
from tests.support.world import entry as an_entry

Json = dict[str, Any]


@dataclass
class Both:
    """Two servers on one database, and who uses them."""

    lives: tuple[Lives, Lives]
    leader: Seat
    desk: Seat
    http: ClientSession
    opened: AsyncExitStack
    settings: Settings

    async def line(self, life: Life, seat: Seat) -> Line:
        return await hello_at(self.opened, self.http, life.url, seat)

    async def post(self, life: Life, path: str, body: object, seat: Seat | None = None) -> Json:
        headers = (seat or self.leader).headers
        async with self.http.post(f"{life.url}{path}", json=body, headers=headers) as answer:
            told: Json = await answer.json()
        return told

    async def call(self, life: Life) -> str:
        """Call who waits once the site is heard; the meeting."""
        wanted = {"mode": "video", "site": HERE, "matter": MATTER}
        async with asyncio.timeout(HANG):
            while True:
                called = await self.post(life, f"/api/days/{THE_NINTH}/calls", wanted)
                if "meeting" in called:
                    return str(called["meeting"])
                assert called["code"] == "site_not_heard"


@pytest.fixture
async def both(database_url: str, redis_url: str, tmp_path: Path) -> AsyncIterator[Both]:
    settings = chosen(tmp_path, database_url).model_copy(update={"redis_url": redis_url})
    database, clock = Database(database_url, reactions={}), Clock()
    await make_sites(database, HERE)
    await make_day(database, HERE, state="live")
    someone = await new_account(database, "leader", COUNTY, clock=clock)  # type: ignore[arg-type]  # any clock will do
    token = new_token()
    async with database.transaction(EVERYWHERE) as tx:
        await enrol(tx, await tx.get(Site, HERE), "一号台", token=token, by="machine", now=clock.now())
    await database.dispose()
    leader = Seat("leader", "account", headers=cookie(someone.token))
    desk = Seat("desk", "device", headers={"Authorization": f"Bearer {token}"})
    async with AsyncExitStack() as opened:
        first = await opened.enter_async_context(lives_of(settings, tmp_path / "first"))
        second = await opened.enter_async_context(lives_of(settings, tmp_path / "second"))
        http = await opened.enter_async_context(ClientSession(cookie_jar=DummyCookieJar()))
        yield Both((first, second), leader, desk, http, opened, settings)


async def test_two_servers_killed_in_the_middle_of_a_meeting(both: Both) -> None:
    here, there = [await lives.begin() for lives in both.lives]
    await both.post(here, f"/api/days/{THE_NINTH}/sites/{HERE}/entries", {"entries": [registered()]}, both.desk)
    desk, leader = await both.line(here, both.desk), await both.line(there, both.leader)
    meeting = await both.call(here)
    await desk.offered(meeting)
    await leader.offered(meeting)
    before = await leader.until_meeting(lambda said: said["state"] == "open")
    recorded = await both.post(there, f"/api/meetings/{meeting}/entries", {"entries": [started()]})
    assert [each["status"] for each in recorded["results"]] == ["accepted"]

    await here.kill()
    await there.kill()
    here, there = [await lives.begin() for lives in both.lives]

    desk, leader = await both.line(there, both.desk), await both.line(here, both.leader)
    told = (await leader.until("meeting"))["meeting"]
    assert (told["id"], told["state"], told["opened_at"]) == (meeting, "open", before["opened_at"])
    assert (await desk.offered(meeting))["you"] == "site"
    assert (await leader.offered(meeting))["you"] == "leader"
    await leader.until_meeting(lambda said: seats(said) == {"leader": "seated", "site": "seated"})
    again = await both.post(here, f"/api/meetings/{meeting}/entries", {"entries": [started(), what_came_of_it()]})
    assert [each["status"] for each in again["results"]] == ["duplicate", "accepted"]
    ended = await both.post(here, f"/api/meetings/{meeting}/commands", {"command": "end"})
    assert (ended["state"], ended["end_reason"]) == ("ended", "outcome")
    await desk.until_meeting(lambda said: said["state"] == "ended")
    assert await verified(both.settings) == (0, [])


MATTER = a_uuid(HERE, 11)


def registered() -> Json:
    return registration(HERE, 10, plain(HERE))


def started() -> Json:
    return an_entry(HERE, 12, "reception_started", {"matter": MATTER, "mode": "video"}, minute=20)


def what_came_of_it() -> Json:
    return outcome(HERE, 13, MATTER, plain(HERE))
