"""What stands in a brief beside the facts: words of the booking, units' answers, policy, similar matters, who joins."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from aiohttp import web
from sqlalchemy import select

from server.before.agenda.model import Day
from server.before.asking.reads import AnswerRow, answers_of
from server.before.booking.model import Booking
from server.before.booking.reads import joined_to, words_in
from server.before.roster.model import Duty
from server.before.roster.reads import names_of
from server.before.roster.rules import DutyKind
from server.before.topics import reads as topics
from server.before.topics.fitting import fitting
from server.day.calling.reads.sites import SiteOfDay
from server.day.similar.reads import Similar, similar_to
from server.db import Tx
from server.http.ask import Ask
from server.http.route import Shape
from server.journal.model import Matter, MatterKey
from server.people.rules import Person
from server.sealing import Sealer
from server.sites.keys import REFERENCE

JOIN = frozenset({DutyKind.DEPARTMENT, DutyKind.EXPERT, DutyKind.INTERPRETER})


class ToldBefore(Shape):
    """What the person told in the booking that this matter was; words None where they were erased."""

    wanted: str | None
    respondent: str | None
    summary: str | None
    people_count: int
    claimed_fen: int
    workers: int
    """How many rows the list of workers has."""


class BasisAnswer(Shape):
    law: str
    article: str


class PolicyAnswer(Shape):
    code: str
    version: int
    title_zh: str
    title_en: str | None
    answer_zh: str
    answer_en: str | None
    plain_zh: str
    plain_en: str | None
    basis: list[BasisAnswer]


class SimilarAnswer(Shape):
    """An earlier matter and how it ended; no word of it."""

    day: str
    site: str
    involved: int
    claimed_fen: int | None
    outcome: str
    amount_fen: int
    due_on: str | None


class AnswerFile(Shape):
    """A photograph (image/jpeg) or a PDF that a unit attached to its answer."""

    id: UUID
    media: str


class UnitAnswered(Shape):
    """What a unit was asked about the matter and says; without ``answered_at`` there is no answer yet.

    Words are None also where they were erased by law.
    """

    question: UUID
    unit_zh: str
    unit_en: str | None
    asked_at: datetime
    due_at: datetime
    is_late: bool
    answered_at: datetime | None
    facts: str | None
    offer: str | None
    owed_fen: int | None
    attendee: str | None
    """Who of the unit will be there."""
    files: list[AnswerFile]
    """Downloads at ``/api/questions/{question}/files/{id}``."""


class JoinsAnswer(Shape):
    """Of the roster: an official or an interpreter on duty for this matter."""

    name: str
    kind: DutyKind
    unit: str | None


class Background(Shape):
    """``joined``: bookings of the same matter that are heard with it, side by side with ``told``; nothing is added."""

    told: ToldBefore | None
    joined: list[ToldBefore]
    answers: list[UnitAnswered]
    policy: PolicyAnswer | None
    similar: list[SimilarAnswer]
    joins: list[JoinsAnswer]


@dataclass(frozen=True, slots=True)
class About:
    """What a background is of: the matter, or the booking that will be it; ``family`` as ``family_of`` has it."""

    key: MatterKey
    site: str
    category: str | None
    family: Collection[str]


def family_of(request: web.Request, code: str | None) -> frozenset[str]:
    """A category and the one above it."""
    found = None if code is None else request.app[REFERENCE].categories.get(code)
    return frozenset() if found is None else frozenset(filter(None, (found.code, found.parent)))


async def background_of(
    tx: Tx,
    ask: Ask[Person],
    sealer: Sealer,
    matter: Matter,
    site: SiteOfDay,
    *,
    summary: str | None,
    family: Collection[str],
    on: date,
) -> Background:
    """All of it for one matter, as far as the viewer's places reach; ``family``: its category and the one above it."""
    about = About(matter.key, site.site, matter.category, family)
    return await _background(tx, ask, sealer, about, await _booking(tx, matter), summary=summary, on=on)


async def background_before(
    tx: Tx, ask: Ask[Person], sealer: Sealer, booking: Booking, *, family: Collection[str], day: Day
) -> Background:
    """The same for a booking whose person has not come yet."""
    about = About(MatterKey(day.day, booking.place, str(booking.id)), booking.site, booking.category, family)
    return await _background(tx, ask, sealer, about, booking, summary=None, on=day.date)


async def _background(
    tx: Tx, ask: Ask[Person], sealer: Sealer, about: About, booking: Booking | None, *, summary: str | None, on: date
) -> Background:
    told = None if booking is None else await _told(tx, sealer, booking)
    text = summary or (told.summary if told is not None else None) or ""
    joined = [] if booking is None else await joined_to(tx, [booking.id])
    heard = [] if booking is None else [booking, *joined]
    return Background(
        told=told,
        joined=[await _told(tx, sealer, one) for one in joined],
        answers=[_answered(said) for one in heard for said in await answers_of(tx, sealer, one.id, now=ask.now)],
        policy=await _policy(tx, about.family, text, on),
        similar=[_similar(one) for one in await similar_to(tx, ask.seals, about.key, text, about.category)],
        joins=await _joins(tx, about, None if booking is None else booking.language),
    )


async def _booking(tx: Tx, matter: Matter) -> Booking | None:
    try:
        ident = UUID(matter.matter)
    except ValueError:
        return None
    return await tx.one_or_none(select(Booking).where(Booking.id == ident, Booking.place == matter.place))


async def _told(tx: Tx, sealer: Sealer, booking: Booking) -> ToldBefore:
    words = await words_in(tx, sealer, booking)
    return ToldBefore(
        wanted=None if words is None else words.wanted,
        respondent=None if words is None else words.respondent,
        summary=None if words is None else words.summary,
        people_count=booking.people_count,
        claimed_fen=booking.claimed_fen,
        workers=booking.workers,
    )


def _answered(one: AnswerRow) -> UnitAnswered:
    said = one.answer
    return UnitAnswered(
        question=one.question,
        unit_zh=one.unit_zh,
        unit_en=one.unit_en,
        asked_at=one.asked_at,
        due_at=one.due_at,
        is_late=one.is_late,
        answered_at=one.answered_at,
        facts=None if said is None else said.facts,
        offer=None if said is None else said.offer,
        owed_fen=None if said is None else said.owed_fen,
        attendee=said.attendee if said is not None and said.will_attend else None,
        files=[] if one.answered_at is None else [AnswerFile(id=each.id, media=each.media) for each in one.files],
    )


async def _policy(tx: Tx, family: Collection[str], text: str, on: date) -> PolicyAnswer | None:
    valid = {one.code: one for one in await topics.topics(tx, topics.Asked(on=on))}
    code = fitting({code: topics.told_of(one) for code, one in valid.items()}, family, text)
    if code is None:
        return None
    found = valid[code]
    return PolicyAnswer(
        code=code,
        version=found.version,
        title_zh=found.title_zh,
        title_en=found.title_en,
        answer_zh=found.answer_zh,
        answer_en=found.answer_en,
        plain_zh=found.plain_zh,
        plain_en=found.plain_en,
        basis=[BasisAnswer(law=law, article=article) for law, article in found.basis],
    )


def _similar(one: Similar) -> SimilarAnswer:
    return SimilarAnswer(
        day=one.day,
        site=one.site,
        involved=one.involved,
        claimed_fen=one.claimed_fen,
        outcome=one.outcome,
        amount_fen=one.amount_fen,
        due_on=one.due_on,
    )


async def _joins(tx: Tx, about: About, language: str | None) -> list[JoinsAnswer]:
    """Officials on duty there for such matters, and interpreters of the language that was asked for."""
    day, place, _ = about.key
    there = (Duty.day == day, Duty.lo <= place, Duty.hi >= place, Duty.kind.in_(JOIN))
    found = await tx.scalars(select(Duty).where(*there))
    duties = [one for one in found if _fits(one, about.site, about.family, language)]
    names = await names_of(tx, {one.holder for one in duties})
    order = list(DutyKind)
    joins = [
        JoinsAnswer(name=names[one.holder].name, kind=one.kind, unit=one.unit)
        for one in sorted(duties, key=lambda one: (one.hi - one.lo, order.index(one.kind), one.id))
        if one.holder in names
    ]
    return list(dict.fromkeys(joins))


def _fits(duty: Duty, site: str, family: Collection[str], language: str | None) -> bool:
    if duty.site not in {None, site}:
        return False
    if duty.kind is DutyKind.INTERPRETER:
        return language is not None and language in duty.languages
    return not duty.categories or not set(family).isdisjoint(duty.categories)
