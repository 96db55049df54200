"""What is said of the readiness of sites."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReadinessChanged:
    """A result, an incident or a reminder changed what is shown of a site."""

    day: str
    place: int


def places_changed(told: Sequence[object]) -> dict[str, frozenset[int]]:
    """The places of each day of which something else is shown, by what was told in one transaction."""
    changed: dict[str, frozenset[int]] = {}
    for message in told:
        if isinstance(message, ReadinessChanged):
            changed[message.day] = changed.get(message.day, frozenset()) | {message.place}
    return changed
