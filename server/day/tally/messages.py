"""What is said of a day's figures."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FiguresPublished:
    """A copy of a day's figures was kept; from now on it is shown at all these places."""

    day: str
    places: frozenset[int]


def places_published(told: Sequence[object]) -> dict[str, frozenset[int]]:
    """The places of each day whose figures were published, by what was told in one transaction."""
    return {message.day: message.places for message in told if isinstance(message, FiguresPublished)}
