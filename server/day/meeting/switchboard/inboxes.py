"""One inbox per meeting: its jobs are done one after the other, and no meeting waits for the jobs of another."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final

import structlog

from server.engine import in_lane
from server.errors import Refused
from server.live.supervisor import keep

log = structlog.get_logger(__name__)

RETRY: Final = 0.4
"""Seconds of rest after a job that failed."""
Job = Callable[[], Awaitable[None]]


class Inboxes:
    """An inbox is opened by its first job and closed after its last; ``failed`` is called after a job that failed."""

    def __init__(self, name: str, *, failed: Callable[[], None]) -> None:
        self._name, self._failed = name, failed
        self._waiting: dict[str, deque[Job]] = {}
        self._opened: asyncio.Queue[str] = asyncio.Queue()

    def put(self, meeting: str, job: Job) -> None:
        """Have a job done after all that this meeting's inbox holds; a refusal is logged and told to no line."""
        if meeting in self._waiting:
            self._waiting[meeting].append(job)
        else:
            self._waiting[meeting] = deque([job])
            self._opened.put_nowait(meeting)

    async def run(self) -> None:
        """Own the task of each open inbox until cancelled."""
        in_lane.set(True)  # however many work at once, they share the connections of the requests
        async with asyncio.TaskGroup() as tasks:
            while True:
                meeting = await self._opened.get()
                work = partial(self._work, meeting)
                tasks.create_task(keep(work, name=self._name, pause=RETRY, failed=self._failed))

    async def _work(self, meeting: str) -> None:
        jobs = self._waiting[meeting]
        while jobs:
            job = jobs.popleft()
            try:
                await job()
            except Refused as refused:
                log.info("not done", meeting=meeting, code=refused.code)
        del self._waiting[meeting]
