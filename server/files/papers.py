"""Attachments: a photograph, written anew from its pixels, or a PDF, kept as it came and only saved to a disk. Pure.

A PDF is not opened here: what it may carry (a script, a form, a file) runs in no browser, because it is given out as a
download in a sandbox. That it is a PDF from its first byte to its end keeps out other kinds that are also a page.
"""

import re
from dataclasses import dataclass
from typing import Final

from server.errors import Invalid
from server.files import pictures
from server.files.pictures import picture_of

PDF: Final = "application/pdf"
PDF_BEGINS: Final = re.compile(rb"%PDF-[12]\.\d[\r\n\s]")
TAIL: Final = 2048
"""Within so many bytes of its end a PDF says where its table begins, and that it is over."""
PDF_ENDS: Final = re.compile(rb"startxref\s+(\d{1,10})\s+%%EOF\s*\Z")


@dataclass(frozen=True, slots=True)
class Paper:
    """An attachment as it is kept: its type, which this service found, and its content."""

    media: str
    content: bytes


def paper_of(raw: bytes) -> Paper:
    """Read an upload; Invalid ``attachment_type`` for neither, ``pdf_broken``, and those of ``picture_of``."""
    if raw.startswith(b"%PDF"):
        _check_pdf(raw)
        return Paper(PDF, raw)
    try:
        picture = picture_of(raw)
    except Invalid as refused:
        raise Invalid("attachment_type") if refused.code == "file_type" else refused from refused
    return Paper(pictures.MEDIA, picture.content)


def _check_pdf(raw: bytes) -> None:
    ends = PDF_ENDS.search(raw[-TAIL:])
    if not PDF_BEGINS.match(raw) or ends is None:
        raise Invalid("pdf_broken")
    at = int(ends[1])
    found = raw[at : at + 40].lstrip()
    if at >= len(raw) or not (found.startswith(b"xref") or re.match(rb"\d+ \d+ obj", found)):
        raise Invalid("pdf_broken")
