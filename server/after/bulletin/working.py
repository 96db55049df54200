"""The job that makes the files of a bulletin: reads its documents, has a process of its own make them, keeps them."""

import asyncio
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

import structlog

from server.after.bulletin import actions, reads, standing
from server.after.bulletin.carrying import asked, unpacked
from server.after.bulletin.document import Document
from server.after.bulletin.making import Made, keep_files
from server.after.bulletin.rules import Edition
from server.before.agenda.hours import today_of
from server.before.agenda.rules import ZONE
from server.clock import Clock
from server.db import Database
from server.errors import NotFound
from server.jobs.model import Job
from server.place import Scope
from server.sealing import Sealer

log = structlog.get_logger(__name__)
COMMAND: Final = (sys.executable, "-I", "-m", "server.after.bulletin.child")
LONGEST: Final = 90.0
"""Seconds after which the process is ended; its job is tried again later."""


class Making:
    """Makes the files of bulletins, one after the other."""

    def __init__(
        self,
        database: Database,
        sealer: Sealer,
        clock: Clock,
        *,
        fonts: Path | None,
        command: Sequence[str] = COMMAND,
    ) -> None:
        self._database, self._sealer, self._clock = database, sealer, clock
        self._fonts, self._command = fonts, command

    async def run(self, job: Job) -> datetime | None:
        """Make the files of the bulletin that the job names; done again it makes them anew in place of the others."""
        scope, ident = Scope(job.lo, job.hi), UUID(job.key)
        try:
            version, documents = await self._documents(scope, ident)
        except NotFound:
            return None
        made = await made_by(self._command, documents, dated=self._clock.now(), fonts=self._fonts)
        async with self._database.transaction(scope) as tx:
            await keep_files(tx, self._sealer, ident, version, made, now=self._clock.now())
        return None

    async def _documents(self, scope: Scope, ident: UUID) -> tuple[int, dict[Edition, Document]]:
        now = self._clock.now()
        async with self._database.transaction(scope, write=False) as tx:
            bulletin = await reads.find_bulletin(tx, ident)
            document, public = actions.document_of(bulletin.document), actions.document_of(bulletin.public)
            if document is None or public is None:
                drafted = await standing.drafted(tx, self._sealer, bulletin, now=now, today=today_of(ZONE, now))
                document, public = drafted.document, drafted.public
            return bulletin.version, {Edition.FULL: document, Edition.PUBLIC: public}


async def made_by(
    command: Sequence[str], documents: dict[Edition, Document], *, dated: datetime, fonts: Path | None
) -> Made:
    """Have a process make the files; ValueError where it fails or takes too long."""
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={},  # it needs nothing of ours, and may see nothing
    )
    raw = asked(documents, dated=dated, fonts=None if fonts is None else str(fonts))
    try:
        async with asyncio.timeout(LONGEST):
            told, _ = await process.communicate(raw)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        log.warning("files of a bulletin not made", code=process.returncode)
        raise ValueError(f"the process that makes files ended with {process.returncode}")
    return unpacked(told)
