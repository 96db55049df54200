"""What a call costs: microseconds of processor time per packet passed on, beside Janus; and when its picture is there.

Each server is a process of its own, and one more (callers.py) is the people of all rooms: it sends packets like those
of a camera, sealed with the keys that were agreed upon, and counts what comes back. The servers take turns, so that a
busy machine is busy for all. Janus runs twice: as it comes, and with one event loop, which is cheaper. It has two
connections for each person and could give feedback on every packet (TWCC), which ours cannot.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

from server.bench.browsers import browsers
from server.bench.janus import is_installed, running_janus
from server.bench.measure import Figures, Shape, running
from server.media.datagrams import announced

PARTIES: Final = ((20, 2), (60, 2), (6, 4), (1, 10))
"""Rooms, and people in each."""
PEERS: Final = {"Janus, one event loop": 1, "Janus as it comes": None}
"""Event loops of each; None leaves the choice to it."""
HANG: Final = 600
WARM_UP: Final = 1.0
LEAST: Final = 0.9
"""What part of all packets must arrive in most rounds: below it the machine was too busy to say anything."""


@dataclass(frozen=True, slots=True)
class Contestant:
    name: str
    pid: int


class Callers:
    """The process of all people (callers.py)."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def ask(self, line: str) -> str:
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("the callers were started without pipes")
        self._process.stdin.write(f"{line}\n".encode())
        async with asyncio.timeout(HANG):
            return (await self._process.stdout.readline()).decode().strip()

    async def do(self, line: str) -> None:
        if await self.ask(line) != "ok":
            raise RuntimeError(f"the callers could not do: {line}")

    async def count(self, name: str) -> tuple[int, int]:
        sent, got = (await self.ask(f"count {name}")).split()
        return int(sent), int(got)


async def video(*, quick: bool, say: Callable[[str], None]) -> Figures:
    """Measure what packets cost, and in browsers (browsers.py) how soon a picture is there."""
    parties = PARTIES[:1] if quick else PARTIES
    packets = await measure(parties, rounds=5 if quick else 9, seconds=4.0, say=say)
    return Figures("video", [*packets, *await browsers(rounds=5 if quick else 30, say=say)])


async def measure(
    parties: Sequence[tuple[int, int]], *, rounds: int, seconds: float, say: Callable[[str], None]
) -> list[Shape]:
    """Measure each shape in rounds in which each server passes packets on for so many seconds."""
    shapes: list[Shape] = []
    for rooms, party in parties:
        taken = await _at(rooms, party, rounds=rounds, seconds=seconds, say=say)
        shape = f"{rooms} rooms of {party}, CPU µs per packet passed on"
        shapes += [Shape(shape, taken.get("ours"), taken.get(peer), peer) for peer in PEERS]
    return shapes


async def _at(
    rooms: int, party: int, *, rounds: int, seconds: float, say: Callable[[str], None]
) -> Mapping[str, float]:
    # Janus does not listen on the loopback interface
    address = announced(None)[0]
    async with AsyncExitStack() as open_now:
        callers = Callers(await open_now.enter_async_context(running("server.bench.callers", address)))
        ours = await open_now.enter_async_context(running("server.bench.switchboard", address))
        say(f"{rooms} rooms of {party}: connecting")
        port = int(await ours.stdout.readline()) if ours.stdout is not None else 0
        await callers.do(f"ours ours {port} {rooms} {party}")
        contestants = [Contestant("ours", ours.pid)]
        for name, loops in PEERS.items() if is_installed() else ():
            pid, port = await open_now.enter_async_context(running_janus(address, event_loops=loops))
            await callers.do(f"janus {_word(name)} {port} {rooms} {party}")
            contestants.append(Contestant(name, pid))
        taken: dict[str, list[float]] = {one.name: [] for one in contestants}
        for number in range(rounds):
            say(f"{rooms} rooms of {party}: round {number + 1} of {rounds}")
            for one in contestants:
                spent = await _spent(callers, one, party=party, seconds=seconds)
                if spent is None:
                    say(f"{rooms} rooms of {party}: too busy to measure {one.name}")
                else:
                    taken[one.name].append(spent)
    return {name: median(each) for name, each in taken.items() if len(each) > rounds / 2}


async def _spent(callers: Callers, one: Contestant, *, party: int, seconds: float) -> float | None:
    """Let people talk for a while; return the server's microseconds per packet that reached a receiver.

    None where the machine was too busy for that to say anything of the server.
    """
    name = _word(one.name)
    await callers.do(f"start {name}")
    await asyncio.sleep(WARM_UP)
    (sent, got), started = await callers.count(name), _on_processor(one.pid)
    await asyncio.sleep(seconds)
    (sent_then, got_then), ended = await callers.count(name), _on_processor(one.pid)
    await callers.do(f"stop {name}")
    if got_then - got < LEAST * (sent_then - sent) * (party - 1):
        return None
    return 1e6 * (ended - started) / (got_then - got)


def _word(name: str) -> str:
    return name.replace(" ", "-").replace(",", "")


def _on_processor(pid: int) -> float:
    """Return the seconds that all threads of a process were on a processor (Linux: /proc/PID/task/*/schedstat)."""
    clocks = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(clock.read_text(encoding="ascii").split()[0]) for clock in clocks) / 1e9
