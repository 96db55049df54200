"""Opens the media plane of a process, and puts the switchboard between it, the live line and the database."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

from aiohttp import web

from server.clock import Clock
from server.day.meeting.actions import find_meeting, seats_of
from server.day.meeting.api.showing import Look, shown
from server.day.meeting.api.signalling import Signalling
from server.day.meeting.lines import scope_at
from server.db import EVERYWHERE
from server.errors import NotFound
from server.keys import BUS, CLOCK, DATABASE, PLANE, SEALS, SETTINGS
from server.live.connection import Connection
from server.live.hub import Hub
from server.media.plane import Plane, open_plane


async def media(given: Plane | None, app: web.Application) -> AsyncIterator[None]:
    """Open the media plane, unless one was given or this process is to have none."""
    settings, plane = app[SETTINGS], given
    if plane is None and settings.media_workers:
        # packets keep no time but the real one, also where the app's clock is set or stands
        plane = open_plane(address=settings.media_address, port=settings.media_port, clock=Clock())
    if plane is not None:
        app[PLANE] = plane
    yield
    if plane is not None:
        await plane.aclose()


async def connect(hub: Hub, app: web.Application) -> AsyncIterator[None]:
    """Run the switchboard of this process while the app does."""
    database = app[DATABASE]

    async def show(meeting_id: UUID, line: Connection) -> dict[str, Any]:
        viewer = line.viewer
        if viewer is None:
            raise NotFound("not_found")
        async with database.transaction(EVERYWHERE, write=False) as tx:
            scope = await scope_at(tx, meeting_id, by=viewer, now=app[CLOCK].now())
        async with database.transaction(scope, write=False) as tx:
            meeting, look = await find_meeting(tx, meeting_id), Look(viewer, line.language, app[CLOCK], app[SEALS])
            answer = await shown(tx, look, meeting, await seats_of(tx, meeting_id))
        return answer.model_dump(mode="json", by_alias=True)

    switchboard = Signalling(database, hub, app[BUS], app[CLOCK], app.get(PLANE), show=show)
    database.on_commit(switchboard.after_commit)
    hub.switchboard = switchboard
    running = asyncio.create_task(switchboard.run())
    yield
    hub.switchboard = None
    running.cancel()
    await asyncio.wait([running])
