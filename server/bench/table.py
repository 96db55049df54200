"""The service in which `reception bench video` has a leader meet a petitioner, a process of its own: ``FOLDER``.

Prints one line of JSON: its port, a leader's session, the link by which a browser becomes the site's desk, and the
meeting to which a petitioner of that site was just called by video.
"""

import asyncio
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, cast

import uvloop
from aiohttp import web
from sqlalchemy import Table, insert

from server.app import build
from server.before.agenda.model import Day
from server.clock import moment_on
from server.config import Settings
from server.day.calling.actions import note_heard
from server.day.calling.calls import Wanted, call_next
from server.db import EVERYWHERE
from server.instants import micros_of
from server.journal.model import Matter
from server.keys import CLOCK, DATABASE, SEALER
from server.logs import set_up
from server.people.rules import Person
from server.people.sessions import open_session
from server.rehearsal.command import STAGE
from server.rehearsal.dayfile import DayFile
from server.rehearsal.stage import CLERK_SITE, DESKS, account_at, set_stage
from server.serving import listening
from server.sites.actions import find_site, open_enrolment
from server.sites.keys import REFERENCE

DAY: Final = "2023-11-09"
STARTS: Final = datetime(2023, 11, 9, 1, 0, tzinfo=UTC)
MATTER: Final = "018bb165-9350-7000-8000-000000000001"
CODE: Final = "12345678"


async def serve(folder: str) -> None:
    set_up("error")
    settings = Settings.model_validate({"data": Path(folder), "port": 0})
    app = build(settings, rehearsal=True)
    async with listening(app, settings) as port:
        file = DayFile(DAY, 1, {CLERK_SITE: ()}, STARTS, STARTS + timedelta(hours=8))
        await set_stage(app[DATABASE], file, STAGE, app[REFERENCE], app[CLOCK], speed=1)
        leader, session = await _signed_in(app, "leader")
        await _enrolment(app)
        told = {"port": port, "session": session, "enrol": f"/enrol#code={CODE}", "meeting": await _called(app, leader)}
        sys.stdout.write(f"{json.dumps(told)}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


async def _signed_in(app: web.Application, host: str) -> tuple[Person, str]:
    """The account at a desk of the rehearsal, and the token of its session."""
    now = app[CLOCK].now()
    account = await account_at(app[DATABASE], next(desk for desk in DESKS if desk.host == host), now=now)
    async with app[DATABASE].transaction(EVERYWHERE) as tx:
        return await open_session(tx, account, agent="bench", now=now)


async def _enrolment(app: web.Application) -> None:
    coordinator, _ = await _signed_in(app, "clerk")
    hashed = app[SEALER].mac(b"enrolment|" + CODE.encode())
    async with app[DATABASE].transaction(EVERYWHERE) as tx:
        await open_enrolment(tx, CLERK_SITE, "bench", code_hash=hashed, by=coordinator, now=app[CLOCK].now())


async def _called(app: web.Application, leader: Person) -> str:
    """Have a petitioner wait at the site and be called; the meeting."""
    database, clock = app[DATABASE], app[CLOCK]
    async with database.transaction(EVERYWHERE, write=False) as tx:
        place, at = (await find_site(tx, CLERK_SITE)).place, moment_on(await tx.get(Day, DAY), clock.now())
    async with database.store(EVERYWHERE) as connection:
        await connection.execute(insert(cast("Table", Matter.__table__)), [_matter(place, at.now)])
    async with database.transaction(EVERYWHERE) as tx:
        await note_heard(tx, [place], clock.now())
    async with database.transaction(leader.scope) as tx:
        wanted = Wanted("video", site=CLERK_SITE, matter=MATTER)
        standing, _ = await call_next(tx, DAY, wanted, by=leader, at=at)
    return str(standing.turn.meeting) if standing.turn is not None else ""


def _matter(place: int, now: datetime) -> dict[str, object]:
    waits = {"day": DAY, "place": place, "matter": MATTER, "state": "waiting", "turn": "waiting", "ticket": "A1"}
    came = {"registration": MATTER, "registered_at": micros_of(now), "category": "work_injury"}
    return {**waits, **came, "channel": "site", "involved": 1, "attendees": 1, "needs": ""}


def main(arguments: Sequence[str]) -> None:
    (folder,) = arguments
    uvloop.run(serve(folder))


if __name__ == "__main__":
    main(sys.argv[1:])
