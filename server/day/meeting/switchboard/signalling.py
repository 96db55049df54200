"""The switchboard: what is said of meetings over live lines, here and at other servers.

What waits for something is a job in its meeting's inbox; so a meeting that is stuck delays no other.
"""

import asyncio
from functools import partial
from typing import Any, Final
from uuid import UUID

import structlog
from pydantic import ValidationError

from server.clock import Clock
from server.day.meeting import actions, lines, rules
from server.day.meeting.messages import MeetingChanged, Rung
from server.day.meeting.switchboard.dead_nodes import LOOK, DeadNodes
from server.day.meeting.switchboard.entering import Entering
from server.day.meeting.switchboard.frames import Enter, Leave, MediaAnswer, MediaState, Told
from server.day.meeting.switchboard.inboxes import Inboxes
from server.day.meeting.switchboard.lines import Lines, Sitting
from server.day.meeting.switchboard.rooms import Leg, Rooms
from server.day.meeting.switchboard.telling import Teller
from server.day.meeting.switchboard.unseating import Unseating
from server.day.meeting.switchboard.words import WORD, Changed, LineAddress, ToLine, ToRoom, Wanted, Word
from server.db import EVERYWHERE, Database
from server.errors import Refused
from server.journal.seals import EntrySeals
from server.live.bus import Bus
from server.live.connection import Connection
from server.live.hub import Hub
from server.live.messages import Refusal
from server.live.sources import Places, Viewer
from server.live.supervisor import keep
from server.live.switchboard import MeetingWord
from server.media.plane import Plane
from server.place import Scope

log = structlog.get_logger(__name__)

ARRIVALS: Final = "arrivals"
"""The inbox of lines that have just said hello: read one after the other, however many come at once."""


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
        seals: EntrySeals,
        look: float = LOOK,
    ) -> None:
        self._database, self._hub, self._bus, self._clock = database, hub, bus, clock
        self._lines = here = Lines()
        self._rooms = rooms = None if plane is None else Rooms(plane, say=self._say, heard=self._heard)
        self._inboxes = Inboxes("meetings: job", failed=hub.count_failure)
        self._tellings = Inboxes("meetings: telling", failed=hub.count_failure)
        self._teller = teller = Teller(database, hub, here, rooms, self._tellings, clock=clock, seals=seals)
        self._unseating = Unseating(database, clock, here, rooms, teller, doubt=bus.rights_changed)
        self._dead_nodes = DeadNodes(database, bus, clock, here, call_back=self._call_back, look=look)
        self._entering = Entering(database, bus, clock, here, rooms, teller, release=self._dead_nodes.release)

    async def run(self) -> None:
        """Own the tasks until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for name, work in {
                "jobs": self._inboxes.run,
                "changes": self._teller.run,
                "telling": self._tellings.run,
                "looking": self._dead_nodes.run,
                "rights": self._unseating.run,
            }.items():
                failed = self._hub.count_failure
                tasks.create_task(keep(work, name=f"meetings: {name}", pause=LOOK, failed=failed))

    # --- from the hub and after commits: none of these waits but hear -------------------------------------------------

    async def hear(self, line: Connection, word: MeetingWord) -> None:
        if line.viewer is None:
            return
        try:
            match word:
                case Enter():
                    await self._entering.enter(line, line.viewer, word.meeting, word.participant_token)
                case MediaAnswer():
                    await self._entering.answer(line, word)
                case MediaState():
                    scope = await self._entering.scope_at(line.viewer, word.meeting)
                    async with self._database.transaction(scope) as tx:
                        by = line.viewer
                        await lines.note_sending(tx, UUID(word.meeting), audio=word.audio, video=word.video, by=by)
                case Leave():
                    scope = await self._entering.scope_at(line.viewer, word.meeting)
                    async with self._database.transaction(scope) as tx:
                        now = self._clock.now()
                        left = await actions.leave(tx, UUID(word.meeting), by=line.viewer, now=now)
                        await actions.note_command(tx, left, "leave", by=line.viewer, now=now)
        except Refused as refused:
            log.info("access refused", principal=line.viewer.principal, code=refused.code)
            line.say(Refusal(type="refused", code=refused.code, meeting=word.meeting))

    def arrived(self, line: Connection) -> None:
        if line.viewer is not None and line.viewer.may_meet:
            self._inboxes.put(ARRIVALS, partial(self._show_what_is_on, line, line.viewer))

    def gone(self, line: Connection, *, cut: bool) -> None:
        number = self._lines.of(line).number
        for sitting in self._lines.forget(line):
            self._inboxes.put(sitting.meeting, partial(self._entering.say_gone, sitting, number, cut=cut))

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
                self._inboxes.put(word.meeting, partial(self._teller.ring, word))
            case ToRoom() if self._rooms is not None:
                self._inboxes.put(word.meeting, partial(self._entering.in_room, self._rooms, word))

    def _say(self, line: LineAddress, message: Told) -> None:
        """Tell a line, wherever it is."""
        if line.node == self._bus.node:
            self._lines.say(line.number, message)
        else:
            word = ToLine(number=line.number, say=dict(message)).model_dump_json()
            self._inboxes.put(str(message.get("meeting")), partial(self._relay, line.node, word))

    async def _relay(self, node: str, word: str) -> None:
        await self._bus.relay(node, word)

    def _heard(self, leg: Leg, state: rules.LineState) -> None:
        """Note what the plane says of a leg; one that it closed while its live line is there is offered anew."""
        self._inboxes.put(leg.meeting, partial(self._note, leg, state))
        if state == "gone" and leg.has_line and self._rooms is not None:
            at = partial(ToRoom, meeting=leg.meeting, place=leg.place, participant=leg.participant)
            self._take(at(do="enter", who=leg.who, line=leg.line))

    async def _note(self, leg: Leg, state: rules.LineState) -> None:
        happening, now = rules.heard_of_line(state), self._clock.now()
        async with self._database.transaction(Scope(leg.place, leg.place)) as tx:
            await lines.note_line(tx, UUID(leg.meeting), leg.participant, leg.who, happening, now)

    async def _show_what_is_on(self, line: Connection, viewer: Viewer) -> None:
        """Tell a viewer who has just come, or whose rights were judged anew, at which meetings they are wanted."""
        if line.ended_at is not None:
            return
        for meeting, told in self._lines.of(line).told.items():
            self._teller.note(meeting, told["place"])
        async with self._database.transaction(EVERYWHERE, write=False) as tx:
            for wanted in await lines.meetings_for(tx, viewer.principal, viewer.device and viewer.site):
                self._teller.note(str(wanted.id), wanted.place)

    # --- where a room's server is gone --------------------------------------------------------------------------------

    def _call_back(self, line: Connection, sitting: Sitting) -> None:
        self._inboxes.put(sitting.meeting, partial(self._entering.come_back, line, sitting))
