"""A booking goes to another site that accepted it: its rows and what is sealed in them lie there from then on."""

from datetime import datetime

from sqlalchemy import select

from server.before.agenda.model import SiteSession
from server.before.booking import reads
from server.before.booking.actions import keep_version
from server.before.booking.attachments import move_all
from server.before.booking.contents import WORDS, Seals
from server.before.booking.model import Booking, BookingVersion, BookingWorker
from server.before.booking.routing import routing_of
from server.before.booking.rules import Happening
from server.before.booking.states import set_booking_state
from server.db import Tx
from server.sealing import Sealer
from server.sites.model import Site


async def move_booking(
    tx: Tx, sealer: Sealer, booking: Booking, site: Site, *, day: str | None, by: str, now: datetime
) -> None:
    """Bring a booking to a site, to ``day`` where that site receives then, else to no day; its appointment goes.

    In a scope that covers both places. The id stays, and with it the query code. What was erased by law stays so.
    """
    set_booking_state(booking, Happening.MOVE)
    old, new = Seals(sealer, booking.id, booking.place), Seals(sealer, booking.id, site.place)
    await new.prepare(tx, booking.month)
    for worker in await tx.scalars(select(BookingWorker).where(BookingWorker.booking_id == booking.id)):
        worker.sealed = await _again(tx, old, new, f"worker/{worker.n}", worker.sealed)
        worker.place = site.place
    versions = await tx.scalars(select(BookingVersion).where(BookingVersion.booking_id == booking.id))
    for version in versions:
        version.sealed = await _again(tx, old, new, WORDS, version.sealed)
        version.place = site.place
    booking.sealed = await _again(tx, old, new, WORDS, booking.sealed)
    await move_all(tx, sealer, booking, site.place, by=by, now=now)
    booking.site, booking.place = site.code, site.place
    receives = (SiteSession.day == day, SiteSession.place == site.place)
    booking.day = day if await tx.scalars(select(SiteSession.day).where(*receives)) else None
    booking.appointed_at = booking.appointed_until = booking.appointed_leader = booking.appointed_meeting = None
    suggested = await reads.suggested_site(tx, booking.arose_in)
    booking.routing = routing_of(site.code, suggested)
    booking.changed_at = now
    await tx.flush()
    await keep_version(tx, booking, Happening.MOVE, by=by, now=now)


async def _again(tx: Tx, old: Seals, new: Seals, part: str, sealed: bytes) -> bytes:
    """The same words under the key of the other place; as they are where they were erased."""
    plain = await old.unseal(tx, part, sealed)
    return sealed if plain is None else new.seal(part, plain)
