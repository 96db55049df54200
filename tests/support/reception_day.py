"""A reception day with its people: what each of them does by their own routes, in verbs."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from uuid_utils import uuid7

from server.config import Settings
from server.day.calling.actions import note_heard
from server.db import EVERYWHERE
from server.keys import DATABASE
from server.place import Range
from tests.support.fake_clock import NINE, FakeClock
from tests.support.fake_plane import FakePlane
from tests.support.hall import PLACES
from tests.support.hand_in import DAY, enrolled
from tests.support.meetings import Line, hello
from tests.support.patience import HANG
from tests.support.people import PROVINCE, clock_of, code_of, new_account
from tests.support.plan import HERE, NEXT_DOOR, make_day, make_sites, name_leaders
from tests.support.service import Client, Start
from tests.support.signing import sign_off
from tests.support.world import Seat, cookie

ZONE = ZoneInfo("Asia/Shanghai")
Json = dict[str, Any]
EXPLAINED = {"policy": True, "responsibility": True, "route": True}


@dataclass(frozen=True, slots=True)
class Someone:
    """Who came: the entry of their registration, their matter, and the number and the code on their ticket."""

    registration: str
    matter: str
    ticket: str
    code: str


@dataclass(slots=True)
class Site:
    """A site: its desk, the line of that desk, and what is kept on the desk while there is no line."""

    day: "ReceptionDay"
    code: str
    seat: Seat
    line: Line
    kept: list[Json] = field(default_factory=list)
    is_cut: bool = False
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    async def says(self, kind: str, **data: object) -> Json:
        """Record one thing, at the hour of the day: it is handed in at once, or kept while there is no line."""
        said = {"id": str(uuid7()), "day": DAY, "site": self.code, "at": self.day.now().isoformat(), "kind": kind}
        entry = {**said, "data": data}
        self.kept.append(entry)
        if not self.is_cut:
            assert await self.hands_in() == ["accepted"]
        return entry

    async def hands_in(self, *, keep: bool = False) -> list[str]:
        """Hand in all that is kept; what became of each."""
        path = f"/api/days/{DAY}/sites/{self.code}/entries"
        results = (await self.day.post(self.seat, path, {"entries": self.kept}, status=200))["results"]
        self.kept = self.kept if keep else []
        return [result["status"] for result in results]

    async def registers(self, name: str, summary: str, category: str, **more: object) -> Someone:
        """Register a walk-in and print a ticket."""
        matter, number = str(uuid7()), next(self.numbers)
        code = f"{number:012}"
        told = {"involved_count": 1, "attendee_count": 1, "is_repeat": False, "channel": "site", "needs": [], **more}
        petitioner = {"name": name, "phone": f"12{number:09}"}
        said = {"matter": matter, "category": category, "summary": summary, "petitioner": petitioner}
        entry = await self.says("matter_registered", **said, **told)
        await self.says("ticket_issued", matter=matter, desk="A", number=number, code=sha256(code))
        return Someone(entry["id"], matter, f"A{number}", code)

    async def concludes(self, who: Someone, outcome: str, **more: object) -> Json:
        """Record what came of it at the desk."""
        told = {"outcome": outcome, "amount_fen": 0, "explained": EXPLAINED, **more}
        return await self.says("outcome_recorded", matter=who.matter, **told)

    async def calls(self, who: Someone | None = None) -> str:
        """Call the next, or a named person, of the site's own people into room 1; the ticket."""
        body = {"mode": "in_person", "site": self.code, "room": 1, **({"matter": who.matter} if who else {})}
        called = await self.day.post(self.seat, f"/api/days/{DAY}/calls", body, status=201)
        return str(called["turn"]["ticket"])

    async def says_of(self, who: Someone, command: str) -> Json:
        return await self.day.commands(self.seat, self, who, command)

    async def is_heard(self) -> None:
        """Its desk has spoken over its line just now: written as the feed does every three seconds."""
        async with self.day.client.app[DATABASE].transaction(EVERYWHERE) as tx:
            await note_heard(tx, [PLACES[self.code]], self.day.clock.now())

    async def loses_its_line(self) -> None:
        self.is_cut = True
        await self.line.socket.close()

    async def has_its_line_again(self) -> None:
        self.is_cut = False
        self.line = await self.day.line(self.seat)
        await self.line.say("ping")
        async with asyncio.timeout(HANG):
            while not (await self.day.board())["sites"][self.code]["callable"]:
                pass  # until the feed has written that it is heard


def sha256(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


@dataclass(slots=True)
class ReceptionDay:
    """9 November at two sites of Changsha, planned and not begun."""

    client: Client
    data: Path
    organiser: Seat
    open_things: AsyncExitStack

    @property
    def clock(self) -> FakeClock:
        return clock_of(self.client)

    def now(self) -> datetime:
        return self.clock.now().astimezone(ZONE)

    def it_is(self, hour: str) -> None:
        """Let time pass until the clock of the day shows an hour."""
        hours, minutes = map(int, hour.split(":"))
        ahead = self.now().replace(hour=hours, minute=minutes, second=0) - self.now()
        assert ahead >= timedelta(0)
        self.clock.forward(seconds=ahead.total_seconds())

    async def signs_in(self, role: str, places: Range) -> Seat:
        """A person of a role signs in."""
        signed = await new_account(self.client.app[DATABASE], role, places, clock=self.clock)
        return Seat(signed.person.name, "account", places, headers=cookie(signed.token), ident=signed.person.id)

    async def line(self, seat: Seat) -> Line:
        return await hello(self.open_things, self.client, seat)

    async def post(self, seat: Seat, path: str, body: object, *, status: int) -> Json:
        answer = await self.client.post(path, json=body, headers=seat.headers)
        assert answer.status == status, await answer.text()
        told: Json = await answer.json()
        return told

    async def get(self, path: str, seat: Seat | None = None) -> Json:
        answer = await self.client.get(path, headers=(seat or self.organiser).headers)
        assert answer.status == 200, await answer.text()
        told: Json = await answer.json()
        return told

    async def goes(self, *steps: str) -> str:
        """The organiser leads the day on; how it stands."""
        moved: Json = {}
        for step in steps:
            moved = await self.post(self.organiser, f"/api/days/{DAY}/commands", {"command": step}, status=200)
        return str(moved["state"])

    async def opens(self, code: str, *, rooms: int) -> Site:
        """A site's desk is switched on and says how many rooms it has."""
        headers = await enrolled(self.client, code)
        seat = Seat(f"desk of {code}", "device", headers=headers)
        site = Site(self, code, seat, await self.line(seat))
        await site.says("site_opened", rooms=rooms)
        return site

    async def board(self) -> Json:
        """What the wall shows of the province."""
        return await self.get(f"/api/days/{DAY}/board")

    async def queue(self) -> list[tuple[str, str]]:
        """The people who wait anywhere, in order: the number and what decides its place."""
        items = (await self.get(f"/api/days/{DAY}/waiting", await self.signs_in("leader", PROVINCE)))["items"]
        return [(turn["ticket"], turn["why"]["code"]) for turn in items if turn["state"] == "waiting"]

    async def phone(self, who: Someone) -> Json:
        """What the petitioner's phone is told."""
        answer = await self.client.get(f"/api/tickets/{who.code}")
        told: Json = await answer.json()
        return told

    async def commands(self, seat: Seat, site: Site, who: Someone, command: str, **more: object) -> Json:
        path = f"/api/days/{DAY}/sites/{site.code}/turns/{who.matter}/commands"
        return await self.post(seat, path, {"command": command, **more}, status=200)

    async def signs(self, coordinator: Seat, site: Site) -> str:
        """Sign for what a site has recorded; how it stands."""
        return str((await sign_off(self.client, coordinator.headers, site.code))["own"]["state"])

    async def calls_in_vain(self, leader: Seat) -> str:
        """A leader calls the next by video; why not."""
        answer = await self.client.post(f"/api/days/{DAY}/calls", json={"mode": "video"}, headers=leader.headers)
        return (await code_of(answer))[1]

    async def receives_the_next(self, leader: Seat, site: Site) -> tuple[str, str]:
        """A leader far away calls the next by video; the room rings, both sit down. The ticket and the meeting."""
        await site.is_heard()
        called = await self.post(leader, f"/api/days/{DAY}/calls", {"mode": "video"}, status=201)
        meeting = str(called["meeting"])
        await site.line.until("ring", meeting=meeting)
        await site.line.enter(meeting)
        await self.sits_down(leader, meeting)
        return str(called["turn"]["ticket"]), meeting

    async def sits_down(self, leader: Seat, meeting: str) -> None:
        """Come in; that it began goes into the site's journal."""
        line = await self.line(leader)
        await line.enter(meeting)
        await line.until_meeting(lambda told: told["state"] == "open")
        await self.writes(leader, meeting, "reception_started", mode="video")

    async def writes(self, leader: Seat, meeting: str, kind: str, **data: object) -> None:
        """Record something of the matter of a meeting."""
        told = await self.get(f"/api/meetings/{meeting}", leader)
        said = {"id": str(uuid7()), "day": DAY, "site": told["site"], "at": self.now().isoformat(), "kind": kind}
        entry = {**said, "data": {"matter": told["matter"], **data}}
        results = await self.post(leader, f"/api/meetings/{meeting}/entries", {"entries": [entry]}, status=200)
        assert [result["status"] for result in results["results"]] == ["accepted"]

    async def concludes(self, leader: Seat, meeting: str, site: Site, outcome: str, **more: object) -> None:
        """Record what came of it, and end the meeting for all."""
        told = {"outcome": outcome, "amount_fen": 0, "explained": EXPLAINED, **more}
        await self.writes(leader, meeting, "outcome_recorded", **told)
        await self.post(leader, f"/api/meetings/{meeting}/commands", {"command": "end"}, status=200)
        await site.line.until_meeting(lambda told: told["state"] == "ended")


@pytest.fixture
async def reception_day(start: Start, tmp_path: Path) -> AsyncIterator[ReceptionDay]:
    """Give a planned day, at twenty to eight in the morning."""
    clock = FakeClock(NINE - timedelta(hours=1, minutes=20))
    client = await start(clock=clock, plane=FakePlane(), web=Settings.model_fields["web"].default)
    database = client.app[DATABASE]
    await make_sites(database, HERE, NEXT_DOOR)
    await make_day(database, HERE, NEXT_DOOR, state="draft")
    await name_leaders(database)
    async with AsyncExitStack() as open_things:
        day = ReceptionDay(client, tmp_path / "data", Seat("", "account"), open_things)
        day.organiser = await day.signs_in("organiser", PROVINCE)
        yield day
