"""What is said of days and of sites in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class DayChanged:
    """A command brought a day from one state to another."""

    day: str
    was: str
    state: str
    at: datetime


@dataclass(frozen=True, slots=True)
class HoursChanged:
    """A plan gave a day other hours than it had."""

    day: str


@dataclass(frozen=True, slots=True)
class LeaderNamed:
    """A plan gave a site of a day another leader (an account's id), or none; ``by`` is a principal."""

    day: str
    site: str
    place: int
    leader: UUID | None
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SiteChanged:
    """A command brought a site's session from one state to another."""

    day: str
    site: str
    place: int
    was: str
    state: str
    at: datetime


def sites_changed(told: Sequence[object]) -> dict[str, frozenset[int]]:
    """The places of each day whose sites were commanded, by what was told in one transaction."""
    changed: dict[str, frozenset[int]] = {}
    for message in told:
        if isinstance(message, SiteChanged):
            changed[message.day] = changed.get(message.day, frozenset()) | {message.place}
    return changed
