"""What goes through the routes of the backlog, of reminders, of suggestions, and of the rule of deadlines."""

import datetime as dt
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from server.after.case.api.shapes import CaseRow, Code, Date, Ident, Words
from server.after.case.ledger import MoneyKind
from server.after.case.model import NUMBER_LENGTH
from server.entries.fields import MAX_COUNT, MAX_FEN
from server.http.route import Shape
from server.language import Language


class MoneyBody(Shape):
    """A line of the ledger. ``id`` is made by the page, so that it is entered once however often it is sent."""

    id: Ident
    seen: int = Field(ge=1, lt=2**31)
    kind: Annotated[MoneyKind, Field(strict=False)]
    fen: int = Field(ge=1, le=MAX_FEN)
    on: Date
    proof: Words | None = None
    origin: Ident | None = None
    """The merged case whose people it is of."""


class StrikeBody(Shape):
    seen: int = Field(ge=1, lt=2**31)
    reason: Words


class FileBody(Shape):
    """A case as it is entered by hand. Its number is entered once at a site."""

    number: Annotated[str, Field(min_length=1, max_length=NUMBER_LENGTH)]
    site: Code
    received_on: Date
    category: Code
    people: int = Field(ge=1, le=MAX_COUNT)
    route: Code
    unit: Code
    words: Words
    responsible: Words | None = None
    due_on: Date | None = None
    claimed_fen: int | None = Field(None, ge=1, le=MAX_FEN)
    agreed_fen: int | None = Field(None, ge=1, le=MAX_FEN)


class FileImportQuery(Shape):
    """``check`` only looks at the file and writes nothing."""

    check: bool = False


class FileFormQuery(Shape):
    """``empty`` is what a page asks for; the form never holds a case."""

    empty: bool = True


class SiteToFile(Shape):
    code: str
    zh: str
    en: str | None


class BacklogSitesAnswer(Shape):
    items: list[SiteToFile]


class FiledAnswer(Shape):
    id: UUID


class RemindBody(Shape):
    """The cases whose units are reminded; ``again``: also those whose unit was reminded today."""

    cases: list[Ident] = Field(min_length=1, max_length=200)
    again: bool = False


class NoticeText(Shape):
    language: Language
    title: str
    body: str


class RemindersAnswer(Shape):
    """How many cases are reminded, how many people are told, and why others are not; the text of the first, as sent."""

    cases: int
    people: int
    left_out: dict[str, int]
    texts: list[NoticeText]


class CaseLeaderAnswer(Shape):
    account: UUID
    name: str
    level: str


class CaseLeadersAnswer(Shape):
    items: list[CaseLeaderAnswer]


class LikelyCase(CaseRow):
    """``why``: the same petitioner came (``repeat``), or the telling is alike (``similar``)."""

    why: Literal["repeat", "similar"]


class LikelyAnswer(Shape):
    items: list[LikelyCase]
    today: dt.date


class CurvePoint(Shape):
    """What is agreed to be paid by a date, and what was paid by it; both only rise."""

    on: dt.date
    agreed_fen: int
    paid_fen: int


class CurveAnswer(Shape):
    today: dt.date
    points: list[CurvePoint]


class DeadlineRuleBody(Shape):
    """``seen`` is the version that was read."""

    rolls_forward: bool
    counts_start: bool
    seen: int = Field(ge=0, lt=2**31)
