"""The composition root: the only file that knows every room. Lists what the service opens, and whose routes it has."""

from collections.abc import Callable
from functools import cache
from typing import Final

from aiohttp import web
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter
from pydantic_core import to_json

from server import keys
from server import refusals as _refusals  # noqa: F401  # declares every code
from server.after.bulletin import api as bulletin
from server.after.care import api as care
from server.after.case import api as case
from server.after.sample import api as sample
from server.after.supervision import api as supervision
from server.before.agenda import api as agenda
from server.before.announcing import api as announcing
from server.before.asking import api as asking
from server.before.booking import api as booking
from server.before.calendar import api as calendar
from server.before.planning import api as planning
from server.before.readiness import api as readiness
from server.before.readiness.api.feed import topic_of
from server.before.rehearsing import api as rehearsing
from server.before.roster import api as roster
from server.before.starting import api as starting
from server.before.topics import api as topics
from server.before.triage import api as triage
from server.clock import Clock
from server.config import Settings
from server.day.arrival import api as arrival
from server.day.calling import api as calling
from server.day.meeting import api as meeting
from server.day.meeting.switchboard import connecting as switchboard
from server.day.outcome import api as outcome
from server.day.record import api as record
from server.day.sign_off import api as sign_off
from server.day.tally import api as tally
from server.day.tally.api.feed import Feed
from server.http import guards, health
from server.http.openapi import describe
from server.http.opening import add_routes
from server.http.pages import serve_pages
from server.http.problems import count_requests, show_counts, translator
from server.http.route import Opening, Route
from server.live.bus import Bus
from server.live.endpoint import install
from server.live.hub import Hub
from server.machinery import bus, database, files, jobs, journal, media, notices, readers, sealer
from server.media.plane import Plane
from server.notices import api as outbox
from server.people import api as people
from server.sites import api as sites
from server.units import api as units
from server.wire import FROM_CLIENT
from server.workbooks.decoding import Decoder
from server.workbooks.keys import WORKBOOKS

MACHINERY: Final[tuple[Opening, ...]] = (database, sealer, files, bus, journal, media)
ROOMS: Final = (
    outbox,
    people,
    sites,
    units,
    topics,
    agenda,
    roster,
    announcing,
    calendar,
    readiness,
    booking,
    asking,
    triage,
    planning,
    rehearsing,
    starting,
    record,
    arrival,
    calling,
    meeting,
    switchboard,
    outcome,
    tally,
    sign_off,
    case,
    care,
    sample,
    supervision,
    bulletin,
)
"""Each opens what stands on the machinery and on the rooms before it; all is closed in the opposite order."""
WORK: Final[tuple[Opening, ...]] = (readers, jobs, notices)
"""What works by itself: it begins once every room listens, and ends first."""
BUSIEST: Final = (record, arrival, health)
"""Whose routes come first: a request is held against the routes under the same beginning one after the other."""
ROUTES: Final[list[Route]] = [route for room in dict.fromkeys((*BUSIEST, *ROOMS)) for route in room.routes]
"""Every route of every room."""


def build(
    settings: Settings, *, clock: Clock | None = None, plane: Plane | None = None, rehearsal: bool = False
) -> web.Application:
    """Put the service together, a real one or a rehearsal's; what must be awaited is opened when it starts."""
    app = web.Application(middlewares=[translator()], client_max_size=settings.body_limit)
    app[keys.SETTINGS] = settings
    app[keys.CLOCK] = clock or Clock()
    app[keys.REHEARSAL] = rehearsal
    app[keys.LIMITS] = MovingWindowRateLimiter(MemoryStorage())
    app[WORKBOOKS] = Decoder()
    if plane is not None:
        app[keys.PLANE] = plane
    count_requests(app)
    app.on_response_prepare.append(guards.add_headers)
    add_routes(app, ROUTES)
    described: Callable[[], bytes] = cache(lambda: to_json(describe(ROUTES)))
    app[keys.OPENAPI] = described  # made once a caller asks
    if settings.web.is_dir():
        serve_pages(app, settings.web)
    feed = Feed(app)
    hub = Hub(feed.sources(), [*feed.topics(), topic_of(app)], clock=app[keys.CLOCK])
    app[keys.HUB] = hub
    show_counts(app, "live", hub.counts)
    app[keys.BUS] = Bus(hub, redis_url=settings.redis_url)
    app.cleanup_ctx.extend(MACHINERY)
    app.cleanup_ctx.extend(opening for room in ROOMS for opening in room.openings)
    app.cleanup_ctx.extend(WORK)
    install(app, hub, parse=FROM_CLIENT.validate_json)
    return app
