"""Telling meetings: after each change a meeting is read once, made true in its room, and told to all concerned."""

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from server.cancellation import is_cancelled
from server.clock import Clock
from server.day.meeting import actions
from server.day.meeting.actions import rights_at
from server.day.meeting.api.showing import Known, KnownTurn, Look, read_meeting, read_next, shown
from server.day.meeting.lines import principals_granted, running_for, scope_in
from server.day.meeting.model import Meeting, Seat
from server.day.meeting.rules import LEADER, MeetingState, SeatState
from server.day.meeting.switchboard.frames import MeetingTold, Ring
from server.day.meeting.switchboard.inboxes import Inboxes
from server.day.meeting.switchboard.lines import Desk, Lines, Sitting
from server.day.meeting.switchboard.rooms import Rooms
from server.day.meeting.switchboard.words import Wanted
from server.db import EVERYWHERE, Database, Tx
from server.errors import NotAllowed, NotFound
from server.journal.model import Matter
from server.journal.seals import EntrySeals
from server.live.connection import Connection
from server.live.hub import Hub
from server.live.messages import Refusal
from server.live.sources import Places
from server.place import Scope

REMOVED = SeatState.REMOVED
BETWEEN = 0.1
"""Seconds between two looks at what has changed, so that a busy site's entries are told a few times a second."""


class _Told(NamedTuple):
    """A meeting as it is told; ``known`` is None where no line here is concerned, ``granted`` as lines.scope_in."""

    meeting: Meeting
    seats: Sequence[Seat]
    lines: list[Connection]
    known: Known | None
    granted: frozenset[str]

    @property
    def is_over(self) -> bool:
        return self.meeting.state is MeetingState.ENDED


class Teller:
    """Tells the lines of this process. ``inboxes`` are for telling alone, so that no telling waits for a job."""

    def __init__(
        self,
        database: Database,
        hub: Hub,
        lines: Lines,
        rooms: Rooms | None,
        inboxes: Inboxes,
        *,
        clock: Clock,
        seals: EntrySeals,
    ) -> None:
        self._database, self._hub, self._lines, self._rooms = database, hub, lines, rooms
        self._inboxes, self._clock, self._seals = inboxes, clock, seals
        self._changed: dict[str, int] = {}
        self._handed_on: set[str] = set()
        """Those of the changed meetings whose telling waits in an inbox."""
        self._bell = asyncio.Event()
        self._is_anything_missed = False
        self._known: dict[str, tuple[str, int]] = {}
        """Meetings that some line here was told of and that have not ended: their days and places."""

    def note(self, meeting: str, place: int) -> None:
        """Have a meeting told again: it has changed, or a viewer has come who knows nothing of it."""
        self._changed[meeting] = place
        self._bell.set()

    def woken(self, day: str | None, places: Places) -> None:
        """Have the meetings of these places told again: what a meeting lacked may have been recorded there.

        Without a day anything may have been missed, also that a viewer here is wanted at a meeting.
        """
        if day is None:
            self._is_anything_missed = True
            self._bell.set()
        for meeting, (of, place) in self._known.items():
            if day in {None, of} and (places is None or place in places):
                self.note(meeting, place)

    async def run(self) -> None:
        """Hand what has changed on to the inboxes until cancelled."""
        while not is_cancelled():
            await self._bell.wait()
            self._bell.clear()
            if self._is_anything_missed:
                await self._look_everywhere()
            for meeting in self._changed.keys() - self._handed_on:
                self._handed_on.add(meeting)
                self._inboxes.put(meeting, partial(self._tell, meeting))
            await asyncio.sleep(BETWEEN)

    async def _look_everywhere(self) -> None:
        """Have each meeting told that a viewer here is wanted at; a line that was told of it hears only what is new."""
        self._is_anything_missed = False
        viewers = [viewer for viewer in self._hub.lines.viewers() if viewer.may_meet]
        sites = {viewer.site for viewer in viewers if viewer.device and viewer.site}
        async with self._database.transaction(EVERYWHERE, write=False) as tx:
            for meeting in await running_for(tx, {viewer.principal for viewer in viewers}, sites):
                self.note(str(meeting.id), meeting.place)

    async def ring(self, wanted: Wanted) -> None:
        """Ring at the lines of the participant that is wanted: one principal's, or those of all desks of the site."""
        async with self._database.transaction(Scope(wanted.place, wanted.place), write=False) as tx:
            meeting = await actions.find_meeting(tx, UUID(wanted.meeting))
            said = await self._ringing(tx, meeting, wanted.participant)
        if meeting.state is not MeetingState.ENDED:
            for line in self._hub.lines.at(meeting.site) if wanted.who is None else self._hub.lines.of(wanted.who):
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

    async def _tell(self, called: str) -> None:
        """Read once, for all; the next person is read for the leader alone. Changes meanwhile are told again."""
        self._handed_on.discard(called)
        place = self._changed.pop(called)
        sat = [(desk, desk.sittings[called]) for desk in self._lines.at(called)]
        read = partial(self._read, UUID(called), place)
        told = await read() if self._rooms is None else await self._rooms.settle(called, read)
        after: dict[str, KnownTurn | None] = {}
        lines = list(told.lines)
        for line in told.lines:
            answer = await self._shown(told, line, after)
            if answer is None:
                lines.remove(line)
            else:
                self._say(self._lines.of(line), called, answer)
        self._send_away(sat, called, told.seats, lines, is_over=told.is_over)
        if told.is_over or not lines:
            self._known.pop(called, None)
        else:
            self._known[called] = told.meeting.day, told.meeting.place

    async def _read(self, meeting_id: UUID, place: int) -> _Told:
        async with self._database.transaction(Scope(place, place), write=False) as tx:
            meeting = await actions.find_meeting(tx, meeting_id)
            seats = await actions.seats_of(tx, meeting_id)
            lines = self._concerned(meeting, seats)
            if not lines:
                return _Told(meeting, seats, lines, None, frozenset())
            granted = await principals_granted(tx, meeting_id, now=self._clock.now())
            return _Told(meeting, seats, lines, await read_meeting(tx, self._seals, meeting, seats), granted)

    async def _shown(
        self, told: _Told, line: Connection, after: dict[str, KnownTurn | None]
    ) -> Mapping[str, Any] | None:
        """What a line is told; None where who is at its end may not see the meeting, or has no seat at it any more."""
        viewer, meeting, known = line.viewer, told.meeting, told.known
        if viewer is None or known is None:
            return None
        try:
            scope = scope_in(meeting.place, by=viewer, granted=told.granted)
            look, rights = Look(viewer, line.language, self._clock.now(), self._seals), rights_at(scope, meeting)
            you = known.seat_of(rights, viewer)
            if you == LEADER and viewer.principal not in after:
                async with self._database.transaction(scope, write=False) as tx:
                    after[viewer.principal] = await read_next(tx, look, known.day)
            answer = shown(known, look, rights, after=after.get(viewer.principal))
        except (NotAllowed, NotFound):
            return None
        is_of_site = viewer.device is not None
        return answer.model_dump(mode="json", by_alias=True) if is_of_site or you is not None else None

    def _concerned(self, meeting: Meeting, seats: Sequence[Seat]) -> list[Connection]:
        """The lines of everybody who has a seat there, of the leader, and of the site's desks."""
        names = {seat.who for seat in seats if seat.who and seat.state is not REMOVED} | {meeting.leader}
        lines = [line for name in sorted(names) for line in self._hub.lines.of(name)]
        return list(dict.fromkeys([*lines, *self._hub.lines.at(meeting.site)]))

    def _say(self, desk: Desk, called: str, answer: Mapping[str, Any]) -> None:
        """Tell a line, unless it knows this already; the moment at which it was so is no news."""
        of_the_moment = {name: value for name, value in answer.items() if name != "now"}
        if desk.told.get(called) != of_the_moment:
            desk.told[called] = of_the_moment
            desk.connection.say(MeetingTold(type="meeting", meeting=dict(answer)))

    def _send_away(
        self,
        sat: Sequence[tuple[Desk, Sitting]],
        called: str,
        seats: Sequence[Seat],
        lines: Sequence[Connection],
        *,
        is_over: bool,
    ) -> None:
        """Forget the seats that a line has no longer: the meeting is over, or the seat is another's.

        Every line that was told of the meeting is told so, also that its viewer is asked no longer.
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
