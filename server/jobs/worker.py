"""Does the jobs that are due, each once. A server has one worker for the database and one for what lies outside it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import structlog

from server.clock import Clock
from server.db import EVERYWHERE, Database, Tx
from server.errors import Unavailable
from server.jobs import actions
from server.jobs.model import Job

log = structlog.get_logger(__name__)

Handler = Callable[[Tx, Job], Awaitable[None]]
"""Does a job of one kind in the transaction that ends it, so that its effect in the database comes about once."""


@dataclass(frozen=True, slots=True)
class Outside:
    """Does a job whose effect lies outside the database, such as mail, in transactions of its own.

    ``run`` gives when there is more to do, None when the job is done. It must bear being run again, also while another
    server still runs it: a server may die between an effect and the end of its job.
    """

    run: Callable[[Job], Awaitable[datetime | None]]


Handlers = Mapping[str, Handler | Outside]

LOOKS_EVERY: Final = 1.0
"""Seconds between two looks for what is due."""


@dataclass(slots=True)
class Counts:
    """What the metrics show of the jobs of this process, since it started."""

    done: int = 0
    tries_failed: int = 0
    looks_failed: int = 0


class Worker:
    """Does the jobs of some kinds, one after the other."""

    def __init__(self, database: Database, handlers: Handlers, clock: Clock) -> None:
        self._database = database
        self._handlers = handlers
        self._clock = clock
        self.counts = Counts()
        self._ended = asyncio.Event()

    def end(self) -> None:
        """Have ``run`` return after the job that is being done, so that no transaction is cut."""
        self._ended.set()

    def failed(self) -> None:
        """Count that a look for jobs itself failed."""
        self.counts.looks_failed += 1

    async def run(self) -> None:
        """Work until ``end``. A job that is cut off is taken up again, here or elsewhere, after its lease."""
        while not self._ended.is_set():
            try:
                while not self._ended.is_set() and await self.turn():
                    pass
            except Unavailable as error:
                log.warning("jobs wait for the database", cause=error.code)
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOKS_EVERY):
                    await self._ended.wait()

    async def turn(self) -> bool:
        """Do the next job that is due; False where there is none."""
        kinds = list(self._handlers)
        async with self._database.transaction(EVERYWHERE, write=False) as tx:
            if not await actions.is_due(tx, kinds, now=self._clock.now()):
                return False  # so that a look never waits for the writer of SQLite
        async with self._database.transaction(EVERYWHERE) as tx:
            taken = await actions.take(tx, kinds, now=self._clock.now())
        if taken is None:
            return False
        try:
            await self._do(taken)
            self.counts.done += 1
        except Exception as error:  # whatever a handler does, the jobs behind it are done
            self.counts.tries_failed += 1
            log.exception("job failed", job=str(taken.id), kind=taken.kind, key=taken.key, attempts=taken.attempts)
            await self._fail(taken, error)
        return True

    async def _do(self, taken: Job) -> None:
        handler = self._handlers[taken.kind]
        again = await handler.run(taken) if isinstance(handler, Outside) else None
        async with self._database.transaction(EVERYWHERE, bulk=True) as tx:
            job = await actions.held(tx, taken)
            if job is None:
                return
            if not isinstance(handler, Outside):
                await handler(tx, job)
            if again is None:
                actions.end(job, now=self._clock.now())
            else:
                actions.go_on(job, due=again)

    async def _fail(self, taken: Job, error: Exception) -> None:
        async with self._database.transaction(EVERYWHERE) as tx:
            job = await actions.held(tx, taken)
            if job is not None:
                actions.fail(job, error, now=self._clock.now())
