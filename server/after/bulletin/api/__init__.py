"""Routes of bulletins, and the worker that makes their files."""

import asyncio
from collections.abc import AsyncIterator

from aiohttp import web

from server.after.bulletin.api import editing, lists
from server.after.bulletin.making import MAKE_FILES
from server.after.bulletin.working import Making
from server.http.route import Opening
from server.jobs.worker import Outside, Worker
from server.keys import CLOCK, DATABASE, SEALER, SETTINGS
from server.live.supervisor import keep

routes = [*lists.routes, *editing.routes]


async def maker(app: web.Application) -> AsyncIterator[None]:
    """Make files that were asked for, by a worker of its own: seconds of typesetting keep no other job waiting."""
    making = Making(app[DATABASE], app[SEALER], app[CLOCK], fonts=app[SETTINGS].fonts)
    worker = Worker(app[DATABASE], {MAKE_FILES: Outside(making.run)}, app[CLOCK])
    working = asyncio.create_task(keep(worker.run, name="bulletins", pause=1, failed=worker.failed))
    yield
    worker.end()
    working.cancel()  # files on the way are made again when the lease of their job is over
    await asyncio.wait([working])


openings: list[Opening] = [maker]
