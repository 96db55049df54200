"""When a sample may be drawn, of how many, and what a person who was called says. Pure."""

from enum import StrEnum
from typing import Final

from server.before.agenda.rules import DayState

MOST_PER_SITE: Final = 20
COUNTED_AS: Final = "resolved_on_site"
"""The outcome that is checked (schedules/reference/outcomes.csv)."""
DRAWN_FROM: Final = frozenset({DayState.CLOSING, DayState.RECONCILED, DayState.PUBLISHED, DayState.ARCHIVED})
"""The states of a day in which a sample is drawn: earlier, matters that are still to come could not be drawn."""


class Verdict(StrEnum):
    """What the person says of their matter, which the site counts as resolved."""

    RESOLVED = "resolved"
    PARTLY = "partly"
    NOT_RESOLVED = "not_resolved"
