"""Names and words of petitioners are shown by one route, with a line of who looked and why; they lie nowhere else."""

import json
import zipfile
from collections.abc import AsyncIterator, Callable, Iterator
from io import StringIO
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from server.backup import backup
from server.db import EVERYWHERE
from server.http.repeat import KeptAnswer
from server.journal.export import exported
from server.logs import set_up
from server.migrations.tables import metadata
from server.people.rules import Role
from tests.support.people import clock_of
from tests.support.plan import THE_NINTH
from tests.support.service import Start
from tests.support.targets import addresses, objects
from tests.support.world import (
    CITY,
    HERE,
    MATTER,
    PROVINCE,
    SITES,
    WITHDRAWN,
    Say,
    Seat,
    World,
    a_uuid,
    a_world,
    registration,
)

WHY = "回访前核对电话"
UNMASK = f"/api/days/{THE_NINTH}/matters/{{}}/unmask"
FIELDS = 32
"""How many personal words one site's morning holds."""


class Canaries:
    """Every personal word that went in, none twice; what each is called is told by where it was put."""

    def __init__(self) -> None:
        self.put_in: dict[tuple[str, str], str] = {}
        self._numbers = count(100)

    def of(self, code: str) -> Say:
        """Words of a site: each time it is asked for one, another."""

        def say(word: str) -> str:
            number = next(self._numbers)
            told = f"12{number:09d}" if word.endswith("phone") else f"甲金丝雀 canary{number}号"
            return self.put_in.setdefault((code, word), told)

        return say

    def heard_in(self, said: str | bytes) -> list[tuple[str, str]]:
        """Which of them are in a text or in bytes, as they are or as JSON spells them."""
        text = said.decode(errors="replace") if isinstance(said, bytes) else said
        if not any(sign in text for sign in ("canary", "金丝雀", "\\u91d1\\u4e1d", "1200000")):
            return []
        return [where for where, canary in self.put_in.items() if canary in text or json.dumps(canary) in text]


@pytest.fixture
def logs() -> Iterator[StringIO]:
    written = StringIO()
    set_up("debug", written)
    yield written
    set_up("info", StringIO())


@pytest.fixture
def canaries() -> Canaries:
    return Canaries()


@pytest.fixture
async def world(start: Start, either_url: str, logs: StringIO, canaries: Canaries) -> World:
    client = await start(database_url=either_url)
    set_up("debug", logs)
    return await a_world(client, say=canaries.of)


async def everywhere_else(world: World, canaries: Canaries, folder: Path) -> AsyncIterator[tuple[str, str | bytes]]:
    """Whatever the service says and keeps: by name."""
    asked = addresses(await objects(world))
    organiser, *others = [await world.account(role, PROVINCE) for role in Role if role is not Role.REGISTRAR]
    registrar = await world.account("registrar", (SITES[HERE], SITES[HERE]))
    readers = [organiser, *others, registrar, world.devices[HERE]]
    for seat in readers:
        for _, url in asked:
            answer = await world.client.get(url, headers=seat.headers)
            yield f"{seat.name} {url}", await answer.read() + repr(answer.headers).encode()
    async for frame in frames(world, organiser, canaries.of(HERE)):
        yield "the feed", frame
    async with world.database.store(EVERYWHERE, write=False) as connection:
        for table in metadata().sorted_tables:
            for row in await connection.execute(select(table)):
                yield table.name, "\n".join(plain(value) for value in row)
        async for line in exported(connection, str(THE_NINTH)):
            yield "the export", line
    await backup(world.database, folder / "all.zip", made_at=clock_of(world.client).now(), progress=lambda *_: None)
    with zipfile.ZipFile(folder / "all.zip") as archive:
        for name in archive.namelist():
            yield f"the backup's {name}", archive.read(name)
    for name, kept in files_in(folder):
        yield name, kept


def files_in(folder: Path) -> list[tuple[str, bytes]]:
    """The database with what it has not yet written home, the keys, the backup."""
    return [(file.name, file.read_bytes()) for file in folder.rglob("*") if file.is_file()]


def plain(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


async def frames(world: World, seat: Seat, say: Say) -> AsyncIterator[str]:
    """The board as a watcher gets it, and what is told when something comes in."""
    async with world.client.ws_connect("/api/live", headers={"Cookie": seat.headers["Cookie"]}) as line:
        await line.send_json({"type": "hello"})
        await line.send_json({"type": "watch", "day": str(THE_NINTH)})
        for _ in ("welcome", "snapshot"):
            yield await line.receive_str()
        await world.send(HERE, [[registration(HERE, 300, say)]])
        yield await line.receive_str()


async def test_no_canary_is_heard_or_found_anywhere(
    world: World, canaries: Canaries, logs: StringIO, tmp_path: Path
) -> None:
    places = 0
    async for where, said in everywhere_else(world, canaries, tmp_path):
        assert canaries.heard_in(said) == [], where
        places += 1
    assert canaries.heard_in(logs.getvalue()) == []
    assert '"level":"debug"' in logs.getvalue()
    assert len(canaries.put_in) == FIELDS * len(SITES)
    assert places > 1000


@pytest.mark.parametrize("spelling", [str, json.dumps, lambda said: f"... {said} ...".encode()])
def test_a_canary_would_be_heard(canaries: Canaries, spelling: Callable[[str], str | bytes]) -> None:
    for word in ("name", "phone"):
        assert canaries.heard_in(spelling(canaries.of(HERE)(word))) == [(HERE, word)]


async def test_one_route_shows_a_petitioner_and_logs_who_looked_and_why(world: World, canaries: Canaries) -> None:
    officer, auditor = await world.account("officer", CITY), await world.account("auditor", CITY)

    async def look(number: int) -> list[tuple[str, str]]:
        headers = {**officer.headers, "Idempotency-Key": "the same"}
        body, url = {"site": HERE, "reason": WHY}, UNMASK.format(a_uuid(HERE, number))
        answer = await world.client.post(url, json=body, headers=headers)
        assert (answer.status, answer.headers["Cache-Control"]) == (200, "no-store")
        return canaries.heard_in(await answer.text())

    shown = {(HERE, word) for word in ("name", "phone", "address", "respondent", "amended summary")}
    assert [set(await look(number)) for number in (MATTER, MATTER, WITHDRAWN)] == [shown, shown, set()]
    log = await world.client.get("/api/audit", headers=auditor.headers)
    lines = [line for line in (await log.json())["items"] if line["what"] == "unmasked"]
    assert [(line["who"], line["reason"], line["about"]) for line in lines] == [
        (f"account:{officer.ident}", WHY, f"matter:{THE_NINTH}/{HERE}/{a_uuid(HERE, number)}")
        for number in (WITHDRAWN, MATTER, MATTER)
    ]
    assert canaries.heard_in(await log.text()) == []
    async with world.database.transaction(EVERYWHERE, write=False) as tx:
        assert await tx.scalars(select(KeptAnswer.key)) == []
