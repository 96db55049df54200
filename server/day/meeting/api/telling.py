"""Telling meetings: after each change it is read anew, made true in its room, and told to everybody at it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from server.day.meeting import actions
from server.day.meeting.api.lines import Desk, Lines, Sitting
from server.day.meeting.api.rooms import Rooms
from server.day.meeting.api.words import Wanted
from server.day.meeting.lines import running_for
from server.day.meeting.model import Meeting, Seat
from server.day.meeting.rules import LEADER, MeetingState, SeatState
from server.db import EVERYWHERE, Database, Tx
from server.errors import NotAllowed, NotFound
from server.journal.model import Matter
from server.live.connection import Connection
from server.live.hub import Hub
from server.live.messages import MeetingTold, Refusal, Ring
from server.live.sources import Places
from server.place import Scope

Show = Callable[[UUID, Connection], Awaitable[dict[str, Any]]]
"""Reads a meeting as the viewer behind a line is shown it now: as GET /api/meetings/{id} does, refusals too."""

REMOVED = SeatState.REMOVED
BETWEEN = 0.1
"""Seconds between two looks at what has changed, so that a busy site's entries are told a few times a second."""


class Teller:
    """Tells the lines of this process."""

    def __init__(self, database: Database, hub: Hub, lines: Lines, rooms: Rooms | None, show: Show) -> None:
        self._database, self._hub, self._lines, self._rooms, self._show = database, hub, lines, rooms, show
        self._changed: dict[str, int] = {}
        self._bell = asyncio.Event()
        self._is_anything_missed = False
        self._known: dict[str, tuple[str, int]] = {}
        """Meetings that some line here was told of and that have not ended: their days and places."""

    def note(self, meeting: str, place: int) -> None:
        """Something of this meeting has changed, or somebody has come who knows nothing of it."""
        self._changed[meeting] = place
        self._bell.set()

    def woken(self, day: str | None, places: Places) -> None:
        """Something was recorded at these places: what a meeting lacks may be there now.

        Without a day anything may have been missed, also that somebody here is wanted.
        """
        if day is None:
            self._is_anything_missed = True
            self._bell.set()
        for meeting, (of, place) in self._known.items():
            if day in {None, of} and (places is None or place in places):
                self.note(meeting, place)

    async def run(self) -> None:
        while True:
            await self._bell.wait()
            self._bell.clear()
            if self._is_anything_missed:
                await self._look_everywhere()
            while self._changed:
                meeting = next(iter(self._changed))
                await self._tell(meeting, self._changed[meeting])
            await asyncio.sleep(BETWEEN)

    async def _look_everywhere(self) -> None:
        """Note every meeting that somebody here is wanted at; who was told of it hears only what is new."""
        self._is_anything_missed = False
        viewers = [viewer for viewer in self._hub.viewers() if viewer.may_meet]
        sites = {viewer.site for viewer in viewers if viewer.device and viewer.site}
        async with self._database.transaction(EVERYWHERE, write=False) as tx:
            for meeting in await running_for(tx, {viewer.principal for viewer in viewers}, sites):
                self.note(str(meeting.id), meeting.place)

    async def ring(self, wanted: Wanted) -> None:
        """Ring at the lines of whoever is wanted: one principal's, or those of all desks of the site."""
        async with self._database.transaction(Scope(wanted.place, wanted.place), write=False) as tx:
            meeting = await actions.find_meeting(tx, UUID(wanted.meeting))
            said = await self._ringing(tx, meeting, wanted.participant)
        if meeting.state is not MeetingState.ENDED:
            for line in self._hub.lines_at(meeting.site) if wanted.who is None else self._hub.lines_of(wanted.who):
                line.say(said)

    async def _ringing(self, tx: Tx, meeting: Meeting, participant: str) -> Ring:
        matter = await tx.get(Matter, (meeting.day, meeting.place, meeting.matter))
        leader = [seat.name for seat in await actions.seats_of(tx, meeting.id) if seat.participant == LEADER]
        return {
            "type": "ring",
            "meeting": str(meeting.id),
            "day": meeting.day,
            "site": meeting.site,
            "from": "".join(leader),
            "matter": meeting.matter,
            "ticket": matter.ticket,
            "mode": meeting.mode,
            "participant": participant,
        }

    async def _tell(self, called: str, place: int) -> None:
        """Read once, for all. What changes meanwhile is noted again."""
        self._changed.pop(called, None)
        if self._rooms is not None:
            await self._rooms.settle(called, partial(self._seats, called, place))
        sat = [(desk, desk.sittings[called]) for desk in self._lines.at(called)]
        meeting, seats = await self._read(called, place)
        lines, is_over = self._concerned(meeting, seats), meeting.state is MeetingState.ENDED
        for line in list(lines):
            shown = await self._shown(meeting.id, line)
            if shown is None:
                lines.remove(line)
            else:
                self._say(self._lines.of(line), called, shown)
        self._send_away(sat, called, seats, lines, is_over=is_over)
        if is_over or not lines:
            self._known.pop(called, None)
        else:
            self._known[called] = meeting.day, meeting.place

    async def _shown(self, meeting: UUID, line: Connection) -> Mapping[str, Any] | None:
        """What a line is told; None where who is at its end may not see the meeting, or has no seat at it any more."""
        try:
            shown = await self._show(meeting, line)
        except (NotAllowed, NotFound):
            return None
        is_of_site = line.viewer is not None and line.viewer.device is not None
        return shown if is_of_site or shown["you"] is not None else None

    async def _read(self, called: str, place: int) -> tuple[Meeting, Sequence[Seat]]:
        async with self._database.transaction(Scope(place, place), write=False) as tx:
            meeting = await actions.find_meeting(tx, UUID(called))
            return meeting, await actions.seats_of(tx, meeting.id)

    async def _seats(self, called: str, place: int) -> tuple[Sequence[Seat], bool]:
        meeting, seats = await self._read(called, place)
        return seats, meeting.state is MeetingState.ENDED

    def _concerned(self, meeting: Meeting, seats: Sequence[Seat]) -> list[Connection]:
        """The lines of everybody who has a seat there, of the leader, and of the site's desks."""
        names = {seat.who for seat in seats if seat.who and seat.state is not REMOVED} | {meeting.leader}
        lines = [line for name in sorted(names) for line in self._hub.lines_of(name)]
        return list(dict.fromkeys([*lines, *self._hub.lines_at(meeting.site)]))

    def _say(self, desk: Desk, called: str, shown: Mapping[str, Any]) -> None:
        """Tell a line, unless it knows this already; the moment at which it was so is no news."""
        of_the_moment = {name: value for name, value in shown.items() if name != "now"}
        if desk.told.get(called) != of_the_moment:
            desk.told[called] = of_the_moment
            desk.connection.say(MeetingTold(type="meeting", meeting=dict(shown)))

    def _send_away(
        self,
        sat: Sequence[tuple[Desk, Sitting]],
        called: str,
        seats: Sequence[Seat],
        lines: Sequence[Connection],
        *,
        is_over: bool,
    ) -> None:
        """Whoever sat there when the seats were read no longer sits at what is over, or in another's seat.

        Of that, and of being asked no longer, everybody is told who was told of the meeting.
        """
        whose: dict[str, str | None] = {seat.participant: seat.who for seat in seats if seat.state is not REMOVED}
        known = [desk for desk in self._lines if not desk.connection.is_doubted]  # others are judged, and told, anew
        out = {desk.number: desk for desk in known if called in desk.told and desk.connection not in lines}
        for desk, sitting in sat:
            is_out = is_over or whose.get(sitting.participant) != sitting.who or desk.number in out
            if desk.sittings.get(called) is sitting and is_out:
                del desk.sittings[called]
                out[desk.number] = desk
        for desk in self._lines if is_over else out.values():
            desk.told.pop(called, None)
        for desk in () if is_over else out.values():
            desk.connection.say(Refusal(type="refused", code="not_at_table", meeting=called))
