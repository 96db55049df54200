"""What every route may ask the application for; app.py fills it in."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from aiohttp import web
from limits.aio.strategies import MovingWindowRateLimiter
from prometheus_client import CollectorRegistry, Counter, Histogram

from server.clock import Clock
from server.config import Settings
from server.db import Database, Scope
from server.files.decoding import Decoding
from server.journal.readers import Reader
from server.journal.seals import EntrySeals
from server.journal.writer import Writer
from server.live.bus import Bus
from server.live.hub import Hub
from server.media.plane import Plane
from server.printing.typesetting import Press
from server.sealing import Sealer


class Principal(Protocol):
    """The principal that a request acts for: an account in a session, or a site's device."""

    @property
    def id(self) -> str: ...
    @property
    def kind(self) -> str: ...  # account, device
    @property
    def scope(self) -> Scope: ...


SETTINGS = web.AppKey("settings", Settings)
CLOCK = web.AppKey("clock", Clock)
REHEARSAL = web.AppKey("rehearsal", bool)
PLAYS = web.AppKey("plays", bool)
"""Set where this process plays the rehearsed day itself, so that its pace can be changed here."""
"""Whether all of this is a rehearsal's: its database, its folder, its cookies."""
DATABASE = web.AppKey("database", Database)
SEALER = web.AppKey("sealer", Sealer)
SEALS = web.AppKey("seals", EntrySeals)
PRESS = web.AppKey("press", Press)
"""Makes PDFs."""
DECODING = web.AppKey("decoding", Decoding)
"""Decodes the pictures that are handed in."""
READERS = web.AppKey("readers", dict[str, Reader])
"""Act on each accepted entry, each exactly once; by their names."""
WRITER = web.AppKey("writer", Writer)
"""The one writer of the journal of this process."""
BUS = web.AppKey("bus", Bus)
HUB = web.AppKey("hub", Hub)
PLANE: web.AppKey[Plane] = web.AppKey("plane")
"""The media plane; there is none where media_workers is 0."""
LIMITS = web.AppKey("limits", MovingWindowRateLimiter)
METRICS = web.AppKey("metrics", CollectorRegistry)
PRINCIPAL: web.AppKey[Callable[[web.Request], Awaitable[Principal | None]]] = web.AppKey("principal")
"""Finds the principal that a request acts for; people/ knows how, the routes only ask."""
FiguresOf = Callable[[str, str, int], tuple[Counter, Histogram]]
METRICS_OF_DOORS: web.AppKey[FiguresOf] = web.AppKey("metrics_of_doors")
"""The count of requests and the seconds they took, by method, route and status."""
OPENAPI: web.AppKey[Callable[[], bytes]] = web.AppKey("openapi")
"""Gives the description of all routes as JSON."""
READY: web.AppKey[Callable[[], Awaitable[None]]] = web.AppKey("ready")
"""Raises Unavailable while requests cannot be served."""
