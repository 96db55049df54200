"""The key to a booking: the query code of its person, by which the routes of this room and of planning find it."""

from typing import Final
from uuid import UUID

from aiohttp import web
from limits import RateLimitItemPerMinute

from server.before.booking import codes, reads
from server.db import EVERYWHERE
from server.errors import NotFound
from server.http.guards import client_network, limit
from server.keys import DATABASE, SEALER
from server.place import Scope

LOOKS: Final = RateLimitItemPerMinute(120)
LOOKS_OF_ADDRESS: Final = RateLimitItemPerMinute(6000)
MISSES: Final = RateLimitItemPerMinute(30)
"""Unknown codes, of 2⁸⁰, from one address; a request with a valid code is never refused for them."""


async def find_booking(request: web.Request, code: str) -> tuple[UUID, Scope]:
    """The booking behind a code, and its place; how often codes are tried is counted by network address."""
    address = client_network(request)
    await limit(request, "booking_look_of_address", (LOOKS_OF_ADDRESS, address))
    try:
        kept = codes.hash_of(request.app[SEALER].mac, code)
        async with request.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
            found = await reads.by_code(tx, kept)
    except NotFound:
        await limit(request, "booking_missed", (MISSES, address))
        raise
    await limit(request, "booking_look", (LOOKS, kept))
    return found.id, Scope(found.place, found.place)
