"""The `reception rehearse` command: stage, play, tell what it came to, and keep the desks open."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import structlog
from aiohttp import web
from sqlalchemy import select

from server import app as roof
from server.clock import Clock
from server.config import Settings
from server.day.agenda.actions import day_now
from server.day.agenda.model import Day
from server.day.tally.actions import whole_tally_of
from server.db import EVERYWHERE, Database
from server.journal.model import Head, Held
from server.keys import CLOCK, DATABASE
from server.people.api.signing import keep_session
from server.people.sessions import open_session
from server.reactions import REACTIONS
from server.rehearsal.dayfile import DayFile
from server.rehearsal.petitioners import Petitioners
from server.rehearsal.play import Played, on_line, play
from server.rehearsal.stage import CLERK_SITE, DESKS, LEADER, Desk, account_at, set_stage
from server.rehearsal.stand_ins import StandIns
from server.serving import listening
from server.sites.actions import open_enrolment
from server.sites.api import code_hash
from server.sites.reference import Reference, read_reference
from server.sites.rules import CODE_DIGITS

log = structlog.get_logger(__name__)

LOOPBACK: Final = frozenset({"127.0.0.1", "::1"})
SCHEDULES: Final = Path(__file__).parents[2] / "schedules"
STAGE: Final = SCHEDULES / "rehearsal" / "sites.toml"


@dataclass(frozen=True, slots=True)
class Result:
    """What a play came to."""

    tally: dict[str, Any]
    intake: dict[str, int]


async def rehearse(
    file: DayFile,
    settings: Settings,
    *,
    speed: float,
    against: Sequence[str],
    say: Callable[[str], None],
    progress: Callable[[], None],
    stay: bool,
) -> Result:
    """Play a day. Without ``against`` the service is started here, and with ``stay`` it goes on until cancelled."""
    reference = read_reference(SCHEDULES / "reference")
    if against:
        async with _opened(settings) as database:
            tokens = await set_stage(database, file, STAGE, reference, Clock(), speed=speed)
            return await _result(database, file, await play(file, against, tokens, speed=speed, progress=progress))
    async with _service(settings, file, reference, speed=speed, say=say) as (base, database, tokens, taken):
        async with on_line(file, [base], tokens) if stay else nullcontext():
            played = await play(file, [base], tokens, speed=speed, progress=progress, taken=taken)
            result = await _result(database, file, played)
            if stay:
                say(f"全部 {file.lines} 条已播完；工作台继续开放，按 Ctrl-C 结束。")
                say(f"All {file.lines} lines are played; the desks stay open until Ctrl-C.")
                await asyncio.Event().wait()
        return result


async def _result(database: Database, file: DayFile, played: Played) -> Result:
    async with database.transaction(EVERYWHERE, write=False) as tx:
        tally = await whole_tally_of(tx, date.fromisoformat(file.day))
        held = await tx.rows(
            select(Head.site, Held.id, Held.code).where(
                Held.day == file.day, Head.day == Held.day, Head.place == Held.place
            )
        )
    final = {(site, ident): "waiting" if code is None else "refused" for site, ident, code in held}
    return Result(tally, played.intake(final))


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[Database]:
    """The database that running servers share."""
    database = Database(settings.database(), reactions=REACTIONS)
    try:
        yield database
    finally:
        await database.dispose()


@asynccontextmanager
async def _service(
    settings: Settings, file: DayFile, reference: Reference, *, speed: float, say: Callable[[str], None]
) -> AsyncIterator[tuple[str, Database, dict[str, str], Collection[tuple[str, str]]]]:
    application = roof.build(settings)
    links = _Links(file.day)
    application.router.add_get("/rehearsal/{token}", links.open)
    async with listening(application, settings) as port:
        database = application[DATABASE]
        tokens = await set_stage(database, file, STAGE, reference, application[CLOCK], speed=speed)
        say(f"接访日演练 {file.day}，{'尽快' if not speed else f'{speed:g} 倍速'}播放；数据为示例，不计入真实统计。")
        say("A rehearsal with synthetic data; nothing of it counts as real. Desks:")
        for desk in DESKS:
            say(f"  {links.url(desk, port)}\n      {desk.name_zh} / {desk.name_en}")
        base = f"http://127.0.0.1:{port}"
        links.petitioners = Petitioners(base, file.day, tokens)
        async with _stand_ins(application, base, tokens) as stand_ins:
            yield base, database, tokens, stand_ins.taken


@asynccontextmanager
async def _stand_ins(application: web.Application, base: str, tokens: Mapping[str, str]) -> AsyncIterator[StandIns]:
    """Have somebody at every site while the block runs."""
    database = application[DATABASE]
    stand_ins = StandIns(application, base, tokens)
    database.on_told(stand_ins.hear)
    running = asyncio.create_task(stand_ins.run())
    yield stand_ins
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


class _Links:
    """Sign-in links of the desks: on loopback only, for as long as this process lives."""

    def __init__(self, day: str) -> None:
        self._day = day
        self._desks = {secrets.token_urlsafe(32): desk for desk in DESKS}
        self.petitioners: Petitioners | None = None

    def url(self, desk: Desk, port: int) -> str:
        token = next(token for token, known in self._desks.items() if known is desk)
        return f"http://{desk.host}.localhost:{port}/rehearsal/{token}"

    async def open(self, request: web.Request) -> web.Response:
        """Sign in at the desk that the link belongs to, and go there."""
        desk = self._desks.get(request.match_info["token"])
        host = request.host.partition(":")[0]
        if desk is None or request.remote not in LOOPBACK or host != f"{desk.host}.localhost":
            raise web.HTTPNotFound
        database, now = request.app[DATABASE], request.app[CLOCK].now()
        account = await account_at(database, desk, now=now)
        path = desk.path.format(day=self._day)
        async with database.transaction(EVERYWHERE) as tx:
            person, token = await open_session(tx, account, agent="rehearsal", now=now, is_rehearsal=True)
            if desk.site is not None:
                code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
                hashed = code_hash(request, code)
                await open_enrolment(tx, desk.site, "演练 / rehearsal", code_hash=hashed, by=person, now=now)
                path = f"/enrol#code={code}"
        if desk.host == LEADER and self.petitioners is not None:
            async with database.transaction(EVERYWHERE, write=False) as tx:
                of_day = day_now(await tx.get(Day, self._day), request.app[CLOCK])
            await self.petitioners.come(of_day, not_at=CLERK_SITE)
        response = web.HTTPFound(path)
        keep_session(response, token, same_site="Lax")
        return response
