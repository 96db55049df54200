"""Rehearsing a planned day at the command line: links first, scores at the end."""

import asyncio
import json
import signal
from contextlib import suppress
from typing import Any, Final

from server.clock import Clock
from server.commands.terminal import opened, run
from server.config import Settings
from server.day_code import DayCode
from server.db import EVERYWHERE, Database
from server.errors import NotFound, Refused, Stopped, sentence

LOOKS_EVERY: Final = 0.5
MACHINE: Final = "machine"


def rehearse_planned(day: DayCode, chosen: Settings, *, as_json: bool) -> None:
    """Have a day rehearsed until Ctrl-C; a service that runs on the same data may keep it, and it is the same one."""
    told = run(_rehearse(day, chosen, quiet=as_json))
    if as_json:
        print(json.dumps(told, ensure_ascii=False, default=str))
        return
    for one in told["scores"]:
        print(f"{one['grade']:6} {one['site']}  {', '.join(one['weak'])}")
    print(f"{told['grades']['green']} ready, {told['grades']['amber']} to improve, {told['grades']['red']} weak")


async def _rehearse(day: DayCode, chosen: Settings, *, quiet: bool) -> dict[str, Any]:
    from server.before.rehearsing import actions  # noqa: PLC0415  # the other words start faster without the rooms
    from server.before.rehearsing.keeping import Keeper  # noqa: PLC0415
    from server.key_files import KeyFiles  # noqa: PLC0415
    from server.sealing import Sealer  # noqa: PLC0415

    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with opened(chosen, makes_real=True) as database:
        sealer = Sealer(KeyFiles(chosen.data / "keys"), Clock())
        await sealer.open(database)
        keeper = Keeper(database, sealer, Clock(), chosen)
        await _change(database, day, actions.ask)
        keeping = asyncio.create_task(keeper.run())
        try:
            await _serve(database, sealer, chosen, day, stop, quiet=quiet)
            with suppress(Stopped):
                await _change(database, day, actions.end)
            return await _until(database, sealer, chosen, day, {"ended", "failed"})
        finally:
            keeper.end()
            await asyncio.wait([keeping])


async def _change(database: Database, code: DayCode, act: Any) -> None:
    from server.before.agenda.actions import find_day  # noqa: PLC0415

    async with database.transaction(EVERYWHERE) as tx:
        try:
            await act(tx, await find_day(tx, code, locked=True), by=MACHINE, now=Clock().now())
        except NotFound:
            raise Stopped(f"there is no day {code}, or no rehearsal of it") from None
        except Refused as refused:
            raise Stopped(sentence(refused.code, "en", refused.params)) from None


async def _told(database: Database, sealer: Any, chosen: Settings, code: DayCode) -> dict[str, Any]:
    from server.before.agenda.actions import find_day  # noqa: PLC0415
    from server.before.rehearsing.answers import rehearsal_answer  # noqa: PLC0415

    async with database.transaction(EVERYWHERE, write=False) as tx:
        return await rehearsal_answer(tx, sealer, chosen, await find_day(tx, code))


async def _until(database: Database, sealer: Any, chosen: Settings, code: DayCode, states: set[str]) -> dict[str, Any]:
    while True:
        told = await _told(database, sealer, chosen, code)
        if told["state"] in states:
            return told
        await asyncio.sleep(LOOKS_EVERY)


async def _serve(
    database: Database, sealer: Any, chosen: Settings, code: DayCode, stop: asyncio.Event, *, quiet: bool
) -> None:
    """Say the links once it is served; go on until told to stop, or until it has ended by itself."""
    told = await _until(database, sealer, chosen, code, {"running", "ending", "ended", "failed"})
    if told["state"] == "failed":
        raise Stopped("the rehearsal does not start: the log says why")
    if not quiet:
        print(f"演练 {code}；数据为示例，不计入真实统计。按 Ctrl-C 结束。")
        print("A rehearsal with synthetic people; nothing of it counts as real. Ctrl-C ends it.")
        for link in told["links"]:
            print(f"  {link['url']}\n      {link['name_zh']} / {link['name_en']}", flush=True)
    while not stop.is_set() and told["state"] == "running":
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOKS_EVERY):
                await stop.wait()
        told = await _told(database, sealer, chosen, code)
