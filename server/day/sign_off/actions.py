"""What people do in the sign-off: sign, withdraw, sign an adjustment.

Each locks the row of the day first, as a command to the day does: of two that sign at once the second finds the first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from uuid_utils.compat import uuid7

from server.before.agenda import rules as agenda
from server.before.agenda.actions import find_day
from server.before.agenda.commanding import set_session_state
from server.before.agenda.messages import SiteChanged
from server.before.agenda.model import Day, SiteSession
from server.before.agenda.postponing import check_reason
from server.clock import moment_on
from server.day.sign_off import reads, rules
from server.day.sign_off.copies import CELLS, TOTAL, Cells, Copy, Key, checksum, counts_of, difference, moved_by, packed
from server.day.sign_off.levels import below, is_level
from server.day.sign_off.messages import FiguresSigned
from server.day.sign_off.model import Adjustment, SignedFigure, SignOff
from server.day.sign_off.rules import Standing, Without
from server.db import Tx
from server.errors import Conflict, Invalid, NotFound
from server.people.audit import record
from server.people.rules import Person
from server.place import Range


@dataclass(frozen=True, slots=True)
class Doing:
    """Who does something at which level of a day, and when."""

    day: str
    level: Range
    by: Person
    now: datetime


@dataclass(frozen=True, slots=True)
class _Found:
    day: Day
    places: Mapping[int, str]
    role: str

    @property
    def top(self) -> Range:
        return reads.top_of(self.day)


async def sign(tx: Tx, doing: Doing, *, seen: int, reason: str | None) -> SignOff:
    """Sign the figures of a level as they stand; ``seen`` is the version that was looked at.

    Conflict ``figures_moved`` where an entry arrived since, ``already_signed``, ``site_unfinished``, and
    ``levels_unsigned`` where a level below does not stand behind its figures and no ``reason`` says why it is signed
    without it.
    """
    found = await _find(tx, doing, rules.SIGNS_IN)
    standing = await reads.standing_in(tx, doing.day, doing.level)
    if doing.level in standing:
        raise Conflict("already_signed", by=standing[doing.level].by_name)
    live = await reads.live_copy(tx, doing.day, doing.level, found.places)
    _check_seen(live, doing.level, seen)
    lower = below(doing.level, found.places)
    lacking = rules.without(lower, stood(standing), {each: live.version(each) for each in lower})
    if doing.level[0] == doing.level[1]:
        await _sign_site(tx, doing)
    elif lacking and not reason:
        raise Conflict("levels_unsigned", count=len(lacking), missing=told(lacking))
    signature = SignOff(
        id=uuid7(),
        day=doing.day,
        lo=doing.level[0],
        hi=doing.level[1],
        number=await _next_number(tx, doing),
        at=moment_on(found.day, doing.now).now,
        by=doing.by.principal,
        by_name=doing.by.name,
        by_role=found.role,
        version=live.version(doing.level),
        checksum=checksum(packed(live)),
        totals=counts_of(live.total(doing.level)),
        copy=packed(live),
        without=[[*one.level, one.why] for one in lacking],
        reason=check_reason(reason) if lacking else None,
    )
    tx.add(signature)
    for each in lower:
        if each in standing:
            standing[each].counted_in = signature.id
    if doing.level == found.top:
        await _freeze(tx, doing.day, live)
    await _done(tx, doing, "figures_signed")
    return signature


async def withdraw(tx: Tx, doing: Doing, *, number: int, reason: str | None) -> SignOff:
    """Withdraw a level's signature before the level above signs on it; it stays in the history, with the reason."""
    found = await _find(tx, doing, rules.WITHDRAWS_IN)
    signature = (await reads.standing_in(tx, doing.day, doing.level)).get(doing.level)
    if signature is None or signature.number != number:
        raise Conflict("not_signed")
    if signature.counted_in is not None:
        raise Conflict("signed_above")
    if doing.level == found.top:
        if await reads.adjustments_of(tx, doing.day, doing.level):
            raise Conflict("signature_adjusted")
        await tx.change(delete(SignedFigure).where(SignedFigure.day == doing.day))
    signature.withdrawn_reason = check_reason(reason)
    signature.withdrawn_at, signature.withdrawn_by = moment_on(found.day, doing.now).now, doing.by.name
    await _release(tx, signature.id, doing)
    if doing.level[0] == doing.level[1]:
        session = await tx.get(SiteSession, (doing.day, doing.level[0]))
        if session.state is agenda.SiteState.SIGNED:
            _tell_site(tx, session, agenda.SiteState.CLOSED, was=session.state, now=doing.now)
    await _done(tx, doing, "signature_withdrawn")
    return signature


async def adjust(tx: Tx, doing: Doing, *, seen: int, reason: str | None) -> Adjustment:
    """Sign how far the figures moved since the day was signed, or since the last adjustment; the copy stays."""
    found = await _find(tx, doing, rules.ADJUSTS_IN)
    if doing.level != found.top:
        raise Invalid("adjusted_above")
    live = await reads.live_copy(tx, doing.day, doing.level, found.places)
    signed = await reads.signed_copy(tx, doing.day, doing.level)
    if signed is None:
        raise Conflict("not_signed")
    _check_seen(live, doing.level, seen)
    earlier = await reads.moves_of(tx, doing.day, doing.level)
    moves = difference(live, moved_by(signed, earlier.values()))
    if not moves:
        raise Conflict("nothing_to_adjust")
    number, said = max(earlier, default=0) + 1, check_reason(reason)
    _add_figures(tx, doing.day, moves, {}, number=number)
    own = {
        "day": doing.day,
        "number": number,
        "at": moment_on(found.day, doing.now).now,
        "by": doing.by.principal,
        "by_name": doing.by.name,
        "by_role": found.role,
        "reason": said,
    }
    made = {}
    for lo, hi in {key[:2] for key in moves}:
        made[lo, hi] = Adjustment(lo=lo, hi=hi, version=live.version((lo, hi)), **own)
        tx.add(made[lo, hi])
    await _done(tx, doing, "figures_adjusted")
    return made[doing.level]


async def lacking_below(tx: Tx, day: Day) -> tuple[Sequence[Without], int]:
    """The levels right below the one that holds the day that do not stand behind their figures, and how many it has."""
    top, places = reads.top_of(day), await reads.places_of(tx, day.day)
    lower, totals = below(top, places), await reads.live_totals(tx, day.day, top)
    versions = {each: cells[0] for each, cells in totals.items()}
    return rules.without(lower, stood(await reads.standing_in(tx, day.day, top)), versions), len(lower)


def stood(standing: Mapping[Range, SignOff]) -> Mapping[Range, Standing]:
    """The signatures as rules.py looks at them."""
    return {level: Standing(level, one.version) for level, one in standing.items()}


def told(lacking: Sequence[Without]) -> list[dict[str, Any]]:
    """What is missing, as a program reads it."""
    return [{"lo": one.level[0], "hi": one.level[1], "why": one.why} for one in lacking]


async def _find(tx: Tx, doing: Doing, states: frozenset[agenda.DayState]) -> _Found:
    day = await find_day(tx, doing.day, locked=True)
    places = await reads.places_of(tx, doing.day)
    if not is_level(doing.level, places, reads.top_of(day)):
        raise NotFound("not_found")
    role = rules.require_signs(doing.by, doing.level)
    rules.check_state(day.state, states)
    return _Found(day, places, role.value)


def _check_seen(live: Copy, level: Range, seen: int) -> None:
    now = live.version(level)
    if now != seen:
        raise Conflict("figures_moved", seen=seen, now=now)


async def _sign_site(tx: Tx, doing: Doing) -> None:
    place = doing.level[0]
    now = (await reads.sites_now(tx, doing.day, doing.level))[place]
    lacks = rules.lacks_of(now)
    if lacks:
        raise Conflict("site_unfinished", **dict.fromkeys(("people_waiting", "in_session", "not_closed"), 0) | lacks)
    session = await tx.get(SiteSession, (doing.day, place))
    _tell_site(tx, session, agenda.SiteState.SIGNED, was=session.state, now=doing.now)


def _tell_site(tx: Tx, session: SiteSession, state: agenda.SiteState, *, was: agenda.SiteState, now: datetime) -> None:
    set_session_state(session, state, was=was)
    tx.tell(SiteChanged(session.day, session.site, session.place, was, state, at=now))


async def _next_number(tx: Tx, doing: Doing) -> int:
    earlier = await reads.history_of(tx, doing.day, doing.level)
    return earlier[0].number + 1 if earlier else 1


async def _release(tx: Tx, signature: UUID, doing: Doing) -> None:
    for one in await tx.scalars(select(SignOff).where(SignOff.day == doing.day, SignOff.counted_in == signature)):
        one.counted_in = None


async def _freeze(tx: Tx, day: str, live: Copy) -> None:
    _add_figures(tx, day, live.cells, live.expected, number=0)
    await tx.flush()


def _add_figures(tx: Tx, day: str, cells: Mapping[Key, Cells], expected: Mapping[Range, int], *, number: int) -> None:
    for (lo, hi, key), row in cells.items():
        counted = dict(zip(CELLS, row, strict=True))
        sites = expected.get((lo, hi), 0) if key == TOTAL else 0
        tx.add(SignedFigure(day=day, lo=lo, hi=hi, key=key, number=number, expected=sites, **counted))


async def _done(tx: Tx, doing: Doing, what: str) -> None:
    await record(tx, doing.by.principal, what, f"day:{doing.day}", place=doing.level[0], now=doing.now)
    tx.tell(FiguresSigned(doing.day, doing.level))
