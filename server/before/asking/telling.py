"""Notices of questions: to the duty officers of a unit, and of a late answer to its deputies and the level above."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select, update

from server.before.asking import competence
from server.before.asking.model import Question
from server.before.asking.rules import BETWEEN, NEXT_CHASE, Chase, QuestionState
from server.before.booking.model import Booking
from server.clock import Clock
from server.db import Tx
from server.jobs import actions as jobs
from server.jobs.model import Job
from server.jobs.worker import Handler
from server.language import Language
from server.notices.actions import Draft, enqueue
from server.notices.texts import Template, Text, moment_in_words
from server.people.audit import MACHINE, record
from server.people.contact import email_of
from server.people.model import Account
from server.sealing import Sealer
from server.units.model import Unit
from server.units.rules import today

TELL_OF_QUESTION: Final = "tell_of_question"
CHASE_ANSWER: Final = "chase_answer"
KEPT: Final = timedelta(days=7)
"""So long a notice is of use."""
_SAMPLE_ZH: Final = {
    "unit": "（示例）芙蓉区人力资源和社会保障局",
    "asked": "2026年12月7日（星期一） 09:20",
    "due": "2026年12月9日（星期三） 17:00",
    "link": "https://reception.example.org/asked",
}
_SAMPLE_EN: Final = {
    **_SAMPLE_ZH,
    "unit": "Human Resources Bureau of Furong (example)",
    "asked": "Monday, 7 December 2026, 09:20",
    "due": "Wednesday, 9 December 2026, 17:00",
}


def _template(title_zh: str, zh: str, title_en: str, en: str) -> Template:
    return Template(
        zh=Text(
            title_zh,
            f"{zh}\n\n征询单位：{{unit}}\n征询时间：{{asked}}\n答复期限：{{due}}\n\n查看并答复：{{link}}",
            _SAMPLE_ZH,
        ),
        en=Text(
            title_en, f"{en}\n\nUnit: {{unit}}\nAsked: {{asked}}\nDue: {{due}}\n\nRead and answer: {{link}}", _SAMPLE_EN
        ),
    )


TEXTS: Final[Mapping[str, Template]] = {
    "question_asked": _template(
        "请答复：接访事项征询，{due}前",
        "一件将要接访的信访事项，需要贵单位在接访前书面答复。",
        "Please answer before {due}: a matter to be received",
        "A petition matter will be received, and your unit's answer is needed before.",
    ),
    "question_late": _template(
        "征询已逾期：{unit}",
        "贵单位的答复已过期限，请带班负责同志督促尽快答复。",
        "An answer is late: {unit}",
        "The answer of your unit is late. As its deputy on duty, please see that it is given.",
    ),
    "question_late_above": _template(
        "下级单位征询逾期：{unit}",
        "下列单位的答复已过期限，经提醒仍未答复，现报上一级业务单位。上一级可以督促，也可以直接答复。",
        "An answer of a unit below is late: {unit}",
        "The unit below was reminded and has not answered. As the level above you may press it, or answer yourself.",
    ),
}
_CHASES: Final[Mapping[Chase, str]] = {Chase.DEPUTY: "question_late", Chase.ABOVE: "question_late_above"}


async def plan_telling_asked(tx: Tx, question: Question, *, now: datetime) -> None:
    """Have the duty officers of the unit told."""
    key = f"{question.id}/{question.unit}/{question.version}"
    await jobs.put(tx, TELL_OF_QUESTION, key, due=now, places=(question.place, question.place))


async def plan_chase(tx: Tx, question: Question) -> None:
    """Have the answer looked for once it is due."""
    places = (question.place, question.place)
    await drop_chase(tx, question)
    await jobs.put(tx, CHASE_ANSWER, f"{question.id}/{Chase.DEPUTY}", due=question.due_at, places=places)


async def drop_chase(tx: Tx, question: Question) -> None:
    for step in NEXT_CHASE.values():
        await jobs.drop(tx, CHASE_ANSWER, f"{question.id}/{step}")


def question_teller(clock: Clock, sealer: Sealer, origin: str) -> Handler:
    """Make the handler of the job: a notice to each duty officer of a unit that is asked, and has an address."""

    async def tell(tx: Tx, job: Job) -> None:
        ident, unit, _ = job.key.split("/")
        question = await tx.one_or_none(select(Question).where(Question.id == UUID(ident)))
        if question is None or question.state is not QuestionState.ASKED or question.unit != unit:
            return  # answered, taken back or put to another unit meanwhile
        now = clock.now()
        day = await tx.one_or_none(select(Booking.day).where(Booking.id == question.booking_id))
        told = await competence.officers_of(tx, unit, day, now)
        await _tell(tx, sealer, "question_asked", question, told, origin, now)

    return tell


def chaser(clock: Clock, sealer: Sealer, origin: str) -> Handler:
    """Make the handler of the job: a late answer is brought to the unit's deputies, hours later to the level above."""

    async def chase(tx: Tx, job: Job) -> None:
        ident, step = job.key.split("/")
        question = await tx.one_or_none(select(Question).where(Question.id == UUID(ident)).with_for_update())
        now = clock.now()
        if question is None or question.state is not QuestionState.ASKED or NEXT_CHASE.get(question.chased) != step:
            return
        chased, above = Chase(step), None
        if chased is Chase.DEPUTY:
            told = await competence.officers_of(tx, question.unit, None, now, kinds=competence.DEPUTIES)
            key, places = f"{question.id}/{Chase.ABOVE}", (question.place, question.place)
            await jobs.put(tx, CHASE_ANSWER, key, due=now + BETWEEN, places=places)
        else:
            above = await competence.unit_above(tx, question.unit, today(now))
            told = await _answering_for(tx, above, now)
        # not a new version: what is being written of the answer still fits
        known = {"chased": chased, "above": None if above is None else above.code}
        await tx.change(update(Question).where(Question.id == question.id).values(known))
        await _tell(tx, sealer, _CHASES[chased], question, told, origin, now)
        about = f"question:{question.id}"
        await record(tx, MACHINE, f"question_chased_{chased}", about, place=question.place, now=now)

    return chase


async def _answering_for(tx: Tx, unit: Unit | None, now: datetime) -> Sequence[Account]:
    everyone = competence.OFFICERS | competence.DEPUTIES
    return () if unit is None else await competence.officers_of(tx, unit.code, None, now, kinds=everyone)


async def _tell(
    tx: Tx, sealer: Sealer, kind: str, question: Question, accounts: Sequence[Account], origin: str, now: datetime
) -> None:
    found = [(account, await email_of(tx, sealer, account)) for account in accounts]
    drafts = [_draft(kind, question, one, email, origin, now) for one, email in found if email]
    await enqueue(tx, sealer, drafts)


def _draft(kind: str, question: Question, account: Account, email: str, origin: str, now: datetime) -> Draft:
    language: Language = "en" if account.language == "en" else "zh"
    unit = question.unit_en if language == "en" and question.unit_en else question.unit_zh
    return Draft(
        kind=kind,
        key=f"{kind}:{question.id}:{question.unit}:{account.id}",
        place=account.lo,
        to=email,
        language=language,
        values={
            "unit": unit,
            "asked": moment_in_words(question.asked_at, language),
            "due": moment_in_words(question.due_at, language),
            "link": f"{origin}/asked",
        },
        due=now,
        until=max(now, question.due_at) + KEPT,
        urgent=kind != "question_asked",
    )
