"""One topic of one day and range of places: read when something happened, told to all who watch it."""

import asyncio
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from itertools import count
from math import inf
from secrets import token_hex
from typing import Final

import structlog

from server.cancellation import is_cancelled
from server.errors import Refused
from server.live.audience import Audience, Listener, Watch
from server.live.counts import Counts
from server.live.difference import Board, difference
from server.live.frames import Frame
from server.live.limits import Limits, seconds
from server.live.messages import Changed, Changes, Snapshot, Tick, Turns
from server.live.ring import Ring, Step
from server.live.sources import ClockReading, Sources
from server.live.topics import BOARD, Read, Topic, View
from server.place import Range, parse_range

log = structlog.get_logger(__name__)

OF_THE_MOMENT: Final = frozenset({"version", "now", "speed"})
"""What a snapshot's board says of its own moment: no change is told of it, each frame and tick says it itself."""


@dataclass(frozen=True, slots=True)
class Key:
    """What a channel is about."""

    topic: str
    day: str
    lo: int
    hi: int

    @property
    def place(self) -> str:
        """How the range is named in frames: the code that is called so (place.py)."""
        region = f"{self.lo // 1000:06d}"
        return region if parse_range(region) == (self.lo, self.hi) else f"{self.lo:09d}"


class Channel:
    """Reads, tells and remembers. Only its own task writes what changed, so it is in order by itself."""

    def __init__(
        self,
        key: Key,
        topic: Topic,
        sources: Sources,
        *,
        limits: Limits,
        counts: Counts,
        gate: asyncio.Semaphore,
    ) -> None:
        self.key = key
        self.audience = Audience(limits=limits, counts=counts)
        self.topic, self._sources = topic, sources
        self._named: dict[str, str] = {} if topic.name == BOARD else {"topic": topic.name}
        """What its frames say of the topic: pages that know no topics watch the board alone."""
        self._limits, self._counts, self._gate = limits, counts, gate
        self._bell = asyncio.Event()
        self._view: View | None = None
        self._epoch = token_hex(8)
        self._ring = Ring(versions=limits.ring_versions, size=limits.ring_bytes)
        self._stale = True
        self._read_at = self._ticked_at = seconds() - limits.reread

    # --- from outside: none of these waits ----------------------------------------------------------------------------

    def join(self, listener: Listener, since: tuple[str, int] | None, *, turns: bool = False) -> Watch:
        """Let a listener watch; since (epoch, version), or from a snapshot."""
        watch = Watch(listener, since, turns=turns)
        self.audience.join(watch)
        self._bell.set()
        return watch

    def wake(self) -> None:
        """Something happened there; look again, but not too often."""
        self._stale = True
        self._bell.set()

    def is_behind(self, versions: Mapping[Range, int], before: Mapping[Range, int]) -> bool:
        """Tell whether a commit is not on the board yet, by the versions now and at the last look."""
        own = versions.get((self.key.lo, self.key.hi))
        if own is not None and self.topic.read is not None:
            return self._view is not None and own != self._view.version
        inside = [found for found in versions if self.key.lo <= found[0] and found[1] <= self.key.hi]
        return any(versions[found] != before.get(found) for found in inside)

    # --- its task -----------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Serve until there is nothing to serve: a refused read (an unknown day) ends the channel."""
        try:
            while not is_cancelled():
                await self._something_is_due()
                await self._turn()
        except Refused as refused:
            if refused.status >= 500:  # noqa: PLR2004  # an outage passes
                raise
            self.audience.refuse(self.topic.name, refused.code)

    async def _something_is_due(self) -> None:
        due = min(self._next_read(), self._ticked_at + self._limits.tick)
        if self.audience.has_laggards:
            due = min(due, seconds() + self._limits.drained)
        with suppress(TimeoutError):
            async with asyncio.timeout(max(0, due - seconds())):
                await self._bell.wait()
        self._bell.clear()

    async def _turn(self) -> None:
        now = seconds()
        if now >= self._next_read():
            await (self._ring_bell() if self.topic.read is None else self._read(self.topic.read))
        if (self._view is not None or self.topic.read is None) and self.audience.tend():
            await self._serve(self._view)
        if now >= self._ticked_at + self._limits.tick:
            self._ticked_at = now
            clock_reading = await self._sources.clock_reading(self.key.day)
            await self.audience.tell(_tick(clock_reading))

    def _next_read(self) -> float:
        if self.topic.read is None and not self._stale:
            return inf
        return self._read_at + (self._limits.between_frames if self._stale else self._limits.reread)

    async def _ring_bell(self) -> None:
        """Tell that the list may have changed; a page reads it by HTTP."""
        self._read_at, self._stale = seconds(), False
        await self.audience.tell(self._doorbell())

    async def _read(self, read: Read) -> None:
        """Read the board and tell what has changed. What happens while it is being read makes it stale again."""
        was_woken, self._read_at, self._stale = self._stale, seconds(), False
        self._counts.reads += 1
        with ExitStack() as unread:
            unread.callback(self.wake)
            async with self._gate, asyncio.timeout(self._limits.read):
                view = await read(self.key.day, self.key.lo, self.key.hi)
            unread.pop_all()
        await self._become(View(view.version, {name: view.board[name] for name in view.board.keys() - OF_THE_MOMENT}))
        if was_woken:
            moved: Turns = {"type": "turns", "day": self.key.day, "place": self.key.place}
            self.audience.tell_of_turns(Frame(moved))

    async def _become(self, new: View) -> None:
        old, self._view = self._view, new
        if old is None:
            return
        changed = difference(old.board, new.board, self.topic.outline) if old.version <= new.version else None
        if changed is None:  # a database was restored: what happened cannot be told as changes
            log.info("feed starts anew", topic=self.key.topic, day=self.key.day, place=self.key.place)
            self._epoch = token_hex(8)
            self._ring.clear()
            self.audience.start_anew()
        elif changed or old.version != new.version:
            step = Step(old.version, new.version, self._changes(old.version, new.version, changed))
            self._ring.add(step)
            await self.audience.tell(step.frame)

    async def _serve(self, view: View | None) -> None:
        """Bring newcomers, and laggards whose line has drained, to the board as it was last told, or ring once."""
        clock_reading = await self._sources.clock_reading(self.key.day)
        tick = _tick(clock_reading)
        snapshot: Frame | None = None
        for served in count(1):
            watch = self.audience.next_newcomer()
            if watch is None:
                return
            if view is None:
                self.audience.bring(watch, [self._doorbell(), tick])
                continue
            missed = self._missed(watch, view)
            if missed is None:
                snapshot = snapshot or self._snapshot(view, clock_reading)
                self.audience.bring(watch, [snapshot])
                self._counts.snapshots += 1
            else:
                self.audience.bring(watch, [*missed, tick])
                self._counts.resumed += 1
            if not served % self._limits.greetings:
                await asyncio.sleep(0)

    def _missed(self, watch: Watch, view: View) -> list[Frame] | None:
        """Return what makes the listener's board this one, at least one frame to say so; None for a snapshot."""
        if watch.since is None or watch.since[0] != self._epoch:
            return None
        missed = self._ring.since(watch.since[1], now=view.version)
        return [self._changes(view.version, view.version, {})] if missed == [] else missed

    def _doorbell(self) -> Frame:
        said: Changed = {
            "type": "changed",
            "topic": self.key.topic,
            "day": self.key.day,
            "place": self.key.place,
        }
        return Frame(said)

    def _snapshot(self, view: View, clock_reading: ClockReading) -> Frame:
        said: Snapshot = {
            "type": "snapshot",
            **self._named,  # type: ignore[typeddict-item]
            "day": self.key.day,
            "place": self.key.place,
            "epoch": self._epoch,
            "version": view.version,
            "board": {**view.board, "version": view.version, "now": clock_reading.now, "speed": clock_reading.speed},
        }
        return Frame(said)

    def _changes(self, before: int, after: int, changed: Board) -> Frame:
        said: Changes = {
            "type": "changes",
            **self._named,  # type: ignore[typeddict-item]
            "day": self.key.day,
            "place": self.key.place,
            "epoch": self._epoch,
            "from": before,
            "to": after,
            "set": dict(changed),
        }
        return Frame(said)


def _tick(clock_reading: ClockReading) -> Frame:
    said: Tick = {"type": "tick", "now": clock_reading.now, "speed": clock_reading.speed}
    return Frame(said)
