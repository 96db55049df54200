"""The frozen figures of a level of a day, for what is made of them: the bulletin, the public tally."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import undefer

from server.day.sign_off import reads
from server.day.sign_off.copies import Copy, checksum, counts_of, moved_by, packed, unpacked
from server.day.sign_off.model import SignOff
from server.db import Tx
from server.place import Range


@dataclass(frozen=True, slots=True)
class Signed:
    """Who signed a level, in which role (``Role``), and when on the day's own clock."""

    by: str
    role: str
    at: dt.datetime
    version: int
    checksum: str


@dataclass(frozen=True, slots=True)
class SignedAdjustment:
    """Adjustment No. ``number`` of the day as far as it moves this level: who signed it, when, why.

    ``moved`` is how far each count of the level's total moved (``matters``, ``involved``, ``attendees``,
    ``resolved_on_site``, ``amount_fen``; negative where it fell).
    """

    number: int
    by: str
    role: str
    at: dt.datetime
    reason: str
    moved: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Frozen:
    """The figures of a level that stand still.

    ``is_final``: signed by the level that holds the day; before that, the copy of the level's own signature, which a
    withdrawal can still replace. ``figures`` is the tally object (docs/protocol.md) with ``by_city``, ``by_county`` and
    ``by_site``: the rows below add up to ``totals``; its ``version`` counts the entries. ``number`` is that of the last
    adjustment of this level, 0 without one; ``adjusted`` is the tally object after all of them. ``signed`` is the
    level's own signature (None where another signed without it), ``signatures`` those of all levels at and below it.
    ``copy`` holds every figure of every range within the level: ``copy.tally(day, range, sites)`` is the tally object
    of one of them, such as a city with its categories.
    """

    day: str
    level: Range
    is_final: bool
    figures: Mapping[str, Any]
    adjusted: Mapping[str, Any]
    number: int
    adjustments: tuple[SignedAdjustment, ...]
    checksum: str
    signed: Signed | None
    signatures: Mapping[Range, Signed]
    copy: Copy
    sites: Mapping[int, str]


async def frozen(tx: Tx, day: str, level: Range) -> Frozen | None:
    """The frozen figures of a level within the scope; None while neither it nor the level that holds the day signed.

    They change with a withdrawn signature until the day is reconciled, and then never again: read twice, they are the
    same whatever was recorded between. What was recorded later is in ``adjustments`` once it is signed.
    """
    sites = await reads.places_of(tx, day)
    standing = await reads.standing_in(tx, day, level)
    final = await reads.signed_copy(tx, day, level)
    copy = final or await own_copy(tx, standing.get(level))
    if copy is None:
        return None
    moves = await reads.moves_of(tx, day, level) if final is not None else {}
    adjustments = await reads.adjustments_of(tx, day, level) if final is not None else ()
    signatures = {each: _signed(one) for each, one in standing.items()}
    return Frozen(
        day=day,
        level=level,
        is_final=final is not None,
        figures=copy.tally(day, level, sites),
        adjusted=moved_by(copy, moves.values()).tally(day, level, sites),
        number=max((one.number for one in adjustments), default=0),
        adjustments=tuple(
            SignedAdjustment(
                number=one.number,
                by=one.by_name,
                role=one.by_role,
                at=one.at,
                reason=one.reason,
                moved=counts_of(Copy(moves[one.number], {}).total(level)),
            )
            for one in adjustments
        ),
        checksum=checksum(packed(copy)),
        signed=signatures.get(level),
        signatures=signatures,
        copy=copy,
        sites=sites,
    )


async def own_copy(tx: Tx, signature: SignOff | None) -> Copy | None:
    """The copy that a signature holds."""
    if signature is None:
        return None
    wanted = select(SignOff).where(SignOff.id == signature.id).options(undefer(SignOff.copy))
    again = await tx.one_or_none(wanted.execution_options(populate_existing=True))
    return None if again is None else unpacked(again.copy)


def _signed(one: SignOff) -> Signed:
    return Signed(one.by_name, one.by_role, one.at, one.version, one.checksum)
