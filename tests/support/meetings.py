"""A table for a reception: a province where a person waits, a leader who calls them, and live lines to sit over."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse

from server.before.agenda.model import Day
from server.clock import moment_on
from server.day.calling.actions import note_heard
from server.day.calling.calls import Wanted, call_next
from server.errors import NotFound
from server.http.guards import SESSION_COOKIE
from server.keys import PLANE
from server.people.rules import Person
from server.people.sessions import person_by_token
from tests.support.fake_plane import ANSWER, FakePlane
from tests.support.patience import HANG
from tests.support.people import clock_of
from tests.support.peopled import Provinces
from tests.support.plan import THE_NINTH
from tests.support.service import Client, Start
from tests.support.world import COUNTY, HERE, SITES, Seat, World, a_uuid

WAITS = 31
"""The matter of each site that is not received yet when its morning is over."""
Json = dict[str, Any]


@dataclass(slots=True)
class Line:
    """A live line of a participant, and all they were told over it."""

    socket: ClientWebSocketResponse
    frames: list[Json] = field(default_factory=list)
    beside: list[Json] = field(default_factory=list)
    """What was told between coming in and the offer, which are told side by side: still news to ``until_meeting``."""

    async def say(self, kind: str, **more: object) -> None:
        await self.socket.send_json({"type": kind, **more})

    async def until(self, kind: str, **like: object) -> Json:
        """Hear until a frame of this type with these values; other frames give no more time."""
        async with asyncio.timeout(HANG):
            while True:
                frame: Json = await self.socket.receive_json()
                self.frames.append(frame)
                if frame["type"] == kind and all(frame.get(name) == value for name, value in like.items()):
                    return frame

    async def until_any(self) -> Json:
        """Hear the next frame."""
        frame: Json = await self.socket.receive_json(timeout=HANG)
        self.frames.append(frame)
        return frame

    async def until_meeting(self, holds: Callable[[Json], bool]) -> Json:
        """Hear until the meeting is told to be so; it may have been told beside the offer, in either order."""
        told, self.beside = self.beside[-1:], []
        async with asyncio.timeout(HANG):
            meeting: Json = told[0] if told else (await self.until("meeting"))["meeting"]
            while not holds(meeting):
                meeting = (await self.until("meeting"))["meeting"]
        return meeting

    async def offered(self, meeting: str, **more: object) -> Json:
        """Come in; the offer."""
        came = len(self.frames)
        await self.say("enter", meeting=meeting, **more)
        offer = await self.until("media_offer", meeting=meeting)
        self.beside = [frame["meeting"] for frame in self.frames[came:] if frame["type"] == "meeting"]
        return offer

    async def enter(self, meeting: str, **more: object) -> Json:
        """Come in and answer the offer; the offer."""
        offer = await self.offered(meeting, **more)
        await self.say("media_answer", meeting=meeting, leg=offer["leg"], sdp=ANSWER)
        return offer


def seats(meeting: Json) -> dict[str, str]:
    return {seat["participant"]: seat["state"] for seat in meeting["seats"]}


@dataclass(slots=True)
class Table:
    """A service at which receptions are held, seen from outside."""

    world: World
    leader: Seat
    desk: Seat
    _open: AsyncExitStack

    @property
    def client(self) -> Client:
        return self.world.client

    @property
    def plane(self) -> FakePlane:
        plane = self.client.app[PLANE]
        assert isinstance(plane, FakePlane)
        return plane

    async def call(self, *, mode: str = "video", code: str = HERE, n: int = WAITS, by: Seat | None = None) -> str:
        """Have a person called who waits at a site; the meeting."""
        caller = await person_of(self.world, by or self.leader)
        clock = clock_of(self.client)
        async with self.world.database.transaction(caller.scope) as tx:
            await note_heard(tx, [SITES[code]], clock.now())
            at = moment_on(await tx.get(Day, str(THE_NINTH)), clock.now())
            wanted = Wanted(mode, site=code, matter=a_uuid(code, n))  # type: ignore[arg-type]
            standing, _ = await call_next(tx, str(THE_NINTH), wanted, by=caller, at=at)
        assert standing.turn is not None
        return str(standing.turn.meeting)

    async def command(self, meeting: str, command: str, seat: Seat | None = None, **more: object) -> tuple[int, Json]:
        """Command a meeting as a person, by default its leader; the status and what was answered."""
        headers = (seat or self.leader).headers
        answer = await self.client.post(
            f"/api/meetings/{meeting}/commands", json={"command": command, **more}, headers=headers
        )
        return answer.status, await answer.json()

    async def get(self, path: str, seat: Seat | None = None) -> tuple[int, Json]:
        answer = await self.client.get(path, headers=(seat or self.leader).headers)
        return answer.status, await answer.json()

    async def send(self, meeting: str, *entries: Json, seat: Seat | None = None) -> list[Json]:
        """Hand in entries by the route of a meeting; the results."""
        headers = (seat or self.leader).headers
        path = f"/api/meetings/{meeting}/entries"
        answer = await self.client.post(path, json={"entries": entries}, headers=headers)
        assert answer.status == 200, await answer.text()
        results: list[Json] = (await answer.json())["results"]
        return results

    async def line(self, seat: Seat) -> Line:
        """Open a live line of a person and say hello."""
        return await hello(self._open, self.client, seat)

    async def open_meeting(self) -> tuple[str, Line, Line]:
        """A video meeting with the leader and the site at the table, and their lines."""
        meeting = await self.call()
        leader, desk = await self.line(self.leader), await self.line(self.desk)
        await desk.enter(meeting)
        await leader.enter(meeting)
        await leader.until_meeting(lambda said: said["state"] == "open")
        return meeting, leader, desk


async def hello(opened: AsyncExitStack, client: Client, seat: Seat) -> Line:
    """A live line of a person to this server."""
    return await hello_at(opened, client.session, str(client.make_url("/")).rstrip("/"), seat)


async def hello_at(opened: AsyncExitStack, http: ClientSession, url: str, seat: Seat) -> Line:
    """A live line of a person to the server at this address."""
    headers = {"Cookie": seat.headers.get("Cookie", "")}
    line = Line(await opened.enter_async_context(http.ws_connect(f"{url}/api/live", headers=headers)))
    token = seat.headers.get("Authorization", " ").partition(" ")[2]
    await line.say("hello", **({"token": token} if token else {}))
    await line.until("welcome")
    return line


async def person_of(world: World, seat: Seat) -> Person:
    """The principal that a request of theirs acts for."""
    token = seat.headers["Cookie"].removeprefix(f"{SESSION_COOKIE}=")
    person = await person_by_token(world.database, token, clock_of(world.client).now())
    if person is None:
        raise NotFound("not_found")
    return person


Lay = Callable[..., Awaitable[Table]]


@pytest.fixture
async def lay_table(start: Start, provinces: Provinces, tmp_path: Path) -> AsyncIterator[Lay]:
    """Give the function that starts a service with a fake plane on a database that was empty: now it has a province."""
    async with AsyncExitStack() as open_things:

        async def lay(*, database_url: str, **settings: object) -> Table:
            devices = provinces.into(database_url, tmp_path / "data")
            world = World(await start(plane=FakePlane(), database_url=database_url, **settings), dict(devices))
            return Table(world, await world.account("leader", COUNTY), world.devices[HERE], open_things)

        yield lay


@pytest.fixture
async def table(lay_table: Lay, database_url: str) -> Table:
    """Give a table on both kinds of database."""
    return await lay_table(database_url=database_url)
