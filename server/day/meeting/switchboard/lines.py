"""The live lines of this process, as far as meetings go: the seats taken over each, and what it was last told."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from server.day.meeting.switchboard.frames import Told
from server.live.connection import Connection


@dataclass(slots=True)
class Sitting:
    """A seat that is taken over a line; ``node`` is the server with the meeting's room."""

    meeting: str
    place: int
    participant: str
    who: str
    node: str


@dataclass(slots=True)
class Desk:
    """One line."""

    number: int
    connection: Connection
    sittings: dict[str, Sitting] = field(default_factory=dict)
    told: dict[str, dict[str, Any]] = field(default_factory=dict)


class Lines:
    """All of them."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self._desks: dict[Connection, Desk] = {}
        self._by_number: dict[int, Desk] = {}

    def __iter__(self) -> Iterator[Desk]:
        return iter(list(self._desks.values()))

    def of(self, connection: Connection) -> Desk:
        desk = self._desks.get(connection)
        if desk is None:
            desk = self._desks[connection] = Desk(next(self._numbers), connection)
            self._by_number[desk.number] = desk
        return desk

    def forget(self, connection: Connection) -> list[Sitting]:
        """Let a line go; the seats that were taken over it."""
        desk = self._desks.pop(connection, None)
        if desk is None:
            return []
        del self._by_number[desk.number]
        return list(desk.sittings.values())

    def at(self, meeting: str) -> list[Desk]:
        """The lines over which participants sit at a meeting."""
        return [desk for desk in self if meeting in desk.sittings]

    def say(self, number: int, message: Told) -> None:
        """Tell a line, if it is still there; one whose seat has moved elsewhere sits there no longer."""
        desk = self._by_number.get(number)
        if desk is None:
            return
        if message["type"] == "refused" and message["code"] == "seat_moved":
            desk.sittings.pop(message.get("meeting", ""), None)
        desk.connection.say(message)
