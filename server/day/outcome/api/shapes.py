"""What goes through the routes by which an outcome is confirmed."""

import datetime as dt
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from server.day.outcome import signing
from server.day.outcome.model import Way
from server.http.route import Shape

Stroke = Annotated[list[int], Field(max_length=2 * signing.MOST_POINTS)]


class SignatureBody(Shape):
    """``version`` is of the outcome that was read back; strokes are x, y, x, y … in a field of 1000 × 400."""

    version: int = Field(ge=1, lt=2**31)
    way: Literal["drawn", "word", "refused"]
    words: str = Field("", max_length=signing.LONGEST)
    strokes: list[Stroke] = Field(default=[], max_length=400)


class PaperQuery(Shape):
    version: int = Field(ge=1, lt=2**31)


class SignatureShape(Shape):
    """``is_current``: of the outcome as it holds now. Words and strokes are null where they were erased by law."""

    id: UUID
    way: Way
    at: dt.datetime
    by_petitioner: bool
    is_current: bool
    words: str | None
    strokes: list[list[int]] | None


class ReadBackAnswer(Shape):
    """What is read back, and what was answered; without ``version`` there is no outcome."""

    version: int | None
    outcome: str | None
    owner_unit: str | None
    amount_fen: int
    due_on: dt.date | None
    answers: list[SignatureShape]
