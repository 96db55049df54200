"""A day opens by itself: its announcement puts a job for its first hour, and the job brings it to ``live``."""

from typing import Final

import structlog
from sqlalchemy import select

from server.before.agenda.actions import move_day
from server.before.agenda.hours import hour_of, real_bounds
from server.before.agenda.messages import DayChanged, HoursChanged
from server.before.agenda.model import Day
from server.before.agenda.rules import DayHappening, DayState
from server.clock import Clock
from server.db import Tx
from server.jobs import actions as jobs
from server.jobs.model import Job
from server.jobs.worker import Handler

log = structlog.get_logger(__name__)

OPEN_DAY: Final = "open_day"
AWAITS: Final = frozenset({DayState.ANNOUNCED, DayState.LINE_CHECK})
"""The states from which a day opens at its hour."""


async def plan_opening(tx: Tx, changed: DayChanged | HoursChanged) -> None:
    """Have the day opened at its hour while it awaits that. The play of a rehearsal opens its day itself."""
    day = await tx.one_or_none(select(Day).where(Day.day == changed.day))
    if day is None or day.is_rehearsal:
        return
    if day.state in AWAITS:
        due = hour_of(day, day.opens_at)
        await jobs.put(tx, OPEN_DAY, day.day, due=due, places=(day.holder, day.holder_last))
    else:
        await jobs.drop(tx, OPEN_DAY, day.day)


def opener(clock: Clock) -> Handler:
    """Make the handler of the job: the day goes live if it still awaits its hour and its date is today."""

    async def open_day(tx: Tx, job: Job) -> None:
        day = await tx.one_or_none(select(Day).where(Day.day == job.key).with_for_update())
        now = clock.now()
        if day is None or day.state not in AWAITS:
            return
        begins, ends = real_bounds(day)
        if now < begins or (ends is not None and now >= ends):
            log.warning("day not opened: its date is not today", day=day.day)
            return
        if day.state is DayState.ANNOUNCED:
            move_day(tx, day, DayHappening.LINE_CHECK, now=now)
        move_day(tx, day, DayHappening.GO_LIVE, now=now)

    return open_day
