"""A person attaches photographs and PDF; officers in scope save them; hostile kinds are refused."""

import asyncio
import io
import zlib
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject
from sqlalchemy import select
from uuid_utils.compat import uuid7

from server import keys
from server.before.booking.model import BookingAttachment
from server.db import EVERYWHERE
from server.errors import Invalid, TooLarge
from server.files.model import FileChunk, StoredFile
from server.files.papers import paper_of
from tests.support.bookings import booked
from tests.support.people import COUNTY, NEXT_COUNTY, browser_of
from tests.support.plan import make_sites
from tests.support.service import Client

SCRIPT = b"<script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def photo(**saved: Any) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((320, 200), 80).convert("RGB").save(out, "JPEG", **saved)
    return out.getvalue()


def pdf(*, script: str | None = None) -> bytes:
    out, writer = io.BytesIO(), PdfWriter()
    writer.add_blank_page(200, 200)
    if script is not None:
        opens = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject(script)}
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(opens)
    writer.write(out)
    return out.getvalue()


def bomb() -> bytes:
    """A PNG of 30,000 × 30,000 pixels in a few hundred kilobytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    size = (30_000).to_bytes(4, "big")
    head = chunk(b"IHDR", size + size + bytes([8, 0, 0, 0, 0]))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1_000_000), 9)) + chunk(b"IEND", b"")


HOSTILE = {
    "svg": SVG,
    "html": b"<!doctype html>" + SCRIPT,
    "html before a pdf": SCRIPT + pdf(),
    "a pdf in name": b"%PDF-1.7\n" + SCRIPT,
    "a pdf cut short": pdf()[:-30],
    "a pdf with a page behind": pdf() + SCRIPT,
    "a picture cut short": photo()[:900],
    "a program": b"MZ" + bytes(400),
    "an archive": b"PK\x03\x04" + zlib.compress(bytes(100_000)),
    "a bomb": bomb(),
    "nothing": b"",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_is_neither_photograph_nor_pdf_is_refused(kind: str) -> None:
    with pytest.raises((Invalid, TooLarge)):
        paper_of(HOSTILE[kind])


def test_a_page_behind_a_photograph_is_gone_and_a_script_in_a_pdf_stays_in_what_is_only_saved() -> None:
    assert SCRIPT not in paper_of(photo() + SCRIPT).content
    kept = paper_of(pdf(script="app.alert(1)"))
    assert kept.media == "application/pdf"
    assert len(PdfReader(io.BytesIO(kept.content)).pages) == 1


class Phone:
    def __init__(self, service: Client, code: str) -> None:
        self.service, self.at = service, f"/api/book/bookings/{code}/attachments"

    async def attach(self, content: bytes, ident: str | None = None) -> tuple[int, Any]:
        answer = await self.service.put(f"{self.at}/{ident or uuid7()}", data=io.BytesIO(content))
        return answer.status, await answer.json()


async def rows(service: Client) -> tuple[int, int, int]:
    async with service.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        counts = [len(await tx.scalars(select(model))) for model in (BookingAttachment, StoredFile, FileChunk)]
    return counts[0], counts[1], counts[2]


async def test_attachments_are_sealed_counted_opened_in_scope_alone_and_gone_with_a_withdrawal(
    service: Client,
) -> None:
    await make_sites(service.app[keys.DATABASE])
    made = await booked(service)
    phone, ident = Phone(service, made["code"]), str(uuid7())
    raw = photo(comment=b"taken by 12012345678")
    answers = await asyncio.gather(*(phone.attach(raw, ident) for _ in range(3)))
    assert {status for status, _ in answers} == {200}
    status, told = await phone.attach(pdf(script="app.alert(1)"))
    assert (status, [one["media"] for one in told["items"]]) == (200, ["image/jpeg", "application/pdf"])
    for kind, content in HOSTILE.items():
        assert (await phone.attach(content))[0] in {413, 422}, kind
    assert (await phone.attach(bytes(50_000_000)))[0] == 413
    assert (await phone.attach(photo(), str(uuid4())))[0] == 422
    assert (await rows(service))[:2] == (2, 2)
    async with service.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        sealed = b"".join(one.sealed for one in await tx.scalars(select(FileChunk)))
    assert b"%PDF" not in sealed
    assert b"\xff\xd8\xff" not in sealed

    officer, _ = await browser_of(service, "officer", COUNTY)
    at = f"/api/bookings/{made['id']}/attachments"
    for one in told["items"]:
        answer = await officer._ask("GET", f"{at}/{one['id']}", None, {})
        body = await answer.read()
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert (answer.content_type, len(body)) == (one["media"], one["size"])
        assert b"12012345678" not in body
    other, _ = await browser_of(service, "officer", NEXT_COUNTY)
    assert (await other._ask("GET", f"{at}/{ident}", None, {})).status == 404

    for _ in range(4):
        assert (await phone.attach(photo()))[0] == 200
    assert (await phone.attach(photo()))[1]["code"] == "attachments_full"
    assert (await service.delete(f"{phone.at}/{ident}")).status == 200
    seen = {"version": 1}
    assert (await service.post(f"/api/book/bookings/{made['code']}/withdrawal", json=seen)).status == 200
    assert await rows(service) == (0, 0, 0)
    assert (await phone.attach(photo()))[1]["code"] == "attachments_closed"


async def test_two_bookings_may_have_an_attachment_of_the_same_id(service: Client) -> None:
    await make_sites(service.app[keys.DATABASE])
    ident = str(uuid7())
    phones = [Phone(service, (await booked(service))["code"]) for _ in range(2)]
    assert [(await phone.attach(photo(), ident))[0] for phone in phones] == [200, 200]
    assert (await service.delete(f"{phones[0].at}/{ident}")).status == 200
    assert (await rows(service))[:2] == (1, 1)
