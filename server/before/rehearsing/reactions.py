"""A rehearsal ends when its day begins, is put off or called off."""

from server.before.agenda.messages import DayChanged
from server.before.rehearsing import reads, rules
from server.before.rehearsing.actions import set_rehearsal_state
from server.before.rehearsing.rules import Happening, RehearsalState
from server.db import Tx


async def end_with_day(tx: Tx, changed: DayChanged) -> None:
    """End the rehearsal of a day that cannot be rehearsed any more."""
    if changed.state in rules.REHEARSED:
        return
    known = await reads.under_way(tx, changed.day)
    if known is not None and known.state is not RehearsalState.ENDING:
        set_rehearsal_state(known, Happening.END)
