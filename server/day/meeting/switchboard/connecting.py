"""Puts the switchboard of a process between the media plane, the live line and the database."""

import asyncio
from collections.abc import AsyncIterator

from aiohttp import web

from server.day.meeting.switchboard.signalling import Signalling
from server.http.route import Opening, Route
from server.keys import BUS, CLOCK, DATABASE, HUB, PLANE, SEALS


async def connect(app: web.Application) -> AsyncIterator[None]:
    """Run the switchboard of this process while the app does."""
    database, hub = app[DATABASE], app[HUB]
    switchboard = Signalling(database, hub, app[BUS], app[CLOCK], app.get(PLANE), seals=app[SEALS])
    database.on_commit(switchboard.after_commit)
    hub.switchboard = switchboard
    running = asyncio.create_task(switchboard.run())
    yield
    hub.switchboard = None
    running.cancel()
    await asyncio.wait([running])


routes: list[Route] = []  # what it hears comes over the live line
openings: list[Opening] = [connect]
