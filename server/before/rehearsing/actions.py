"""What is done with the rehearsal of a day: asked for, ended; and its state as its keeper moves it."""

from datetime import datetime

import structlog

from server.before.agenda.actions import find_day
from server.before.agenda.model import Day
from server.before.rehearsing import reads, rules
from server.before.rehearsing.model import DayRehearsal
from server.before.rehearsing.rules import Happening, RehearsalState
from server.db import Tx
from server.errors import Conflict, NotFound
from server.people.audit import record
from server.people.rules import Person, require

log = structlog.get_logger(__name__)


async def find_rehearsed(tx: Tx, day: str, by: Person, *, locked: bool = False) -> Day:
    """A day of which the person holds all places; NotFound for any other."""
    require(by, "manage_days")
    found = await find_day(tx, day, locked=locked)
    if not by.scope.covers_range(found.holder, found.holder_last):
        raise NotFound("not_found")
    return found


async def ask(tx: Tx, day: Day, *, by: str, now: datetime) -> DayRehearsal:
    """Have a locked day rehearsed; one that is under way is that one.

    Conflict ``rehearsal_inside`` in a rehearsal, ``rehearsal_not_now`` for a day that cannot be rehearsed.
    """
    if day.is_rehearsal:
        raise Conflict("rehearsal_inside")
    known = await reads.under_way(tx, day.day)
    if known is not None:
        return known
    if day.state not in rules.REHEARSED or day.moved_to is not None:
        raise Conflict("rehearsal_not_now")
    made = DayRehearsal(
        day=day.day,
        lo=day.holder,
        hi=day.holder_last,
        state=RehearsalState.ASKED,
        asked_at=now,
        asked_by=by,
        tries=0,
    )
    tx.add(made)
    await tx.flush()
    await record(tx, by, "rehearsal_asked", f"day:{day.day}", place=day.holder, now=now)
    return made


async def end(tx: Tx, day: Day, *, by: str, now: datetime) -> DayRehearsal:
    """Have the rehearsal of a locked day ended, scored and purged; NotFound ``rehearsal_none``."""
    known = await reads.under_way(tx, day.day)
    if known is None:
        raise NotFound("rehearsal_none")
    if known.state is not RehearsalState.ENDING:
        set_rehearsal_state(known, Happening.END)
        await record(tx, by, "rehearsal_ended", f"day:{day.day}", place=day.holder, now=now)
    return known


def set_rehearsal_state(rehearsal: DayRehearsal, happening: Happening) -> None:
    """Bring a rehearsal to the state after something; Conflict ``not_from_here`` where it cannot."""
    state = rules.after(rehearsal.state, happening)
    if state is not rehearsal.state:
        log.info("rehearsal state", rehearsal=str(rehearsal.id), day=rehearsal.day, old=rehearsal.state, new=state)
    rehearsal.state = state
