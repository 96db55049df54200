"""The group-commit writer: whatever queued while the last commit ran is committed together.

No timer. An answer is given after the commit that holds it, never before. A batch that fails is
tried again request by request, so that one poisoned request fails alone; a failed flush to disk ends
the process, since what the disk holds is then unknown.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

import structlog
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from server.cancellation import is_cancelled
from server.db import EVERYWHERE, Database
from server.errors import TooMany, Unavailable
from server.journal.counting import Lacks
from server.journal.judging import Answer
from server.journal.loading import Request, Site, TooManyWaiting, Verdict
from server.journal.store import Seals, commit

log = structlog.get_logger(__name__)

MAX_BATCH: Final = 512
MAX_QUEUED: Final = 1024
_IO_ERROR: Final = 10

Touched = Mapping[str, frozenset[int]]
"""The places of each day that a commit touched."""
KindsOf = Mapping[Site, Collection[str]]
"""The kinds of entries that a commit accepted, by day and place."""


@dataclass(slots=True)
class _Submission:
    request: Request
    answer: "asyncio.Future[Verdict]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    @property
    def size(self) -> int:
        return max(1, len(self.request.lines))


class Writer:
    """The one that writes the journal in this process."""

    def __init__(
        self,
        database: Database,
        *,
        lacks: Lacks,
        seals: Seals,
        committed: Callable[[Touched], None],
        lost: Callable[[], None],
        accepted: Callable[[KindsOf], None] = lambda _: None,
    ) -> None:
        """``committed`` and ``accepted`` hear of each commit; ``lost`` ends the process after a failed flush."""
        self._database = database
        self._lacks = lacks
        self.seals = seals
        self._committed, self._accepted = committed, accepted
        self._lost = lost
        self._queue: asyncio.Queue[_Submission] = asyncio.Queue(MAX_QUEUED)
        self._next: _Submission | None = None

    async def submit(self, request: Request) -> list[Answer]:
        """Have a request judged and written; returns when what it says is durable.

        Raises Unavailable when the queue is full or the database did not take it, TooMany when too
        many entries of the site would wait. Then nothing of the request was taken in, or (the
        database broke off while committing) it may have been: sending it again is always right.
        """
        submission = _Submission(request)
        try:
            self._queue.put_nowait(submission)
        except asyncio.QueueFull:
            raise Unavailable("busy", retry_after=1) from None
        verdict = await submission.answer
        if isinstance(verdict, TooManyWaiting):
            raise TooMany("too_many_waiting", retry_after=60)
        return verdict

    async def run(self) -> None:
        """Write until cancelled. What is queued then was not acknowledged, and its device sends it again."""
        while not is_cancelled():
            await self._write(await self._gather())

    async def _gather(self) -> list[_Submission]:
        first = self._next or await self._queue.get()
        self._next = None
        batch, size = [first], first.size
        while not self._queue.empty():
            more = self._queue.get_nowait()
            if size + more.size > MAX_BATCH:
                self._next = more
                break
            batch.append(more)
            size += more.size
        return batch

    async def _write(self, batch: Sequence[_Submission]) -> None:
        try:
            verdicts, kinds = await self._commit([submission.request for submission in batch])
        except Exception as error:  # noqa: BLE001 - the writer must outlive any request, or all others would hang
            self._end_if_lost(error)
            await self._after_failure(batch, error)
            return
        for submission, verdict in zip(batch, verdicts, strict=True):
            if not submission.answer.done():
                submission.answer.set_result(verdict)
        self._committed(_touched(submission.request for submission in batch))
        self._accepted(kinds)

    async def _commit(self, requests: Sequence[Request]) -> tuple[list[Verdict], KindsOf]:
        sites = {(request.day, request.place) for request in requests}
        if not self.seals.is_ready(sites):
            async with self._database.store(EVERYWHERE) as connection:
                await self.seals.prepare(connection, sites)
        return await self._database.batch(
            EVERYWHERE, partial(commit, requests=requests, lacks=self._lacks, seals=self.seals)
        )

    async def _after_failure(self, batch: Sequence[_Submission], error: Exception) -> None:
        if len(batch) > 1:
            log.warning("batch failed, trying each request alone", requests=len(batch), cause=type(error).__name__)
            for submission in batch:
                await self._write([submission])
            return
        expected = isinstance(error, SQLAlchemyError | OSError | Unavailable)
        log.error("request not written", day=batch[0].request.day, cause=type(error).__name__, exc_info=not expected)
        if not batch[0].answer.done():
            batch[0].answer.set_exception(Unavailable("not_written", retry_after=2) if expected else error)

    def _end_if_lost(self, error: Exception) -> None:
        original = error.orig if isinstance(error, DBAPIError) else error
        code = getattr(original, "sqlite_errorcode", None)
        if isinstance(original, sqlite3.Error) and code is not None and code & 0xFF == _IO_ERROR:
            log.critical("the disk did not take a write, ending the process", sqlite_code=code)
            self._lost()


def _touched(requests: Iterable[Request]) -> Touched:
    places: dict[str, set[int]] = {}
    for request in requests:
        places.setdefault(request.day, set()).add(request.place)
    return {day: frozenset(touched) for day, touched in places.items()}
