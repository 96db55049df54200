"""Prints notices instead of sending them: for development."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from server.notices.channel import Letter, Line
from server.notices.rules import Fate, Result


class ConsoleLine:
    is_open = True

    async def send(self, letter: Letter) -> Result:
        sys.stdout.write(f"--- not sent, only printed: to {letter.to}\n{letter.said.title}\n\n{letter.said.body}---\n")
        sys.stdout.flush()
        return Result(Fate.SENT)


class Console:
    @asynccontextmanager
    async def line(self) -> AsyncIterator[Line]:
        yield ConsoleLine()
