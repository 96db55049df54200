"""The composition root: the only file that knows every room. Opens what the service needs and closes it again."""

from collections.abc import AsyncIterator

from aiohttp import web
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter
from prometheus_client import CollectorRegistry, Counter, Histogram
from pydantic_core import to_json
from sqlalchemy.exc import DBAPIError

from server import keys
from server.clock import Clock
from server.config import Settings
from server.db import EVERYWHERE, Database
from server.doors import guards, health
from server.doors.openapi import describe
from server.doors.opening import open_doors
from server.doors.pages import hang_pages
from server.doors.problems import translator
from server.doors.route import Route
from server.errors import Unavailable
from server.migrations.upgrade import head, revision_of, upgrade
from server.reactions import REACTIONS
from server.sealing import KeyFiles, Sealer

ROUTES: list[Route] = [*health.routes]
"""Every door of every room."""


def build(settings: Settings, *, clock: Clock | None = None) -> web.Application:
    """Put the service together; what must be awaited is opened when it starts."""
    app = web.Application(middlewares=[translator()], client_max_size=settings.body_limit)
    app[keys.SETTINGS] = settings
    app[keys.CLOCK] = clock or Clock()
    app[keys.PRINCIPAL] = nobody
    count_requests(app)
    app.on_response_prepare.append(guards.add_headers)
    open_doors(app, ROUTES)
    app[keys.OPENAPI] = to_json(describe(ROUTES))
    if settings.web.is_dir():
        hang_pages(app, settings.web)
    app.cleanup_ctx.extend([database, sealer, limits])
    return app


async def nobody(_request: web.Request) -> None:
    """Know no one."""


def count_requests(app: web.Application) -> None:
    registry = CollectorRegistry()
    app[keys.METRICS] = registry
    app[keys.METRICS_OF_DOORS] = (
        Counter("http_requests", "Requests answered", ["method", "route", "status"], registry=registry),
        Histogram("http_request_seconds", "Seconds from request to answer", ["method", "route"], registry=registry),
    )


async def database(app: web.Application) -> AsyncIterator[None]:
    settings = app[keys.SETTINGS]
    await upgrade(settings.database())
    opened = Database(settings.database(), reactions=REACTIONS, connections=settings.database_connections)
    app[keys.DATABASE] = opened
    newest = head()

    async def ready() -> None:
        try:
            async with opened.store(EVERYWHERE, write=False) as connection:
                current = await connection.run_sync(revision_of)
        except (DBAPIError, OSError) as error:
            raise Unavailable("database_unavailable", retry_after=2) from error
        if current != newest:
            raise Unavailable("database_unavailable", retry_after=30)

    app[keys.READY] = ready
    yield
    await opened.dispose()


async def sealer(app: web.Application) -> AsyncIterator[None]:
    app[keys.SEALER] = Sealer(KeyFiles(app[keys.SETTINGS].data / "keys"), app[keys.CLOCK])
    await app[keys.SEALER].open(app[keys.DATABASE])
    yield


async def limits(app: web.Application) -> AsyncIterator[None]:
    app[keys.LIMITS] = MovingWindowRateLimiter(MemoryStorage())
    yield
