"""What follows when a day is led on: it waits for the signature, and what is published is what was signed."""

from server.before.agenda.actions import find_day
from server.before.agenda.messages import DayChanged
from server.before.agenda.rules import DayState
from server.day.sign_off import reads
from server.day.sign_off.actions import lacking_below, told
from server.day.sign_off.copies import CELLS, difference, moved_by
from server.day.sign_off.rules import SIGNED_BEFORE
from server.day.tally.messages import FiguresPublished
from server.day.tally.model import PublishedFigure
from server.db import Tx
from server.errors import Conflict
from server.instants import micros_of


async def require_signature(tx: Tx, moved: DayChanged) -> None:
    """Undo a step to *reconciled* or *published* without the signature, to *archived* with figures that moved since.

    Conflict ``day_not_signed`` with the levels that are missing, ``day_not_adjusted``.
    """
    if moved.state not in {*SIGNED_BEFORE, DayState.ARCHIVED}:
        return
    day = await find_day(tx, moved.day)
    top = reads.top_of(day)
    signed = await reads.signed_copy(tx, moved.day, top)
    if signed is None and moved.state != DayState.ARCHIVED:
        lacking, of = await lacking_below(tx, day)
        raise Conflict("day_not_signed", signed=of - len(lacking), of=of, missing=told(lacking))
    if signed is not None and moved.state == DayState.ARCHIVED:
        live = await reads.live_copy(tx, moved.day, top, await reads.places_of(tx, moved.day))
        last = moved_by(signed, (await reads.moves_of(tx, moved.day, top)).values())
        if difference(live, last):
            raise Conflict("day_not_adjusted", count=live.version(top) - last.version(top))


async def keep_published(tx: Tx, moved: DayChanged) -> None:
    """Keep what was signed as what is published; what came in since stands beside it."""
    if moved.state != DayState.PUBLISHED:
        return
    top = reads.top_of(await find_day(tx, moved.day))
    signed = await reads.signed_copy(tx, moved.day, top)
    if signed is None:
        return
    at = micros_of(moved.at)
    for (lo, hi, key), row in signed.cells.items():
        counted = dict(zip(CELLS, row, strict=True))
        expected = signed.expected.get((lo, hi), 0)
        tx.add(PublishedFigure(day=moved.day, lo=lo, hi=hi, key=key, **counted, expected=expected, at=at))
    tx.tell(FiguresPublished(moved.day, frozenset(await reads.places_of(tx, moved.day))))
