"""Erasing one city's month by law: its data key, and with it everything that opens only by that key, for ever.

Figures stay: they are folded from the counted part, and ``verify`` proves journal and chains without the sealed part.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Select, delete, func, select, text, update
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from server.before.booking.model import Booking
from server.day.similar.model import SimilarMatter, SimilarTerm
from server.db import EVERYWHERE, Database, Tx
from server.entries.check import HIDDEN
from server.http.repeat import KeptAnswer
from server.journal.model import Matter, Sealed
from server.people import audit
from server.people.model import Account, AuditLine
from server.place import Range, city_range, place_of
from server.sealing import DataKey
from server.sites.model import Device

KEY: Final = slice(1, 17)
"""Where a sealed value names its key."""


@dataclass(frozen=True, slots=True)
class Erased:
    """How much is erased, or would be; and what an older version wrote so that no key erases it."""

    keys: int
    entries: int
    bookings: int
    phone_prints: int
    reasons: int
    kept_answers: int
    names_in_clear: int
    older_reasons: int


async def erase(database: Database, city: str, month: str, *, now: datetime, dry_run: bool) -> Erased:
    """Destroy the key of a city's month with the prints, reasons and kept answers; with ``dry_run`` only count."""
    places = city_range(place_of(city))
    async with database.transaction(EVERYWHERE, write=not dry_run) as tx:
        found = await _count(tx, city, month, places)
        if not dry_run:
            await tx.change(delete(DataKey).where(*_key_of(city, month)))
            await tx.change(update(Sealed).where(*_of(Sealed, places, month)).values(phone_index=None))
            await tx.change(
                update(Booking).where(*_booked(places, month)).values(phone_index=None, respondent_index=None)
            )
            numbers = select(SimilarMatter.number).where(*_of(SimilarMatter, places, month))
            await tx.change(delete(SimilarTerm).where(SimilarTerm.number.in_(numbers)))
            await tx.change(delete(SimilarMatter).where(*_of(SimilarMatter, places, month)))
            await tx.change(delete(KeptAnswer).where(KeptAnswer.principal.in_(await _principals(tx, places))))
            about = f"erasure:{city}/{month}"
            await audit.record(tx, audit.MACHINE, "month_erased", about, place=places[0], now=now)
    if not dry_run:
        await _overwrite(database)
    return found


async def _count(tx: Tx, city: str, month: str, places: Range) -> Erased:
    keys = await tx.scalars(select(DataKey.id).where(*_key_of(city, month)))
    house = await tx.scalars(select(DataKey.id).where(DataKey.purpose == "house"))
    told = select(AuditLine.reason_sealed, AuditLine.at).where(AuditLine.place.between(*places))
    reasons = [
        (reason[KEY], at) for reason, at in await tx.rows(told.where(AuditLine.reason_sealed.is_not(None))) if reason
    ]
    clear = Matter.owner_unit.is_not(None) & (Matter.owner_unit.not_in(("", HIDDEN)))
    booked = select(func.count()).select_from(Booking).where(*_booked(places, month))
    prints = (
        select(func.count()).select_from(Sealed).where(*_of(Sealed, places, month), Sealed.phone_index.is_not(None))
    )
    printed = booked.where(Booking.phone_index.is_not(None))
    kept = select(func.count()).select_from(KeptAnswer)
    return Erased(
        keys=len(keys),
        entries=await _number(tx, select(func.count()).select_from(Sealed).where(*_of(Sealed, places, month))),
        bookings=await _number(tx, booked),
        phone_prints=await _number(tx, prints) + await _number(tx, printed),
        reasons=sum(key in {one.bytes for one in keys} for key, _ in reasons),
        kept_answers=await _number(tx, kept.where(KeptAnswer.principal.in_(await _principals(tx, places)))),
        names_in_clear=await _number(
            tx, select(func.count()).select_from(Matter).where(*_of(Matter, places, month), clear)
        ),
        older_reasons=sum(key in {one.bytes for one in house} and f"{at:%Y-%m}" == month for key, at in reasons),
    )


async def _number(tx: Tx, counted: Select[int]) -> int:
    return (await tx.scalars(counted))[0]


def _key_of(city: str, month: str) -> Sequence[ColumnElement[bool]]:
    return DataKey.purpose == "personal", DataKey.city == city, DataKey.month == month


def _of(
    model: type[Sealed] | type[Matter] | type[SimilarMatter], places: Range, month: str
) -> Sequence[ColumnElement[bool]]:
    """The rows of the city's sites on the days of the month."""
    return model.place.between(*places), model.day.startswith(f"{month}-")


def _booked(places: Range, month: str) -> Sequence[ColumnElement[bool]]:
    """The bookings of the city's sites whose words are sealed by the key of the month."""
    return Booking.place.between(*places), Booking.month == month


async def _principals(tx: Tx, places: Range) -> list[str]:
    """Whose kept answers may tell of a petitioner of these places: their devices, and accounts that reach over them."""
    devices = await tx.scalars(select(Device.id).where(Device.place.between(*places)))
    reach = (Account.lo <= places[1], Account.hi >= places[0])
    accounts = await tx.scalars(select(Account.id).where(*reach))
    return [str(one) for one in (*devices, *accounts)]


async def _overwrite(database: Database) -> None:
    """Leave no old copy of what was erased in the database's own files."""
    engine = create_async_engine(database.url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    statement = (
        "VACUUM data_key, sealed, kept_answer, booking, similar_matter, similar_term"
        if database.is_postgres
        else "PRAGMA wal_checkpoint(TRUNCATE)"
    )
    try:
        async with engine.connect() as connection:
            await connection.execute(text(statement))
    finally:
        await engine.dispose()
