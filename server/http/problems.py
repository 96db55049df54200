"""The one place where a refusal, or an error of the server, becomes an answer: the first of the catch-alls."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import asdict
from functools import lru_cache
from http import HTTPStatus
from typing import Any

import structlog
from aiohttp import web
from aiohttp.typedefs import Middleware
from prometheus_client import CollectorRegistry, Counter, Histogram, Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from pydantic_core import to_json
from uuid_utils import uuid4

from server.errors import BadRequest, Internal, MethodNotAllowed, NotFound, Refused, TooLarge, problem
from server.http import guards
from server.http.squeezing import squeeze
from server.keys import CLOCK, METRICS, METRICS_OF_DOORS, FiguresOf
from server.language import TAGS, Language

log = structlog.get_logger(__name__)
Next = Callable[[web.Request], Awaitable[web.StreamResponse]]
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
ACCESS_REFUSED = frozenset(
    {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.TOO_MANY_REQUESTS}
)
"""What is not found is refused access too: beyond a scope existence is a secret."""
CODE = web.RequestKey("code", str)
QUIET = frozenset({"/healthz", "/readyz", "/metrics"})


def translator() -> Middleware:
    """Make the outermost middleware: guards, problems, one log line and one count for each request."""

    @web.middleware
    async def translate(request: web.Request, handler: Next) -> web.StreamResponse:
        clock = request.app[CLOCK]
        started = clock.seconds()
        request_id = uuid4().hex
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=request_id)
        response = await _answer(request, handler)
        squeeze(request, response)
        if not response.prepared:
            response.headers["X-Request-Id"] = request_id
        _record(request, response.status, clock.seconds() - started)
        return response

    return translate


async def _answer(request: web.Request, handler: Next) -> web.StreamResponse:
    try:
        guards.check(request)
        return await handler(request)
    except Refused as refused:
        request[CODE] = refused.code
        return problem_response(refused, guards.language(request))
    except web.HTTPException as error:
        if error.status < HTTPStatus.BAD_REQUEST:
            raise
        return problem_response(_of_http(error), guards.language(request), allow=error.headers.get("Allow"))
    except ConnectionResetError:  # the caller is gone; aiohttp knows what to do
        raise
    except Exception:
        log.exception("request failed")
        return problem_response(Internal("internal"), guards.language(request))


def problem_response(refused: Refused, language: Language, *, allow: str | None = None) -> web.Response:
    """Make the RFC 9457 answer of a refusal."""
    headers: dict[str, str] = {"Content-Language": TAGS[language]}
    if refused.retry_after is not None:
        headers["Retry-After"] = str(refused.retry_after)
    if allow is not None:
        headers["Allow"] = allow
    return web.Response(
        body=to_json(problem(refused, language)),
        status=refused.status,
        headers=headers,
        content_type="application/problem+json",
    )


def _of_http(error: web.HTTPException) -> Refused:
    match error.status:
        case HTTPStatus.NOT_FOUND:
            return NotFound("not_found")
        case HTTPStatus.METHOD_NOT_ALLOWED:
            return MethodNotAllowed("method_not_allowed")
        case HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            return TooLarge("too_large", limit="")
        case _:
            return BadRequest("not_a_request")


def _record(request: web.Request, status: int, seconds: float) -> None:
    # the route's pattern, not the path: a path may hold a one-time token
    resource = request.match_info.route.resource
    route = resource.canonical if resource is not None else "none"
    method = request.method if request.method in METHODS else "other"  # a caller may make up any
    answered, lasted = request.app[METRICS_OF_DOORS](method, route, status)
    answered.inc()
    lasted.observe(seconds)
    write = log.error if status >= HTTPStatus.INTERNAL_SERVER_ERROR else log.debug if route in QUIET else log.info
    write(
        "request",
        method=method,
        route=route,
        status=status,
        ms=round(seconds * 1000, 1),
        **_refusal_of(request, status),
    )


def _refusal_of(request: web.Request, status: int) -> dict[str, str]:
    """Of a refused request: why, from which address, and which principal it acted for if that was known."""
    if status not in ACCESS_REFUSED:
        return {}
    return {
        "code": request.get(CODE, "not_found"),
        "client": guards.client_address(request),
        "principal": request.get(guards.PRINCIPAL_OF_REQUEST, "none"),
    }


class _Shown(Collector):
    """Figures that something keeps in the fields of a dataclass of numbers, read when they are asked for."""

    def __init__(self, name: str, counts: Any) -> None:
        self._name, self._counts = name, counts

    def collect(self) -> Iterator[Metric]:
        for field, value in asdict(self._counts).items():
            yield GaugeMetricFamily(f"{self._name}_{field}", f"{self._name}: {field}", value=value)


def show_counts(app: web.Application, name: str, counts: Any) -> None:
    """Add the fields of a dataclass of numbers to /metrics, as ``name_field``."""
    app[METRICS].register(_Shown(name, counts))


def count_requests(app: web.Application) -> None:
    registry = CollectorRegistry()
    app[METRICS] = registry
    requests = Counter("http_requests", "Requests answered", ["method", "route", "status"], registry=registry)
    durations = Histogram(
        "http_request_seconds", "Seconds from request to answer", ["method", "route"], registry=registry
    )

    def of(method: str, route: str, status: int) -> tuple[Counter, Histogram]:
        return requests.labels(method, route, status), durations.labels(method, route)

    # to find the figures by their labels costs more than to move them
    remembered: FiguresOf = lru_cache(maxsize=2000)(of)
    app[METRICS_OF_DOORS] = remembered
