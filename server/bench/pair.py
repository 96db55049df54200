"""One of the servers of `reception bench faults`, in a process of its own: ``FOLDER DATABASE_URL REDIS_URL SESSIONS``.

Prints one line of JSON: its port and, where it is to have so many sessions, their tokens and that of a site's device.
"""

import asyncio
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import uvloop
from aiohttp import web

from server.app import build
from server.config import Settings
from server.db import EVERYWHERE
from server.keys import CLOCK, DATABASE
from server.logs import set_up
from server.people.sessions import open_session
from server.rehearsal.command import STAGE
from server.rehearsal.dayfile import DayFile
from server.rehearsal.stage import CLERK_SITE, DESKS, account_at, set_stage
from server.serving import listening
from server.sites.keys import REFERENCE

DAY: Final = "2023-11-09"
STARTS: Final = datetime(2023, 11, 9, 1, 0, tzinfo=UTC)


async def serve(folder: str, database_url: str, redis_url: str, sessions: int) -> None:
    set_up("critical")  # that what it needs is gone is known
    settings = Settings.model_validate(
        {"data": Path(folder), "database_url": database_url, "redis_url": redis_url, "port": 0}
    )
    app = build(settings)
    async with listening(app, settings) as port:
        told = {"port": port, **(await _staged(app, sessions) if sessions else {})}
        sys.stdout.write(f"{json.dumps(told)}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


async def _staged(app: web.Application, sessions: int) -> dict[str, Any]:
    """A day with one site's device, and so many sessions of an organiser."""
    file = DayFile(DAY, 1, {CLERK_SITE: ()}, STARTS, STARTS + timedelta(hours=8))
    tokens = await set_stage(app[DATABASE], file, STAGE, app[REFERENCE], app[CLOCK], speed=0)
    now = app[CLOCK].now()
    account = await account_at(app[DATABASE], next(desk for desk in DESKS if desk.host == "wall"), now=now)
    opened = []
    async with app[DATABASE].transaction(EVERYWHERE) as tx:
        for _ in range(sessions):
            _, token = await open_session(tx, account, agent="bench", now=now)
            opened.append(token)
    return {"site": CLERK_SITE, "device": tokens[CLERK_SITE], "sessions": opened}


def main(arguments: Sequence[str]) -> None:
    folder, database_url, redis_url, sessions = arguments
    uvloop.run(serve(folder, database_url, redis_url, int(sessions)))


if __name__ == "__main__":
    main(sys.argv[1:])
