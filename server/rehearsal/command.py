"""The `reception rehearse` command: stage, play, tell what it came to, and keep the desks open."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime, time
from functools import partial
from pathlib import Path
from typing import Any, Final

from aiohttp import web
from sqlalchemy import delete, select

from server import app as roof
from server import mark
from server.clock import Clock
from server.config import Settings
from server.day.tally.actions import whole_tally_of
from server.db import EVERYWHERE, Database
from server.journal.model import Head, Pending
from server.keys import CLOCK, DATABASE
from server.migrations.upgrade import check_version
from server.people.model import Session
from server.reactions import REACTIONS
from server.rehearsal import controls
from server.rehearsal.dayfile import DayFile
from server.rehearsal.links import Links
from server.rehearsal.petitioners import Petitioners
from server.rehearsal.play import Played, at_once, check_servers, on_line, play
from server.rehearsal.stage import desks_on, set_stage
from server.rehearsal.stand_ins import StandIns
from server.rehearsal.tempo import Tempo, tempo_of
from server.serving import listening
from server.sites.reference import Reference, read_reference

SCHEDULES: Final = Path(__file__).parents[2] / "schedules"
STAGE: Final = SCHEDULES / "rehearsal" / "sites.toml"


@dataclass(frozen=True, slots=True)
class Result:
    """What a play came to."""

    tally: dict[str, Any]
    intake: dict[str, int]


@dataclass(frozen=True, slots=True)
class Plan:
    """How a day is played: ``speed`` 0 is as fast as possible, what lies before ``begin`` is sent at once."""

    file: DayFile
    speed: float
    begin: time | None = None


async def rehearse(
    plan: Plan,
    settings: Settings,
    *,
    against: Sequence[str],
    say: Callable[[str], None],
    progress: Callable[[], None],
    stay: bool,
) -> Result:
    """Play a day. Without ``against`` the service is started here, and with ``stay`` it goes on until cancelled."""
    reference = read_reference(SCHEDULES / "reference")
    file = plan.file
    if against:
        async with _opened(settings) as database:
            await check_servers(against)
            await _claim_shared(database, settings.data, Clock())
            tokens = await set_stage(database, file, STAGE, reference, Clock(), speed=plan.speed)
            await check_servers(against, f"/api/days/{file.day}", token=next(iter(tokens.values())))
            tempo = await tempo_of(database, file.day, Clock())
            return await _result(
                database, file, await play(file, against, tokens, until=tempo.until, progress=progress)
            )
    async with _service(plan, settings, reference, say=say) as running:
        rest = await _play_past(plan, running, say=say, progress=progress)
        async with on_line(file, [running.base], running.tokens) if stay else nullcontext():
            running.open_desks()
            await running.play(rest, until=running.tempo.until, progress=progress)
            result = await _result(running.database, file, running.played)
            if stay:
                say(f"全部 {file.lines} 条已播完；工作台继续开放，按 Ctrl-C 结束。")
                say(f"All {file.lines} lines are played; the desks stay open until Ctrl-C.")
                await asyncio.Event().wait()
        return result


async def _play_past(
    plan: Plan, running: "_Running", *, say: Callable[[str], None], progress: Callable[[], None]
) -> DayFile:
    """Send at once what lies before the beginning, so that the first visitor finds a day under way; give the rest."""
    if plan.begin is None or not plan.speed:
        return plan.file
    began = running.tempo.at(plan.begin)
    past, rest = plan.file.split(began)
    say(f"先播入 {plan.begin:%H:%M} 以前的 {past.lines} 条…… / sending {past.lines} earlier lines first")
    await running.play(past, until=at_once, progress=progress)
    await running.tempo.begin(began)
    return rest


async def _result(database: Database, file: DayFile, played: Played) -> Result:
    async with database.transaction(EVERYWHERE, write=False) as tx:
        tally = await whole_tally_of(tx, file.day)
        held = await tx.rows(
            select(Head.site, Pending.id, Pending.code).where(
                Pending.day == file.day, Head.day == Pending.day, Head.place == Pending.place
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


async def _claim_shared(database: Database, folder: Path, clock: Clock) -> None:
    """Mark as a rehearsal's what running servers share; Stopped where it holds anything of its own."""
    async with database.store(EVERYWHERE) as connection:
        await connection.run_sync(check_version)
        await connection.run_sync(mark.check_shared, folder)
        await connection.run_sync(mark.mark_database, clock.now())
    mark.mark_folder(folder)


async def _forget_sessions(application: web.Application) -> None:
    """Sign out all who signed in by the links of an earlier process."""
    async with application[DATABASE].transaction(EVERYWHERE) as tx:
        await tx.change(delete(Session))


@dataclass(slots=True)
class _Running:
    """A service that plays a day."""

    base: str
    database: Database
    tokens: Mapping[str, str]
    tempo: Tempo
    taken: Collection[tuple[str, str]]
    open_desks: Callable[[], None]
    played: Played

    async def play(
        self, part: DayFile, *, until: Callable[[datetime], Awaitable[None]], progress: Callable[[], None]
    ) -> None:
        await play(part, [self.base], self.tokens, until=until, progress=progress, taken=self.taken, played=self.played)


@asynccontextmanager
async def _service(
    plan: Plan, settings: Settings, reference: Reference, *, say: Callable[[str], None]
) -> AsyncIterator[_Running]:
    file, played = plan.file, Played()
    application = roof.build(settings, rehearsal=True)
    application.on_startup.append(_forget_sessions)
    links = Links(file.day)
    application.router.add_get("/rehearsal/{token}", links.open)
    controls.add(application)
    async with listening(application, settings) as port:
        database = application[DATABASE]
        tokens = await set_stage(database, file, STAGE, reference, application[CLOCK], speed=plan.speed)
        base = f"http://127.0.0.1:{port}"
        tempo = await tempo_of(database, file.day, application[CLOCK])
        links.petitioners = Petitioners(database, base, file.day, tokens)
        application[controls.SHOWN].put(tempo, links.petitioners, played)
        say(f"接访日演练 {file.day}；数据为示例，不计入真实统计。")
        say("A rehearsal with synthetic data; nothing of it counts as real.")
        async with _stand_ins(application, base, tokens) as stand_ins:
            desks = partial(_say_desks, plan, links, port, say)
            yield _Running(base, database, tokens, tempo, stand_ins.taken, desks, played)


def _say_desks(plan: Plan, links: Links, port: int, say: Callable[[str], None]) -> None:
    begun = f"从 {plan.begin:%H:%M} 开始，" if plan.begin is not None and plan.speed else ""
    since = f" from {plan.begin:%H:%M}" if begun else ""
    say(f"演练{begun}{f'{plan.speed:g} 倍速' if plan.speed else '尽快播放'}。")
    say(f"Playing{since} {f'at {plan.speed:g}×' if plan.speed else 'as fast as possible'}. Desks:")
    for desk in desks_on(plan.file.day):
        say(f"  {links.url(desk, port)}\n      {desk.name_zh} / {desk.name_en}")


@asynccontextmanager
async def _stand_ins(application: web.Application, base: str, tokens: Mapping[str, str]) -> AsyncIterator[StandIns]:
    """Have a stand-in at every site while the block runs."""
    database = application[DATABASE]
    stand_ins = StandIns(application, base, tokens)
    database.on_commit(stand_ins.hear)
    running = asyncio.create_task(stand_ins.run())
    yield stand_ins
    running.cancel()
    await asyncio.wait([running])
