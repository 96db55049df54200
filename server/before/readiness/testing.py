"""Line tests: a device gets two legs of the media plane for some seconds, by which its own picture comes back to it.

The plane forwards the picture of the member ``there`` to the member ``back`` as it forwards those of a meeting, so that
what is measured is the way that a reception takes. Tests are bounded in number and time, and end with their live line;
nothing of a test is stored but its numbers.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import structlog
from uuid_utils.compat import uuid7

from server.before.agenda.actions import find_day, sites_of
from server.before.readiness.actions import IS_CHECKED
from server.before.readiness.frames import (
    Leg,
    LineTestAnswer,
    LineTestBegin,
    LineTestEnd,
    LineTestOffer,
    LineTestResult,
)
from server.before.readiness.measures import Arrived, LineNumbers, Reported, faults_of, line_of
from server.before.readiness.model import LineTest
from server.clock import Clock, moment_on
from server.db import Database
from server.errors import Conflict, NotAllowed, NotFound, Refused, Unavailable
from server.live.connection import Connection
from server.live.messages import Refusal
from server.live.sources import Viewer
from server.live.switchboard import TestWord
from server.media.plane import Plane

log = structlog.get_logger(__name__)

MOST: Final = 24
"""Tests at once in a process: 48 of the plane's 400 lines, so that the receptions of a day never lack one."""
LASTS: Final = 25
"""Seconds after which a test ends, whatever its page does: setting up takes some, measuring ten."""
MEMBERS: Final[tuple[Leg, Leg]] = ("there", "back")


@dataclass(slots=True)
class Test:
    """A test that runs: whose it is, and what ends it."""

    id: UUID
    day: str
    place: int
    device: UUID
    timer: asyncio.TimerHandle

    @property
    def room(self) -> str:
        return f"test:{self.id}"


class LineTests:
    """The tester of this process (server.live.switchboard). Without a plane every test is refused."""

    def __init__(self, database: Database, clock: Clock, plane: Plane | None, *, most: int = MOST) -> None:
        self._database, self._clock, self._plane, self._most = database, clock, plane, most
        self._running: dict[Connection, Test] = {}
        self._closing: set[asyncio.Task[None]] = set()

    async def hear(self, line: Connection, word: TestWord) -> None:
        if line.viewer is None:
            return
        try:
            if self._plane is None:
                raise Unavailable("media_away")
            match word:
                case LineTestBegin():
                    await self._begin(self._plane, line, line.viewer, word)
                case LineTestAnswer():
                    await self._plane.answer(self._of(line).room, word.leg, word.sdp)
                case LineTestEnd():
                    await self._end(self._plane, line, word)
        except Refused as refused:
            log.info("access refused", principal=line.viewer.principal, code=refused.code)
            line.say(Refusal(type="refused", code=refused.code, topic="line_test"))

    def gone(self, line: Connection) -> None:
        """End the test of a line that has ended: its page was closed."""
        self._stop(line)

    async def aclose(self) -> None:
        for line in list(self._running):
            self._stop(line)
        if self._closing:
            await asyncio.wait(self._closing)

    async def _begin(self, plane: Plane, line: Connection, viewer: Viewer, word: LineTestBegin) -> None:
        if viewer.device is None:
            raise NotAllowed("not_allowed")
        self._stop(line)
        await self._check_day(viewer, word.day)
        if len(self._running) >= self._most:
            raise Unavailable("line_tests_full")
        test = Test(uuid7(), word.day, viewer.scope.lo, UUID(viewer.device), self._timer(line))
        self._running[line] = test
        plane.open_room(test.room, slots=1)
        try:
            there, back = [await plane.join(test.room, one, on_state=lambda _: None) for one in MEMBERS]
        except Unavailable as error:
            self._stop(line)
            raise Unavailable("line_tests_full") from error
        except NotFound:
            return  # the page was closed meanwhile
        line.say(
            LineTestOffer(type="line_test_offer", test=str(test.id), there=there.sdp, back=back.sdp, seconds=LASTS)
        )

    async def _check_day(self, viewer: Viewer, day: str) -> None:
        async with self._database.transaction(viewer.scope, write=False) as tx:
            found = await find_day(tx, day)
            if viewer.site not in await sites_of(tx, day):
                raise NotFound("not_found")
        if found.state not in IS_CHECKED:
            raise Conflict("day_without_checks")

    async def _end(self, plane: Plane, line: Connection, word: LineTestEnd) -> None:
        test = self._of(line)
        traffic = plane.stats(test.room).get("there")
        arrived = Arrived(traffic.packets, traffic.lost, traffic.kbps) if traffic else Arrived(0, 0, 0)
        self._stop(line)
        reported = Reported(word.received, word.lost, word.round_trip, word.jitter, word.kbps_down)
        numbers = line_of(arrived, reported)
        await self._keep(line, test, numbers)
        said = {name: numbers.stored()[name] for name in numbers.stored()}
        line.say(
            LineTestResult(type="line_test_result", test=str(test.id), faults=faults_of(numbers), **said)  # type: ignore[typeddict-item]
        )

    async def _keep(self, line: Connection, test: Test, numbers: LineNumbers) -> None:
        if line.viewer is None:
            return
        async with self._database.transaction(line.viewer.scope) as tx:
            now = moment_on(await find_day(tx, test.day), self._clock.now()).micros
            same = {"day": test.day, "place": test.place, "device": test.device}
            tx.add(LineTest(id=test.id, at=now, numbers=numbers.stored(), report=None, **same))
        log.info("line tested", place=test.place, udp=numbers.udp, faults=faults_of(numbers))

    def _timer(self, line: Connection) -> asyncio.TimerHandle:
        return asyncio.get_running_loop().call_later(LASTS, self._stop, line)

    def _of(self, line: Connection) -> Test:
        if line not in self._running:
            raise Conflict("line_not_tested")
        return self._running[line]

    def _stop(self, line: Connection) -> None:
        """Give the legs of a test back; that they are closed properly need not be waited for."""
        test = self._running.pop(line, None)
        if test is None or self._plane is None:
            return
        test.timer.cancel()
        closing = asyncio.create_task(self._close(self._plane, test.room))
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)

    async def _close(self, plane: Plane, room: str) -> None:
        with suppress(NotFound):
            await plane.close(room)
