"""What goes through the routes of bulletins. Dates are local to where the days are held; amounts are whole fen."""

import datetime as dt
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from server.after.bulletin.checks import Verdict
from server.after.bulletin.document import Document
from server.after.bulletin.rules import BulletinState, Consent, Edition, Form
from server.day_code import DayCode
from server.http.paging import OpaqueCursor, Page, PageQuery
from server.http.route import Shape

Ident = Annotated[UUID, Field(strict=False)]
Date = Annotated[dt.date, Field(strict=False)]
Region = Annotated[str, Field(pattern=r"^[1-9][0-9]{5}$")]
Words = Annotated[str, Field(max_length=500)]
Seen = Annotated[int, Field(ge=1, lt=2**31)]
MOST_PARAGRAPHS, MOST_REQUIREMENTS, MOST_CASES = 10, 20, 4


class BulletinsQuery(PageQuery[OpaqueCursor]):
    day: DayCode | None = None
    place: Region | None = None


class BulletinRow(Shape):
    """A line of the list. ``number``, ``year`` and ``title`` are null until it is published."""

    id: UUID
    day: DayCode
    place: str
    place_zh: str
    place_en: str
    state: BulletinState
    year: int | None
    number: int | None
    corrects: str | None
    """The number of the bulletin that it corrects, as 2023/1."""
    title: str | None
    saved_at: dt.datetime
    published_at: dt.datetime | None


class BulletinsAnswer(Page[BulletinRow]):
    """One page of bulletins, the newest first."""


class BulletinStart(Shape):
    """``place`` is the region whose bulletin it is; one's own without it."""

    day: DayCode
    place: Region | None = None


class RequirementShape(Shape):
    text: Words
    due_on: Date


class ChosenShape(Shape):
    case: Ident
    consent: Annotated[Consent, Field(strict=False)]
    consented_on: Date


class TypedShape(Shape):
    title: Annotated[str, Field(max_length=100)]
    issuer: Annotated[str, Field(max_length=100)]
    features: Annotated[list[Words], Field(max_length=MOST_PARAGRAPHS)]
    requirements: Annotated[list[RequirementShape], Field(max_length=MOST_REQUIREMENTS)]
    cases: Annotated[list[ChosenShape], Field(max_length=MOST_CASES)]


class ChangeBody(Shape):
    """``seen`` is the version that was read: what another changed since is never overwritten."""

    seen: Seen
    typed: TypedShape


class Command(StrEnum):
    """What is done with a bulletin."""

    SEND = "send"
    RETURN = "return"
    PUBLISH = "publish"
    MAKE_FILES = "make_files"


class CommandBody(Shape):
    command: Annotated[Command, Field(strict=False)]
    seen: Seen
    reason: Words = ""


class CheckShape(Shape):
    name: str
    verdict: Verdict
    said: dict[str, int | str]


class FileShape(Shape):
    edition: Edition
    form: Form


class BulletinAnswer(BulletinRow):
    """One bulletin. ``typed`` and ``returned`` are null for those who read published ones alone.

    ``checks`` is null once it was sent: it was sent because none of them failed.
    """

    version: int
    is_signed: bool
    today: dt.date
    typed: TypedShape | None
    checks: list[CheckShape] | None
    returned: str | None
    sent_by: str | None
    sent_by_oneself: bool
    published_by: str | None
    document: Document
    public: Document
    files: list[FileShape]
    making: bool
    """Whether its files are being made."""


class FileQuery(Shape):
    edition: Annotated[Edition, Field(strict=False)] = Edition.FULL
