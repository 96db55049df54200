"""The routes of planning, and the worker that has days planned."""

import asyncio
from collections.abc import AsyncIterator

from aiohttp import web

from server.before.planning.actions import PLAN_DAY
from server.before.planning.api import appointments, handlers
from server.before.planning.working import Planning
from server.http.route import Opening
from server.jobs.worker import Outside, Worker
from server.keys import CLOCK, DATABASE
from server.live.supervisor import keep

routes = [*handlers.routes, *appointments.routes]


async def planner(app: web.Application) -> AsyncIterator[None]:
    """Plan days that were asked for, by a worker of its own: a minute of planning keeps no other job waiting."""
    planning = Planning(app[DATABASE], app[CLOCK])
    worker = Worker(app[DATABASE], {PLAN_DAY: Outside(planning.run)}, app[CLOCK])
    working = asyncio.create_task(keep(worker.run, name="planning", pause=1, failed=worker.failed))
    yield
    worker.end()
    working.cancel()  # a plan on the way is asked for again when its lease is over
    await asyncio.wait([working])


openings: list[Opening] = [planner]
