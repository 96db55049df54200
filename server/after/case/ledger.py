"""The ledger of a case: what is claimed, confirmed, agreed, paid and received. Each is a sum of its own.

Pure. Amounts are whole fen.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from server.entries.fields import MAX_FEN
from server.errors import Conflict, Invalid


class MoneyKind(StrEnum):
    """``received`` is what the worker confirmed, by phone page or call-back; a payment alone proves less."""

    CLAIMED = "claimed"
    CONFIRMED = "confirmed"
    AGREED = "agreed"
    PAID = "paid"
    RECEIVED = "received"


@dataclass(frozen=True, slots=True)
class Line:
    """One line that stands. ``on`` is when an instalment is due, or when money was paid or received."""

    id: UUID
    kind: MoneyKind
    fen: int
    on: dt.date


@dataclass(frozen=True, slots=True)
class Sums:
    """The five figures of a case, in fen."""

    claimed: int = 0
    confirmed: int = 0
    agreed: int = 0
    paid: int = 0
    received: int = 0

    @property
    def underpaid(self) -> int:
        return max(0, self.agreed - self.paid)

    @property
    def overpaid(self) -> int:
        return max(0, self.paid - self.agreed)


def sums(lines: Sequence[Line]) -> Sums:
    return Sums(**{kind.value: sum(one.fen for one in lines if one.kind is kind) for kind in MoneyKind})


def next_instalment(lines: Sequence[Line]) -> dt.date | None:
    """The date of the earliest instalment that what is paid does not cover; None where all are."""
    paid = sums(lines).paid
    for line in sorted((one for one in lines if one.kind is MoneyKind.AGREED), key=lambda one: (one.on, one.id)):
        paid -= line.fen
        if paid < 0:
            return line.on
    return None


def check(lines: Sequence[Line]) -> None:
    """Refuse a ledger that cannot be: Invalid ``money_sum``; Conflict ``money_received`` beyond what was paid."""
    found = sums(lines)
    if any(not 0 < one.fen <= MAX_FEN for one in lines) or any(
        sum(one.fen for one in lines if one.kind is kind) > MAX_FEN for kind in MoneyKind
    ):
        raise Invalid("money_sum")
    if found.received > found.paid:
        raise Conflict("money_received")
