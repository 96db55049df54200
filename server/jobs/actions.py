"""What can be done with jobs: put and drop them, take one that is due, end it, and repeat one that was given up."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement, delete, or_, select

from server.db import Tx
from server.errors import Conflict
from server.jobs import rules
from server.jobs.model import Job
from server.jobs.rules import JobState
from server.place import Range

log = structlog.get_logger(__name__)


async def put(tx: Tx, kind: str, key: str, *, due: datetime, places: Range) -> None:
    """Have a job done at ``due`` (aware), once; one of this kind and key that is there is moved and counts anew."""
    job = await tx.one_or_none(select(Job).where(Job.kind == kind, Job.key == key).with_for_update())
    if job is None:
        lo, hi = places
        tx.add(Job(kind=kind, key=key, lo=lo, hi=hi, state=JobState.WAITING, due=due, attempts=0))
        return
    job.due, job.attempts, job.leased_until, job.ended_at, job.error = due, 0, None, None, None
    set_job_state(job, JobState.WAITING)


async def put_new(tx: Tx, kind: str, dues: Mapping[str, datetime], *, places: Range) -> None:
    """Put many jobs of one kind at once, by their keys; one that is there is left as it is."""
    known = set(await tx.scalars(select(Job.key).where(Job.kind == kind, Job.key.in_(dues))))
    lo, hi = places
    for key, due in dues.items():
        if key not in known:
            tx.add(Job(kind=kind, key=key, lo=lo, hi=hi, state=JobState.WAITING, due=due, attempts=0))


async def drop(tx: Tx, kind: str, key: str) -> None:
    """Have a job that waits not done; one that is done or was given up stays in the list."""
    await tx.change(delete(Job).where(Job.kind == kind, Job.key == key, Job.state == JobState.WAITING))


async def is_due(tx: Tx, kinds: Sequence[str], *, now: datetime) -> bool:
    """Whether there is a job to take."""
    return bool(await tx.scalars(select(Job.id).where(*_to_take(kinds, now)).limit(1)))


async def take(tx: Tx, kinds: Sequence[str], *, now: datetime) -> Job | None:
    """Take the job that has been due longest, for a while (``rules.LEASE``); None where nothing is due.

    Two servers never have the same: PostgreSQL skips a locked row, SQLite has one writer at a time.
    """
    next_one = select(Job).where(*_to_take(kinds, now)).order_by(Job.due, Job.id).limit(1)
    job = await tx.one_or_none(next_one.with_for_update(skip_locked=True))
    if job is not None:
        job.attempts += 1
        job.leased_until = now + rules.LEASE
    return job


def _to_take(kinds: Sequence[str], now: datetime) -> tuple[ColumnElement[bool], ...]:
    is_free = or_(Job.leased_until.is_(None), Job.leased_until <= now)
    return Job.state == JobState.WAITING, Job.due <= now, Job.kind.in_(kinds), is_free


async def held(tx: Tx, taken: Job) -> Job | None:
    """The job locked, if it is still the taker's: not done, dropped, moved or taken over meanwhile."""
    job = await tx.one_or_none(select(Job).where(Job.id == taken.id).with_for_update())
    is_ours = job is not None and job.state is JobState.WAITING
    return job if is_ours and job is not None and _turn(job) == _turn(taken) else None


def end(job: Job, *, now: datetime) -> None:
    job.leased_until, job.ended_at, job.error = None, now, None
    set_job_state(job, JobState.DONE)


def go_on(job: Job, *, due: datetime) -> None:
    """Have the rest of a job, whose part was done, done at ``due``."""
    job.due, job.attempts, job.leased_until, job.error = due, 0, None, None


def fail(job: Job, error: BaseException, *, now: datetime) -> None:
    """Try it again later, or give it up."""
    job.leased_until, job.error = None, type(error).__name__[:200]
    pause = rules.pause_after(job.attempts)
    if pause is None:
        job.ended_at = now
        set_job_state(job, JobState.DEAD)
    else:
        job.due = now + pause


async def jobs_of(tx: Tx, state: JobState, *, limit: int = 100) -> Sequence[Job]:
    """The jobs of one state in the scope, by when they are or were due."""
    return await tx.scalars(select(Job).where(Job.state == state).order_by(Job.due, Job.id).limit(limit))


async def repeat(tx: Tx, ident: UUID, *, now: datetime) -> Job:
    """Do a job that was given up again, now; Conflict ``job_not_dead`` for any other, NotFound for none."""
    job = await tx.get(Job, ident)
    if job.state is not JobState.DEAD:
        raise Conflict("job_not_dead")
    job.due, job.attempts, job.ended_at = now, 0, None
    set_job_state(job, JobState.WAITING)
    return job


def set_job_state(job: Job, state: JobState) -> None:
    if job.state is not state:
        log.info("job state", job=str(job.id), kind=job.kind, key=job.key, old=job.state, new=state)
        job.state = state


def _turn(job: Job) -> tuple[int, datetime | None]:
    return job.attempts, job.leased_until
