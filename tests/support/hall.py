"""A hall of people who wait: sites on a live day, their matters as the journal leaves them, and who calls."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from server.clock import Clock, Moment
from server.day.calling.actions import COMMANDS, note_heard
from server.day.calling.calls import Wanted, call_next
from server.day.calling.messages import Called, HandedOver, TurnEnded, TurnsChanged
from server.day.calling.reads.sites import sites_of_day
from server.day.calling.reads.turns import QueueLine, TurnView, key_at, listed, turn_views
from server.day.calling.rules import Happening
from server.db import EVERYWHERE, Database
from server.instants import EPOCH, MICROSECOND
from server.journal.model import Matter, MatterKey
from server.key_files import KeyFiles
from server.people.rules import DEVICE_CAPABILITIES, Person
from server.place import Range, Scope
from server.sealing import Sealer
from tests.support.plan import HERE, NEXT_DOOR, OTHER_CITY, PROVINCE, THE_NINTH, make_day, make_sites, person, site

DAY = str(THE_NINTH)
OF_TURNS = (Called, HandedOver, TurnEnded, TurnsChanged)
NINE = datetime(2023, 11, 9, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
PLACES = {code: site(code).place for code in (HERE, NEXT_DOOR, OTHER_CITY)}


def at(minute: float, *, late: float = 0) -> Moment:
    """So many minutes after nine by the day's clock, and so many seconds after nine by the real one."""
    return Moment(NINE + timedelta(minutes=minute), NINE + timedelta(seconds=late))


def micros(minute: float) -> int:
    return (NINE + timedelta(minutes=minute) - EPOCH) // MICROSECOND


def ident(n: int) -> str:
    return f"018bb165-9350-7000-8000-{n:012}"


def key_of(n: int) -> MatterKey:
    """The key of the n-th matter here."""
    return MatterKey(DAY, PLACES[HERE], ident(n))


def matter(n: int, code: str = HERE, *, minute: float = 0, **columns: Any) -> Matter:
    """The n-th matter, registered so many minutes after nine."""
    row = Matter(day=DAY, place=site(code).place, matter=ident(n), state="waiting", turn="waiting", needs="")
    row.registration, row.registered_at, row.category, row.channel = ident(n + 50_000), micros(minute), "other", "site"
    row.involved = row.attendees = 1
    row.ticket, row.calls, row.no_shows, row.is_repeat = f"A{n}", 0, 0, False
    for name, value in columns.items():
        setattr(row, name, value)
    return row


def leader(name: str = "甲", places: Range = PROVINCE) -> Person:
    return person("leader", places, name=name)


def desk(code: str = HERE, name: str = "一号台") -> Person:
    """The device of a site."""
    place = site(code).place
    scope = Scope(place, place, DEVICE_CAPABILITIES)
    return replace(person("leader", name=name), kind="device", roles=frozenset(), scope=scope, site=code)


def numbers(lines: list[QueueLine]) -> list[int]:
    return [int(line.turn_view.matter.matter[-12:]) for line in lines]


@dataclass(slots=True)
class Hall:
    """Three sites on the ninth, all of them heard at nine."""

    database: Database
    sealer: Sealer
    told: list[Any] = field(default_factory=list)
    """All that was said of turns since the last look."""

    async def add(self, *rows: object) -> None:
        async with self.database.transaction(EVERYWHERE) as tx:
            for row in rows:
                tx.add(row)

    async def hear(self, when: Moment, *codes: str) -> None:
        async with self.database.transaction(EVERYWHERE) as tx:
            await note_heard(tx, [site(code).place for code in codes], when.real)

    async def call(self, by: Person, *, when: Moment | None = None, **wanted: Any) -> TurnView:
        """Call the next, or the person that ``site`` and ``matter`` name."""
        asked = Wanted(**{"mode": "video", **wanted})
        async with self.database.transaction(by.scope) as tx:
            found, _ = await call_next(tx, DAY, asked, by=by, at=when or at(0))
        return found

    async def command(
        self, by: Person, n: int, what: str, *, code: str = HERE, when: Moment | None = None, **more: Any
    ) -> TurnView:
        """Command the n-th matter's turn."""
        said = {"reason": None, **({"tier": None} if what == "move" else {}), **more}
        async with self.database.transaction(by.scope) as tx:
            act, key = COMMANDS[Happening(what)], await key_at(tx, DAY, code, ident(n))
            return await act(tx, key, **said, by=by, at=when or at(0), sealer=self.sealer)

    async def shown(self, by: Person, *, when: Moment | None = None) -> list[QueueLine]:
        """The list of all that a person may call."""
        async with self.database.transaction(by.scope, write=False) as tx:
            sites = await sites_of_day(tx, DAY)
            return listed(await turn_views(tx, DAY, (by.scope.lo, by.scope.hi)), sites, (when or at(0)).micros)

    def heard(self) -> list[Any]:
        said, self.told[:] = [one for one in self.told if isinstance(one, OF_TURNS)], []
        return said


@pytest.fixture
async def hall(database: Database, tmp_path: Path) -> Hall:
    await make_sites(database)
    await make_day(database, state="live")
    sealer = Sealer(KeyFiles(tmp_path / "keys"), Clock())
    await sealer.open(database)
    made = Hall(database, sealer)
    database.on_commit(made.told.extend)
    await made.hear(at(0), *PLACES)
    return made
