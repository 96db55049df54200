"""What is asked of a unit and what it answers, and their seals: those of the booking that they belong to."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from server.before.asking.model import Question
from server.before.booking.contents import Seals
from server.db import Tx
from server.sealing import Sealer


@dataclass(frozen=True, slots=True)
class Answer:
    """What a unit says; a draft says as much of it as there is. Sums in whole fen."""

    facts: str
    owed_fen: int | None
    offer: str
    documents: str
    will_attend: bool
    attendee: str | None
    """Name and post of who will be there."""


async def seal(tx: Tx, sealer: Sealer, question: Question, part: str, plain: Mapping[str, Any]) -> bytes:
    """Seal a part of a question: ``asked``, ``draft`` or ``answer``."""
    seals = _seals(sealer, question)
    await seals.prepare(tx, question.month)
    return seals.seal(_named(question, part), plain)


async def seal_answer(tx: Tx, sealer: Sealer, question: Question, part: str, answer: Answer) -> bytes:
    return await seal(tx, sealer, question, part, asdict(answer))


async def asked_in(tx: Tx, sealer: Sealer, question: Question) -> str | None:
    """What the officer asked beside the facts; None where nothing was, or where it was erased by law."""
    said = await _seals(sealer, question).unseal(tx, _named(question, "asked"), question.asked_sealed)
    return None if said is None else str(said["words"])


async def answer_in(tx: Tx, sealer: Sealer, question: Question, part: str, sealed: bytes | None) -> Answer | None:
    """The answer or its draft; None where there is none, or where it was erased by law."""
    said = await _seals(sealer, question).unseal(tx, _named(question, part), sealed)
    return None if said is None else Answer(**said)


def _seals(sealer: Sealer, question: Question) -> Seals:
    return Seals(sealer, question.booking_id, question.sealed_at)


def _named(question: Question, part: str) -> str:
    return f"question/{question.id}/{part}"
