"""What petitioners say of the payments of their case: 到账了 or 没到账. It accuses no one.

What is said twice is one line. A mis-tap is taken back while the case is not verified.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from uuid_utils.compat import uuid7

from server.after.care import reads
from server.after.care.causes import Payment, payments
from server.after.care.concerning import Concern
from server.after.care.model import PaymentWord
from server.after.care.rules import Said
from server.after.case.ledger import MoneyKind, check
from server.after.case.messages import CaseChanged
from server.after.case.model import Case, CaseMoney
from server.after.case.reads import locked
from server.after.case.rules import PETITIONER, CaseState, Happening
from server.after.case.timeline import add_line, money_of, settle, standing
from server.db import Tx
from server.errors import Conflict
from server.people.audit import record

_HAPPENINGS = {
    Said.RECEIVED: Happening.CONFIRM_MONEY,
    Said.NOT_RECEIVED: Happening.DENY_MONEY,
    Said.NOTHING: Happening.TAKE_BACK,
}
_CLOSED = frozenset({CaseState.VOID, CaseState.MERGED})
"""What is said of a payment is said in the case that stands."""


@dataclass(frozen=True, slots=True)
class Word:
    """What is said of a payment, and the sum that was read when it was said."""

    line: UUID
    said: Said
    fen: int


async def payments_of(tx: Tx, case: Case, today: dt.date, concern: Concern | None = None) -> Sequence[Payment]:
    """The payments of a case; with ``concern`` those that its petitioner is shown."""
    lines = [one for one in await money_of(tx, case) if concern is None or concern.has(one)]
    known = {one.id for one in lines}
    said = {line: word for line, word in reads.said_of(await reads.words_of(tx, case.id)).items() if line in known}
    return payments(standing(lines), said, today)


async def say(tx: Tx, concern: Concern, word: Word, *, today: dt.date, now: datetime) -> Case:
    """Note what a petitioner says of a payment.

    Conflict ``payment_changed`` where the payment was struck out or is another sum now, ``payment_not_due``,
    ``case_verified``.
    """
    case = await locked(tx, concern.case)
    words = {one.line: one for one in await reads.words_of(tx, case.id)}
    found = next((one for one in await payments_of(tx, case, today, concern) if one.line == word.line), None)
    if found is None or found.fen != word.fen or case.state in _CLOSED:
        raise Conflict("payment_changed")
    if found.said is word.said:
        return case
    if case.state is CaseState.VERIFIED:
        raise Conflict("case_verified")
    if not found.may_say:
        raise Conflict("payment_not_due")
    row = words.get(word.line)
    if row is None:
        row = PaymentWord(case_id=case.id, place=case.place, line=word.line)
        tx.add(row)
    else:
        await _take_back(tx, case, row, now)
    row.said, row.on, row.at, row.received_line, row.paid_line = word.said, today, now, None, None
    if word.said is Said.RECEIVED:
        await _enter(tx, case, found, row, today=today, now=now)
    told = {"fen": found.fen, "on": str(found.on)}
    add_line(tx, case, _HAPPENINGS[word.said], by=PETITIONER, now=now, **told)
    await settle(tx, case)
    await record(tx, PETITIONER, f"payment_{word.said.value}", f"case:{case.id}", place=case.place, now=now)
    tx.tell(CaseChanged(case.id, now, today))
    return case


async def _enter(tx: Tx, case: Case, found: Payment, row: PaymentWord, *, today: dt.date, now: datetime) -> None:
    """Enter what arrived, proved by whose line it is; of an instalment it is the only word of the payment too."""
    lines = await money_of(tx, case)
    of = next(one for one in lines if one.id == found.line)
    is_instalment = of.kind is MoneyKind.AGREED
    made = []
    for kind in [MoneyKind.PAID, MoneyKind.RECEIVED] if is_instalment else [MoneyKind.RECEIVED]:
        line = CaseMoney(id=uuid7(), case_id=case.id, place=case.place, kind=kind, fen=found.fen, on=today)
        line.by, line.at, line.origin = PETITIONER, now, of.origin
        made.append(line)
    check([*standing(lines), *standing(made)])
    for line in made:
        tx.add(line)
    row.received_line = made[-1].id
    row.paid_line = made[0].id if is_instalment else None


async def _take_back(tx: Tx, case: Case, row: PaymentWord, now: datetime) -> None:
    """Strike out the lines that came of what was said before."""
    for line in await money_of(tx, case):
        if line.id in {row.received_line, row.paid_line} and line.struck_at is None:
            line.struck_at = now
    await tx.flush()
