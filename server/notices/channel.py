"""What every way of sending is: lines over which letters go one after the other."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from server.notices.rules import Channel, Result
from server.notices.texts import Said


@dataclass(frozen=True, slots=True)
class Letter:
    """One notice, opened and put into words, for one try."""

    id: UUID
    kind: str
    language: str
    to: str
    said: Said
    at: datetime


class Unreachable(Exception):  # noqa: N818  # read as what it says
    """The channel itself does not work now; its text is a reason that holds nothing personal."""


class Line(Protocol):
    """A connection over which letters go one after the other."""

    @property
    def is_open(self) -> bool: ...

    async def send(self, letter: Letter) -> Result:
        """Try to send; what goes wrong is the result."""


class Carrier(Protocol):
    """One way of sending. Raises Unreachable where no line can be had."""

    def line(self) -> AbstractAsyncContextManager[Line]: ...


Carriers = Mapping[Channel, Carrier]
