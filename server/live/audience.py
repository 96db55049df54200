"""The listeners of one channel: which are open for a frame, which have to be brought up to date, which lag."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

from server.live.counts import Counts
from server.live.frame_writer import FrameWriter
from server.live.frames import Frame
from server.live.limits import Limits, seconds


class Listener(Protocol):
    """A connection that watches, as the channel knows it."""

    line: FrameWriter

    def refused(self, topic: str, code: str) -> None:
        """There is nothing to watch."""

    def too_slow(self) -> None:
        """The line has not taken anything for too long."""


class Watch:
    """One listener's place in an audience. ``is_open`` only while frames may be written to it."""

    __slots__ = ("is_open", "line", "listener", "since", "turns")

    def __init__(self, listener: Listener, since: tuple[str, int] | None, *, turns: bool = False) -> None:
        self.listener = listener
        self.turns = turns
        """Whether it is told of the lists of those who wait, as a page asks that knows no topics."""
        self.line = listener.line
        self.since = since
        """(epoch, version) of the board it holds already."""
        self.is_open = False


class Audience:
    """Every watch is a newcomer, then open; or it lags, and is a newcomer again once its line has drained."""

    def __init__(self, *, limits: Limits, counts: Counts) -> None:
        self._limits, self._counts = limits, counts
        self._all: dict[Watch, None] = {}
        self._newcomers: dict[Watch, None] = {}
        self._lagging: dict[Watch, float] = {}
        self._listed: list[Watch] = []  # all, in a list that is made only once they change
        self._empty_since: float | None = seconds()

    @property
    def has_newcomers(self) -> bool:
        return bool(self._newcomers)

    @property
    def has_laggards(self) -> bool:
        return bool(self._lagging)

    def empty_for(self) -> float:
        """Return for how many seconds there has been no watcher."""
        return 0 if self._empty_since is None else seconds() - self._empty_since

    def join(self, watch: Watch) -> None:
        self._all[watch] = self._newcomers[watch] = None
        self._listed = []
        self._empty_since = None

    def leave(self, watch: Watch) -> None:
        """Not a byte more goes to this listener, even in the middle of a broadcast."""
        watch.is_open = False
        self._all.pop(watch, None)
        self._listed = []
        self._newcomers.pop(watch, None)
        self._lagging.pop(watch, None)
        if not self._all and self._empty_since is None:
            self._empty_since = seconds()

    def refuse(self, topic: str, code: str) -> None:
        """Send all listeners away: there is nothing to watch."""
        for watch in list(self._all):
            self.leave(watch)
            watch.listener.refused(topic, code)

    def start_anew(self) -> None:
        """Make each listener a newcomer, who knows nothing."""
        for watch in self._all:
            watch.is_open, watch.since = False, None
        self._lagging.clear()
        self._newcomers = dict.fromkeys(self._all)

    def next_newcomer(self) -> Watch | None:
        return next(iter(self._newcomers), None)

    def bring(self, newcomer: Watch, frames: Sequence[Frame]) -> None:
        """Write what makes the newcomer's board the one that was last told; from now on it hears what all hear."""
        del self._newcomers[newcomer]
        newcomer.is_open, newcomer.since = True, None
        for frame in frames:
            self._write([newcomer], frame)

    async def tell(self, frame: Frame) -> None:
        """Write to all who listen, letting others have their turn after each slice."""
        self._counts.skipped += len(self._lagging)
        listening = self._listed = self._listed or list(self._all)
        for start in range(0, len(listening), self._limits.slice):
            if start:
                await asyncio.sleep(0)
            self._write(listening[start : start + self._limits.slice], frame)

    def tell_of_turns(self, frame: Frame) -> None:
        """Write to the few who asked for it."""
        self._write([watch for watch in self._all if watch.turns], frame)

    def tend(self) -> bool:
        """Give up laggards that take nothing; tell whether any has drained, and is a newcomer now."""
        now = seconds()
        for watch, since in list(self._lagging.items()):
            if not watch.line.unsent():
                del self._lagging[watch]
                self._newcomers[watch] = None
            elif now - since > self._limits.lagging:
                self._counts.too_slow += 1
                self.leave(watch)
                watch.listener.too_slow()
        return self.has_newcomers

    def _write(self, watches: Sequence[Watch], frame: Frame) -> None:
        """Write one frame to each who is open and keeps up. Every name in this loop costs thousands of watchers."""
        plain, most = frame.plain, self._limits.unsent
        frames = written = 0
        for watch in watches:
            if not watch.is_open:
                continue
            line = watch.line
            data = frame.deflated if line.deflates else plain
            if line.is_clear or not (waiting := line.unsent()):
                try:
                    taken = line.to_kernel(data)
                except OSError:
                    taken = 0  # full or gone: the transport will find out which
                if taken < len(data):
                    line.write(data[taken:])
                else:
                    line.is_clear = True
            elif waiting > most:
                self._lag(watch)
                continue
            else:
                line.write(data)
            frames += 1
            written += len(data)
        self._counts.frames += frames
        self._counts.bytes += written

    def _lag(self, watch: Watch) -> None:
        watch.is_open = False
        self._lagging[watch] = seconds()
        self._counts.skipped += 1
