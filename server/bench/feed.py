"""What it costs to tell one change to everybody who watches: microseconds of processor time per delivered frame.

The feed runs as it is, behind a real server in this process, from the wake to the last byte handed to the kernel; only
the board comes from memory. The floor is ``socket.send`` of the very same bytes in a bare loop. Where nginx with nchan
is installed, it delivers the same texts to as many WebSockets, and the kernel says how long it was on the processor.
Another process holds the other ends of all sockets, so that reading costs none of them anything.
"""

import asyncio
import resource
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, Final, Protocol

from aiohttp import web

from server.bench.measure import Figures, Shape, medians
from server.bench.peers import HERE, UPGRADE, Floor, Nchan, Readers, running_nchan, running_readers
from server.clock import Clock
from server.live.difference import Outline
from server.live.endpoint import install
from server.live.hub import Hub
from server.live.limits import Limits
from server.live.sources import ClockReading, Sources, Viewer
from server.live.topics import BOARD, Topic, View
from server.place import Range, Scope, range_of_region
from server.wire import FROM_CLIENT

DAY: Final = "2023-11-09"
PROVINCE: Final = range_of_region("430000")
SITES: Final = 188
OUTLINE: Final[Outline] = {"tally": {"by_city": "rows", "by_site": "rows"}, "sites": "rows", "curve": "rows"}
VIEWER: Final = Viewer("account:bench", "session:bench", Scope(*PROVINCE, frozenset({"see_tally"})))
WATCHERS: Final = (1_000, 5_000)
WARM_UP: Final = 5
UNHURRIED: Final = replace(
    Limits(), between_frames=0, tick=3600, reread=3600, heartbeat=3600, sockets_each=20_000, goodbye=0.5
)


class Board(Protocol):
    """A board in memory, in which each turn changes something at one site."""

    async def read(self, day: str, lo: int, hi: int) -> View: ...
    async def clock_reading(self, day: str) -> ClockReading: ...
    async def versions(self, day: str) -> Mapping[Range, int]: ...
    def turn(self) -> None: ...


class Province:
    """A board in memory, of the size of a real one; each turn there is one matter more at one site."""

    def __init__(self) -> None:
        self.matters = 0
        self.view = self._seen()

    async def read(self, _day: str, _lo: int, _hi: int) -> View:
        return self.view

    def turn(self) -> None:
        self.matters += 1
        self.view = self._seen()

    def _seen(self) -> View:
        each, more = divmod(self.matters, SITES)
        sites = {f"HN-D-{430101 + site}": each + (site < more) for site in range(SITES)}
        board = {
            "tally": {
                "totals": _counts(self.matters),
                "by_city": {"430100": _counts(self.matters)},
                "by_site": {site: _counts(matters) for site, matters in sites.items()},
                "entries": {"accepted": self.matters},
            },
            "figures": {"waiting_matters": self.matters, "in_session": 12, "longest_wait_from": None},
            "sites": {site: _facts(site, matters) for site, matters in sites.items()},
            "attention": [{"kind": "silent", "site": "HN-D-430102", "severity": 2, "minutes": 95, "count": None}],
            "curve": {"08:15": {"matters": self.matters, "resolved_on_site": 0}},
        }
        return View(self.matters, board)

    async def clock_reading(self, _day: str) -> ClockReading:
        return ClockReading("2023-11-09T09:00:00.000+08:00", 60)

    async def versions(self, _day: str) -> Mapping[Range, int]:
        return {}


def _counts(matters: int) -> dict[str, int]:
    return {
        "matters": matters,
        "involved": 5 * matters,
        "attendees": 3 * matters,
        "resolved_on_site": 0,
        "amount_fen": 0,
    }


def _facts(site: str, matters: int) -> dict[str, Any]:
    known = {"site": site, "place": 430102001, "city": "430100", "state": "open", "mark": "wait", "matters": matters}
    times = dict.fromkeys(("opened_at", "last_heard_at", "longest_wait_from"), "2023-11-09T08:05:06.000+08:00")
    counted = ("waiting_matters", "waiting_attendees", "in_session", "waiting_entries", "incomplete", "late")
    return known | times | dict.fromkeys(counted, 0)


class Ours:
    """The feed, with the whole way from a wake to the kernel."""

    def __init__(self, hub: Hub, board: Board, readers: Readers, port: int, topic: str) -> None:
        self._hub, self._board, self._readers, self._port, self._topic = hub, board, readers, port, topic
        self.frame_bytes = 0

    async def grow(self, to: int) -> None:
        asked = f'{{"type":"watch","topic":"{self._topic}","day":"{DAY}"}}'
        hello = _from_client(b'{"type":"hello"}') + _from_client(asked.encode())
        more = to - self._hub.counts.connections
        snapshots = self._hub.counts.snapshots + more
        await self._readers.open("ours", self._port, more, UPGRADE % b"/api/live" + hello)
        while self._hub.counts.snapshots < snapshots:  # noqa: ASYNC110  # the feed does not know that it is measured
            await asyncio.sleep(0.01)

    async def spent(self) -> float:
        """Tell one change to all; return the seconds of processor time of this process."""
        counts = self._hub.counts
        frames, sent = counts.frames + counts.connections, counts.bytes
        heard = await self._readers.heard("ours")
        self._board.turn()
        started = time.process_time_ns()
        self._hub.wake(DAY, frozenset({PROVINCE[0]}))
        while counts.frames < frames:  # noqa: ASYNC110  # the feed does not know that it is measured
            await asyncio.sleep(0.02)
        spent = time.process_time_ns() - started
        self.frame_bytes = (counts.bytes - sent) // counts.connections
        await self._readers.until("ours", heard + counts.bytes - sent)
        return spent / 1e9


def _from_client(text: bytes) -> bytes:
    """Frame a short text as a client does, with a mask of zeros."""
    return bytes((0x81, 0x80 | len(text), 0, 0, 0, 0)) + text


@asynccontextmanager
async def running_feed(
    readers: Readers, board: Board, *, topic: str = BOARD, outline: Outline = OUTLINE
) -> AsyncIterator[Ours]:
    """Serve a board to watchers of its topic."""

    async def viewer(_request: web.Request, _token: str | None) -> Viewer:
        return VIEWER

    async def again(_tickets: frozenset[str], _doubted: frozenset[str]) -> Mapping[str, Viewer]:
        return {VIEWER.ticket: VIEWER}

    async def heard(_places: frozenset[int]) -> None:
        """No connection here is a device's."""

    sources = Sources(
        clock_reading=board.clock_reading,
        viewer=viewer,
        again=again,
        same_origin=lambda _: True,
        heard=heard,
    )
    watched = Topic(topic, board.read, outline, "see_tally", board.versions)
    hub = Hub(sources, [watched], clock=Clock(), limits=UNHURRIED)
    app = web.Application()
    install(app, hub, parse=FROM_CLIENT.validate_json)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, HERE, 0, backlog=8192).start()
    try:
        yield Ours(hub, board, readers, runner.addresses[0][1], topic)
    finally:
        await runner.cleanup()


async def feed(*, quick: bool, say: Callable[[str], None]) -> Figures:
    return await measure(WATCHERS, rounds=60 if quick else 300, say=say)


async def measure(watchers: Sequence[int], *, rounds: int, say: Callable[[str], None]) -> Figures:
    """Measure at each number of watchers, in rounds in which each contestant tells one change to all of its own."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    try:
        async with (
            running_readers() as readers,
            running_feed(readers, Province()) as ours,
            running_nchan(readers) as nchan,
        ):
            floor = Floor(readers)
            shapes = [
                shape for number in watchers for shape in await _at(number, ours, floor, nchan, rounds=rounds, say=say)
            ]
            floor.close()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return Figures("feed", shapes)


async def _at(
    watchers: int, ours: Ours, floor: Floor, nchan: Nchan | None, *, rounds: int, say: Callable[[str], None]
) -> Sequence[Shape]:
    say(f"connecting {watchers} watchers")
    for contestant in (ours, floor, nchan):
        if contestant is not None:
            await contestant.grow(watchers)
    taken = []
    for number in range(-WARM_UP, rounds):
        say(f"{watchers} watchers, round {number + 1} of {rounds}")
        one = {"ours": await ours.spent()}
        one["floor"] = await floor.spent(bytes(ours.frame_bytes))
        if nchan is not None:
            one["nchan"] = await nchan.spent(bytes(ours.frame_bytes))
        taken.append(one)
    each = {name: 1e6 * spent / watchers for name, spent in medians(taken[WARM_UP:]).items()}
    shape = f"{watchers} watchers, a change of {ours.frame_bytes} bytes, CPU µs per delivered frame"
    return [
        Shape(shape, each["ours"], each["floor"], "raw socket.send"),
        Shape(shape, each["ours"], each.get("nchan"), "nginx-nchan"),
    ]
