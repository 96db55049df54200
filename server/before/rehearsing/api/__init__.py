"""Routes of rehearsals of days, and the keeper that has them served."""

import asyncio
from collections.abc import AsyncIterator

from aiohttp import web

from server.before.rehearsing.api import handlers
from server.before.rehearsing.keeping import Keeper
from server.http.route import Opening
from server.keys import CLOCK, DATABASE, HUB, REHEARSAL, SEALER, SETTINGS
from server.live.supervisor import keep

routes = handlers.routes


async def keeper(app: web.Application) -> AsyncIterator[None]:
    """Keep the rehearsals of this service; a rehearsal has none itself."""
    if app[REHEARSAL]:
        yield
        return
    keeping = Keeper(app[DATABASE], app[SEALER], app[CLOCK], app[SETTINGS])

    def failed() -> None:
        app[HUB].counts.failures += 1

    working = asyncio.create_task(keep(keeping.run, name="rehearsals", pause=1, failed=failed))
    yield
    keeping.end()
    await asyncio.wait([working])


openings: list[Opening] = [keeper]
