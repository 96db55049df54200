"""Turns each route into a handler that admits, parses, acts and answers."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import get_origin, get_type_hints

from aiohttp import web
from pydantic import TypeAdapter

from server.errors import NotAllowed, NotSignedIn
from server.http import guards, repeat
from server.http.ask import Ask, ask_of
from server.http.at_once import AT_ONCE, answering
from server.http.parse import Body, body_parser, path_parser, query_parser, read_file, read_json
from server.http.route import Handler, Route
from server.keys import PRINCIPAL, Principal

KINDS = {"session": {"account"}, "device": {"device"}, "session|device": {"account", "device"}}


def add_routes(app: web.Application, routes: Sequence[Route]) -> None:
    """Add every route to the application."""
    app[AT_ONCE] = Counter()
    for route in routes:
        app.router.add_route(route.method, route.path, _handler(route))


def names_in(path: str) -> list[str]:
    """Return the names between braces in a route's path."""
    return re.findall(r"{(\w+)}", path)


def _handler(route: Route) -> Handler:
    parse_path = path_parser(route.handler, names_in(route.path))
    parse_query = query_parser(route.query) if route.query else None
    parse_body = body_parser(route.body) if route.body and not route.reads_itself else None
    dump = TypeAdapter(route.answer).dump_json if route.answer else None
    takes_ask = get_origin(get_type_hints(route.handler).get("ask")) is Ask

    async def handle(request: web.Request) -> web.StreamResponse:
        principal = await _admit(request, route)
        arguments = parse_path(request.match_info)
        if parse_query:
            arguments["query"] = parse_query(request)
        raw: Body = b""
        if parse_body:
            raw = await read_json(request)
            arguments["body"] = parse_body(raw)
        if route.file:
            arguments["body"] = await read_file(request, route.file)

        async def act() -> web.StreamResponse:
            asking = ask_of(request, principal) if takes_ask and principal is not None else principal
            result = await route.handler(request, asking, **arguments)
            if isinstance(result, web.StreamResponse):
                return result
            if dump is None:
                return web.Response(status=route.empty_status)
            return web.Response(body=dump(result), status=route.status, content_type="application/json")

        async with answering(request, route, principal):
            if principal is not None and repeat.HEADER in request.headers and route.can_repeat:
                return await repeat.once(request, principal, raw, act)
            return await act()

    return handle


async def _admit(request: web.Request, route: Route) -> Principal | None:
    """Return the principal the request acts for, if the route is open to it; what it reaches is judged by scope."""
    if route.who == "anyone":
        return None
    principal = await request.app[PRINCIPAL](request)
    if principal is None:
        raise NotSignedIn("not_signed_in")
    request[guards.PRINCIPAL_OF_REQUEST] = f"{principal.kind}:{principal.id}"
    guards.check_csrf(request, principal)
    if principal.kind not in KINDS[route.who]:
        raise NotAllowed("not_allowed")
    if route.capability is not None and route.capability not in principal.scope.capabilities:
        raise NotAllowed("not_allowed")
    return principal
