"""The job of the planner: reads the day, has a process of its own plan it, writes each better plan as it comes."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from server.before.agenda.actions import find_day
from server.before.planning import actions, at_once, reads, running
from server.before.planning.carrying import Found
from server.before.planning.instance import Placed
from server.before.planning.rules import USUAL_SECONDS, RunState, TimetableState
from server.before.planning.standing import standing
from server.clock import Clock
from server.db import Database, Tx
from server.jobs.model import Job
from server.people.rules import Person
from server.place import Scope

SEED: Final = 1


class Planning:
    """Works on suggestions, one after the other."""

    def __init__(self, database: Database, clock: Clock, command: Sequence[str] = running.COMMAND) -> None:
        self._database, self._clock, self._command = database, clock, command

    async def run(self, job: Job) -> datetime | None:
        """Plan the day that the job names; a job that is done again begins anew, and writes over what was found."""
        scope, day = Scope(job.lo, job.hi), job.key
        async with self._database.transaction(scope) as tx:
            row = await reads.timetable_of(tx, day, TimetableState.SUGGESTED, locked=True)
            if row is None or row.run not in {RunState.WAITING, RunState.RUNNING}:
                return None
            row.run = RunState.RUNNING
            seconds, lost, since = row.seconds or USUAL_SECONDS, row.lost, row.since
        async with self._database.transaction(scope, write=False) as tx:
            planned = await reads.planned(tx, await find_day(tx, day), lost=lost)
            draft = await reads.slots_of(tx, day, TimetableState.DRAFT)
            published = await reads.slots_of(tx, day, TimetableState.PUBLISHED)
        instance = standing(planned, draft or published, since)
        places = {ident: one.place for ident, one in planned.bookings.items()}

        async def better(found: Found) -> None:
            async with self._database.transaction(scope) as tx:
                await self._write(tx, day, found, places, RunState.RUNNING)

        ended = await running.run(
            instance,
            known=reads.placed(published) or None,
            seconds=seconds,
            seed=SEED,
            better=better,
            command=self._command,
        )
        async with self._database.transaction(scope) as tx:
            if ended.best is not None:
                await self._write(tx, day, ended.best, places, RunState.DONE if ended.is_whole else RunState.CUT)
            else:
                await self._end(tx, day)
        return None

    async def _write(self, tx: Tx, day: str, found: Found, places: dict[str, int], run: RunState) -> None:
        row = await reads.timetable_of(tx, day, TimetableState.SUGGESTED, locked=True)
        if row is None:
            return  # it was discarded meanwhile
        row.run, row.step, row.cost, row.bound = run, found.step, found.cost, found.bound
        row.made_at = self._clock.now()
        await tx.flush()
        awaited = {str(one.id) for one in await reads.wanted(tx, day)}
        there = {ident: place for ident, place in places.items() if ident in awaited}
        await actions.suggest(tx, day, found.placed, dict(found.left_out), there)

    @staticmethod
    async def _end(tx: Tx, day: str) -> None:
        row = await reads.timetable_of(tx, day, TimetableState.SUGGESTED, locked=True)
        if row is not None:
            row.run = RunState.CUT


async def repair(tx: Tx, day: str, *, lost: UUID, since: int, by: Person, now: datetime) -> None:
    """Suggest at once what can be done without a leader from a minute of the day on; few others are moved."""
    found = await actions.find_open(tx, day, by)
    planned = await reads.planned(tx, found, lost=lost)
    published = await reads.slots_of(tx, day, TimetableState.PUBLISHED)
    slots = published or await reads.slots_of(tx, day, TimetableState.DRAFT)
    instance = standing(planned, slots, since)
    known: list[Placed] = reads.placed(slots)
    solution = await asyncio.to_thread(at_once.repaired, instance, known)
    row = await actions.suggestion_of(tx, found, by=by.principal, now=now)
    row.run, row.step, row.cost, row.bound = RunState.DONE, "repair", solution.cost.total, None
    row.lost, row.since, row.seconds = lost, since, None
    await tx.flush()
    places = {ident: one.place for ident, one in planned.bookings.items()}
    left_out = {matter: str(reason) for matter, reason in solution.left_out.items()}
    await actions.suggest(tx, day, solution.placed, left_out, places)
