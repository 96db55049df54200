"""Which sites are heard: written by what their devices say over their lines, read by whoever calls or watches."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, update

from server.day.calling.model import Presence
from server.db import Tx
from server.place import Range


async def note_heard(tx: Tx, places: Collection[int], now: datetime) -> None:
    """Devices of these places were heard: one statement, but for places never heard before."""
    these = Presence.place.in_(places)
    if await tx.change(update(Presence).where(these).values(heard_at=now)) < len(places):
        known = set(await tx.scalars(select(Presence.place).where(these)))
        for place in sorted(set(places) - known):
            tx.add(Presence(place=place, heard_at=now))


async def heard_at(tx: Tx, scope: Range) -> dict[int, datetime]:
    """When each site of a range was last heard."""
    rows = await tx.rows(select(Presence.place, Presence.heard_at).where(Presence.place.between(*scope)))
    return {row.place: row.heard_at for row in rows}
