"""How much one principal may ask for at the same time: further requests are refused for a while.

All requests share half of the connections to the database (server.engine.Lane). Entries of a site do not wait behind
what others read, nor behind requests of the same device that never end; the journal's queue bounds them.
"""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from aiohttp import web

from server.engine import in_lane
from server.errors import TooMany
from server.http.route import Route
from server.keys import Principal

LISTS: Final = 8
"""Lists that one principal may read at the same time, however many pages are open."""
REQUESTS: Final = 32
"""Requests of one principal that are answered at the same time."""
AT_ONCE: Final = web.AppKey("at_once", Counter[str])


@asynccontextmanager
async def answering(request: web.Request, route: Route, principal: Principal | None) -> AsyncIterator[None]:
    """Answer one more request of a principal; TooMany where they have as many as they may."""
    asked = request.app[AT_ONCE]
    who = "" if principal is None else f"{principal.kind}:{principal.id}"
    counted = [(who, REQUESTS), *([(f"{who} lists", LISTS)] if route.is_list else [])]
    if principal is None or route.is_kept_back:
        counted = []
    if any(asked[name] >= most for name, most in counted):
        raise TooMany("too_many", retry_after=1)
    asked.update(name for name, _ in counted)
    lane = in_lane.set(not route.is_kept_back)
    try:
        yield
    finally:
        in_lane.reset(lane)
        for name, _ in counted:
            asked[name] -= 1
            if not asked[name]:
                del asked[name]
