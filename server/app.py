"""The composition root: the only file that knows every room. Opens what the service needs and closes it again."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from functools import cache, partial
from pathlib import Path

from aiohttp import web
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter
from pydantic_core import to_json

from server import keys, mark
from server import refusals as _refusals  # noqa: F401  # declares every code
from server.before.agenda import api as agenda_api
from server.before.calendar import api as calendar_api
from server.clock import Clock
from server.config import Settings
from server.day.arrival import api as arrival_api
from server.day.calling import api as calling_api
from server.day.calling.messages import places_moved
from server.day.meeting import api as meeting_api
from server.day.meeting.switchboard.connecting import connect
from server.day.outcome import api as outcome_api
from server.day.outcome.rules import lacks
from server.day.record import api as record_api
from server.day.record.actions import Intake
from server.day.record.api import INTAKE
from server.day.tally import api as tally_api
from server.day.tally.api.feed import Feed
from server.day.tally.messages import places_published
from server.db import Database
from server.entries.fields import Codes
from server.http import guards, health
from server.http.openapi import describe
from server.http.opening import add_routes
from server.http.pages import serve_pages
from server.http.problems import count_requests, show_counts, translator
from server.http.route import Route
from server.jobs.worker import Worker
from server.journal.readers import SWEEP, Reader
from server.journal.seals import EntrySeals
from server.journal.writer import Writer
from server.live.bus import Bus
from server.live.endpoint import install
from server.live.hub import Hub
from server.live.supervisor import keep
from server.media.opening import open_plane
from server.media.plane import Plane
from server.migrations.upgrade import check_ready, upgrade
from server.people import api as people_api
from server.people.api.shapes import PASSWORDS, PLACE_OF_SITE, REGIONS
from server.people.api.signing import principal_finder
from server.people.messages import names_changed
from server.people.passwords import Passwords
from server.reactions import AFTER_ENTRY, REACTIONS, READER, jobs
from server.sealing import Sealer, key_files
from server.sites import api as sites_api
from server.sites.actions import place_of_site
from server.sites.api.devices import DEVICES
from server.sites.api.reference import REFERENCE
from server.sites.devices import Devices
from server.sites.reference import read_reference

SCHEDULES = Path(__file__).parent.parent / "schedules"
ROOMS = (
    *(record_api, arrival_api, health, people_api, sites_api, agenda_api, calendar_api),
    *(calling_api, meeting_api, outcome_api, tally_api),
)
"""The busiest first: a request is held against the routes under the same beginning one after the other."""
ROUTES: list[Route] = [route for room in ROOMS for route in room.routes]
"""Every route of every room."""

LOST = 70
"""The exit code of a process whose disk did not take a write (EX_SOFTWARE of sysexits)."""


def build(
    settings: Settings, *, clock: Clock | None = None, plane: Plane | None = None, rehearsal: bool = False
) -> web.Application:
    """Put the service together, a real one or a rehearsal's; what must be awaited is opened when it starts."""
    app = web.Application(middlewares=[translator()], client_max_size=settings.body_limit)
    app[keys.SETTINGS] = settings
    app[keys.CLOCK] = clock or Clock()
    app[keys.REHEARSAL] = rehearsal
    app[keys.LIMITS] = MovingWindowRateLimiter(MemoryStorage())
    app[REFERENCE] = read_reference(SCHEDULES / "reference")
    app[REGIONS] = app[REFERENCE].regions
    app[PLACE_OF_SITE] = place_of_site
    count_requests(app)
    app.on_response_prepare.append(guards.add_headers)
    add_routes(app, ROUTES)
    described: Callable[[], bytes] = cache(lambda: to_json(describe(ROUTES)))
    app[keys.OPENAPI] = described  # made once somebody asks
    if settings.web.is_dir():
        serve_pages(app, settings.web)
    feed = Feed(app)
    hub = Hub(feed.sources(), feed.topics(), clock=app[keys.CLOCK])
    app[keys.HUB] = hub
    show_counts(app, "live", hub.counts)
    app[keys.BUS] = Bus(hub, redis_url=settings.redis_url)
    app.cleanup_ctx.extend(
        [database, sealer, passwords, devices, bus, journal, working, partial(media, plane), partial(connect, hub)]
    )
    install(app, hub)
    return app


async def claim(settings: Settings, now: datetime, *, rehearsal: bool) -> None:
    """Bring the database to this version; Stopped, and nothing changed, where it or the folder is the other's."""
    check = partial(mark.check, folder=settings.data, rehearsal=rehearsal)
    if not rehearsal:
        await upgrade(settings.database(), before=check)
        return
    await upgrade(settings.database(), before=check, after=partial(mark.mark_database, now=now))
    mark.mark_folder(settings.data)


async def database(app: web.Application) -> AsyncIterator[None]:
    settings = app[keys.SETTINGS]
    await claim(settings, app[keys.CLOCK].now(), rehearsal=app[keys.REHEARSAL])
    opened = Database(settings.database(), reactions=REACTIONS, connections=settings.database_connections)
    app[keys.DATABASE] = opened
    app[keys.READY] = lambda: check_ready(opened)
    yield
    await opened.dispose()


async def sealer(app: web.Application) -> AsyncIterator[None]:
    files = await key_files(app[keys.SETTINGS].data / "keys", app[keys.DATABASE])
    app[keys.SEALER] = Sealer(files, app[keys.CLOCK])
    await app[keys.SEALER].open(app[keys.DATABASE])
    yield


async def passwords(app: web.Application) -> AsyncIterator[None]:
    app[PASSWORDS] = Passwords()
    yield
    app[PASSWORDS].close()


async def devices(app: web.Application) -> AsyncIterator[None]:
    app[DEVICES] = Devices(app[keys.DATABASE], app[keys.CLOCK])
    app[keys.PRINCIPAL] = principal_finder(app[DEVICES].by_token)
    app[keys.DATABASE].on_commit(app[DEVICES].hear)
    yield


async def bus(app: web.Application) -> AsyncIterator[None]:
    """Carry what was committed, and whose rights were cut, to open desks here and at other servers."""

    def tell(told: Sequence[object]) -> None:
        for name in names_changed(told):
            app[keys.BUS].rights_changed(name)
        app[keys.BUS].wake_all(places_moved(told))
        app[keys.BUS].wake_all(places_published(told))

    app[keys.DATABASE].on_commit(tell)
    async with app[keys.BUS].running():
        yield


async def media(given: Plane | None, app: web.Application) -> AsyncIterator[None]:
    """Open the media plane, unless one was given or this process is to have none."""
    settings, plane = app[keys.SETTINGS], given
    if plane is None and settings.media_workers:
        # packets keep no time but the real one, also where the app's clock is set or stands
        plane = open_plane(address=settings.media_address, port=settings.media_port, clock=Clock())
    if plane is not None:
        app[keys.PLANE] = plane
    yield
    if plane is not None:
        await plane.aclose()


async def working(app: web.Application) -> AsyncIterator[None]:
    """Run the one worker of jobs of this process."""
    worker = Worker(app[keys.DATABASE], jobs(app[keys.CLOCK]), app[keys.CLOCK])
    show_counts(app, "jobs", worker.counts)
    task = asyncio.create_task(keep(worker.run, name="jobs", pause=1, failed=worker.failed))
    yield
    task.cancel()
    await asyncio.wait([task])


async def journal(app: web.Application) -> AsyncIterator[None]:
    """Run the one writer of this process, the intake before it, and the reader of what it wrote."""
    database, seals = app[keys.DATABASE], EntrySeals(app[keys.SEALER])
    app[keys.SEALS] = seals

    reader = Reader(database, READER, AFTER_ENTRY)

    def failed() -> None:
        app[keys.HUB].counts.failures += 1

    writer = Writer(
        database,
        lacks=lacks,
        seals=seals,
        committed=app[keys.BUS].wake_all,
        accepted=reader.wake,
        lost=lambda: os._exit(LOST),
    )
    reference = app[REFERENCE]
    codes = Codes(frozenset(reference.categories), frozenset(reference.outcomes), frozenset(reference.regions))
    intake = Intake(database, writer, app[keys.CLOCK], codes)
    database.on_commit(intake.hear)
    app[INTAKE] = intake
    tasks = [
        asyncio.create_task(writer.run()),
        asyncio.create_task(keep(reader.run, name=READER, pause=SWEEP, failed=failed)),
    ]
    yield
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)  # not gather, whose result holds the error, its traceback and so this app
