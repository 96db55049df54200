"""What a person attaches to a booking, or a unit to its answer: photographs and PDF, few and small, sealed.

``question`` names the question of the answer; without one it is the person's. They go with a withdrawal; erasing the
month ends them with the rest of what was told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import delete, select

from server.before.booking.model import Booking, BookingAttachment
from server.before.booking.rules import OPEN, BookingState
from server.db import Tx
from server.errors import Conflict, Invalid, NotFound
from server.files.actions import Content, read_file, remove_file, store_file
from server.files.model import StoredFile
from server.files.papers import Paper
from server.sealing import Sealer

MOST: Final = 6
"""Attachments of one booking by its person, and of one answer."""
READABLE: Final = OPEN | {BookingState.CHECKED_IN, BookingState.JOINED}


@dataclass(frozen=True, slots=True)
class Attached:
    id: UUID
    media: str
    size: int


async def attached_to(tx: Tx, booking: UUID, *, question: UUID | None = None) -> Sequence[Attached]:
    """The attachments of a booking's person or of an answer, in the order in which they came."""
    joined = select(BookingAttachment.id, StoredFile.media, StoredFile.size).join(
        StoredFile, StoredFile.id == BookingAttachment.file_id
    )
    these = (BookingAttachment.booking_id == booking, BookingAttachment.question_id == question)
    of = joined.where(*these).order_by(BookingAttachment.id)
    return [Attached(ident, media, size) for ident, media, size in await tx.rows(of)]


async def attach(
    tx: Tx,
    sealer: Sealer,
    booking: Booking,
    ident: UUID,
    paper: Paper,
    *,
    by: str,
    now: datetime,
    question: UUID | None = None,
) -> None:
    """Keep an attachment of a locked booking; one that is sent again under its id is kept once.

    Conflict ``attachments_full``, ``attachments_closed`` for a booking that is over, or of a person who is there.
    """
    _refuse_closed(booking, question)
    here = select(BookingAttachment).where(BookingAttachment.booking_id == booking.id)
    known = {one.id: one.question_id for one in await tx.scalars(here)}
    if ident in known:
        if known[ident] != question:
            raise Invalid("invalid", field="attachment")
        return
    if list(known.values()).count(question) >= MOST:
        raise Conflict("attachments_full", most=MOST)
    file = await store_file(
        tx, sealer, paper.content, media=paper.media, place=booking.place, month=booking.month, by=by, now=now
    )
    kept = {"booking_id": booking.id, "file_id": file.id, "question_id": question, "place": booking.place}
    tx.add(BookingAttachment(id=ident, **kept))
    await tx.flush()


async def read_attachment(
    tx: Tx, sealer: Sealer, booking: Booking, ident: UUID, *, question: UUID | None = None
) -> Content:
    """An attachment in full; NotFound where there is none any more, or its month was erased by law."""
    if booking.state not in READABLE:
        raise NotFound("not_found")
    return await read_file(tx, sealer, (await _one(tx, booking, ident, question)).file_id)


async def remove_attachment(tx: Tx, booking: Booking, ident: UUID, *, question: UUID | None = None) -> None:
    """Remove one attachment of a locked booking; Conflict ``attachments_closed`` as in ``attach``."""
    _refuse_closed(booking, question)
    await _remove(tx, [await _one(tx, booking, ident, question)])


async def remove_of_question(tx: Tx, question: UUID) -> None:
    """Remove what a unit attached to its answer, which another unit is asked for, or none any more."""
    await _remove(tx, await tx.scalars(select(BookingAttachment).where(BookingAttachment.question_id == question)))


async def remove_all(tx: Tx, booking: UUID) -> None:
    """Remove whatever is attached to a booking."""
    await _remove(tx, await tx.scalars(select(BookingAttachment).where(BookingAttachment.booking_id == booking)))


async def move_all(tx: Tx, sealer: Sealer, booking: Booking, place: int, *, by: str, now: datetime) -> None:
    """Have the attachments of a booking lie at another place, sealed by its key; what was erased by law goes."""
    rows = await tx.scalars(select(BookingAttachment).where(BookingAttachment.booking_id == booking.id))
    kept = []
    for one in rows:
        try:
            kept.append((one.id, one.question_id, await read_file(tx, sealer, one.file_id)))
        except NotFound:
            continue
    await _remove(tx, rows)
    for ident, question, file in kept:
        again = await store_file(
            tx, sealer, file.content, media=file.media, place=place, month=booking.month, by=by, now=now
        )
        same = {"booking_id": booking.id, "file_id": again.id, "question_id": question, "place": place}
        tx.add(BookingAttachment(id=ident, **same))
    await tx.flush()


def _refuse_closed(booking: Booking, question: UUID | None) -> None:
    if booking.state not in (OPEN if question is None else READABLE):
        raise Conflict("attachments_closed")


async def _one(tx: Tx, booking: Booking, ident: UUID, question: UUID | None) -> BookingAttachment:
    of = (BookingAttachment.id == ident, BookingAttachment.booking_id == booking.id)
    found = await tx.one_or_none(select(BookingAttachment).where(*of, BookingAttachment.question_id == question))
    if found is None:
        raise NotFound("not_found")
    return found


async def _remove(tx: Tx, rows: Sequence[BookingAttachment]) -> None:
    files = [one.file_id for one in rows]
    of = {one.booking_id for one in rows}
    these = (BookingAttachment.booking_id.in_(of), BookingAttachment.id.in_([one.id for one in rows]))
    await tx.change(delete(BookingAttachment).where(*these))
    await tx.flush()
    for file in files:
        await remove_file(tx, file)
