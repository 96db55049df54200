"""What goes through the routes of care. Amounts are whole fen; dates are local to where the days are held."""

import datetime as dt
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field, model_validator

from server.after.care.reads import Whose
from server.after.care.rules import CallResult, CallState, Face, Said, TaskKind, TaskState
from server.after.case.rules import CaseState
from server.day_code import DayCode
from server.entries.fields import MAX_FEN
from server.http.paging import OpaqueCursor, Page, PageQuery
from server.http.route import Shape

Ident = Annotated[UUID, Field(strict=False)]
Words = Annotated[str, Field(max_length=500)]
Faces = Annotated[Face, Field(strict=False)]


class PaymentAnswer(Shape):
    """A payment as its petitioner sees it. ``number`` is the day, counted from the reception as day 0."""

    line: UUID
    fen: int
    on: dt.date
    number: int
    is_paid: bool
    said: Said
    may_say: bool


class OwnRating(Shape):
    site: Face | None
    unit: Face | None


class OwnCaseAnswer(Shape):
    """What the holder of a ticket sees of the case that follows the matter: no name, no words of the case.

    Without ``state`` no case follows it. ``is_erased``: what it was about was erased by law, and nothing can be said.
    """

    is_erased: bool
    state: CaseState | None
    is_merged: bool
    """Another case stands for it, which may be of more people: shown are the payments of this petitioner alone."""
    payments: list[PaymentAnswer]
    unit_zh: str | None
    unit_en: str | None
    unit_telephone: str | None
    may_rate: bool
    rating: OwnRating | None
    """What was rated last."""


class PaymentWordBody(Shape):
    """``fen`` is the sum that was read: of a payment that is another now, nothing is said."""

    said: Annotated[Said, Field(strict=False)]
    fen: int = Field(ge=1, le=MAX_FEN)


class RatingBody(Shape):
    site: Faces | None = None
    unit: Faces | None = None
    words: Words | None = None

    @model_validator(mode="after")
    def _one_at_least(self) -> "RatingBody":
        if self.site is None and self.unit is None:
            raise ValueError("one face at least")
        return self


class TaskAnswer(Shape):
    """``taken_by`` is the name of who has it; null for an account beyond one's places, though ``state`` is taken."""

    id: UUID
    kind: TaskKind
    state: TaskState
    since: dt.date
    due_on: dt.date
    times_opened: int
    taken_by: str | None
    is_mine: bool
    ended_by: str | None
    version: int


class TaskRow(TaskAnswer):
    """A task of a list, with its case."""

    case: UUID
    day: DayCode
    site_zh: str
    site_en: str | None
    category: str
    people_count: int
    unit_zh: str | None
    unit_en: str | None


class TasksQuery(PageQuery[OpaqueCursor]):
    whose: Whose = "open"


class TasksAnswer(Page[TaskRow]):
    """Tasks, those due first first; ``counts`` of what is to be done: ``open``, ``late``, ``mine``, ``unit``."""

    today: dt.date
    counts: dict[str, int]


class AttemptAnswer(Shape):
    result: CallResult
    is_received: bool | None
    face: Face | None
    words: str | None
    by: str | None
    at: dt.datetime


class CallBackAnswer(Shape):
    days: int
    due_on: dt.date
    state: CallState
    next_on: dt.date | None
    attempts: list[AttemptAnswer]


class RatingAnswer(Shape):
    """A rating; the faces and words are null until its round has ended (``is_shown``)."""

    number: int
    on: dt.date
    is_shown: bool
    site: Face | None
    unit: Face | None
    words: str | None


class WordAnswer(Shape):
    """A payment that the petitioner said something of."""

    line: UUID
    fen: int
    on: dt.date
    said: Said


class CareAnswer(Shape):
    """All care of one case."""

    tasks: list[TaskAnswer]
    call_backs: list[CallBackAnswer]
    words: list[WordAnswer]
    ratings: list[RatingAnswer]
    may_support: bool
    """Whether the reader may open the support plan; to everyone else nothing tells whether there is one."""


class TaskCommand(StrEnum):
    TAKE = "take"
    NOTE = "note"
    END = "end"


class TaskBody(Shape):
    """``seen`` is the version of the task that was read; ``words`` are needed to note something and to end it."""

    command: Annotated[TaskCommand, Field(strict=False)]
    seen: int = Field(ge=1, lt=2**31)
    words: Words = ""


class AttemptBody(Shape):
    """What came of a call. ``id`` is made by the page, so that it is entered once however often it is sent."""

    id: Ident
    result: Annotated[CallResult, Field(strict=False)]
    is_received: bool | None = None
    face: Faces | None = None
    words: Words | None = None
