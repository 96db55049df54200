"""What is said of a day's figures and of its attention list."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FiguresPublished:
    """A copy of a day's figures was kept; from now on it is shown at all these places."""

    day: str
    places: frozenset[int]


@dataclass(frozen=True, slots=True)
class AttentionTaken:
    """A person took on, handed back or finished something on the attention list about this place."""

    day: str
    place: int


@dataclass(frozen=True, slots=True)
class SiteChased:
    """A silent site at this place was chased, or its desk answered."""

    day: str
    place: int


def places_touched(told: Sequence[object]) -> dict[str, frozenset[int]]:
    """The places of each day whose boards show something else now, by what was told in one transaction."""
    touched: dict[str, frozenset[int]] = {}
    for message in told:
        if isinstance(message, FiguresPublished):
            touched[message.day] = touched.get(message.day, frozenset()) | message.places
        elif isinstance(message, AttentionTaken | SiteChased):
            touched[message.day] = touched.get(message.day, frozenset()) | {message.place}
    return touched
