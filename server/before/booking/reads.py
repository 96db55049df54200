"""Bookings, and what a phone has to know before it makes one."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import func, or_, select

from server.before.agenda.model import Day
from server.before.announcing.reads import PublicSite, find_public_site
from server.before.booking.contents import WORDS, Seals, Words, Worker, words_of
from server.before.booking.model import Booking, BookingVersion, BookingWorker
from server.before.booking.routing import Candidate, Suggestion, suggest
from server.before.booking.rules import OPEN, BookingState
from server.db import Tx
from server.errors import NotFound
from server.people.model import Account
from server.sealing import Sealer
from server.sites.model import Site


async def find_site(tx: Tx, code: str, today: date) -> PublicSite:
    """A site that takes bookings, with its coming days; NotFound for one that has ended or never was."""
    return await find_public_site(tx, code, today)


async def site_called(tx: Tx, code: str) -> Site:
    """A site in scope by its code."""
    return await tx.get(Site, code)


async def suggested_site(tx: Tx, region: str) -> Suggestion | None:
    """The site that is competent for a problem that arose in a region, of those in scope."""
    found = await tx.rows(select(Site.code, Site.place).where(Site.ended_at.is_(None)))
    return suggest(region, [Candidate(code, place) for code, place in found])


async def locked_booking(tx: Tx, ident: UUID) -> Booking:
    """A booking in scope, until the end of the transaction; NotFound without one."""
    found = await tx.one_or_none(select(Booking).where(Booking.id == ident).with_for_update())
    if found is None:
        raise NotFound("not_found")
    return found


async def by_code(tx: Tx, code_hash: str) -> Booking:
    """The booking of a query code's keyed print; NotFound ``booking_code_unknown`` without one."""
    found = await tx.one_or_none(select(Booking).where(Booking.code_hash == code_hash))
    if found is None:
        raise NotFound("booking_code_unknown")
    return found


async def day_of_appointment(tx: Tx, ident: UUID) -> Day | None:
    """The day of a booking that has an appointment; None for one without."""
    of = (Booking.id == ident, Booking.appointed_at.is_not(None))
    return await tx.one_or_none(select(Day).join(Booking, Booking.day == Day.day).where(*of))


async def open_of_number(tx: Tx, phone_index: str) -> int:
    """How many open bookings a number has in scope."""
    of = (Booking.phone_index == phone_index, Booking.state.in_(OPEN))
    return await tx.one_or_none(select(func.count()).select_from(Booking).where(*of)) or 0


async def words_in(tx: Tx, sealer: Sealer, booking: Booking) -> Words | None:
    """What the person told; None where it was erased by law."""
    said = await Seals(sealer, booking.id, booking.place).unseal(tx, WORDS, booking.sealed)
    return None if said is None else words_of(said)


async def workers_of(tx: Tx, sealer: Sealer, bookings: Sequence[Booking]) -> Mapping[UUID, list[Worker]]:
    """The lists of workers of these bookings; empty where they were erased by law."""
    seals = {one.id: Seals(sealer, one.id, one.place) for one in bookings}
    found: dict[UUID, list[Worker]] = {one.id: [] for one in bookings}
    rows = select(BookingWorker).where(BookingWorker.booking_id.in_(found))
    for row in await tx.scalars(rows.order_by(BookingWorker.booking_id, BookingWorker.n)):
        one = await seals[row.booking_id].unseal(tx, f"worker/{row.n}", row.sealed)
        if one is not None:
            found[row.booking_id].append(Worker(one["name"], one["fen"]))
    return found


async def of_desk(tx: Tx, day: str, place: int) -> Sequence[Booking]:
    """The bookings that a site may see come on a day: those for it, and those without a day."""
    wanted = (Booking.place == place, or_(Booking.day == day, Booking.day.is_(None)), Booking.state.in_(OPEN))
    return await tx.scalars(select(Booking).where(*wanted).order_by(Booking.appointed_at, Booking.id))


async def joined_to(tx: Tx, bookings: Collection[UUID]) -> Sequence[Booking]:
    """The bookings in scope that are heard with these, the oldest first."""
    found = select(Booking).where(Booking.joined_to.in_(bookings), Booking.state == BookingState.JOINED)
    return await tx.scalars(found.order_by(Booking.id)) if bookings else []


async def versions_of(tx: Tx, booking: UUID) -> Sequence[BookingVersion]:
    """How a booking came to be what it is, from its first version on."""
    found = select(BookingVersion).where(BookingVersion.booking_id == booking)
    return await tx.scalars(found.order_by(BookingVersion.version))


async def of_officers(
    tx: Tx, day: str, *, site: str | None, after: UUID | None, most: int
) -> Sequence[tuple[Booking, Site]]:
    """Bookings for a day and those without one, with their sites, oldest first, without those withdrawn."""
    wanted = select(Booking, Site).join(Site, Site.code == Booking.site)
    these = [or_(Booking.day == day, Booking.day.is_(None)), Booking.state.in_({*OPEN, BookingState.CHECKED_IN})]
    if site is not None:
        these.append(Booking.site == site)
    if after is not None:
        these.append(Booking.id > after)
    rows = await tx.rows(wanted.where(*these).order_by(Booking.id).limit(most))
    return [(booking, found) for booking, found in rows]


async def leaders_in(tx: Tx, bookings: Sequence[Booking]) -> dict[UUID, str]:
    """The names of the leaders of appointments, as far as their accounts lie in the scope."""
    wanted = {one.appointed_leader for one in bookings} - {None}
    rows = await tx.rows(select(Account.id, Account.name).where(Account.id.in_(wanted))) if wanted else []
    return dict(rows)


async def alike(tx: Tx, booking: Booking, *, most: int) -> Sequence[tuple[Booking, Site]]:
    """Bookings in scope of the same number, or against the same employer or project, by keyed prints; newest first."""
    prints = []
    if booking.phone_index is not None:
        prints.append(Booking.phone_index == booking.phone_index)
    if booking.respondent_index is not None:
        prints.append(Booking.respondent_index == booking.respondent_index)
    if not prints:
        return []
    wanted = select(Booking, Site).join(Site, Site.code == Booking.site)
    these = (or_(*prints), Booking.id != booking.id, Booking.state != BookingState.WITHDRAWN)
    rows = await tx.rows(wanted.where(*these).order_by(Booking.id.desc()).limit(most))
    return [(one, site) for one, site in rows]
