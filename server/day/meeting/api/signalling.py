"""The switchboard: what is said of meetings over live lines, here and at other servers.

A meeting's room is on one server, which its row names; words for it that come in elsewhere are relayed. Where that
server is no more, another opens the room anew: who sits where lies in the database.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import Any, Final
from uuid import UUID

import structlog
from pydantic import ValidationError

from server.clock import Clock
from server.day.meeting import actions, lines, rules
from server.day.meeting.api.dead_nodes import LOOK, DeadNodes
from server.day.meeting.api.lines import Lines, Sitting
from server.day.meeting.api.rooms import Leg, Rooms
from server.day.meeting.api.telling import Show, Teller
from server.day.meeting.api.unseating import Unseating
from server.day.meeting.api.words import WORD, Changed, LineAddress, ToLine, ToRoom, Wanted, Word
from server.day.meeting.messages import MeetingChanged, Rung
from server.db import EVERYWHERE, Database
from server.errors import NotAllowed, Refused, Unavailable
from server.live.bus import Bus
from server.live.connection import Connection
from server.live.hub import Hub
from server.live.messages import Enter, Leave, MediaAnswer, MediaState, MeetingWord, Refusal, ToClient
from server.live.sources import Places, Viewer
from server.live.supervisor import keep
from server.media.plane import Plane
from server.place import Scope

log = structlog.get_logger(__name__)

TRIES: Final = 8
PAUSE: Final = 0.5
"""Seconds before another try to reach the server that holds a room."""
Job = Callable[[], Awaitable[None]]


class Signalling:
    """The switchboard of this process (server.live.switchboard). Without a plane it holds no rooms itself."""

    def __init__(
        self,
        database: Database,
        hub: Hub,
        bus: Bus,
        clock: Clock,
        plane: Plane | None,
        *,
        show: Show,
        look: float = LOOK,
    ) -> None:
        self._database, self._hub, self._bus, self._clock = database, hub, bus, clock
        self._lines = Lines()
        self._rooms = None if plane is None else Rooms(plane, say=self._say, heard=self._heard)
        self._teller = Teller(database, hub, self._lines, self._rooms, show)
        self._jobs: asyncio.Queue[Job] = asyncio.Queue()
        self._unseating = Unseating(database, clock, self._lines, self._rooms, self._teller)
        self._dead_nodes = DeadNodes(database, bus, clock, self._lines, call_back=self._call_back, look=look)

    async def run(self) -> None:
        """Own the tasks until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            works = (self._work, self._teller.run, self._dead_nodes.run, self._unseating.run)
            for name, work in zip(("jobs", "telling", "looking", "rights"), works, strict=True):
                tasks.create_task(keep(work, name=f"meetings: {name}", pause=LOOK, failed=self._failed))

    # --- from the hub and after commits: none of these waits but hear -------------------------------------------------

    async def hear(self, line: Connection, word: MeetingWord) -> None:
        if line.viewer is None:
            return
        try:
            match word:
                case Enter():
                    await self._enter(line, line.viewer, word.meeting, word.participant_token)
                case MediaAnswer():
                    await self._answer(line, word)
                case MediaState():
                    async with self._database.transaction(await self._scope(line.viewer, word.meeting)) as tx:
                        by = line.viewer
                        await lines.note_sending(tx, UUID(word.meeting), audio=word.audio, video=word.video, by=by)
                case Leave():
                    async with self._database.transaction(await self._scope(line.viewer, word.meeting)) as tx:
                        now = self._clock.now()
                        left = await actions.leave(tx, UUID(word.meeting), by=line.viewer, now=now)
                        await actions.note_command(tx, left, "leave", by=line.viewer, now=now)
        except Refused as refused:
            log.info("access refused", principal=line.viewer.principal, code=refused.code)
            line.say(Refusal(type="refused", code=refused.code, meeting=word.meeting))

    def arrived(self, line: Connection) -> None:
        if line.viewer is not None and line.viewer.may_meet:
            self._jobs.put_nowait(partial(self._show_what_is_on, line, line.viewer))

    def gone(self, line: Connection, *, cut: bool) -> None:
        number = self._lines.of(line).number
        for sitting in self._lines.forget(line):
            self._jobs.put_nowait(partial(self._say_gone, sitting, number, cut=cut))

    def woken(self, day: str | None, places: Places) -> None:
        self._teller.woken(day, places)

    def relayed(self, word: str) -> None:
        try:
            self._take(WORD.validate_json(word))
        except ValidationError:
            log.warning("not understood from another server")

    def after_commit(self, told: Any) -> None:
        """Tell here and elsewhere what was committed here; to be called after each commit."""
        for message in told:
            if isinstance(message, MeetingChanged):
                self._to_all(Changed(meeting=str(message.meeting), place=message.place))
            elif isinstance(message, Rung):
                part, who = message.participant, message.who
                self._to_all(Wanted(meeting=str(message.meeting), place=message.place, participant=part, who=who))

    # --- words --------------------------------------------------------------------------------------------------------

    def _to_all(self, word: Word) -> None:
        self._take(word)
        self._bus.broadcast(word.model_dump_json())

    def _take(self, word: Word) -> None:
        match word:
            case ToLine():
                self._lines.say(word.number, word.say)  # type: ignore[arg-type]  # made by _say of another server
            case Changed():
                self._teller.note(word.meeting, word.place)
            case Wanted():
                self._jobs.put_nowait(partial(self._teller.ring, word))
            case ToRoom() if self._rooms is not None:
                self._jobs.put_nowait(partial(self._in_room, self._rooms, word))

    def _say(self, line: LineAddress, message: ToClient) -> None:
        """Tell a line, wherever it is."""
        if line.node == self._bus.node:
            self._lines.say(line.number, message)
        else:
            word = ToLine(number=line.number, say=dict(message)).model_dump_json()
            self._jobs.put_nowait(partial(self._relay, line.node, word))

    async def _relay(self, node: str, word: str) -> None:
        await self._bus.relay(node, word)

    async def _in_room(self, rooms: Rooms, word: ToRoom) -> None:
        await rooms.hear(word)
        if word.do == "enter":  # who was sent away meanwhile must not stay
            self._teller.note(word.meeting, word.place)

    def _heard(self, leg: Leg, state: rules.LineState) -> None:
        """Note what the plane says of a leg; one that it closed while its live line is there is offered anew."""
        self._jobs.put_nowait(partial(self._note, leg, state))
        if state == "gone" and leg.has_line and self._rooms is not None:
            at = partial(ToRoom, meeting=leg.meeting, place=leg.place, participant=leg.participant)
            self._take(at(do="enter", who=leg.who, line=leg.line))

    async def _note(self, leg: Leg, state: rules.LineState) -> None:
        happening, now = rules.heard_of_line(state), self._clock.now()
        async with self._database.transaction(Scope(leg.place, leg.place)) as tx:
            await lines.note_line(tx, UUID(leg.meeting), leg.participant, leg.who, happening, now)

    # --- coming in ----------------------------------------------------------------------------------------------------

    async def _scope(self, viewer: Viewer, meeting: str) -> Scope:
        async with self._database.transaction(EVERYWHERE, write=False) as tx:
            return await lines.scope_at(tx, UUID(meeting), by=viewer, now=self._clock.now())

    async def _enter(self, line: Connection, viewer: Viewer, called: str, shown: str | None) -> None:
        """Take the seat, then a line in the room, wherever that is."""
        scope = await self._scope(viewer, called)
        own = None if self._rooms is None else self._bus.node
        async with self._database.transaction(scope) as tx:
            meeting, seat = await lines.come_in(tx, UUID(called), shown=shown, by=viewer, clock=self._clock)
            node = meeting.node = meeting.node or own
        if meeting.mode != "video":
            return
        if node is None:
            raise Unavailable("media_away")
        desk = self._lines.of(line)
        sitting = Sitting(called, meeting.place, seat.participant, viewer.principal, node)
        desk.sittings[called] = sitting
        await self._sit_in_room(sitting, desk.number)

    async def _sit_in_room(self, sitting: Sitting, number: int) -> None:
        """Say to the server with the room that somebody comes in; where it is gone, have the room here."""
        for tried in range(TRIES):
            word = self._to_room(sitting, number, do="enter")
            if sitting.node == self._bus.node and self._rooms is not None:
                return await self._in_room(self._rooms, word)
            if await self._bus.relay(sitting.node, word.model_dump_json()):
                return None
            if self._bus.is_shared and not tried:
                await asyncio.sleep(PAUSE)  # it may only have lost its line to Redis for a moment
                continue
            node, sitting.node = sitting.node, ""
            await self._dead_nodes.release(node)
            sitting.node = await self._claim(sitting)
        raise Unavailable("media_away")

    async def _claim(self, sitting: Sitting) -> str:
        """Hold the room here unless another server holds it by now; who does.

        Whoever came in while the room was found to be gone was noted as away with all others: they are here.
        """
        meeting, now = UUID(sitting.meeting), self._clock.now()
        async with self._database.transaction(Scope(sitting.place, sitting.place)) as tx:
            await lines.note_line(tx, meeting, sitting.participant, sitting.who, rules.SeatHappening.ENTER, now)
            row = await actions.locked(tx, meeting)
            row.node = row.node or self._bus.node
            return row.node

    async def _answer(self, line: Connection, word: MediaAnswer) -> None:
        desk = self._lines.of(line)
        sitting = desk.sittings.get(word.meeting)
        if sitting is None:
            raise NotAllowed("not_at_table")
        said = self._to_room(sitting, desk.number, do="answer", leg=word.leg, sdp=word.sdp)
        if sitting.node != self._bus.node:
            await self._bus.relay(sitting.node, said.model_dump_json())
        elif self._rooms is not None:
            await self._rooms.hear(said)

    async def _say_gone(self, sitting: Sitting, number: int, *, cut: bool) -> None:
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

    async def _show_what_is_on(self, line: Connection, viewer: Viewer) -> None:
        """Tell somebody who has just come, or whose rights were judged anew, what is on: wanted at, or no longer."""
        if line.ended_at is not None:
            return
        for meeting, told in self._lines.of(line).told.items():
            self._teller.note(meeting, told["place"])
        async with self._database.transaction(EVERYWHERE, write=False) as tx:
            for wanted in await lines.meetings_for(tx, viewer.principal, viewer.device and viewer.site):
                self._teller.note(str(wanted.id), wanted.place)

    # --- where a room's server is gone --------------------------------------------------------------------------------

    def _call_back(self, line: Connection, sitting: Sitting) -> None:
        self._jobs.put_nowait(partial(self._come_back, line, sitting))

    async def _come_back(self, line: Connection, sitting: Sitting) -> None:
        """Have somebody sit down in the new room who still sits at the meeting; else they sit nowhere any more."""
        sittings = self._lines.of(line).sittings
        if line.viewer is None or line.ended_at is not None or sittings.get(sitting.meeting) is not sitting:
            return
        async with self._database.transaction(Scope(sitting.place, sitting.place), write=False) as tx:
            sits = await lines.sits(tx, UUID(sitting.meeting), sitting.participant, sitting.who)
        if sits:
            await self._enter(line, line.viewer, sitting.meeting, None)
        else:
            del sittings[sitting.meeting]

    # --- its task -----------------------------------------------------------------------------------------------------

    async def _work(self) -> None:
        """Do one thing after the other; what is refused has no one to be told."""
        while True:
            job = await self._jobs.get()
            try:
                await job()
            except Refused as refused:
                log.info("not done", code=refused.code)

    def _failed(self) -> None:
        self._hub.counts.failures += 1
