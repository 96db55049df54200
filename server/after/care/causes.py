"""What there is to look after in a case, and since when; and the payments of which its petitioner may say something.

Pure: from the lines of the ledger and what was said of them.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from server.after.care.rules import Said
from server.after.case.ledger import Line, MoneyKind


@dataclass(frozen=True, slots=True)
class SaidOf:
    """What a petitioner said of a line, and the lines of the ledger that came of it."""

    said: Said
    on: dt.date
    received: UUID | None = None
    paid: UUID | None = None
    """The payment itself, where no office had entered it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """A payment as its petitioner sees it: one that was entered as paid, or what an instalment still lacks."""

    line: UUID
    fen: int
    on: dt.date
    is_paid: bool
    said: Said
    may_say: bool
    """Not before the day on which an instalment is due."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a task is there. While its ``key`` is the same it is one cause, however often it is looked at."""

    key: str
    since: dt.date


def payments(lines: Sequence[Line], said: Mapping[UUID, SaidOf], today: dt.date) -> list[Payment]:
    """The payments of a ledger's standing lines, the earliest first; each has an id that stays while it does."""
    standing = {one.id: one for one in lines}
    found = []
    ours: set[UUID] = set()
    for ident, one in said.items():
        if one.paid in standing and ident in standing:  # an instalment that the petitioner's word has paid
            ours.add(one.paid)
            paid = standing[one.paid]
            found.append(_payment(standing[ident], paid.fen, _stands(one, standing), is_paid=True))
    others = [one for one in lines if one.kind is MoneyKind.PAID and one.id not in ours]
    left = _of_offices(lines, said)
    for line in sorted(others, key=lambda one: (one.on, one.id)):
        answer = _stands(said.get(line.id), standing)
        if answer is Said.NOTHING and line.fen <= left:
            answer, left = Said.RECEIVED, left - line.fen
        found.append(_payment(line, line.fen, answer, is_paid=True))
    known = {one.line for one in found}
    for line, fen in _lacking(lines):
        if line.id not in known:
            answer = _stands(said.get(line.id), standing)
            found.append(_payment(line, fen, answer, is_paid=False, may_say=line.on <= today))
    return sorted(found, key=lambda one: (one.on, one.line))


def _payment(line: Line, fen: int, said: Said, *, is_paid: bool, may_say: bool = True) -> Payment:
    return Payment(line=line.id, fen=fen, on=line.on, is_paid=is_paid, said=said, may_say=may_say)


def missed(lines: Sequence[Line], today: dt.date) -> Cause | None:
    """The earliest instalment whose day is over and which what was paid does not cover."""
    for line, _fen in _lacking(lines):
        if line.on < today:
            return Cause(str(line.on), line.on)
    return None


def denied(lines: Sequence[Line], said: Mapping[UUID, SaidOf], today: dt.date) -> Cause | None:
    """The earliest denial that stands: of a payment, or of an instalment that is still not paid."""
    denials = [
        (said[one.line].on, one.line)
        for one in payments(lines, said, today)
        if one.said is Said.NOT_RECEIVED and one.line in said
    ]
    if not denials:
        return None
    since, line = min(denials)
    return Cause(f"{line} {since}", since)


def _stands(one: SaidOf | None, standing: Mapping[UUID, Line]) -> Said:
    """What was said, unless the line of the ledger that came of it was struck out since."""
    if one is None or (one.said is Said.RECEIVED and one.received not in standing):
        return Said.NOTHING
    return one.said


def _of_offices(lines: Sequence[Line], said: Mapping[UUID, SaidOf]) -> int:
    """What offices entered as received, such as after a call-back."""
    own = {one.received for one in said.values()}
    return sum(one.fen for one in lines if one.kind is MoneyKind.RECEIVED and one.id not in own)


def _lacking(lines: Sequence[Line]) -> list[tuple[Line, int]]:
    """The instalments that what was paid does not cover, and how much each lacks; the earliest is paid first."""
    paid = sum(one.fen for one in lines if one.kind is MoneyKind.PAID)
    found = []
    for line in sorted((one for one in lines if one.kind is MoneyKind.AGREED), key=lambda one: (one.on, one.id)):
        lacks = line.fen - paid
        paid = max(0, paid - line.fen)
        if lacks > 0:
            found.append((line, min(lacks, line.fen)))
    return found
