"""Bookings that are one matter: one stands and the others are heard with it, until they are taken apart again.

They are found alike by keyed prints of number and employer or project; a person alone joins them, for a reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import or_, select
from uuid_utils.compat import uuid7

from server.before.booking.actions import keep_version
from server.before.booking.contents import Seals
from server.before.booking.model import Booking
from server.before.booking.reads import joined_to, locked_booking
from server.before.booking.rules import OPEN, Happening
from server.before.booking.states import set_booking_state
from server.before.triage import reads, rules
from server.before.triage.model import Joining
from server.before.triage.rules import TriageState
from server.db import Tx
from server.errors import Conflict, NotFound
from server.people.rules import Person, require
from server.place import Range
from server.sealing import Sealer

MOST: Final = 20
"""Bookings that are shown as alike, and that are heard with one."""


@dataclass(frozen=True, slots=True)
class Pair:
    """The booking that stands and the one that is heard with it, each in the version that was seen."""

    stands: UUID
    other: UUID
    seen: int
    seen_other: int


async def join(tx: Tx, sealer: Sealer, pair: Pair, reason: str, *, by: Person, now: datetime) -> Booking:
    """Have one booking stand for another; the scope is that of the officer.

    Conflict ``join_closed``, ``join_done`` with the name of who was first, ``join_sent``, ``join_site``,
    ``join_appointed``, ``join_chain``, ``join_full``, ``booking_changed``.
    """
    if pair.stands == pair.other:
        raise NotFound("not_found")
    held = {ident: await locked_booking(tx, ident) for ident in sorted((pair.stands, pair.other))}
    stands, other = held[pair.stands], held[pair.other]
    for one in (stands, other):
        require(by, "triage", one.place)
        await _refuse_unfit(tx, one)
    if (stands.version, other.version) != (pair.seen, pair.seen_other):
        raise Conflict("booking_changed")
    await _refuse_pair(tx, stands, other)
    joining = Joining(
        id=uuid7(),
        booking_id=other.id,
        stands_id=stands.id,
        place=other.place,
        sealed_at=other.place,
        month=other.month,
        by=by.principal,
        by_name=by.name,
        at=now,
    )
    joining.reason_sealed = await _seal(tx, sealer, joining, "why", reason)
    tx.add(joining)
    other.joined_to = stands.id
    await _change(tx, other, Happening.JOIN, by=by.principal, now=now)
    return stands


async def split(tx: Tx, sealer: Sealer, ident: UUID, reason: str, *, seen: int, by: Person, now: datetime) -> UUID:
    """Let a booking stand by itself again; answers with the one that it was heard with.

    Conflict ``split_done`` where it stands by itself already, ``booking_changed``.
    """
    other = await locked_booking(tx, ident)
    require(by, "triage", other.place)
    stood = other.joined_to
    if stood is None:
        raise Conflict("split_done")
    if other.version != seen:
        raise Conflict("booking_changed")
    (joining,) = await _open(tx, ident)
    joining.ended_at, joining.ended_by, joining.ended_by_name = now, by.principal, by.name
    joining.ended_reason_sealed = await _seal(tx, sealer, joining, "ended", reason)
    await _change(tx, other, Happening.SPLIT, by=by.principal, now=now)
    return stood


async def follow(tx: Tx, standing: Booking, happening: Happening, *, by: str, now: datetime) -> None:
    """Have those that were heard with a booking go with it: to another day, or to no day once it has expired.

    Where its person withdrew it, the others stand by themselves again.
    """
    own = {Happening.WITHDRAW: Happening.SPLIT}.get(happening, happening)
    for other in await joined_to(tx, [standing.id]):
        if own is Happening.MOVE:
            if other.day == standing.day:
                continue
            other.day = standing.day
        await _change(tx, other, own, by=by, now=now)


async def move(tx: Tx, booking: UUID, place: int) -> None:
    """Have the joinings of a booking lie where it lies now."""
    for joining in await tx.scalars(select(Joining).where(Joining.booking_id == booking)):
        joining.place = place


async def end_open(tx: Tx, booking: UUID, *, by: str, now: datetime) -> None:
    """Close the joinings of a booking that stands by itself, or is over."""
    for joining in await _open(tx, booking):
        joining.ended_at, joining.ended_by = now, by


async def alike(tx: Tx, booking: Booking, within: Range) -> Sequence[Booking]:
    """Open bookings within these places of the same number, or against the same employer or project; newest first."""
    same = [
        column == value
        for column, value in (
            (Booking.phone_index, booking.phone_index),
            (Booking.respondent_index, booking.respondent_index),
        )
        if value is not None
    ]
    if not same:
        return []
    these = (or_(*same), Booking.id != booking.id, Booking.state.in_(OPEN), Booking.place.between(*within))
    return await tx.scalars(select(Booking).where(*these).order_by(Booking.id.desc()).limit(MOST))


async def joinings_of(tx: Tx, bookings: Sequence[UUID]) -> Sequence[Joining]:
    """Every joining that these bookings took part in, the first one first."""
    took_part = or_(Joining.booking_id.in_(bookings), Joining.stands_id.in_(bookings))
    return await tx.scalars(select(Joining).where(took_part).order_by(Joining.id))


async def reasons_in(tx: Tx, sealer: Sealer, joining: Joining) -> tuple[str | None, str | None]:
    """Why bookings were joined and why they were taken apart; None where it was erased by law, or not said."""
    seals = Seals(sealer, joining.booking_id, joining.sealed_at)
    parts = (("why", joining.reason_sealed), ("ended", joining.ended_reason_sealed))
    said = [await seals.unseal(tx, f"joining/{joining.id}/{part}", sealed) for part, sealed in parts]
    why, ended = (None if one is None else str(one["reason"]) for one in said)
    return why, ended


async def _refuse_unfit(tx: Tx, booking: Booking) -> None:
    """Refuse a booking that is over, in the hands of another place, or joined already, which says by which name."""
    if booking.joined_to is not None:
        (joining,) = await _open(tx, booking.id)
        raise Conflict("join_done", name=joining.by_name)
    if booking.state not in OPEN:
        raise Conflict("join_closed")
    triage = await reads.triage_of(tx, booking.id)
    if (TriageState.WAITING if triage is None else triage.state) not in rules.IN_OWN_HANDS:
        raise Conflict("join_sent")


async def _refuse_pair(tx: Tx, stands: Booking, other: Booking) -> None:
    if stands.place != other.place or other.day not in {None, stands.day}:
        raise Conflict("join_site")
    if other.appointed_at is not None:
        raise Conflict("join_appointed")
    if await joined_to(tx, [other.id]):
        raise Conflict("join_chain")
    if len(await joined_to(tx, [stands.id])) >= MOST:
        raise Conflict("join_full", most=MOST)


async def _change(tx: Tx, booking: Booking, happening: Happening, *, by: str, now: datetime) -> None:
    set_booking_state(booking, happening)
    booking.changed_at = now
    await tx.flush()
    await keep_version(tx, booking, happening, by=by, now=now)


async def _open(tx: Tx, booking: UUID) -> Sequence[Joining]:
    holds = (Joining.booking_id == booking, Joining.ended_at.is_(None))
    return await tx.scalars(select(Joining).where(*holds).with_for_update())


async def _seal(tx: Tx, sealer: Sealer, joining: Joining, part: str, reason: str) -> bytes:
    seals = Seals(sealer, joining.booking_id, joining.sealed_at)
    await seals.prepare(tx, joining.month)
    return seals.seal(f"joining/{joining.id}/{part}", {"reason": reason})
