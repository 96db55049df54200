"""How soon two servers agree again after a fault: milliseconds, beside the same where nothing is wrong.

Both run as `reception serve` runs them, on one PostgreSQL and one Redis, all of them of this bench's own. Rights are
cut at one, until the socket at the other is told so; an entry comes in at one, until the board at the other shows it.
"""

import asyncio
import json
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, Final

from aiohttp import ClientError, ClientSession, ClientWebSocketResponse, DummyCookieJar, WSMsgType

from server.bench.breakable import HERE, Postgres, Redis, postgres_programs, redis_program
from server.bench.breakable import running_postgres as running_postgres_of
from server.bench.breakable import running_redis as running_redis_of
from server.bench.entries import registration
from server.bench.measure import Figures, Shape, running
from server.bench.pair import DAY
from server.clock import Clock
from server.http.guards import CSRF_HEADER, SESSION_COOKIE, csrf_of

HANG: Final = 120
CLOCK: Final = Clock()
SESSIONS: Final = 300
QUIET: Final = "ms until {what}, {when} (goal 2000)"
RIGHTS, ENTRY = "rights cut at one server reach a socket at the other", "an entry at one server is shown at the other"
Say = Callable[[str], None]


@dataclass(slots=True)
class Pair:
    """Two servers, what stands below them, and a signed-in person at each."""

    http: ClientSession
    postgres: Postgres
    redis: Redis
    here: str
    there: str
    site: str
    device: str
    sessions: Iterator[str]
    begin_anew: Callable[[], Awaitable[str]]
    """Kills the first server; to be awaited for the address of another in its place."""
    sent: int = 0

    async def cut(self, *, at: str | None = None) -> float:
        """Sign a person out at one server; milliseconds until their socket at the other (or ``at``) is told."""
        session = next(self.sessions)
        async with self.line(session, at=at) as line:
            started = CLOCK.seconds()
            headers = {"Cookie": f"{SESSION_COOKIE}={session}", CSRF_HEADER: csrf_of(session)}
            async with self.http.post(f"{self.here}/api/sign-out", headers=headers) as answer:
                answer.raise_for_status()
            async with asyncio.timeout(HANG):
                while (said := await line.receive()).type is WSMsgType.TEXT and said.json()["type"] != "ended":
                    pass
            return 1000 * (CLOCK.seconds() - started)

    async def shown(self, fault: Callable[[], Awaitable[None]] | None = None) -> float:
        """Watch at one server, have the fault, hand in at the other; milliseconds from its end until it is shown."""
        async with self.line(next(self.sessions)) as line:
            await line.send_json({"type": "watch", "day": DAY})
            await self._until_counted(line)
            if fault is not None:
                await fault()
            started = CLOCK.seconds()
            await self.hand_in()
            await self._until_counted(line)
            return 1000 * (CLOCK.seconds() - started)

    async def outlived(self) -> float:
        """Hand in at one server and kill it once it has answered; milliseconds until the other shows the entry."""
        async with self.line(next(self.sessions)) as line:
            await line.send_json({"type": "watch", "day": DAY})
            await self._until_counted(line)
            await self.hand_in()
            another = self.begin_anew()
            started = CLOCK.seconds()
            await self._until_counted(line)
            taken = 1000 * (CLOCK.seconds() - started)
        self.here = await another
        return taken

    async def hand_in(self) -> None:
        """Hand in one entry, again until it is answered."""
        url, headers = (
            f"{self.here}/api/days/{DAY}/sites/{self.site}/entries",
            {"Authorization": f"Bearer {self.device}"},
        )
        body = {"entries": [registration(self.site)]}
        async with asyncio.timeout(HANG):
            while not await self._is_taken(url, body, headers):  # noqa: ASYNC110  # only asking again tells
                await asyncio.sleep(0.02)
        self.sent += 1

    async def _is_taken(self, url: str, body: dict[str, Any], headers: dict[str, str]) -> bool:
        try:
            async with self.http.post(url, json=body, headers=headers) as answer:
                return answer.status == 200  # noqa: PLR2004  # HTTP's
        except ClientError:
            return False

    @asynccontextmanager
    async def line(self, session: str, *, at: str | None = None) -> AsyncIterator[ClientWebSocketResponse]:
        """A live line to the other server, or to that at an address."""
        headers = {"Cookie": f"{SESSION_COOKIE}={session}"}
        async with self.http.ws_connect(f"{at or self.there}/api/live", headers=headers) as line:
            await line.send_json({"type": "hello"})
            await line.receive_json()
            yield line

    async def _until_counted(self, line: ClientWebSocketResponse) -> None:
        async with asyncio.timeout(HANG):
            while True:
                said = await line.receive_json()
                board = said.get("board") or said.get("set") or {}
                if board.get("tally", {}).get("entries", {}).get("accepted", -1) >= self.sent:
                    return


class Faults:
    """What is done to what stands below the two servers; each returns when it is over."""

    def __init__(self, pair: Pair, *, stopped: float) -> None:
        self._pair, self._stopped = pair, stopped

    async def redis_killed(self) -> None:
        self._pair.redis.kill()
        await self._pair.hand_in()
        await self._pair.redis.start()

    async def redis_flushed(self) -> None:
        self._pair.redis.flush()

    async def redis_stopped(self) -> None:
        self._pair.redis.signal(signal.SIGSTOP)
        await self._pair.hand_in()
        await asyncio.sleep(self._stopped)
        self._pair.redis.signal(signal.SIGCONT)

    async def postgres_restarted(self) -> None:
        await asyncio.to_thread(self._pair.postgres.stop)
        await asyncio.to_thread(self._pair.postgres.start)


async def faults(*, quick: bool, say: Say) -> Figures:
    program, programs = redis_program(), postgres_programs()
    if program is None or programs is None:
        missing = "Redis" if program is None else "PostgreSQL"
        return Figures("faults", [Shape(QUIET.format(what=ENTRY, when="nothing wrong"), None, None, f"no {missing}")])
    async with running_pair(program, programs) as pair:
        return Figures("faults", await _measured(pair, rounds=3 if quick else 9, stopped=5 if quick else 20, say=say))


async def _measured(pair: Pair, *, rounds: int, stopped: float, say: Say) -> Sequence[Shape]:
    def shape(what: str, when: str, taken: Sequence[float], quiet: Sequence[float]) -> Shape:
        return Shape(QUIET.format(what=what, when=when), median(taken), median(quiet), "nothing wrong")

    say("nothing wrong")
    quiet_cut = [await pair.cut() for _ in range(2 * rounds)]
    itself = [await pair.cut(at=pair.here) for _ in range(2 * rounds)]
    quiet_shown = [await pair.shown() for _ in range(2 * rounds)]
    alive = QUIET.format(what=RIGHTS, when="Redis alive")
    shapes = [Shape(alive, median(quiet_cut), median(itself), "at that server itself")]
    say("Redis is away")
    pair.redis.kill()
    shapes += [shape(RIGHTS, "Redis dead", [await pair.cut() for _ in range(rounds)], quiet_cut)]
    shapes += [shape(ENTRY, "Redis dead", [await pair.shown() for _ in range(rounds)], quiet_shown)]
    await pair.redis.start()
    await pair.shown()
    cut, shown = [], []
    for _ in range(rounds):
        pair.redis.signal(signal.SIGSTOP)
        cut += [await pair.cut()]
        shown += [await pair.shown()]
        pair.redis.signal(signal.SIGCONT)
        await pair.shown()
    shapes += [shape(RIGHTS, "Redis stopped", cut, quiet_cut), shape(ENTRY, "Redis stopped", shown, quiet_shown)]
    known = Faults(pair, stopped=stopped)
    for when, fault in (
        ("after Redis was killed and started", known.redis_killed),
        ("after Redis was flushed", known.redis_flushed),
        (f"after Redis was stopped for {stopped:g} s", known.redis_stopped),
        ("after PostgreSQL was restarted", known.postgres_restarted),
    ):
        say(when)
        shapes += [shape(ENTRY, when, [await pair.shown(fault) for _ in range(rounds)], quiet_shown)]
    say("a server is killed")
    killed = [await pair.outlived() for _ in range(rounds)]
    return [*shapes, shape(ENTRY, "the first killed once it had answered", killed, quiet_shown)]


@asynccontextmanager
async def running_pair(program: str, programs: Any) -> AsyncIterator[Pair]:
    """Start all that is needed; the second server has seen Redis before it is given."""
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory(prefix="reception-bench-"))
        postgres = await stack.enter_async_context(running_postgres_of(programs))
        redis = await stack.enter_async_context(running_redis_of(program))

        async def begin(sessions: int) -> tuple[asyncio.subprocess.Process, dict[str, Any]]:
            arguments = (folder, postgres.url, redis.url, str(sessions))
            process = await stack.enter_async_context(running("server.bench.pair", *arguments))
            if process.stdout is None:
                raise RuntimeError("the server has no output")
            told = json.loads(await process.stdout.readline())
            return process, told | {"url": f"http://{HERE}:{told['port']}"}

        first, told = await begin(SESSIONS)
        _, other = await begin(0)

        def begin_anew() -> Awaitable[str]:
            nonlocal first
            first.kill()

            async def another() -> str:
                nonlocal first
                first, told = await begin(0)
                return str(told["url"])

            return another()

        http = await stack.enter_async_context(ClientSession(cookie_jar=DummyCookieJar()))
        yield Pair(
            *(http, postgres, redis, told["url"], other["url"], told["site"], told["device"], iter(told["sessions"])),
            begin_anew=begin_anew,
        )
