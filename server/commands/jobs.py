"""The command about jobs: it lists those that wait, were done or have stopped, and repeats one."""

from typing import Annotated
from uuid import UUID

import typer

from server.clock import Clock
from server.commands.terminal import Data, DatabaseUrl, opened, run, settings
from server.db import EVERYWHERE
from server.jobs.rules import JobState

job_words = typer.Typer()


@job_words.command(epilog="Example: reception jobs --state dead --data ./data")
def jobs(
    state: Annotated[JobState, typer.Option(help="Which jobs to list.")] = JobState.WAITING,
    repeat: Annotated[UUID | None, typer.Option(help="Have this one, which has stopped, done again now.")] = None,
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> None:
    """List what the service does at its hour: what waits, was done, or has failed too often and stopped."""
    from server.instants import with_offset  # noqa: PLC0415  # the other words start faster without the rooms
    from server.jobs import actions  # noqa: PLC0415

    async def work() -> None:
        async with opened(settings(data=data, database_url=database_url), writes=repeat is not None) as database:
            if repeat is not None:
                async with database.transaction(EVERYWHERE) as tx:
                    job = await actions.repeat(tx, repeat, now=Clock().now())
                    print(f"{job.kind} {job.key}: due now")
                return
            async with database.transaction(EVERYWHERE, write=False) as tx:
                found = await actions.jobs_of(tx, state)
        for job in found:
            failed = f", {job.attempts} tries, {job.error}" if job.error else ""
            print(f"{job.id} {job.kind} {job.key} due {with_offset(job.due, 'seconds')}{failed}")
        if not found:
            print(f"no job is {state}")

    run(work())
