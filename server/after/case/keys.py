"""The date that routes of cases and of care go by."""

import datetime as dt
from datetime import datetime

from aiohttp import web
from sqlalchemy import select

from server.before.agenda import hours
from server.before.agenda.model import Day
from server.before.agenda.rules import ZONE
from server.clock import moment_on
from server.db import EVERYWHERE
from server.keys import DATABASE, REHEARSAL


async def today_of(request: web.Request, now: datetime) -> dt.date:
    """The date where the days are held; in a rehearsal by the clock of the day that is played."""
    if request.app[REHEARSAL]:
        played = select(Day).where(Day.clock_starts_at_real.is_not(None)).order_by(Day.day.desc()).limit(1)
        async with request.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
            for day in await tx.scalars(played):
                return moment_on(day, now).now.date()
    return hours.today_of(ZONE, now)
