"""What has happened to turns. ``at`` is on the day's own clock, ``real`` is that moment's real time.

``by`` is a principal (``account:…``, ``device:…``).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from server.entries.fields import Mode
from server.journal.model import MatterKey

Why = Literal["held", "no_show", "third_no_show", "given_back", "finished"]


@dataclass(frozen=True, slots=True)
class Called:
    """A person was called, or called again (``calls`` > 1): the caller, and how they are to be received."""

    key: MatterKey
    site: str
    mode: Mode
    room: int | None
    by: str
    name: str
    caller_place: int
    receives: bool
    """Whether the caller is a leader, who sits in the leader's seat."""
    calls: int
    at: datetime
    real: datetime


@dataclass(frozen=True, slots=True)
class HandedOver:
    """Another accepted the person who was called: from now on the turn is theirs."""

    key: MatterKey
    site: str
    meeting: UUID | None
    was: str
    by: str
    name: str
    caller_place: int
    at: datetime
    real: datetime


@dataclass(frozen=True, slots=True)
class SteppedIn:
    """A desk of the site commanded a turn that a leader had called; whether it could, the meeting's room judges.

    ``while_gone``: only while the leader is gone; else also while the reception is not open.
    """

    key: MatterKey
    while_gone: bool
    reason: str | None
    real: datetime


@dataclass(frozen=True, slots=True)
class TurnEnded:
    """A call or a reception is over, and with it the meeting that was set up for it."""

    key: MatterKey
    site: str
    why: Why
    meeting: UUID | None
    at: datetime
    real: datetime


@dataclass(frozen=True, slots=True)
class TurnsChanged:
    """The lists of these places changed and are to be read again. Told at every command."""

    day: str
    places: frozenset[int]


def places_moved(told: Sequence[object]) -> dict[str, frozenset[int]]:
    """The places of each day whose lists changed, by what was told in one transaction."""
    moved: dict[str, frozenset[int]] = {}
    for message in told:
        if isinstance(message, TurnsChanged):
            moved[message.day] = moved.get(message.day, frozenset()) | message.places
    return moved
