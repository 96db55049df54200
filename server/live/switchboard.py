"""The switchboard of meetings and the tester of lines as the feed knows them: it passes words on and knows neither."""

from typing import Annotated, Protocol

from pydantic import Field

from server.live.connection import Connection
from server.live.messages import Said
from server.live.sources import Places

Uuid = Annotated[str, Field(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")]


class MeetingWord(Said):
    """What a client says of a meeting: the line passes it on to the switchboard, whose frames extend it."""

    meeting: Uuid


class TestWord(Said):
    """What a client says of a test of its line: the line passes it on to the tester, whose frames extend it."""


class Tester(Protocol):
    """Tests lines, as the feed knows it: app.py names one. Only ``hear`` may wait."""

    async def hear(self, line: Connection, word: TestWord) -> None:
        """A client said something of a test."""

    def gone(self, line: Connection) -> None:
        """A line has ended."""


class Switchboard(Protocol):
    """Only ``hear`` may wait, and only the line that spoke waits with it."""

    async def hear(self, line: Connection, word: MeetingWord) -> None:
        """A client said something of a meeting."""

    def arrived(self, line: Connection) -> None:
        """A viewer has said hello, or was judged anew and may stay; until now the line was told nothing."""

    def gone(self, line: Connection, *, cut: bool) -> None:
        """A line has ended; cut: because the rights of its viewer ended."""

    def woken(self, day: str | None, places: Places) -> None:
        """Something was committed at these places of a day (None: it may be any)."""

    def relayed(self, word: str) -> None:
        """The switchboard of another server says something, to this one or to all."""
