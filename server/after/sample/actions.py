"""What is done with samples: an organiser draws one, and those of the same level enter what came of the calls."""

import datetime as dt
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from uuid_utils.compat import uuid7

from server.after.care.rules import CallResult, CallState, call_state
from server.after.sample import drawing, reads
from server.after.sample.model import SampleAttempt, SampleCall, SampleDraw
from server.after.sample.rules import DRAWN_FROM, Verdict
from server.after.sample.sealing import seal
from server.after.sample.states import set_sample_state
from server.before.agenda.actions import find_day
from server.db import Tx
from server.errors import Conflict, Invalid
from server.people.audit import record
from server.people.rules import Person
from server.place import Range
from server.sealing import Sealer


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A draw as it is asked for: ``seen`` is the number of the last one that was read, 0 without any."""

    day: str
    level: Range
    per_site: int
    seed: str
    seen: int
    reason: str


@dataclass(frozen=True, slots=True)
class Doing:
    """Who enters something, and when; ``today`` is where the days are held."""

    by: Person
    now: datetime
    today: dt.date


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt as it is entered; its id is made by the page, so that it is entered once."""

    id: UUID
    result: CallResult
    verdict: Verdict | None
    words: str | None


async def draw(tx: Tx, sealer: Sealer, wanted: Wanted, doing: Doing) -> SampleDraw:
    """Draw from what is counted now, and keep list, checksum, seed and result; a draw again needs a reason.

    Conflict ``sample_early``, ``sample_changed``, ``sample_none``; Invalid ``sample_reason``; NotFound for the day.
    """
    day = await find_day(tx, wanted.day, locked=True)
    if day.state not in DRAWN_FROM:
        raise Conflict("sample_early")
    before = await reads.last_draw(tx, day.day, wanted.level)
    number = 0 if before is None else before.number
    if wanted.seen != number:
        raise Conflict("sample_changed")
    if before is not None and not wanted.reason.strip():
        raise Invalid("sample_reason")
    places = await reads.candidates(tx, day.day, wanted.level)
    if not places:
        raise Conflict("sample_none")
    text = drawing.listed(places)
    row = SampleDraw(id=uuid7(), day=day.day, lo=wanted.level[0], hi=wanted.level[1], number=number + 1)
    row.per_site, row.seed, row.candidates = wanted.per_site, wanted.seed, text
    row.checksum, row.by, row.at = drawing.checksum(text), doing.by.principal, doing.now
    if before is not None:
        row.reason_sealed = await seal(tx, sealer, row.id, wanted.reason, day=day.day, place=row.lo)
    tx.add(row)
    await tx.flush()
    for position, one in enumerate(drawing.drawn(text, row.seed, row.per_site)):
        told = {"site": one.group, "matter": one.key, "place": places[one], "state": CallState.DUE}
        tx.add(SampleCall(id=uuid7(), draw_id=row.id, position=position, day=day.day, **told))
    await tx.flush()
    await record(tx, doing.by.principal, "sample_drawn", f"sample:{row.id}", place=row.lo, now=doing.now)
    return row


async def enter_attempt(tx: Tx, sealer: Sealer, draw: UUID, call: UUID, attempt: Attempt, doing: Doing) -> None:
    """Enter what came of a call; the same sent again is the one that is there.

    Conflict ``sample_replaced``, ``call_back_ended``; Invalid ``sample_said`` for what only a person who was reached
    can say.
    """
    found = await reads.find_draw(tx, draw)
    one = await reads.locked_call(tx, found.id, call)
    before = await reads.attempts_of(tx, [one.id])
    if any(known.id == attempt.id for known in before):
        return
    standing = await reads.last_draw(tx, found.day, found.level)
    if standing is None or standing.id != found.id:
        raise Conflict("sample_replaced")
    if one.state is not CallState.DUE:
        raise Conflict("call_back_ended")
    if attempt.verdict is not None and attempt.result is not CallResult.REACHED:
        raise Invalid("sample_said")
    row = SampleAttempt(call_id=one.id, place=one.place, id=attempt.id, result=attempt.result)
    row.by, row.at = doing.by.principal, doing.now
    if attempt.words and attempt.words.strip():
        row.words_sealed = await seal(tx, sealer, row.id, attempt.words, day=one.day, place=one.place)
    tx.add(row)
    set_sample_state(one, call_state(attempt.result, len(before) + 1))
    one.verdict, one.called_on = attempt.verdict, doing.today
    await tx.flush()
    await record(tx, doing.by.principal, "sample_called", f"sample:{found.id}", place=one.place, now=doing.now)
