"""Routes to papers of a booking: a list of workers read from a workbook, and the date for a calendar."""

from datetime import datetime, timedelta
from typing import Final

from aiohttp import web
from limits import RateLimitItemPerMinute
from sqlalchemy import select

from server.before.agenda.hours import hour_of
from server.before.agenda.model import Day, SiteSession
from server.before.announcing.ical import SHANGHAI, Event, uid_of, written
from server.before.booking import sheets
from server.before.booking.api.shapes import WorkerShape
from server.before.booking.keys import find_booking
from server.before.booking.model import Booking
from server.before.booking.rules import OPEN, BookingState
from server.db import Tx
from server.errors import NotFound
from server.http.guards import client_network, language, limit
from server.http.route import File, Route, Shape
from server.http.workbooks import ERRORS, WORKBOOK, FaultAnswer, faults_shown
from server.keys import DATABASE, SETTINGS
from server.sites.model import Site
from server.workbooks.keys import WORKBOOKS

SHEETS_OF_ADDRESS: Final = RateLimitItemPerMinute(60)
SHEET: Final = File(media=WORKBOOK.media, most=1024 * 1024)
STANDS: Final = OPEN | {BookingState.CHECKED_IN}
"""In any other state a calendar that has the date takes it out."""
SHORTEST: Final = timedelta(minutes=30)


class WorkersRead(Shape):
    """The list as it was read, and its sum; with faults it is empty. Nothing is stored."""

    rows: list[WorkerShape]
    total_fen: int
    faults: list[FaultAnswer]


async def post_worker_sheet(request: web.Request, _nobody: None, *, body: bytes) -> WorkersRead:
    await limit(request, "worker_sheet", (SHEETS_OF_ADDRESS, client_network(request)))
    sheet = await request.app[WORKBOOKS].read(body, sheets.COLUMNS)
    found = sheets.workers_in(sheet)
    rows = [] if sheet.faults else found
    return WorkersRead(
        rows=[WorkerShape(name=one.name, fen=one.fen) for one in rows],
        total_fen=sum(one.fen for one in rows),
        faults=faults_shown(sheet.faults),
    )


async def get_booking_calendar(request: web.Request, _nobody: None, *, code: str) -> web.Response:
    """The day or the appointed time of a booking, without what it is about; NotFound while there is no day."""
    ident, scope = await find_booking(request, code)
    async with request.app[DATABASE].transaction(scope, write=False) as tx:
        booking = await tx.get(Booking, ident)
        event = await _event(tx, booking, f"{request.app[SETTINGS].origin()}/b/{booking.site}", language(request))
    body = written([event], name=event.summary, language=language(request))
    named = {"Content-Disposition": 'attachment; filename="reception.ics"'}
    return web.Response(body=body, content_type="text/calendar", charset="utf-8", headers=named)


async def _event(tx: Tx, booking: Booking, url: str, language: str) -> Event:
    site = await tx.get(Site, booking.site)
    begins, ends = await _hours(tx, booking)
    name = site.name_en if language == "en" else site.name_zh
    return Event(
        uid=uid_of("booking", str(booking.id)),
        sequence=booking.version,
        changed_at=booking.changed_at,
        status="CONFIRMED" if booking.state in STANDS else "CANCELLED",
        begins=begins,
        ends=ends,
        zone=SHANGHAI,
        summary=f"Reception day: {name}" if language == "en" else f"接访日：{name}",
        description="",
        location=site.address or name,
        url=url,
    )


async def _hours(tx: Tx, booking: Booking) -> tuple[datetime, datetime]:
    if booking.appointed_at is not None:
        return booking.appointed_at, booking.appointed_until or booking.appointed_at + SHORTEST
    joined = select(Day, SiteSession).join(SiteSession, SiteSession.day == Day.day)
    found = await tx.rows(joined.where(Day.day == booking.day, SiteSession.place == booking.place))
    if not found:
        raise NotFound("not_found")
    day, session = found[0]
    return hour_of(day, session.opens_at or day.opens_at), hour_of(day, session.closes_at or day.closes_at)


routes = [
    Route(
        "POST",
        "/api/book/worker-sheet",
        post_worker_sheet,
        file=SHEET,
        answer=WorkersRead,
        who="anyone",
        errors=("too_many", *ERRORS),
        summary_zh="预登记：读一张名单表（姓名、金额），不保存",
        summary_en="Pre-registration: read a list of workers from a workbook; nothing is stored",
    ),
    Route(
        "GET",
        "/api/book/bookings/{code}/calendar.ics",
        get_booking_calendar,
        media="text/calendar",
        answer=bytes,
        who="anyone",
        errors=("booking_code_unknown", "too_many", "not_found"),
        summary_zh="预登记：日期加到日历（iCal）",
        summary_en="Pre-registration: its date for a calendar (iCal)",
    ),
]
