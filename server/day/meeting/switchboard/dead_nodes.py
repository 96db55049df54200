"""Servers that are gone: found by a probe without an answer; their rooms are released once, their lines called back."""

from collections.abc import Callable
from contextlib import suppress
from typing import Final

import structlog

from server.clock import Clock
from server.day.meeting import lines
from server.day.meeting.switchboard.lines import Lines, Sitting
from server.day.meeting.switchboard.words import Probe
from server.db import EVERYWHERE, Database
from server.errors import Unavailable
from server.live.bus import Bus
from server.live.connection import Connection
from server.live.supervisor import every

log = structlog.get_logger(__name__)

LOOK: Final = 0.4
"""Seconds between two looks at whether the servers that hold rooms are there."""
SILENT: Final = 3
"""Looks in a row at which a server is not there before it is taken for gone: it may have lost Redis for a moment."""


class DeadNodes:
    """``call_back`` is told of each line here that sat in a room of a server that is gone."""

    def __init__(
        self,
        database: Database,
        bus: Bus,
        clock: Clock,
        here: Lines,
        *,
        call_back: Callable[[Connection, Sitting], None],
        look: float,
    ) -> None:
        self._database, self._bus, self._clock = database, bus, clock
        self._here = here
        self._call_back = call_back
        self._look = look
        self._silent: dict[str, int] = {}
        self._looked = False

    async def run(self) -> None:
        """Look for them until cancelled."""
        await every(self._look, self._look_for_them)

    async def _look_for_them(self) -> None:
        """Find rooms whose server is gone: at the first look where no other server shares the database, else later."""
        if self._looked and not self._bus.is_shared:
            return  # what an earlier process of this server left was released, and there is no other server
        async with self._database.transaction(EVERYWHERE, write=False) as tx:
            rooms = await lines.nodes_of_rooms(tx)
        sat_in = {sitting.node for desk in self._here for sitting in desk.sittings.values() if sitting.node}
        others = (rooms | sat_in) - {self._bus.node}
        silent: dict[str, int] = {}
        with suppress(Unavailable):  # while Redis is away no server can answer
            for node in others:
                if not await self._bus.relay(node, Probe().model_dump_json()):
                    silent[node] = self._silent.get(node, 0) + 1
        for node, looks in silent.items():
            if looks >= SILENT or not self._bus.is_shared:
                await self.release(node)
        self._silent, self._looked = silent, True

    async def release(self, node: str) -> None:
        """Mark all who sat in its rooms as away; participants whose lines are here get a room again."""
        async with self._database.transaction(EVERYWHERE) as tx:
            left_behind = await lines.mark_away(tx, node, now=self._clock.now())
        log.info("rooms of a server that is gone", node=node, meetings=len(left_behind))
        for desk in self._here:
            for sitting in list(desk.sittings.values()):
                if sitting.node == node:  # whichever server released it
                    self._call_back(desk.connection, sitting)
