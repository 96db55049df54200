"""An announced day goes live by itself at its first hour, on its date, once."""

import asyncio
from collections.abc import Sequence
from datetime import time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from server import keys
from server.before.agenda import actions, hours
from server.before.agenda.loading import load
from server.before.agenda.model import Day
from server.before.agenda.opening import OPEN_DAY, opener
from server.before.agenda.rules import DayHappening
from server.before.agenda.schedule_file import read_schedule_file
from server.db import EVERYWHERE, Database
from server.jobs.model import Job
from server.jobs.worker import Worker
from tests.support.fake_clock import NINE, FakeClock
from tests.support.patience import HANG
from tests.support.plan import REFERENCE, SCHEDULES, THE_NINTH, make_day, make_sites, name_leaders, person
from tests.support.service import Client

EVENING_BEFORE = NINE - timedelta(hours=14)
OPENS = NINE - timedelta(minutes=30)


@pytest.fixture
async def draft(database: Database) -> None:
    await make_sites(database)
    await make_day(database, state="draft")
    await name_leaders(database)


async def lead(database: Database, *happenings: str) -> None:
    for happening in happenings:
        async with database.transaction(EVERYWHERE) as tx:
            await actions.command_day(
                tx, THE_NINTH, DayHappening(happening), by=person("organiser"), now=EVENING_BEFORE
            )


async def state(database: Database) -> str:
    async with database.transaction(EVERYWHERE, write=False) as tx:
        return (await actions.find_day(tx, THE_NINTH)).state


async def turn_at(database: Database, clock: FakeClock) -> bool:
    return await Worker(database, {OPEN_DAY: opener(clock)}, clock).turn()


async def put(database: Database) -> Sequence[Job]:
    async with database.transaction(EVERYWHERE, write=False) as tx:
        return await tx.scalars(select(Job).where(Job.kind == OPEN_DAY))


@pytest.mark.usefixtures("draft")
@pytest.mark.parametrize("steps", [("announce",), ("announce", "line_check"), ("announce", "postpone", "announce")])
async def test_a_day_that_awaits_its_hour_goes_live_then(database: Database, steps: tuple[str, ...]) -> None:
    await lead(database, *steps)
    assert not await turn_at(database, FakeClock(OPENS - timedelta(seconds=1)))
    assert await turn_at(database, FakeClock(OPENS))
    assert await state(database) == "live"
    assert not await turn_at(database, FakeClock(OPENS))


@pytest.mark.usefixtures("draft")
@pytest.mark.parametrize("last", ["postpone", "cancel"])
async def test_a_day_that_was_put_off_or_called_off_does_not_open(database: Database, last: str) -> None:
    await lead(database, "announce", last)
    assert await put(database) == []
    before = await state(database)
    assert not await turn_at(database, FakeClock())
    assert await state(database) == before


@pytest.mark.usefixtures("draft")
async def test_a_day_that_an_organiser_opened_is_not_opened_again(database: Database) -> None:
    await lead(database, "announce", "line_check", "go_live")
    assert await put(database) == []


@pytest.mark.usefixtures("draft")
async def test_a_day_whose_date_has_passed_stays_as_it_is(database: Database) -> None:
    await lead(database, "announce")
    assert await turn_at(database, FakeClock(NINE + timedelta(days=1)))
    assert await state(database) == "announced"


@pytest.mark.usefixtures("draft")
async def test_two_servers_open_a_day_once(database: Database) -> None:
    await lead(database, "announce")
    turns = await asyncio.gather(*(turn_at(database, FakeClock()) for _ in range(4)))
    assert turns.count(True) >= 1
    async with database.transaction(EVERYWHERE, write=False) as tx:
        day = await actions.find_day(tx, THE_NINTH)
    assert day.state == "live"


async def test_other_hours_in_a_plan_move_the_opening(database: Database, tmp_path: Path) -> None:
    text = (SCHEDULES / "one-site.toml").read_text("utf-8")
    plan = tmp_path / "plan.toml"
    for opens_at in ("08:30:00", "10:15:00"):
        plan.write_text(text + f"opens_at = {opens_at}\n", "utf-8")
        async with database.transaction(EVERYWHERE) as tx:
            await load(tx, read_schedule_file(plan), REFERENCE, now=EVENING_BEFORE)
        async with database.transaction(EVERYWHERE, write=False) as tx:
            (day,) = await tx.scalars(select(Day))
        (job,) = await put(database)
        assert job.due == hours.hour_of(day, time.fromisoformat(opens_at))


async def test_the_service_itself_opens_the_day(service: Client) -> None:
    database = service.app[keys.DATABASE]
    await make_sites(database)
    await make_day(database, state="draft")
    await name_leaders(database)
    await lead(database, "announce")
    async with asyncio.timeout(HANG):
        while await state(database) != "live":  # noqa: ASYNC110  # the worker looks each second
            await asyncio.sleep(0.05)
