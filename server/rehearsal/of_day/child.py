"""The process of a day's rehearsal: ``process.asked`` comes at stdin, its port and then scores leave at stdout.

It ends when its stdin ends, after its last scores; its folder is then its parent's to remove.
"""

import asyncio
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, BinaryIO, Final

from aiohttp import web
from pydantic_core import to_json

from server.app import build
from server.before.agenda.model import Day
from server.before.rehearsing.process import read_asked
from server.before.rehearsing.rules import Score
from server.db import EVERYWHERE
from server.keys import CLOCK, DATABASE, SEALER
from server.logs import set_up
from server.rehearsal.of_day.entering import Links
from server.rehearsal.of_day.scoring import scores
from server.rehearsal.of_day.staging import stage
from server.serving import give_memory_back, listening, raise_descriptors

LOOKS_EVERY: Final = 1.0


async def practise(line: bytes, out: BinaryIO) -> None:
    """Serve a copy until stdin ends."""
    copy, settings, keys = read_asked(line)
    set_up(settings.log_level)
    raise_descriptors()
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    application = build(settings, rehearsal=True)
    application.router.add_get("/rehearsal/{token}", Links(copy.day.day, keys).open)
    parent_ended = await _end_of_stdin()
    async with listening(application, settings) as port:
        database = application[DATABASE]
        await stage(database, application[SEALER], copy, now=application[CLOCK].now())
        _say(out, {"port": port})
        said: Sequence[Score] = ()
        while True:
            found = await _scores(application, copy.day.day)
            if found != said:
                said = found
                _say(out, said)
            if parent_ended.done():
                return
            await asyncio.wait([parent_ended], timeout=LOOKS_EVERY)


async def _scores(application: web.Application, code: str) -> Sequence[Score]:
    now: datetime = application[CLOCK].now()
    async with application[DATABASE].transaction(EVERYWHERE, write=False) as tx:
        return await scores(tx, await tx.get(Day, code), now)


async def _end_of_stdin() -> "asyncio.Task[bytes]":
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    return asyncio.create_task(reader.read())


def _say(out: BinaryIO, what: Any) -> None:
    with suppress(BrokenPipeError):  # the parent is gone, which stdin tells as well
        out.write(to_json(what) + b"\n")
        out.flush()


def main() -> None:
    give_memory_back()
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a rehearsal prints in place of a notice is no score
    asyncio.run(practise(sys.stdin.buffer.readline(), out))


if __name__ == "__main__":
    main()
