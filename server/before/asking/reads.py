"""Questions and their answers as rows: what the brief of a leader, the wall and the pages of both sides read."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select

from server.before.asking import contents, rules
from server.before.asking.contents import Answer
from server.before.asking.model import Question
from server.before.asking.rules import Chase, QuestionState
from server.before.booking.attachments import Attached, attached_to
from server.before.booking.model import Booking
from server.db import Tx
from server.errors import NotFound
from server.sealing import Sealer


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A question that holds, with its answer, or that there is none yet: asked on ``asked_at``, due on ``due_at``."""

    question: UUID
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
    """The name of who answered."""
    after_hearing: bool
    asked: str | None
    answer: Answer | None
    """None where there is none yet, or where it was erased by law."""
    version: int
    files: Sequence[Attached]
    """What the unit attached, also to a draft."""


async def answers_of(tx: Tx, sealer: Sealer, booking: UUID, *, now: datetime) -> list[AnswerRow]:
    """What units were asked about a booking, the id of its matter, in the order of asking; in scope of its place.

    A question that was taken back is left out.
    """
    holds = (Question.booking_id == booking, Question.state != QuestionState.TAKEN_BACK)
    found = await tx.scalars(select(Question).where(*holds).order_by(Question.asked_at, Question.id))
    return [await row_of(tx, sealer, one, now=now) for one in found]


async def row_of(tx: Tx, sealer: Sealer, question: Question, *, now: datetime) -> AnswerRow:
    return AnswerRow(
        question=question.id,
        unit=question.unit,
        unit_zh=question.unit_zh,
        unit_en=question.unit_en,
        state=question.state,
        asked_at=question.asked_at,
        due_at=question.due_at,
        is_late=rules.is_late(question.due_at, question.answered_at, now),
        chased=question.chased,
        answered_at=question.answered_at,
        answered_by=question.answered_by_name,
        after_hearing=question.after_hearing,
        asked=await contents.asked_in(tx, sealer, question),
        answer=await contents.answer_in(tx, sealer, question, "answer", question.answer_sealed),
        version=question.version,
        files=await attached_to(tx, question.booking_id, question=question.id),
    )


@dataclass(frozen=True, slots=True)
class Open:
    """Questions without an answer in a day's bookings in scope, and how many of them are late."""

    waiting: int
    late: int


async def count_open(tx: Tx, day: str, *, now: datetime) -> Open:
    """How many questions about the bookings of a day have no answer yet."""
    joined = select(func.count()).select_from(Question).join(Booking, Booking.id == Question.booking_id)
    waiting = joined.where(Booking.day == day, Question.state == QuestionState.ASKED)
    late = waiting.where(Question.due_at < now)
    return Open(await tx.one_or_none(waiting) or 0, await tx.one_or_none(late) or 0)


async def locked_question(tx: Tx, ident: UUID) -> Question:
    """A question in scope, until the end of the transaction; NotFound without one."""
    found = await tx.one_or_none(select(Question).where(Question.id == ident).with_for_update())
    if found is None:
        raise NotFound("not_found")
    return found


async def open_of(tx: Tx, booking: UUID) -> Sequence[Question]:
    """The questions of a booking that have no answer yet, locked."""
    waits = (Question.booking_id == booking, Question.state == QuestionState.ASKED)
    return await tx.scalars(select(Question).where(*waits).with_for_update())


async def states_of(tx: Tx, bookings: Collection[UUID]) -> Mapping[UUID, list[Question]]:
    """The questions that hold, by booking."""
    holds = (Question.booking_id.in_(bookings), Question.state != QuestionState.TAKEN_BACK)
    found: dict[UUID, list[Question]] = {}
    for one in await tx.scalars(select(Question).where(*holds).order_by(Question.asked_at)):
        found.setdefault(one.booking_id, []).append(one)
    return found


async def of_units(tx: Tx, units: Collection[str], *, since: datetime) -> Sequence[tuple[Question, Booking]]:
    """The questions to these units, those waiting by when they are due, then those answered ``since``, newest first.

    To be asked in every place at once: a question lies at the place of its booking.
    """
    theirs = or_(Question.unit.in_(units), Question.above.in_(units))
    kept = or_(Question.state == QuestionState.ASKED, Question.answered_at >= since)
    joined = select(Question, Booking).join(Booking, Booking.id == Question.booking_id)
    found = await tx.rows(joined.where(theirs, kept, Question.state != QuestionState.TAKEN_BACK))
    rows = [(question, booking) for question, booking in found]

    def order(row: tuple[Question, Booking]) -> tuple[bool, float]:
        waits = row[0].answered_at is None
        return not waits, row[0].due_at.timestamp() if waits else -(row[0].answered_at or since).timestamp()

    return sorted(rows, key=order)
