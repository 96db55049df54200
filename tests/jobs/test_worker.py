"""A job is done once, at its hour, whatever fails on the way; one that cannot be done stops no other."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from server.db import EVERYWHERE, Database, Tx
from server.errors import Conflict, NotFound
from server.jobs import actions
from server.jobs.model import Job
from server.jobs.rules import LEASE, MOST_ATTEMPTS, JobState
from server.jobs.worker import Handlers, Worker
from server.people.audit import MACHINE, record
from server.people.model import AuditLine
from server.reactions import REACTIONS
from tests.support.fake_clock import NINE, FakeClock
from tests.support.plan import PROVINCE

LINE, BREAK = "write_a_line", "break_after_writing"


async def write_a_line(tx: Tx, job: Job) -> None:
    """An effect that can be counted: a line of the log."""
    await record(tx, MACHINE, "test_job", job.key, place=job.lo, now=NINE)


async def break_after_writing(tx: Tx, job: Job) -> None:
    await write_a_line(tx, job)
    raise ValueError("李梅 12000000001")


async def put(database: Database, kind: str = LINE, key: str = "one", *, later: timedelta = timedelta(0)) -> None:
    async with database.transaction(EVERYWHERE) as tx:
        await actions.put(tx, kind, key, due=NINE + later, places=PROVINCE)


async def jobs(database: Database, state: JobState = JobState.WAITING) -> Sequence[Job]:
    async with database.transaction(EVERYWHERE, write=False) as tx:
        return await actions.jobs_of(tx, state)


async def done(database: Database) -> list[str]:
    async with database.transaction(EVERYWHERE, write=False) as tx:
        return list(await tx.scalars(select(AuditLine.about).where(AuditLine.what == "test_job")))


def worker(database: Database, clock: FakeClock, **more: object) -> Worker:
    handlers: Handlers = {LINE: write_a_line, BREAK: break_after_writing, **more}  # type: ignore[dict-item]
    return Worker(database, handlers, clock)


@pytest.fixture
async def elsewhere(database_url: str) -> AsyncIterator[Database]:
    """Give the database as another server has it open."""
    opened = Database(database_url, reactions=REACTIONS)
    yield opened
    await opened.dispose()


async def test_a_job_is_done_once_when_it_is_due_and_not_before(database: Database) -> None:
    clock = FakeClock()
    await put(database, later=timedelta(minutes=1))
    assert not await worker(database, clock).turn()
    clock.forward(minutes=1)
    assert await worker(database, clock).turn()
    assert not await worker(database, clock).turn()
    assert await done(database) == ["one"]
    assert [(job.key, job.ended_at) for job in await jobs(database, JobState.DONE)] == [("one", clock.now())]


async def test_a_job_that_is_put_again_is_moved_and_one_that_is_dropped_is_not_done(database: Database) -> None:
    clock = FakeClock()
    await put(database)
    await put(database, later=timedelta(hours=1))
    await put(database, key="two")
    async with database.transaction(EVERYWHERE) as tx:
        await actions.drop(tx, LINE, "two")
    assert not await worker(database, clock).turn()
    clock.forward(hours=1)
    assert await worker(database, clock).turn()
    assert await done(database) == ["one"]


async def test_a_job_lives_and_dies_with_the_transaction_that_puts_it(database: Database) -> None:
    async def put_and_break() -> None:
        async with database.transaction(EVERYWHERE) as tx:
            await actions.put(tx, LINE, "one", due=NINE, places=PROVINCE)
            raise KeyError

    with pytest.raises(KeyError):
        await put_and_break()
    assert await jobs(database) == []


async def test_of_many_workers_at_two_servers_one_does_each_job(database: Database, elsewhere: Database) -> None:
    keys = [f"job {n}" for n in range(12)]
    for key in keys:
        await put(database, key=key)
    clock = FakeClock()

    async def work(opened: Database) -> None:
        while await worker(opened, clock).turn():
            pass

    await asyncio.gather(*(work(opened) for opened in (database, elsewhere) * 3))
    assert sorted(await done(database)) == sorted(keys)


async def test_a_failure_leaves_no_effect_is_tried_later_and_stops_no_other(database: Database) -> None:
    clock = FakeClock()
    await put(database, BREAK, "broken")
    await put(database, key="whole", later=timedelta(microseconds=1))
    clock.forward(seconds=1)
    working = worker(database, clock)
    assert await working.turn()
    assert await working.turn()
    assert not await working.turn()
    assert await done(database) == ["whole"]
    (waiting,) = await jobs(database)
    assert (waiting.key, waiting.attempts, waiting.error) == ("broken", 1, "ValueError")
    assert waiting.due == clock.now() + timedelta(seconds=5)
    assert (working.counts.done, working.counts.tries_failed) == (1, 1)


async def test_what_fails_too_often_is_dead_until_it_is_repeated(database: Database) -> None:
    clock = FakeClock()
    await put(database, BREAK, "broken")
    for _ in range(MOST_ATTEMPTS):
        assert await worker(database, clock).turn()
        clock.forward(hours=1)
    assert not await worker(database, clock).turn()
    (dead,) = await jobs(database, JobState.DEAD)
    assert "李梅" not in f"{dead.error} {dead.key}"
    async with database.transaction(EVERYWHERE) as tx:
        await actions.repeat(tx, dead.id, now=clock.now())
    assert await worker(database, clock, **{BREAK: write_a_line}).turn()
    assert await done(database) == ["broken"]


async def test_only_a_dead_job_of_the_scope_is_repeated(database: Database) -> None:
    await put(database)
    (waiting,) = await jobs(database)
    with pytest.raises(Conflict, match="job_not_dead"):
        async with database.transaction(EVERYWHERE) as tx:
            await actions.repeat(tx, waiting.id, now=NINE)
    with pytest.raises(NotFound):
        async with database.transaction(EVERYWHERE) as tx:
            await actions.repeat(tx, UUID(int=0), now=NINE)


async def test_a_worker_that_dies_while_it_works_leaves_the_job_to_another_after_its_lease(
    database: Database, elsewhere: Database
) -> None:
    clock, began = FakeClock(), asyncio.Event()

    async def write_and_wait(tx: Tx, job: Job) -> None:
        await write_a_line(tx, job)
        began.set()
        await asyncio.Event().wait()

    await put(database)
    dying = asyncio.create_task(worker(database, clock, **{LINE: write_and_wait}).turn())
    await began.wait()
    dying.cancel()
    await asyncio.wait([dying])
    assert await done(elsewhere) == []
    assert not await worker(elsewhere, clock).turn()
    clock.forward(seconds=LEASE.total_seconds())
    assert await worker(elsewhere, clock).turn()
    assert await done(elsewhere) == ["one"]


async def test_a_worker_that_comes_back_after_its_lease_does_nothing_again(
    database: Database, elsewhere: Database
) -> None:
    """Slept through: the lease ended, another server did the job, and only then the first goes on."""
    clock = FakeClock()
    await put(database)
    async with database.transaction(EVERYWHERE) as tx:
        slept = await actions.take(tx, [LINE], now=clock.now())
    assert slept is not None
    clock.forward(seconds=LEASE.total_seconds())
    assert await worker(elsewhere, clock).turn()
    await worker(database, clock)._do(slept)
    assert await done(database) == ["one"]


async def test_a_job_of_a_kind_that_this_server_does_not_know_is_left_to_one_that_does(database: Database) -> None:
    await put(database, "of_a_later_version", "one")
    assert not await worker(database, FakeClock()).turn()
    assert len(await jobs(database)) == 1


async def test_a_clock_that_is_put_back_does_no_job_twice(database: Database) -> None:
    clock = FakeClock()
    await put(database)
    assert await worker(database, clock).turn()
    clock.forward(hours=-2)
    assert not await worker(database, clock).turn()
    clock.forward(hours=4)
    assert not await worker(database, clock).turn()
    assert await done(database) == ["one"]
