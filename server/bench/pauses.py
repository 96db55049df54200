"""How long the service gives no answer while entries come in and watchers look on, and what memory that takes.

The service (target.py) asks its own loop each millisecond whether it comes round, and notes the longest gap: by the
clock, and without the time for which others had the processor. The floor is the same route under the
same load, answering without a database.
"""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import Final

from aiohttp import ClientSession, ClientWebSocketResponse, DummyCookieJar, TCPConnector

from server.bench.entries import DAY, FLOOR, Target, hand_in, registration, running_target
from server.bench.measure import Figures, Shape
from server.clock import Clock
from server.http.guards import REHEARSAL_COOKIE

WATCHERS: Final = 200
SENDERS: Final = 8
HANG: Final = 120
CLOCK: Final = Clock()


async def pauses(*, quick: bool, say: Callable[[str], None]) -> Figures:
    """Load both in turns, so many seconds each time, and give the longest gap of the median turn."""
    turns, seconds = (3, 5.0) if quick else (9, 30.0)
    async with running_target("journal", None) as ours, running_target("floor", None) as floor:
        taken: dict[str, list[tuple[float, float, float]]] = {"ours": [], "floor": []}
        for turn in range(-1, turns):
            for name, target in (("ours", ours), ("floor", floor)):
                say(f"{name}, turn {turn + 1} of {turns}")
                gaps = await _loaded(target, seconds)
                if turn >= 0:  # the one before warms both up
                    taken[name].append((*gaps, _memory(target)))
    by_clock, own, memory = zip(*taken["ours"], strict=True)
    floor_by_clock, floor_own, _ = zip(*taken["floor"], strict=True)
    load = f"the longest gap, {SENDERS} senders and {WATCHERS} watchers (goal 30)"
    return Figures(
        "pauses",
        [
            Shape(f"ms by the clock, {load}", median(by_clock), median(floor_by_clock), FLOOR),
            Shape(f"ms without waiting for a processor, {load}", median(own), median(floor_own), FLOOR),
            Shape(f"MiB of memory, after the last of {turns} turns", memory[-1], memory[0], "after the first"),
        ],
    )


async def _loaded(target: Target, seconds: float) -> tuple[float, float]:
    """Have entries come in and watchers look on; the longest gap in milliseconds, by the clock and our own."""
    async with _watchers(target), ClientSession(connector=TCPConnector(limit=0)) as http:
        ends = CLOCK.seconds() + seconds
        await _gaps(target)  # what came before is not of this load

        async def send() -> None:
            while CLOCK.seconds() < ends:
                for site, token in target.tokens.items():
                    await hand_in(http, target, site, token, [registration(site) for _ in range(10)])

        async with asyncio.TaskGroup() as group:
            for _ in range(SENDERS):
                group.create_task(send())
        return await _gaps(target)


async def _gaps(target: Target) -> tuple[float, float]:
    """The longest gaps since they were asked for last."""
    target.process.send_signal(signal.SIGUSR1)
    if target.process.stdout is None:
        raise RuntimeError("the service has no output")
    by_clock, own = (await target.process.stdout.readline()).split()
    return float(by_clock), float(own)


@asynccontextmanager
async def _watchers(target: Target) -> AsyncIterator[None]:
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(
            ClientSession(connector=TCPConnector(limit=0), cookie_jar=DummyCookieJar())
        )
        tasks = []
        for _, session in zip(range(WATCHERS), cycle(target.sessions), strict=False):
            headers = {"Cookie": f"{REHEARSAL_COOKIE}={session}"}
            line = await stack.enter_async_context(http.ws_connect(f"{target.url}/api/live", headers=headers))
            await line.send_json({"type": "hello"})
            await line.send_json({"type": "watch", "day": DAY})
            async with asyncio.timeout(HANG):
                while "board" not in await line.receive_json():
                    pass
            tasks.append(asyncio.create_task(_look_on(line)))
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task


async def _look_on(line: ClientWebSocketResponse) -> None:
    async for _ in line:
        pass


def _memory(target: Target) -> float:
    """MiB of the service's memory that lie in the machine's (VmRSS)."""
    status = Path(f"/proc/{target.process.pid}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:")) / 1024
