"""Routes of attachments: sent and removed by a person at their query code, opened by officers as inert downloads."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from aiohttp import web
from limits import RateLimitItemPerMinute

from server.before.booking import attachments, reads
from server.before.booking.actions import PETITIONER
from server.before.booking.attachments import Attached
from server.before.booking.keys import find_booking
from server.before.booking.model import Booking
from server.errors import Invalid
from server.files.papers import paper_of
from server.http.ask import Ask
from server.http.guards import client_network, limit
from server.http.inert import read_upload, saved
from server.http.route import Route, Shape
from server.keys import CLOCK, DATABASE, DECODING, SEALER, SETTINGS
from server.people.audit import record
from server.people.rules import Person, require

OF_ADDRESS: Final = RateLimitItemPerMinute(120)
OF_BOOKING: Final = RateLimitItemPerMinute(60)
"""Uploads of one booking: each is decoded."""
_V7: Final = 7


class AttachmentShape(Shape):
    """A photograph (image/jpeg) or a PDF, and its bytes."""

    id: UUID
    media: str
    size: int


class AttachmentsAnswer(Shape):
    """What is attached; ``most`` in all, each of ``most_bytes`` at most."""

    items: list[AttachmentShape]
    most: int
    most_bytes: int


async def get_attachments(request: web.Request, _nobody: None, *, code: str) -> AttachmentsAnswer:
    ident, scope = await find_booking(request, code)
    async with request.app[DATABASE].transaction(scope, write=False) as tx:
        return _answer(request, await attachments.attached_to(tx, ident))


async def put_attachment(request: web.Request, _nobody: None, *, code: str, attachment: UUID) -> AttachmentsAnswer:
    """Decoded before it is kept; what is sent again under its id is there once."""
    if attachment.version != _V7:
        raise Invalid("invalid", field="attachment")
    ident, scope = await find_booking(request, code)
    await limit(request, "attachment_of_address", (OF_ADDRESS, client_network(request)))
    await limit(request, "attachment_of_booking", (OF_BOOKING, str(ident)))
    raw = await read_upload(request, most=request.app[SETTINGS].body_limit)
    paper = await request.app[DECODING].run(paper_of, raw)
    async with request.app[DATABASE].transaction(scope) as tx:
        found = await reads.locked_booking(tx, ident)
        now = request.app[CLOCK].now()
        await attachments.attach(tx, request.app[SEALER], found, attachment, paper, by=PETITIONER, now=now)
        return _answer(request, await attachments.attached_to(tx, ident))


async def delete_attachment(request: web.Request, _nobody: None, *, code: str, attachment: UUID) -> AttachmentsAnswer:
    ident, scope = await find_booking(request, code)
    async with request.app[DATABASE].transaction(scope) as tx:
        found = await reads.locked_booking(tx, ident)
        await attachments.remove_attachment(tx, found, attachment)
        return _answer(request, await attachments.attached_to(tx, ident))


async def get_officers_attachments(request: web.Request, ask: Ask[Person], *, booking: UUID) -> AttachmentsAnswer:
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        found = await tx.get(Booking, booking)
        require(ask.person, "see_persons", found.place)
        return _answer(request, await attachments.attached_to(tx, booking))


async def get_officers_attachment(
    request: web.Request, ask: Ask[Person], *, booking: UUID, attachment: UUID
) -> web.Response:
    """A download that no browser shows or runs; each is a line in the log."""
    async with request.app[DATABASE].transaction(ask.person.scope) as tx:
        found = await tx.get(Booking, booking)
        require(ask.person, "see_persons", found.place)
        file = await attachments.read_attachment(tx, request.app[SEALER], found, attachment)
        about = f"booking:{booking}"
        await record(tx, ask.person.principal, "attachment_opened", about, place=found.place, now=ask.now)
    return saved(file, str(attachment))


def _answer(request: web.Request, found: Sequence[Attached]) -> AttachmentsAnswer:
    return AttachmentsAnswer(
        items=[AttachmentShape(id=one.id, media=one.media, size=one.size) for one in found],
        most=attachments.MOST,
        most_bytes=request.app[SETTINGS].body_limit,
    )


_UNKNOWN: Final = ("booking_code_unknown", "too_many")
_AT: Final = "/api/book/bookings/{code}/attachments"

routes = [
    Route(
        "GET",
        _AT,
        get_attachments,
        answer=AttachmentsAnswer,
        who="anyone",
        errors=_UNKNOWN,
        summary_zh="预登记：已附的照片和 PDF",
        summary_en="Pre-registration: what is attached",
    ),
    Route(
        "PUT",
        f"{_AT}/{{attachment}}",
        put_attachment,
        answer=AttachmentsAnswer,
        who="anyone",
        errors=(
            *(*_UNKNOWN, "attachments_full", "attachments_closed", "attachment_type", "pdf_broken"),
            *("picture_broken", "picture_pixels", "pictures_busy", "too_large", "too_slow"),
        ),
        summary_zh="预登记：附一张照片（重新编码，去除位置信息）或一份 PDF",
        summary_en="Pre-registration: attach a photograph, which is encoded anew without its position, or a PDF",
    ),
    Route(
        "DELETE",
        f"{_AT}/{{attachment}}",
        delete_attachment,
        answer=AttachmentsAnswer,
        who="anyone",
        errors=(*_UNKNOWN, "not_found", "attachments_closed"),
        summary_zh="预登记：去掉一份附件",
        summary_en="Pre-registration: remove an attachment",
    ),
    Route(
        "GET",
        "/api/bookings/{booking}/attachments",
        get_officers_attachments,
        answer=AttachmentsAnswer,
        capability="see_persons",
        errors=("not_found",),
        summary_zh="一件预登记的附件清单",
        summary_en="The attachments of a pre-registration",
    ),
    Route(
        "GET",
        "/api/bookings/{booking}/attachments/{attachment}",
        get_officers_attachment,
        media="application/octet-stream",
        answer=bytes,
        capability="see_persons",
        errors=("not_found", "erased"),
        every_time=True,  # it is personal: each look is a line in the log
        summary_zh="下载一份附件（只能保存，不在网页里打开；留痕）",
        summary_en="Download an attachment, which no browser opens in a page; logged",
    ),
]
