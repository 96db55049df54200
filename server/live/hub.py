"""The connections, the channels that they watch, and what reaches them from elsewhere: wakes, cut rights, the end."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from functools import partial
from secrets import token_hex

from aiohttp import WSCloseCode

from server.cancellation import is_cancelled
from server.clock import Clock
from server.live.channel import Channel, Key
from server.live.connection import NOT_ALLOWED, NOT_SIGNED_IN, TOO_MANY, Connection
from server.live.counts import Counts
from server.live.limits import Limits, seconds
from server.live.lines import Lines
from server.live.messages import WatchDay
from server.live.sources import Places, Sources, Viewer
from server.live.supervisor import every, keep
from server.live.switchboard import Switchboard, Tester
from server.live.topics import Topic, Versions
from server.place import Range, Scope, parse_range


class Hub:
    """The only one who knows all connections and all channels of this process."""

    def __init__(
        self, sources: Sources, topics: Iterable[Topic], *, clock: Clock, limits: Limits | None = None
    ) -> None:
        self.limits = limits or Limits()
        self.clock = clock
        self.sources = sources
        self.switchboard: Switchboard | None = None
        self.tester: Tester | None = None
        self.counts = Counts()
        self.epoch = token_hex(8)
        self._closing = False
        self._topics = {topic.name: topic for topic in topics}
        self._gate = asyncio.Semaphore(self.limits.readers)
        self._channels: dict[Key, tuple[Channel, asyncio.Task[None]]] = {}
        self._versions: dict[tuple[str, Versions], Mapping[Range, int]] = {}
        self.lines = Lines()
        self._doubted = asyncio.Event()
        self._empty = asyncio.Event()
        self._heard: dict[int, float] = {}
        self._written: dict[int, float] = {}
        self._tasks: asyncio.TaskGroup

    # --- from outside: none of these waits ----------------------------------------------------------------------------

    def wake(self, day: str | None, places: Places) -> None:
        """Something was committed at these places of a day (None: it may be any)."""
        for key, (channel, _) in self._channels.items():
            if day in {None, key.day} and (places is None or any(key.lo <= place <= key.hi for place in places)):
                channel.wake()
        if day is None:
            self._doubted.set()  # a change of rights may have been missed too
        if self.switchboard:
            self.switchboard.woken(day, places)

    def relayed(self, word: str) -> None:
        """Another server has a word for this one's switchboard."""
        if self.switchboard:
            self.switchboard.relayed(word)

    def rights_changed(self, name: str) -> None:
        """A principal's or a ticket's rights have changed: nothing more is told to their sockets until judged again."""
        for connection in self.lines.named(name):
            connection.doubt()
            self._doubted.set()

    def heard(self, viewer: Viewer) -> None:
        """Record that a viewer said something over their line: if it was a device, its site is there."""
        if viewer.device is not None:
            self._heard[viewer.scope.lo] = seconds()

    # --- for the endpoint ---------------------------------------------------------------------------------------------

    def is_full(self) -> bool:
        return self._closing or len(self.lines) >= self.limits.sockets

    def is_crowded(self, network: str) -> bool:
        """Whether so many sockets from there have not said who they are that no more are let in."""
        return self.lines.silent_from(network) >= self.limits.silent_each

    def enter(self, connection: Connection) -> None:
        self.lines.add(connection)
        self.counts.opened += 1
        self.counts.connections = len(self.lines)

    def leave(self, connection: Connection) -> None:
        connection.unwatch()
        self._hang_up(connection, cut=False)
        self.lines.remove(connection)
        if not self.lines:
            self._empty.set()
        self.counts.connections = len(self.lines)

    def admit(self, connection: Connection, viewer: Viewer | None) -> bool:
        """Let in a viewer who may watch or meet; end the connection of any other."""
        if connection.ended_at is not None:
            return False
        if viewer is None:
            connection.end(NOT_SIGNED_IN, "not_signed_in")
        elif not (self._may_watch(viewer) or viewer.may_meet):
            connection.end(NOT_ALLOWED, "not_allowed")
        elif len(self.lines.named(viewer.principal)) >= self.limits.sockets_each:
            connection.end(TOO_MANY, "too_many_sockets")
        else:
            self.lines.name(connection, viewer)
            self.heard(viewer)
            self._greet(connection)
            return True
        return False

    def watch(self, connection: Connection, asked: WatchDay) -> None:
        """Have the connection watch a topic of a day: all its places or one. Of a foreign place it learns nothing."""
        if connection.viewer is None:
            raise RuntimeError("a connection watches nothing before it says hello")
        scope, topic = connection.viewer.scope, self._topics.get(asked.topic)
        lo, hi = _range(asked.place, scope)
        connection.unwatch(asked.topic)
        if topic is None:
            connection.refused(asked.topic, "not_found")
        elif topic.capability not in scope.capabilities:
            connection.refused(asked.topic, "not_allowed")
        elif not scope.covers_range(lo, hi):
            connection.refused(asked.topic, "not_found")
        elif connection.is_doubted:
            connection.asked[asked.topic] = asked
        else:
            connection.watch(self._channel(Key(asked.topic, asked.day, lo, hi), topic), asked)

    def _may_watch(self, viewer: Viewer) -> bool:
        return any(topic.capability in viewer.scope.capabilities for topic in self._topics.values())

    # --- its tasks ----------------------------------------------------------------------------------------------------

    async def run(self, ready: asyncio.Event) -> None:
        """Own every task of the feed until cancelled."""
        async with asyncio.TaskGroup() as self._tasks:
            self._start(partial(every, self.limits.sweep, self._sweep), "sweep")
            self._start(partial(every, self.limits.poll, self._poll), "versions")
            self._start(self._judge, "rights")
            self._start(partial(every, self.limits.presence, self._write_heard), "heard")
            ready.set()

    async def say_goodbye(self) -> None:
        """End every line so that the desks come back, here or elsewhere; return when all have gone."""
        self._closing = True
        for connection in list(self.lines):
            connection.end(WSCloseCode.GOING_AWAY)
        self._empty.clear()
        if self.lines:
            await self._empty.wait()  # the sweep cuts off who does not answer

    def _start(self, work: Callable[[], Awaitable[None]], name: str) -> asyncio.Task[None]:
        return self._tasks.create_task(keep(work, name=name, pause=self.limits.retry, failed=self.count_failure))

    def count_failure(self) -> None:
        """Count the turn of a task that failed and is tried again, here or in the switchboard."""
        self.counts.failures += 1

    def _channel(self, key: Key, topic: Topic) -> Channel:
        """Return the channel, opened at its first watcher."""
        found = self._channels.get(key)
        if found is not None:
            return found[0]
        channel = Channel(key, topic, self.sources, limits=self.limits, counts=self.counts, gate=self._gate)
        name = f"channel {key.topic} {key.day} {key.place}"
        self._channels[key] = channel, self._start(partial(self._serve, channel), name)
        self.counts.channels = len(self._channels)
        return channel

    async def _serve(self, channel: Channel) -> None:
        await channel.run()
        self._forget(channel)  # it had nothing to serve: the next who asks makes a new one

    def _forget(self, channel: Channel) -> None:
        del self._channels[channel.key]
        self.counts.channels = len(self._channels)

    async def _sweep(self) -> None:
        """See to sockets that say nothing, neither hello nor pong nor goodbye, and to channels without a watcher."""
        now = seconds()
        for connection in list(self.lines):
            connection.check(now)
        for channel, task in list(self._channels.values()):
            if channel.audience.empty_for() > self.limits.linger:
                task.cancel()
                self._forget(channel)

    async def _poll(self) -> None:
        """Wake the channels that another process has written to."""
        channels = [(channel, channel.topic.versions) for channel, _ in self._channels.values()]
        asked = {(channel.key.day, versions) for channel, versions in channels if versions is not None}
        self._versions = {one: found for one, found in self._versions.items() if one in asked}
        for day, versions in asked:
            before, now = self._versions.get((day, versions), {}), await versions(day)
            self._versions[day, versions] = now
            for channel, of_topic in channels:
                if (channel.key.day, of_topic) == (day, versions) and channel.is_behind(now, before):
                    channel.wake()

    async def _judge(self) -> None:
        """Judge all connections again, every second and at once when rights have changed."""
        while not is_cancelled():
            self._doubted.clear()
            asked = [(one, one.viewer.ticket, one.doubts) for one in self.lines if one.viewer]
            if asked:
                doubted = frozenset(ticket for one, ticket, _ in asked if one.is_doubted)
                found = await self.sources.again(frozenset(ticket for _, ticket, _ in asked), doubted)
                for connection, ticket, doubts in asked:
                    self._judged(connection, found.get(ticket), doubts)
            with suppress(TimeoutError):
                async with asyncio.timeout(self.limits.recheck):
                    await self._doubted.wait()

    def _judged(self, connection: Connection, viewer: Viewer | None, doubts: int) -> None:
        if connection.ended_at is not None or (viewer == connection.viewer and not connection.is_doubted):
            return
        watched = connection.viewer is not None and self._may_watch(connection.viewer)
        if viewer is None or not (self._may_watch(viewer) or (viewer.may_meet and not watched)):
            self.counts.ended += 1
            code, word = (NOT_SIGNED_IN, "signed_out") if viewer is None else (NOT_ALLOWED, "not_allowed")
            connection.end(code, word)
            self._hang_up(connection, cut=True)
            return
        connection.viewer, connection.settled = viewer, doubts
        for asked in list(connection.asked.values()):
            self.watch(connection, asked.model_copy(update={"epoch": None, "version": None}))
        self._greet(connection)

    def _greet(self, connection: Connection) -> None:
        if self.switchboard:
            self.switchboard.arrived(connection)

    def _hang_up(self, connection: Connection, *, cut: bool) -> None:
        if self.tester:
            self.tester.gone(connection)
        if self.switchboard:
            self.switchboard.gone(connection, cut=cut)

    async def _write_heard(self) -> None:
        """Have it written down who was heard since the last time; boards that miss a site hear that it is back."""
        heard, self._heard = self._heard, {}
        if heard:
            await self.sources.heard(frozenset(heard))
            if back := {place for place, at in heard.items() if at - self._written.get(place, 0) > self.limits.missed}:
                self.wake(None, frozenset(back))
            self._written |= heard


def _range(place: str | None, scope: Scope) -> Range:
    if place is None:
        return scope.lo, scope.hi
    return parse_range(place)
