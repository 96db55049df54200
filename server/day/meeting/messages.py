"""What is said of meetings."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class MeetingChanged:
    """Something of a meeting or of a seat at it has changed: everybody at it is shown it anew."""

    meeting: UUID
    day: str
    place: int
    state: str


@dataclass(frozen=True, slots=True)
class Rung:
    """A participant is wanted at a meeting: the site of a call, an official, or the leader who is to take over."""

    meeting: UUID
    day: str
    place: int
    participant: str
    who: str | None
    """The principal; None for all desks of the site."""
