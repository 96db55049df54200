"""Looks twice a second whether those who sit here could come in now, and whether the rooms here agree with their seats.

Rights end by a command, here or at another server, or by themselves at an instant. So they are looked at, not
only listened for: a lost message or a silent server leaves no participant in a room.
"""

from collections.abc import Callable
from typing import Final
from uuid import UUID

import structlog

from server.clock import Clock
from server.day.meeting import judging
from server.day.meeting.judging import Judged
from server.day.meeting.switchboard.lines import Lines
from server.day.meeting.switchboard.rooms import STAYS, Rooms
from server.day.meeting.switchboard.telling import Teller
from server.db import EVERYWHERE, Database
from server.live.supervisor import every
from server.place import Scope

log = structlog.get_logger(__name__)

LOOK: Final = 0.5
"""Seconds between two looks."""


class Unseating:
    """The looks of one process; it has none while no line and no room here knows of a meeting."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        here: Lines,
        rooms: Rooms | None,
        teller: Teller,
        *,
        doubt: Callable[[str], None],
    ) -> None:
        self._database, self._clock = database, clock
        self._here, self._rooms, self._teller, self._doubt = here, rooms, teller, doubt

    async def run(self) -> None:
        """Look until cancelled."""
        await every(LOOK, self._look)

    async def _look(self) -> None:
        known = {UUID(meeting) for desk in self._here for meeting in (*desk.sittings, *desk.told)}
        legs = [] if self._rooms is None else self._rooms.legs()
        known |= {UUID(leg.meeting) for leg in legs}
        if not known:
            return
        async with self._database.transaction(EVERYWHERE, write=False) as tx:
            judged = await judging.judge(tx, self._clock.now(), at=known)
        for one in judged:
            if not one.holds:
                await self._unseat(one)
        seated = {(str(one.meeting), one.participant, one.who) for one in judged if one.state in STAYS and one.holds}
        for leg in legs:
            if (leg.meeting, leg.participant, leg.who) not in seated:
                self._teller.note(leg.meeting, leg.place)

    async def _unseat(self, one: Judged) -> None:
        """Take the seat. The lines of its principal hear nothing more, anywhere, until they are judged again."""
        self._doubt(one.who)
        log.info("seat taken", meeting=str(one.meeting), participant=one.participant, who=one.who)
        async with self._database.transaction(Scope(one.place, one.place)) as tx:
            await judging.unseat(tx, one, now=self._clock.now())
