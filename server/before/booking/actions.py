"""What a person does with their booking, without an account: make it, correct it, withdraw it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import delete, select

from server.before.booking import attachments, codes, phones, reads, rules
from server.before.booking.contents import (
    WORDS,
    Seals,
    Told,
    Words,
    Worker,
    check,
    phone_index,
    respondent_index,
    told_json,
    words_json,
)
from server.before.booking.messages import BookingChanged
from server.before.booking.model import Booking, BookingVersion, BookingWorker
from server.before.booking.rules import BookingState, Happening, Kind, Routing
from server.before.booking.states import set_booking_state
from server.db import Tx
from server.errors import Conflict
from server.instants import with_offset
from server.people.audit import record
from server.sealing import Sealer

PETITIONER: Final = "petitioner"


@dataclass(frozen=True, slots=True)
class Wanted:
    """All that a phone sends of a booking; ``phone_check`` is None where the service sends no codes."""

    told: Told
    words: Words
    workers: Sequence[Worker]
    day: str | None
    reads: str
    phone_check: UUID | None


@dataclass(frozen=True, slots=True)
class At:
    """The site that a booking is for."""

    site: str
    place: int
    days: frozenset[str]
    """The days to come in which it receives."""
    routing: Routing
    by_appointment: frozenset[str] = frozenset()
    """Those of them in which every reception is by appointment."""

    def kind_on(self, day: str | None, wished: Kind) -> Kind:
        """How a person is received on a day: on one by appointment at an agreed time, whatever they wished."""
        return Kind.APPOINTMENT if day in self.by_appointment else wished


async def submit(
    tx: Tx, sealer: Sealer, ident: UUID, at: At, wanted: Wanted, *, checks_phones: bool, now: datetime
) -> Booking:
    """Make a booking; one that is sent again is the one that is there.

    Conflict ``booking_id_taken`` where its id is another's, ``booking_day_gone``, ``booking_too_many``, and those of
    ``phones.use``; Invalid where it says what cannot be.
    """
    known = await tx.one_or_none(select(Booking).where(Booking.id == ident).with_for_update())
    if known is not None:
        return await _again(tx, sealer, known, wanted)
    check(wanted.told, wanted.words, wanted.workers)
    if wanted.day is not None and wanted.day not in at.days:
        raise Conflict("booking_day_gone")
    phone = wanted.words.petitioner.phone or ""
    index = phone_index(phone, sealer)
    if checks_phones:
        await phones.use(tx, sealer, wanted.phone_check, phone, ident, now=now)
    if await reads.open_of_number(tx, index or "") >= rules.OF_ONE_NUMBER:
        raise Conflict("booking_too_many", most=rules.OF_ONE_NUMBER)
    booking = Booking(
        id=ident,
        code_hash=codes.hash_of(sealer.mac, codes.query_code(sealer.mac, ident)),
        site=at.site,
        place=at.place,
        routing=at.routing,
        state=BookingState.SUBMITTED,
        phone_checked=checks_phones,
        made_at=now,
        version=1,
    )
    await write(tx, sealer, booking, wanted, now=now)
    booking.kind = at.kind_on(wanted.day, wanted.told.kind)
    tx.add(booking)
    await tx.flush()
    await _write_workers(tx, sealer, booking, wanted.workers)
    await keep_version(tx, booking, Happening.SUBMIT, by=PETITIONER, now=now)
    return booking


async def _again(tx: Tx, sealer: Sealer, known: Booking, wanted: Wanted) -> Booking:
    """The booking that was made by the same phone; what else is sent under its id is refused."""
    first = (await reads.versions_of(tx, known.id))[0]
    said = await Seals(sealer, known.id, known.place).unseal(tx, WORDS, first.sealed)
    if said != words_json(wanted.words):
        raise Conflict("booking_id_taken")
    return known


async def correct(
    tx: Tx, sealer: Sealer, booking: Booking, wanted: Wanted, at: At, *, seen: int, checks_phones: bool, now: datetime
) -> Booking:
    """Say something else in a booking; Conflict ``booking_changed`` where it is not the one that was seen."""
    if booking.version != seen:
        raise Conflict("booking_changed")
    check(wanted.told, wanted.words, wanted.workers)
    if wanted.day not in {None, booking.day, *at.days}:
        raise Conflict("booking_day_gone")
    phone = wanted.words.petitioner.phone or ""
    if phone_index(phone, sealer) != booking.phone_index:
        if checks_phones:
            await phones.use(tx, sealer, wanted.phone_check, phone, booking.id, now=now)
        booking.phone_checked = checks_phones
    set_booking_state(booking, Happening.CORRECT)
    booking.routing = at.routing
    if wanted.day != booking.day:
        clear_appointment(booking)
    await write(tx, sealer, booking, wanted, now=now)
    booking.kind = at.kind_on(wanted.day, wanted.told.kind)
    await tx.change(delete(BookingWorker).where(BookingWorker.booking_id == booking.id))
    await tx.flush()
    await _write_workers(tx, sealer, booking, wanted.workers)
    await keep_version(tx, booking, Happening.CORRECT, by=PETITIONER, now=now)
    return booking


async def withdraw(tx: Tx, booking: Booking, *, seen: int, now: datetime) -> Booking:
    """Take a booking back; one that is taken back already stays so."""
    if booking.state is BookingState.WITHDRAWN:
        return booking
    if booking.version != seen:
        raise Conflict("booking_changed")
    set_booking_state(booking, Happening.WITHDRAW)
    clear_appointment(booking)
    await attachments.remove_all(tx, booking.id)
    booking.changed_at = now
    await tx.flush()
    await keep_version(tx, booking, Happening.WITHDRAW, by=PETITIONER, now=now)
    return booking


def clear_appointment(booking: Booking) -> None:
    """Let an appointment go, whose time is free again (``planning.reactions``)."""
    booking.appointed_at = booking.appointed_until = booking.appointed_leader = booking.appointed_meeting = None


async def write(tx: Tx, sealer: Sealer, booking: Booking, wanted: Wanted, *, now: datetime) -> None:
    """Put into a booking what is wanted of it, sealed by the key of its day's month."""
    for name, value in told_json(wanted.told).items():
        setattr(booking, name, wanted.told.kind if name == "kind" else value)
    booking.day, booking.reads = wanted.day, wanted.reads
    booking.month = wanted.day[:7] if wanted.day else f"{now:%Y-%m}"
    seals = Seals(sealer, booking.id, booking.place)
    await seals.prepare(tx, booking.month)
    booking.sealed = seals.seal(WORDS, words_json(wanted.words))
    booking.phone_index = phone_index(wanted.words.petitioner.phone, sealer)
    booking.respondent_index = respondent_index(wanted.words.respondent, sealer)
    booking.workers, booking.changed_at = len(wanted.workers), now


async def _write_workers(tx: Tx, sealer: Sealer, booking: Booking, workers: Sequence[Worker]) -> None:
    seals = Seals(sealer, booking.id, booking.place)
    await seals.prepare(tx, booking.month)
    for n, worker in enumerate(workers):
        sealed = seals.seal(f"worker/{n}", asdict(worker))
        tx.add(BookingWorker(booking_id=booking.id, n=n, place=booking.place, sealed=sealed))
    await tx.flush()


async def keep_version(
    tx: Tx,
    booking: Booking,
    happening: Happening,
    *,
    by: str,
    now: datetime,
    reason_sealed: bytes | None = None,
) -> None:
    """Keep a booking as it is now, which something made so, log it and tell it; after a flush."""
    told = {name: getattr(booking, name) for name in Told.__dataclass_fields__}
    appointed = None if booking.appointed_at is None else with_offset(booking.appointed_at)
    tx.add(
        BookingVersion(
            booking_id=booking.id,
            version=booking.version,
            happening=happening,
            by=by,
            state=booking.state,
            told={**told, "day": booking.day, "site": booking.site, "appointed_at": appointed},
            sealed=booking.sealed,
            reason_sealed=reason_sealed,
            at=now,
            place=booking.place,
        )
    )
    await tx.flush()
    about = f"booking:{booking.id}"
    await record(tx, by, f"booking_{AUDITED[happening]}", about, place=booking.place, now=now)
    tx.tell(BookingChanged(booking.id, booking.place, booking.day, happening, booking.state, by, now))


AUDITED: Final = {
    Happening.SUBMIT: "submitted",
    Happening.CORRECT: "corrected",
    Happening.APPOINT: "appointed",
    Happening.MOVE: "moved",
    Happening.CHECK_IN: "checked_in",
    Happening.UNDO_CHECK_IN: "check_in_undone",
    Happening.WITHDRAW: "withdrawn",
    Happening.EXPIRE: "expired",
    Happening.JOIN: "joined",
    Happening.SPLIT: "split",
}
"""What the log says of each."""
