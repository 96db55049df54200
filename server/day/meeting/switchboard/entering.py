"""How a participant comes into a meeting's room, wherever that is, and how the room learns that the line has gone.

A meeting's room is on one server, which its row names; words for it that come in elsewhere are relayed. Where that
server is gone, another opens the room anew: the seats are in the database.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, Final
from uuid import UUID

from server.clock import Clock
from server.day.meeting import actions, lines, rules
from server.day.meeting.switchboard.frames import MediaAnswer
from server.day.meeting.switchboard.lines import Lines, Sitting
from server.day.meeting.switchboard.rooms import Rooms
from server.day.meeting.switchboard.telling import Teller
from server.day.meeting.switchboard.words import LineAddress, ToRoom
from server.db import EVERYWHERE, Database
from server.errors import NotAllowed, Unavailable
from server.live.bus import Bus
from server.live.connection import Connection
from server.live.sources import Viewer
from server.place import Scope

TRIES: Final = 20
PAUSE: Final = 0.5
"""Seconds before another try to reach the server that holds a room."""
Release = Callable[[str], Awaitable[None]]
"""Marks all who sit in the rooms of a server that is gone as away (dead_nodes.py)."""


class Entering:
    """The ways into rooms from the lines of this process (``here``), and into the rooms of this process."""

    def __init__(
        self,
        database: Database,
        bus: Bus,
        clock: Clock,
        here: Lines,
        rooms: Rooms | None,
        teller: Teller,
        *,
        release: Release,
    ) -> None:
        self._database, self._bus, self._clock = database, bus, clock
        self._here, self._rooms, self._teller, self._release = here, rooms, teller, release

    async def scope_at(self, viewer: Viewer, meeting: str) -> Scope:
        async with self._database.transaction(EVERYWHERE, write=False) as tx:
            return await lines.scope_at(tx, UUID(meeting), by=viewer, now=self._clock.now())

    async def enter(self, line: Connection, viewer: Viewer, called: str, shown: str | None) -> None:
        """Take the seat, then a line in the room, wherever that is."""
        scope = await self.scope_at(viewer, called)
        own = None if self._rooms is None else self._bus.node
        async with self._database.transaction(scope) as tx:
            meeting, seat = await lines.come_in(tx, UUID(called), shown=shown, by=viewer, now=self._clock.now())
            node = meeting.node = meeting.node or own
        if meeting.mode != "video":
            return
        if node is None:
            raise Unavailable("media_away")
        desk = self._here.of(line)
        sitting = Sitting(called, meeting.place, seat.participant, viewer.principal, node)
        desk.sittings[called] = sitting
        await self._sit_in_room(sitting, desk.number)

    async def _sit_in_room(self, sitting: Sitting, number: int) -> None:
        """Say to the server with the room that a participant comes in; where it is gone, have the room here.

        The seat is taken by now, so the word is tried again for ``TRIES`` times while Redis is away.
        """
        for tried in range(TRIES):
            word = self._to_room(sitting, number, do="enter")
            if sitting.node == self._bus.node and self._rooms is not None:
                return await self.in_room(self._rooms, word)
            try:
                if await self._bus.relay(sitting.node, word.model_dump_json()):
                    return None
            except Unavailable:
                if tried == TRIES - 1:
                    raise
                await asyncio.sleep(PAUSE)
                continue
            if self._bus.is_shared and not tried:
                await asyncio.sleep(PAUSE)  # it may only have lost its line to Redis for a moment
                continue
            node, sitting.node = sitting.node, ""
            await self._release(node)
            sitting.node = await self._claim(sitting)
        raise Unavailable("media_away")

    async def _claim(self, sitting: Sitting) -> str:
        """Hold the room here unless another server holds it by now; return the server that does.

        A participant who came in while the room was found to be gone was recorded as away with all others, but is here.
        """
        meeting, now = UUID(sitting.meeting), self._clock.now()
        async with self._database.transaction(Scope(sitting.place, sitting.place)) as tx:
            await lines.note_line(tx, meeting, sitting.participant, sitting.who, rules.SeatHappening.ENTER, now)
            row = await actions.locked(tx, meeting)
            row.node = row.node or self._bus.node
            return row.node

    async def answer(self, line: Connection, word: MediaAnswer) -> None:
        desk = self._here.of(line)
        sitting = desk.sittings.get(word.meeting)
        if sitting is None:
            raise NotAllowed("not_at_table")
        said = self._to_room(sitting, desk.number, do="answer", leg=word.leg, sdp=word.sdp)
        if sitting.node != self._bus.node:
            await self._bus.relay(sitting.node, said.model_dump_json())
        elif self._rooms is not None:
            await self._rooms.hear(said)

    async def say_gone(self, sitting: Sitting, number: int, *, cut: bool) -> None:
        """Have a seat be away; where it is cut, its media stop, also at a server that does not hear the word."""
        said = self._to_room(sitting, number, do="gone", cut=cut)
        if sitting.node == self._bus.node:
            if self._rooms is not None:
                await self._rooms.hear(said)
            return
        is_heard = False
        with suppress(Unavailable):
            is_heard = await self._bus.relay(sitting.node, said.model_dump_json())
        if cut and not is_heard:
            async with self._database.transaction(Scope(sitting.place, sitting.place)) as tx:
                now = self._clock.now()
                await lines.note_cut(tx, UUID(sitting.meeting), sitting.participant, sitting.who, now)

    def _to_room(self, sitting: Sitting, number: int, **what: Any) -> ToRoom:
        return ToRoom(
            meeting=sitting.meeting,
            place=sitting.place,
            participant=sitting.participant,
            who=sitting.who,
            line=LineAddress(node=self._bus.node, number=number),
            **what,
        )

    async def come_back(self, line: Connection, sitting: Sitting) -> None:
        """Seat in the new room a participant who still sits at the meeting; any other sits nowhere any more."""
        sittings = self._here.of(line).sittings
        if line.viewer is None or line.ended_at is not None or sittings.get(sitting.meeting) is not sitting:
            return
        async with self._database.transaction(Scope(sitting.place, sitting.place), write=False) as tx:
            sits = await lines.sits(tx, UUID(sitting.meeting), sitting.participant, sitting.who)
        if sits:
            await self.enter(line, line.viewer, sitting.meeting, None)
        else:
            del sittings[sitting.meeting]

    async def in_room(self, rooms: Rooms, word: ToRoom) -> None:
        await rooms.hear(word)
        if word.do == "enter":  # who was sent away meanwhile must not stay
            self._teller.note(word.meeting, word.place)
