"""`reception verify`: fold the journal again and compare every chain, counter and row with it.

Uses the pure fold and the tables; nothing of the path that counts step by step (the import contract
holds it to that). Reads one consistent snapshot, one site after the other.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, cast

from sqlalchemy import Select, Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.before.agenda.model import SiteSession
from server.db import EVERYWHERE, Database
from server.journal.model import Accepted, Bookmark, Counter, Head, Matter, Pending, Sealed
from server.people import audit
from server.verify.figures import add_figures, check_counters
from server.verify.report import Report, Seals
from server.verify.signatures import check_signatures
from server.verify.site import UNREADABLE, SiteProof

__all__ = ["Report", "Seals", "verify"]

JOURNAL, HELD, HEAD, MATTER, COUNTER, SEALED, BOOKMARK, SESSION = (
    cast("Table", model.__table__)
    for model in (Accepted, Pending, Head, Matter, Counter, Sealed, Bookmark, SiteSession)
)


async def verify(database: Database, seals: Seals, *, day: str | None = None) -> Report:
    """Check one day or all of them."""
    report = Report()
    async with (
        database.store(EVERYWHERE, write=False, snapshot=True) as connection,
        _reading_any_text(connection),
    ):
        report.days = await _days(connection, day)
        for each in report.days:
            await _verify_day(connection, each, seals, report)
        broken = await audit.first_break(connection)
    if broken is not None:
        report.differences.append(f"audit line {broken}: missing, changed or out of order")
    return report


@asynccontextmanager
async def _reading_any_text(connection: AsyncConnection) -> AsyncIterator[None]:
    """Let SQLite give text that is not UTF-8 with a mark in it, so that it is a difference of its row and no error."""
    driver = (await connection.get_raw_connection()).driver_connection
    if connection.dialect.name != "sqlite" or driver is None:
        yield
        return
    driver.text_factory = lambda stored: stored.decode(errors="replace")
    try:
        yield
    finally:
        driver.text_factory = str


async def _days(connection: AsyncConnection, day: str | None) -> list[str]:
    days: set[str] = set()
    for table in (HEAD, SESSION):
        days.update((await connection.execute(select(table.c.day).distinct())).scalars())
    return sorted(days if day is None else days & {day})


async def _verify_day(connection: AsyncConnection, day: str, seals: Seals, report: Report) -> None:
    figures: dict[tuple[int, int, str], list[int]] = {}
    heads = (await connection.execute(select(HEAD).where(HEAD.c.day == day).order_by(HEAD.c.place))).all()
    for head in heads:
        site = SiteProof(day, head, report)
        journal = await _of_site(connection, JOURNAL, head, JOURNAL.c.seq)
        held = await _of_site(connection, HELD, head, HELD.c.id)
        sealed = {row.id: row for row in await _of_site(connection, SEALED, head, SEALED.c.id)}
        matters = await _of_site(connection, MATTER, head, MATTER.c.matter)
        site.check_chain(journal)
        site.check_instants(journal, held)
        site.check_arrivals(seals)
        await site.check_seals(connection, [*journal, *held], sealed, seals)
        try:
            add_figures(figures, site.check_meaning(journal, held, matters, seals), head.offset_minutes)
        except UNREADABLE as error:
            site.differs(f"what is written there cannot be read as entries any more ({type(error).__name__})")
        report.sites += 1
        report.entries += len(journal)
        report.waiting += sum(row.code is None for row in held)
    rows = (await connection.execute(select(COUNTER).where(COUNTER.c.day == day))).all()
    check_counters(day, figures, rows, report)
    await check_signatures(connection, day, seals, report)
    await _check_bookmarks(connection, day, heads, report)
    await _check_places(connection, day, {head.place for head in heads}, report)


async def _of_site(connection: AsyncConnection, table: Table, head: Any, order: Any) -> Sequence[Any]:
    wanted: Select[Any] = select(table).where(table.c.day == head.day, table.c.place == head.place).order_by(order)
    rows: Sequence[Any] = (await connection.execute(wanted)).all()
    return rows


async def _check_bookmarks(connection: AsyncConnection, day: str, heads: Sequence[Any], report: Report) -> None:
    """A bookmark beyond the end of its journal would have the next entries skipped."""
    ends = {head.place: head for head in heads}
    of_day = select(BOOKMARK).where(BOOKMARK.c.day == day).order_by(BOOKMARK.c.reader, BOOKMARK.c.place)
    for row in await connection.execute(of_day):
        head = ends.get(row.place)
        if head is not None and not 0 <= row.seq <= head.last_seq:
            said = f"the reader {row.reader} has read to seq {row.seq}, the site's head says {head.last_seq}"
            report.differences.append(f"{day} {head.site}: {said}")


async def _check_places(connection: AsyncConnection, day: str, known: set[int], report: Report) -> None:
    """Rows of a place that has no head are counted nowhere; a site that takes part without one can say nothing."""
    for table in (JOURNAL, HELD, MATTER, SEALED, BOOKMARK):
        places = (await connection.execute(select(table.c.place).where(table.c.day == day).distinct())).scalars()
        strangers = sorted(set(places) - known)
        report.differences += [f"{day} {table.name}: rows of place {place}, which has no site" for place in strangers]
    taking_part = await connection.execute(select(SESSION.c.place, SESSION.c.site).where(SESSION.c.day == day))
    report.differences += [
        f"{day} {site}: it takes part in the day and its head is missing"
        for place, site in sorted(map(tuple, taking_part))
        if place not in known
    ]
