"""The key to a matter: the query code of its ticket, by which petitioners' routes of this and later rooms find it."""

import hashlib
import re
from typing import Final

from aiohttp import web
from limits import RateLimitItemPerMinute
from sqlalchemy import select

from server.db import EVERYWHERE
from server.errors import NotFound
from server.http.guards import client_network, limit
from server.journal.model import Matter, MatterKey
from server.keys import DATABASE

QUERY_CODE: Final = re.compile(r"[0-9a-hjkmnp-tv-z]{12}")
"""Crockford's base 32 in lower case: 60 random bits."""
LOOKS: Final = RateLimitItemPerMinute(600)
"""Looks at one ticket: phones that show other tickets from the same address have a quota of their own."""
LOOKS_OF_ADDRESS: Final = RateLimitItemPerMinute(6000)
"""Looks from one address: a carrier has thousands of phones behind one."""
MISSES: Final = RateLimitItemPerMinute(30)
"""Unknown codes, of 2⁶⁰, from one address; a request with a valid code is never refused for them."""


async def find_ticket(request: web.Request, code: str) -> MatterKey:
    """The matter behind a code. Unknown, withdrawn and never issued are the same; so are the steps to find that out."""
    address = client_network(request)
    await limit(request, "ticket_of_address", (LOOKS_OF_ADDRESS, address))
    printed = hashlib.sha256(code.encode(errors="replace")).hexdigest()
    async with request.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
        held = select(Matter.day, Matter.place, Matter.matter).where(Matter.ticket_code == printed)
        found = await tx.rows(held.where(Matter.state != "void").order_by(Matter.registered_at.desc()).limit(1))
    if not found or QUERY_CODE.fullmatch(code) is None:
        await limit(request, "ticket_missed", (MISSES, address))
        raise NotFound("not_found")
    await limit(request, "ticket", (LOOKS, printed))
    return MatterKey(found[0].day, found[0].place, found[0].matter)
