"""Asking a unit, asking another instead, taking a question back; keeping a draft of the answer, and answering."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from uuid_utils.compat import uuid7

from server.before.agenda.hours import today_of
from server.before.agenda.model import Day
from server.before.agenda.rules import ZONE
from server.before.asking import contents, reads, rules
from server.before.asking.contents import Answer
from server.before.asking.model import Question
from server.before.asking.rules import Chase, Happening, QuestionState
from server.before.asking.states import set_question_state
from server.before.asking.telling import drop_chase, plan_chase, plan_telling_asked
from server.before.booking import attachments
from server.before.booking.model import Booking
from server.before.booking.reads import locked_booking
from server.before.booking.rules import OPEN, BookingState
from server.before.calendar.actions import official_days
from server.db import Tx
from server.errors import Conflict, NotFound
from server.files.papers import Paper
from server.instants import with_offset
from server.journal.model import Matter
from server.people.audit import record
from server.people.rules import Person, require
from server.sealing import Sealer
from server.units.model import Unit

ASKED_ABOUT = OPEN | {BookingState.CHECKED_IN}
"""The states of a booking about which a unit may be asked."""


@dataclass(frozen=True, slots=True)
class Answering:
    """Who answers: their account, and the units that they answer for now."""

    person: Person
    units: Collection[str]


async def ask_unit(
    tx: Tx, sealer: Sealer, booking: Booking, unit: Unit, words: str | None, *, by: Person, now: datetime
) -> Question:
    """Put a booking to a unit that may be asked, with a time when its answer is due.

    Conflict ``booking_not_open``, and ``question_open`` where the unit was asked and has not answered.
    """
    require(by, "triage", booking.place)
    if booking.state not in ASKED_ABOUT:
        raise Conflict("booking_not_open")
    await _refuse_open(tx, booking.id, unit.code)
    question = Question(
        id=uuid7(),
        booking_id=booking.id,
        place=booking.place,
        unit=unit.code,
        unit_zh=unit.name_zh,
        unit_en=unit.name_en,
        state=QuestionState.ASKED,
        asked_at=now,
        asked_by=by.principal,
        asked_by_name=by.name,
        due_at=await _due(tx, booking, now),
        chased=Chase.NONE,
        sealed_at=booking.place,
        month=booking.month,
        after_hearing=False,
    )
    if words:
        question.asked_sealed = await contents.seal(tx, sealer, question, "asked", {"words": words})
    tx.add(question)
    await tx.flush()
    await _follow(tx, question, "question_asked", by=by.principal, now=now)
    return question


async def redirect(tx: Tx, question: Question, unit: Unit, *, seen: int, by: Person, now: datetime) -> Question:
    """Ask another unit instead; its time begins anew, and draft and files of the former go."""
    require(by, "triage", question.place)
    _refuse_unseen(question, seen)
    if unit.code == question.unit:
        return question
    await _refuse_open(tx, question.booking_id, unit.code)
    set_question_state(question, Happening.REDIRECT)
    question.unit, question.unit_zh, question.unit_en = unit.code, unit.name_zh, unit.name_en
    question.asked_at, question.asked_by, question.asked_by_name = now, by.principal, by.name
    question.due_at = await _due(tx, await tx.get(Booking, question.booking_id), now)
    question.chased, question.above = Chase.NONE, None
    question.draft_sealed = question.draft_by_name = None
    await attachments.remove_of_question(tx, question.id)
    await tx.flush()
    await _follow(tx, question, "question_redirected", by=by.principal, now=now)
    return question


async def take_back(tx: Tx, question: Question, *, seen: int, by: Person, now: datetime) -> Question:
    """End a question without an answer; one that is taken back already stays so."""
    require(by, "triage", question.place)
    if question.state is not QuestionState.TAKEN_BACK:
        _refuse_unseen(question, seen)
        await end(tx, question, by=by.principal, now=now)
    return question


async def end(tx: Tx, question: Question, *, by: str, now: datetime) -> None:
    set_question_state(question, Happening.TAKE_BACK)
    await attachments.remove_of_question(tx, question.id)
    await tx.flush()
    await drop_chase(tx, question)
    await record(tx, by, "question_taken_back", f"question:{question.id}", place=question.place, now=now)


async def keep_draft(
    tx: Tx, sealer: Sealer, question: Question, answer: Answer, *, seen: int, who: Answering
) -> Question:
    """Keep what was written of an answer; all who answer for the unit go on with it. No line in the log."""
    _require_unit(question, who)
    _refuse_unseen(question, seen)
    question.draft_sealed = await contents.seal_answer(tx, sealer, question, "draft", answer)
    question.draft_by_name = who.person.name
    await tx.flush()
    return question


async def answer(
    tx: Tx, sealer: Sealer, question: Question, said: Answer, *, seen: int, who: Answering, now: datetime
) -> Question:
    """Answer a question, or correct the answer. One that comes after the hearing is kept, and told to be so."""
    _require_unit(question, who)
    _refuse_unseen(question, seen)
    rules.check_attendance(will_attend=said.will_attend, attendee=said.attendee)
    set_question_state(question, Happening.ANSWER)
    question.answer_sealed = await contents.seal_answer(tx, sealer, question, "answer", said)
    question.owed_fen, question.will_attend = said.owed_fen, said.will_attend
    question.answered_at, question.answered_by = now, who.person.principal
    question.answered_by_name = who.person.name
    question.after_hearing = await _is_heard(tx, question, now)
    question.draft_sealed = question.draft_by_name = None
    await tx.flush()
    await drop_chase(tx, question)
    about = f"question:{question.id}"
    await record(tx, who.person.principal, "question_answered", about, place=question.place, now=now)
    return question


async def attach_file(
    tx: Tx, sealer: Sealer, question: Question, ident: UUID, paper: Paper, *, who: Answering, now: datetime
) -> None:
    """Keep a photograph or PDF with the answer, or with its draft; Conflict as for the attachments of a booking."""
    booking = await _answerable(tx, question, who)
    by = who.person.principal
    await attachments.attach(tx, sealer, booking, ident, paper, by=by, now=now, question=question.id)
    await record(tx, by, "answer_file_added", f"question:{question.id}", place=question.place, now=now)


async def remove_file(tx: Tx, question: Question, ident: UUID, *, who: Answering, now: datetime) -> None:
    booking = await _answerable(tx, question, who)
    await attachments.remove_attachment(tx, booking, ident, question=question.id)
    about = f"question:{question.id}"
    await record(tx, who.person.principal, "answer_file_removed", about, place=question.place, now=now)


async def _answerable(tx: Tx, question: Question, who: Answering) -> Booking:
    """The booking of a question that one may still answer, locked."""
    _require_unit(question, who)
    rules.after(question.state, Happening.ANSWER)
    return await locked_booking(tx, question.booking_id)


async def _follow(tx: Tx, question: Question, what: str, *, by: str, now: datetime) -> None:
    await plan_telling_asked(tx, question, now=now)
    await plan_chase(tx, question)
    await record(tx, by, what, f"question:{question.id}", place=question.place, now=now)


def _refuse_unseen(question: Question, seen: int) -> None:
    if question.version != seen:
        raise Conflict("question_changed")


def _require_unit(question: Question, who: Answering) -> None:
    """What is not one's unit's to answer is not there: its existence is a secret."""
    if not {question.unit, question.above} & set(who.units):
        raise NotFound("not_found")


async def _refuse_open(tx: Tx, booking: UUID, unit: str) -> None:
    for one in await reads.open_of(tx, booking):
        if one.unit == unit:
            raise Conflict("question_open", asked=with_offset(one.asked_at))


async def _due(tx: Tx, booking: Booking, now: datetime) -> datetime:
    official = await official_days(tx)
    day = await tx.one_or_none(select(Day).where(Day.day == booking.day))
    hearing, zone = (None, ZONE) if day is None else (day.date, day.zone)
    return rules.due_of(now, hearing, zone, is_off=official.is_off)


async def _is_heard(tx: Tx, question: Question, now: datetime) -> bool:
    """Whether the person's reception is over: by what the site recorded, or by the date of the reception day."""
    of_matter = (Matter.place == question.place, Matter.matter == str(question.booking_id), Matter.state == "done")
    if await tx.scalars(select(Matter.day).where(*of_matter)):
        return True
    booking = await tx.get(Booking, question.booking_id)
    day = await tx.one_or_none(select(Day).where(Day.day == booking.day))
    return day is not None and day.date < today_of(day.zone, now)
