"""Wakes and messages between processes. It stores nothing: what it loses is found by asking the database again.

A process that does not hear itself over Redis looks for everything itself, several times a second, until it does.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import ExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Final, Protocol

import structlog
from pydantic import BaseModel, ConfigDict, ValidationError
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.asyncio.connection import parse_url
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from server.cancellation import is_cancelled
from server.errors import Stopped, Unavailable
from server.live.limits import seconds
from server.live.sources import Places

log = structlog.get_logger(__name__)

TOPIC: Final = "reception:live"
MOST: Final = 1000
"""More places or names than this wait for Redis as "anywhere" and "ask again by yourselves"."""
HEARTBEAT: Final = 0.4
"""Seconds after which something is said though there is nothing to say."""
SILENT: Final = 1.0
"""Seconds without hearing even oneself after which nothing is expected of Redis, which may be stopped."""
LOOK: Final = 0.5
"""Seconds between two looks at everything while nothing is heard."""
PATIENCE: Final = 4.0
"""Seconds without hearing even oneself after which the connection to Redis is made anew."""
RELAY: Final = 1.0
"""Seconds that a word to one process may take."""
WAITS: Final = (0.05, 0.1, 0.2, 0.3)
"""Seconds before each try to reach Redis again; then always the last."""


class Ear(Protocol):
    """What the bus wakes: the hub."""

    def wake(self, day: str | None, places: Places) -> None: ...
    def rights_changed(self, name: str) -> None: ...
    def relayed(self, word: str) -> None: ...


class Carried(BaseModel):
    """What one process tells the others; an empty message says that it can still be heard."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")

    node: str
    wakes: dict[str, list[int] | None]
    names: list[str]
    words: list[str]


@dataclass(slots=True)
class _Unsaid:
    """What waits to be carried. It stays small however long Redis is away."""

    wakes: dict[str, Places] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    words: list[str] = field(default_factory=list)

    def add(self, more: "_Unsaid") -> None:
        for day, places in more.wakes.items():
            known = self.wakes.get(day, frozenset())
            joined = None if known is None or places is None else known | places
            self.wakes[day] = None if joined is None or len(joined) > MOST else joined
        self.names |= more.names if len(self.names) < MOST else set()
        self.words += more.words if len(self.words) < MOST else []


def _check_url(url: str) -> None:
    """Stopped where the URL names no Redis; one that is away for now is waited for."""
    try:
        parse_url(url)
    except ValueError as error:
        raise Stopped("the Redis URL is none: write redis://HOST:PORT/0, rediss:// or unix://") from error


class Bus:
    """Tells this process's hub at once, and those of others over Redis if there is one."""

    def __init__(self, ear: Ear, *, redis_url: str | None) -> None:
        self._ear = ear
        self._redis_url = redis_url
        if redis_url is not None:
            _check_url(redis_url)
        self.node = token_hex(8)
        """This process among those that share a Redis; another name after each start."""
        self._redis: Redis | None = None
        self._unsaid = _Unsaid()
        self._bell = asyncio.Event()
        self._heard_at = float("-inf")
        self._closing = asyncio.Event()
        self.is_connected = asyncio.Event()

    @property
    def is_shared(self) -> bool:
        """Whether there may be other processes."""
        return self._redis_url is not None

    @property
    def is_deaf(self) -> bool:
        """Whether other processes may be saying something that is not heard here."""
        return self.is_shared and seconds() - self._heard_at > SILENT

    def wake(self, day: str, places: Places) -> None:
        """Something was committed at these places of a day."""
        self._ear.wake(day, places)
        if self._redis_url is not None:
            self._keep(_Unsaid(wakes={day: places}))

    def wake_all(self, touched: Mapping[str, frozenset[int]]) -> None:
        """Something was committed at these places of these days."""
        for day, places in touched.items():
            self.wake(day, places)

    def rights_changed(self, name: str) -> None:
        """A principal's or a ticket's rights have changed."""
        self._ear.rights_changed(name)
        if self._redis_url is not None:
            self._keep(_Unsaid(names={name}))

    def broadcast(self, word: str) -> None:
        """Say a word to the switchboards of all other processes."""
        if self._redis_url is not None:
            self._keep(_Unsaid(words=[word]))

    async def relay(self, node: str, word: str) -> bool:
        """Say a word to one other process; tell whether it is there to hear it. Unavailable while Redis is away."""
        if self._redis_url is None:
            return False
        if self._redis is None or not self.is_connected.is_set() or self.is_deaf:
            raise Unavailable("busy", retry_after=1)
        try:
            async with asyncio.timeout(RELAY):
                return bool(await self._redis.publish(f"{TOPIC}:{node}", word))
        except (RedisError, OSError, TimeoutError) as error:
            raise Unavailable("busy", retry_after=1) from error

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Carry messages while the block runs."""
        if self._redis_url is None:
            yield
            return
        work = (self._stay_connected(self._redis_url), self._look_meanwhile())
        tasks = [asyncio.create_task(one) for one in work]
        try:
            yield
        finally:
            self._closing.set()
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)

    async def _look_meanwhile(self) -> None:
        """Have the hub look everywhere again and again for as long as nothing is heard."""
        while True:
            await asyncio.sleep(LOOK)
            if self.is_deaf:
                self._ear.wake(None, None)

    def _keep(self, more: _Unsaid) -> None:
        self._unsaid.add(more)
        self._bell.set()

    async def _stay_connected(self, redis_url: str) -> None:
        """Connect, carry, and after a failure connect again, the sooner the shorter it has been away."""
        tries = 0
        while not self._closing.is_set():  # an error while it is cancelled takes the place of the cancellation
            try:
                async with (
                    Redis.from_url(
                        redis_url,
                        retry=Retry(NoBackoff(), 0),
                        decode_responses=True,
                        socket_timeout=PATIENCE,
                        socket_connect_timeout=PATIENCE,
                    ) as redis,
                    redis.pubsub() as topic,
                    asyncio.TaskGroup() as tasks,
                ):
                    await topic.subscribe(TOPIC, f"{TOPIC}:{self.node}")
                    # not the count of cancellations: a group that failed before leaves one more
                    if self._closing.is_set():
                        break
                    self._redis = redis
                    tasks.create_task(self._listen(topic))
                    tasks.create_task(self._speak(redis))
            except* (RedisError, OSError, TimeoutError) as errors:
                if not tries or self.is_connected.is_set():
                    log.warning("redis is away", cause=[type(error).__name__ for error in errors.exceptions])
            self._redis = None
            tries = 0 if self.is_connected.is_set() else tries
            self.is_connected.clear()
            if not self._closing.is_set():
                await asyncio.sleep(WAITS[min(tries, len(WAITS) - 1)])
            tries += 1

    async def _speak(self, redis: Redis) -> None:
        """Say what there is to say; at least now and then something, so that the line is known to be alive."""
        while not is_cancelled():
            saying, self._unsaid = self._unsaid, _Unsaid()
            said = Carried(
                node=self.node,
                wakes={day: None if places is None else sorted(places) for day, places in saying.wakes.items()},
                names=sorted(saying.names),
                words=saying.words,
            )
            with ExitStack() as unsaid:
                unsaid.callback(self._keep, saying)
                await redis.publish(TOPIC, said.model_dump_json())
                unsaid.pop_all()
            with suppress(TimeoutError):
                async with asyncio.timeout(HEARTBEAT):
                    await self._bell.wait()
            self._bell.clear()

    async def _listen(self, topic: PubSub) -> None:
        while not is_cancelled():
            async with asyncio.timeout(PATIENCE):
                message = await topic.get_message(timeout=None)
            if message is not None and message["type"] == "message":
                if message["channel"] == TOPIC:
                    self._hear(message["data"])
                else:
                    self._ear.relayed(message["data"])

    def _hear(self, text: str) -> None:
        try:
            carried = Carried.model_validate_json(text)
        except ValidationError:
            log.warning("not understood on the bus")
            return
        if carried.node == self.node:
            self._heard_at = seconds()
            if not self.is_connected.is_set():  # what was said meanwhile was missed: look everywhere
                self.is_connected.set()
                self._ear.wake(None, None)
            return
        for day, places in carried.wakes.items():
            self._ear.wake(day, None if places is None else frozenset(places))
        for name in carried.names:
            self._ear.rights_changed(name)
        for word in carried.words:
            self._ear.relayed(word)
