"""The journal of a day as JSON lines: per site, in order of acceptance, without what is sealed."""

import json
from collections.abc import AsyncIterator
from typing import cast

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.instants import as_rfc3339
from server.journal.chain import said
from server.journal.model import Accepted, Head

JOURNAL, HEAD = cast("Table", Accepted.__table__), cast("Table", Head.__table__)


async def exported(connection: AsyncConnection, day: str) -> AsyncIterator[str]:
    """Each accepted entry as ``{"seq", "prev", "hash", "device", "received_at", "entry"}``."""
    sites = {row.place: row.site for row in await connection.execute(select(HEAD).where(HEAD.c.day == day))}
    wanted = select(JOURNAL).where(JOURNAL.c.day == day).order_by(JOURNAL.c.place, JOURNAL.c.seq)
    async with connection.stream(wanted) as rows:
        async for row in rows:
            arrival = f'"device":{json.dumps(row.device)},"received_at":"{as_rfc3339(row.received_at)}"'
            entry = said(day, sites[row.place], row)
            yield f'{{"seq":{row.seq},"prev":"{row.prev}","hash":"{row.hash}",{arrival},"entry":{entry}}}'
