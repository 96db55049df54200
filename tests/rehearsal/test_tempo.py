"""The pace of a rehearsal: lines wait for their hour, and a visitor changes how fast it comes."""

import asyncio
from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from server.before.agenda.hours import day_now, start_clock
from server.before.agenda.model import Day
from server.clock import DayClock
from server.db import EVERYWHERE, Database
from server.rehearsal.dayfile import read_day
from server.rehearsal.tempo import Tempo, tempo_of
from tests.support.days import SCHEDULES
from tests.support.fake_clock import FakeClock
from tests.support.patience import HANG
from tests.support.plan import make_day, make_sites

ZONE = ZoneInfo("Asia/Shanghai")
DAY = "2023-11-09"


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2023, 11, 9, hour, minute, tzinfo=ZONE)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def tempo(database: Database, clock: FakeClock) -> Tempo:
    """A day that is played at 60× from eight to noon, a minute ago."""
    await make_sites(database)
    await make_day(database)
    async with database.transaction(EVERYWHERE) as tx:
        start_clock(await tx.get(Day, DAY), DayClock(clock.now(), at(8), 60, at(12)))
    return await tempo_of(database, DAY, clock)


async def told(database: Database, clock: FakeClock) -> datetime:
    """What time the desks are told."""
    async with database.transaction(EVERYWHERE, write=False) as tx:
        return day_now(await tx.get(Day, DAY), clock)


async def test_what_has_had_its_hour_waits_for_nothing(tempo: Tempo, clock: FakeClock) -> None:
    clock.forward(hours=5)
    async with asyncio.timeout(HANG):
        await tempo.until(at(9))
        await tempo.until(at(12))


async def test_a_leap_lets_go_at_once_what_lies_before_it_and_holds_what_lies_after(
    tempo: Tempo, database: Database, clock: FakeClock
) -> None:
    before, after = (asyncio.create_task(tempo.until(moment)) for moment in (at(10, 59), at(11, 1)))
    await tempo.leap(tempo.at(time(11)))
    async with asyncio.timeout(HANG):
        await before
    assert not after.done()
    assert (await told(database, clock), tempo.now, tempo.speed) == (at(11), at(11), 60)
    await tempo.leap(tempo.at(time(9)))
    assert tempo.now == at(11)  # no way leads back
    after.cancel()


async def test_another_pace_goes_on_from_now_on_every_desk(tempo: Tempo, database: Database, clock: FakeClock) -> None:
    clock.forward(minutes=1)
    await tempo.run(0.5)
    clock.forward(minutes=10)
    assert (await told(database, clock), tempo.now, tempo.speed) == (at(9, 5), at(9, 5), 0.5)
    await tempo.run(tempo.usual)
    clock.forward(minutes=1)
    assert (await told(database, clock), tempo.speed) == (at(10, 5), 60)


async def test_a_play_that_begins_at_an_hour_shows_it_from_there(
    tempo: Tempo, database: Database, clock: FakeClock
) -> None:
    clock.forward(minutes=3)
    await tempo.begin(at(9, 30))
    assert (await told(database, clock), tempo.began) == (at(9, 30), at(9, 30))


def test_a_day_is_split_at_an_hour_and_each_site_keeps_its_order() -> None:
    whole = read_day(SCHEDULES / "rehearsal" / f"{DAY}.jsonl")
    past, rest = whole.split(at(9, 30))
    assert (past.lines > 0, rest.lines > 0, past.lines + rest.lines) == (True, True, whole.lines)
    for site, own in whole.by_site.items():
        assert [*past.by_site[site], *rest.by_site[site]] == list(own)
        assert all(each.sent_at < at(9, 30) for each in past.by_site[site])
