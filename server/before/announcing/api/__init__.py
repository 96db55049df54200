"""Routes to what the public reads of a day, and to calendars at secret addresses."""

from collections.abc import AsyncIterator
from contextlib import suppress

from aiohttp import web
from sqlalchemy.exc import IntegrityError

from server.before.announcing import duties
from server.before.announcing.api import calendars, notice, sites
from server.db import EVERYWHERE
from server.http.route import Opening
from server.keys import CLOCK, DATABASE

routes = [*notice.routes, *calendars.routes, *sites.routes]


async def earlier_duties_told(app: web.Application) -> AsyncIterator[None]:
    """Put duties into calendars that were planned before calendars had them."""
    database, now = app[DATABASE], app[CLOCK].now()
    async with database.transaction(EVERYWHERE, write=False) as tx:
        days = await duties.days_untold(tx, now)
    for day in days:
        with suppress(IntegrityError):  # another server that starts now did it
            async with database.transaction(EVERYWHERE) as tx:
                await duties.tell_untold(tx, day, now)
    yield


openings: list[Opening] = [earlier_duties_told]
