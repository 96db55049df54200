"""Two callers at the same instant get two different people: on both databases, at two servers, hundreds of times."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import cycle

import pytest
from sqlalchemy import func, select

from server.before.agenda.actions import find_day, join
from server.day.calling.calls import TRIES, Taken, Wanted, call_next
from server.day.calling.model import Turn
from server.db import EVERYWHERE, Database
from server.errors import Refused, Unavailable
from server.people.rules import Person
from server.reactions import REACTIONS
from server.sites.actions import save_site
from server.sites.model import Site
from tests.support.breadth import some
from tests.support.hall import DAY, Hall, at, desk, ident, leader, matter
from tests.support.plan import HERE, THE_NINTH, site

SITES = some([f"HN-D-4301{n:02}" for n in range(11, 31)], 4, of="races")
ROUNDS = 50
WAITING = 2 * ROUNDS - 1
"""At each site: the last round has one person for two."""


@dataclass(frozen=True)
class Caller:
    """A caller at a desk of one of the servers."""

    server: Database
    person: Person

    async def call(self, site_code: str | None = None, name: str | None = None) -> str:
        """The matter that was given, or the code of the refusal."""
        wanted = Wanted("in_person", site=site_code, matter=name)
        for _ in range(TRIES):
            try:
                async with self.server.transaction(self.person.scope) as tx:
                    found, _ = await call_next(tx, DAY, wanted, by=self.person, at=at(0))
            except Taken:
                continue
            except Unavailable:  # no connection was free in time, and a desk asks again
                return await self.call(site_code, name)
            except Refused as refused:
                return refused.code
            return found.matter.matter
        return "never"


@pytest.fixture
async def other(database_url: str) -> AsyncIterator[Database]:
    """A second server on the same database."""
    opened = Database(database_url, reactions=REACTIONS)
    yield opened
    await opened.dispose()


async def rows(database: Database) -> int:
    async with database.transaction(EVERYWHERE, write=False) as tx:
        return (await tx.scalars(select(func.count()).select_from(Turn)))[0]


async def test_races_never_give_one_person_to_two(hall: Hall, other: Database) -> None:
    async with hall.database.transaction(EVERYWHERE) as tx:
        for code in SITES:
            await save_site(tx, site(code))
        await tx.flush()
        await join(tx, await find_day(tx, THE_NINTH), [await tx.get(Site, code) for code in SITES])
    await hall.hear(at(0), *SITES)
    waiting = [matter(n * 1000 + m, code, minute=m / 60) for n, code in enumerate(SITES) for m in range(WAITING)]
    await hall.add(*waiting)
    given: list[str] = []

    async def races_at(code: str, callers: tuple[Person, Person]) -> None:
        pair = [Caller(server, person) for server, person in zip((hall.database, other), callers, strict=True)]
        for _ in range(ROUNDS):
            given.extend(await asyncio.gather(*(one.call(code) for one in pair)))

    kinds = cycle(["leaders", "desks", "both"])
    callers = [
        {
            "leaders": (leader("甲"), leader("乙")),
            "desks": (desk(code, "一号台"), desk(code, "二号台")),
            "both": (leader("甲"), desk(code)),
        }[kind]
        for code, kind in zip(SITES, kinds, strict=False)
    ]
    await asyncio.gather(*(races_at(code, pair) for code, pair in zip(SITES, callers, strict=True)))
    assert len(given) == 2 * len(SITES) * ROUNDS
    assert sorted(given) == sorted([*(row.matter for row in waiting), *["nobody_waiting"] * len(SITES)])
    assert await rows(hall.database) == len(waiting)


async def test_of_two_who_name_the_same_person_one_gets_them(hall: Hall, other: Database) -> None:
    await hall.add(*(matter(n, minute=n) for n in range(30)))
    for n in range(30):
        pair = Caller(hall.database, leader("甲")), Caller(other, leader("乙"))
        told = await asyncio.gather(*(one.call(HERE, ident(n)) for one in pair))
        assert sorted(told) == sorted([ident(n), "already_called"])


async def test_twenty_leaders_of_the_whole_province_empty_the_list_without_a_double(
    hall: Hall, other: Database
) -> None:
    """All call the very first: a caller who is second reads the list again, as often as it takes."""
    await hall.add(*(matter(n, minute=n / 60) for n in range(60)))
    leaders = [
        Caller(server, leader(str(n))) for n, server in zip(range(20), cycle([hall.database, other]), strict=False)
    ]
    given = [one for _ in range(3) for one in await asyncio.gather(*(leader.call() for leader in leaders))]
    assert sorted(given) == [ident(n) for n in range(60)]
