"""Keeps the rehearsals that are under way: starts their processes, writes their scores, ends and removes them.

Each server looks once a second. A rehearsal has one keeper; one that is not heard of for a minute is replaced.
"""

import asyncio
import shutil
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

import structlog
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from server.before.agenda.actions import find_day
from server.before.rehearsing import links, process, reads, rules
from server.before.rehearsing.actions import set_rehearsal_state
from server.before.rehearsing.copying import copy_of
from server.before.rehearsing.model import DayRehearsal, RehearsalScore
from server.before.rehearsing.process import Served
from server.before.rehearsing.rules import Happening, RehearsalState, Score
from server.clock import Clock
from server.config import Settings
from server.db import EVERYWHERE, Database, Tx
from server.errors import Stopped, Unavailable
from server.sealing import Sealer

log = structlog.get_logger(__name__)

LOOKS_EVERY: Final = 1.0
SAYS_EVERY: Final = timedelta(seconds=10)
GONE_AFTER: Final = timedelta(minutes=1)
FOLDER: Final = "rehearsals"
"""In the folder of the service: one folder for each rehearsal, called by its id."""
STEPS: Final = ("reached_after", "enrolled_after", "checked_after", "opened_after", "entered_after")


class Keeper:
    """The keeper of this process; ``command`` starts what serves a copy."""

    def __init__(
        self,
        database: Database,
        sealer: Sealer,
        clock: Clock,
        settings: Settings,
        command: Sequence[str] = process.COMMAND,
    ) -> None:
        self._database, self._sealer, self._clock, self._settings = database, sealer, clock, settings
        self._command = command
        self._name = uuid4().hex
        self._served: dict[UUID, Served] = {}
        self._written: dict[UUID, Sequence[Score]] = {}
        self._ended = asyncio.Event()

    def end(self) -> None:
        self._ended.set()

    async def run(self) -> None:
        """Keep until ``end``; then the processes end, and this server, started again, goes on with their data."""
        try:
            while not self._ended.is_set():
                try:
                    await self.turn()
                except Unavailable as error:
                    log.warning("rehearsals wait for the database", cause=error.code)
                with suppress(TimeoutError):
                    async with asyncio.timeout(LOOKS_EVERY):
                        await self._ended.wait()
        finally:
            await self._let_go()

    async def turn(self) -> None:
        """See to each rehearsal once."""
        async with self._database.transaction(EVERYWHERE, write=False) as tx:
            open_now = [(one.id, one.state) for one in await reads.all_under_way(tx) if self._is_ours(one)]
        await self._remove_left({ident for ident, _ in open_now})
        for ident, state in open_now:
            if state is RehearsalState.ENDING:
                await self._purge(ident)
            else:
                await self._serve(ident)

    def _is_ours(self, one: DayRehearsal) -> bool:
        is_gone = one.seen_at is None or one.seen_at < self._clock.now() - GONE_AFTER
        return one.keeper in {None, self._name} or is_gone

    async def _serve(self, ident: UUID) -> None:
        """Have a rehearsal served, and write what is new of it."""
        served = self._served.get(ident)
        if served is None or not served.is_alive:
            await self._start(ident)
            return
        async with self._database.transaction(EVERYWHERE, write=False) as tx:
            row = await tx.get(DayRehearsal, ident)
        now = self._clock.now()
        is_over = row.begun_at is not None and now > row.begun_at + rules.LASTS
        if is_over or row.seen_at is None or row.seen_at <= now - SAYS_EVERY or self._is_new(ident, served.scores):
            async with self._database.transaction(EVERYWHERE) as tx:
                locked = await self._locked(tx, ident)
                if locked is None:
                    return
                await self._write(tx, ident, served.scores)
                if is_over:
                    set_rehearsal_state(locked, Happening.END)

    def _is_new(self, ident: UUID, scores: Sequence[Score]) -> bool:
        return bool(scores) and self._written.get(ident) != scores

    async def _start(self, ident: UUID) -> None:
        await self._drop(ident)
        async with self._database.transaction(EVERYWHERE) as tx:
            row = await self._locked(tx, ident)
            if row is None:
                return
            if row.tries >= rules.TRIES:
                set_rehearsal_state(row, Happening.FAIL)
                row.ended_at = self._clock.now()
                return
            row.tries += 1
            said = await self._asked(tx, row)
        try:
            served = await process.serve(said, self._command)
        except Stopped as error:
            log.warning("rehearsal does not start", rehearsal=str(ident), cause=str(error))
            return
        self._served[ident] = served
        async with self._database.transaction(EVERYWHERE) as tx:
            row = await self._locked(tx, ident)
            if row is None:
                return
            set_rehearsal_state(row, Happening.BEGIN)
            row.begun_at, row.port, row.tries = row.begun_at or self._clock.now(), served.port, 0

    async def _asked(self, tx: Tx, row: DayRehearsal) -> bytes:
        day = await find_day(tx, row.day)
        keys = [links.WALL]
        copy = await copy_of(tx, day)
        keys += [links.site_key(one.code) for one in copy.sites]
        keys += [links.person_key(one.id) for one in copy.people]
        tokens = {links.token_of(self._sealer.mac, row.id, key): key for key in keys}
        return process.asked(copy, self._settings_of(row), tokens)

    def _settings_of(self, row: DayRehearsal) -> dict[str, Any]:
        """The settings of the process: its own folder, database and ports, and no way to send anything."""
        own = self._settings
        same = ("host", "media_workers", "media_address", "body_limit", "trusted_proxies", "web", "fonts")
        return {
            **{name: getattr(own, name) for name in same},
            "data": self._folder(row.id),
            "port": own.rehearsal_port or row.port or 0,
            "public_url": own.rehearsal_url,
            "media_port": own.rehearsal_media_port,
            "log_level": "warning",
        }

    async def _purge(self, ident: UUID) -> None:
        """End the process, keep its last scores, remove its data; what was cut half-way is done again."""
        served = self._served.get(ident)
        scores: Sequence[Score] = ()
        if served is not None:
            await served.end()
            scores = served.scores
        await self._drop(ident)
        await asyncio.to_thread(_remove, self._folder(ident))
        async with self._database.transaction(EVERYWHERE) as tx:
            row = await self._locked(tx, ident)
            if row is None:
                return
            await self._write(tx, ident, scores)
            set_rehearsal_state(row, Happening.PURGE)
            row.ended_at = self._clock.now()

    async def _locked(self, tx: Tx, ident: UUID) -> DayRehearsal | None:
        """The rehearsal, which this process keeps from now on; None where another keeps it, or it has ended."""
        row = await tx.one_or_none(select(DayRehearsal).where(DayRehearsal.id == ident).with_for_update())
        if row is None or row.state not in rules.UNDER_WAY or not self._is_ours(row):
            return None
        row.keeper, row.seen_at = self._name, self._clock.now()
        return row

    async def _write(self, tx: Tx, ident: UUID, scores: Sequence[Score]) -> None:
        """Write scores over those that are kept; a step that was done once stays done."""
        known = await reads.scores_of(tx, ident)
        for score in scores:
            row = known.get(score.place)
            if row is None:
                row = RehearsalScore(rehearsal_id=ident, place=score.place, site=score.site)
                tx.add(row)
            for step in STEPS:
                if getattr(row, step) is None:
                    setattr(row, step, getattr(score, step))
            row.marks = dict(score.marks)
        self._written[ident] = scores

    def _folder(self, ident: UUID) -> Path:
        return self._settings.data.absolute() / FOLDER / str(ident)

    async def _remove_left(self, kept: set[UUID]) -> None:
        """Remove the folders of rehearsals that have failed or ended."""
        left = await asyncio.to_thread(_folders, self._folder(UUID(int=0)).parent)
        names = {str(ident) for ident in kept}
        candidates = [one for one in left if one.name not in names]
        if not candidates:
            return
        async with self._database.transaction(EVERYWHERE, write=False) as tx:
            names |= {str(one.id) for one in await reads.all_under_way(tx)}
        for folder in candidates:
            if folder.name not in names:
                await asyncio.to_thread(_remove, folder)

    async def _drop(self, ident: UUID) -> None:
        served = self._served.pop(ident, None)
        self._written.pop(ident, None)
        if served is not None:
            await served.end()

    async def _let_go(self) -> None:
        """End every process, and let another server go on with the rehearsals at once."""
        kept = list(self._served)
        for ident in kept:
            await self._drop(ident)
        if not kept:
            return
        with suppress(Unavailable, DBAPIError):  # without the database it is taken over once it is not heard of
            async with self._database.transaction(EVERYWHERE) as tx:
                for ident in kept:
                    row = await self._locked(tx, ident)
                    if row is not None:
                        row.keeper = row.seen_at = None


def _folders(parent: Path) -> list[Path]:
    return [one for one in parent.iterdir() if one.is_dir()] if parent.is_dir() else []


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)


def is_local(settings: Settings) -> bool:
    """Whether the links open on this machine alone, although the service is reached from elsewhere."""
    return settings.rehearsal_url is None and settings.public_url is not None
