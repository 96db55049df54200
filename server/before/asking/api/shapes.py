"""Questions on the wire: as the officers read them who ask, and as the unit does that answers."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from server.before.asking import rules
from server.before.asking.competence import Choice
from server.before.asking.contents import Answer
from server.before.asking.reads import AnswerRow
from server.before.asking.rules import Chase, QuestionState
from server.before.booking.attachments import Attached
from server.entries.fields import MAX_FEN
from server.http.route import Shape
from server.units.rules import CODE_LENGTH

Code = Annotated[str, Field(min_length=1, max_length=CODE_LENGTH)]
Version = Annotated[int, Field(ge=1, le=1_000_000)]
Words = Annotated[str, Field(max_length=rules.WORDS_LENGTH)]
Short = Annotated[str, Field(max_length=rules.SHORT_LENGTH)]


class AskBody(Shape):
    """``words``: what the officer would like to know beside the facts."""

    unit: Code
    words: Words | None = None


class RedirectBody(Shape):
    unit: Code
    version: Version


class SeenBody(Shape):
    version: Version


class AnswerShape(Shape):
    """What a unit says; ``owed_fen`` is the sum that it found to be owed, in whole fen, null where it names none."""

    facts: Words
    owed_fen: Annotated[int, Field(ge=0, le=MAX_FEN)] | None = None
    offer: Words = ""
    documents: Words = ""
    will_attend: bool = False
    attendee: Short | None = None

    def said(self) -> Answer:
        same = ("owed_fen", "will_attend")
        return Answer(
            facts=self.facts.strip(),
            offer=self.offer.strip(),
            documents=self.documents.strip(),
            attendee=(self.attendee or "").strip() or None,
            **{name: getattr(self, name) for name in same},
        )


class DraftBody(AnswerShape):
    facts: Words = ""
    version: Version


class AnswerBody(AnswerShape):
    facts: Annotated[str, Field(min_length=1, max_length=rules.WORDS_LENGTH, pattern=r"\S")]
    version: Version


class FileShape(Shape):
    """A photograph (image/jpeg) or a PDF, and its bytes."""

    id: UUID
    media: str
    size: int


class QuestionShape(Shape):
    """A question and its answer; without one there is none yet, asked at ``asked_at``, due at ``due_at``."""

    id: UUID
    unit: str
    unit_zh: str
    unit_en: str | None
    state: QuestionState
    asked_at: datetime
    due_at: datetime
    is_late: bool
    chased: Chase
    answered_at: datetime | None
    answered_by: str | None
    after_hearing: bool
    asked: str | None
    answer: AnswerShape | None
    files: list[FileShape]
    """Those of the answer; of a draft none is told."""
    version: int


class ChoiceShape(Shape):
    """A unit that may be asked, the competent ones first; ``officers``: how many people answer for it now."""

    unit: str
    name_zh: str
    name_en: str | None
    is_competent: bool
    officers: int


class QuestionsAnswer(Shape):
    items: list[QuestionShape]
    choices: list[ChoiceShape]


def question(row: AnswerRow) -> QuestionShape:
    same = (
        *("unit", "unit_zh", "unit_en", "state", "asked_at", "due_at", "is_late", "chased", "answered_at"),
        *("answered_by", "after_hearing", "asked", "version"),
    )
    return QuestionShape(
        id=row.question,
        answer=None if row.answer is None else answer(row.answer),
        files=[] if row.answered_at is None else files(row.files),
        **{name: getattr(row, name) for name in same},
    )


def files(found: Iterable[Attached]) -> list[FileShape]:
    return [FileShape(id=one.id, media=one.media, size=one.size) for one in found]


def answer(said: Answer) -> AnswerShape:
    return AnswerShape(**{name: getattr(said, name) for name in Answer.__dataclass_fields__})


def choice(one: Choice) -> ChoiceShape:
    return ChoiceShape(
        unit=one.unit.code,
        name_zh=one.unit.name_zh,
        name_en=one.unit.name_en,
        is_competent=one.is_competent,
        officers=one.officers,
    )
