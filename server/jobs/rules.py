"""When a job is tried again, and when it is given up."""

from datetime import timedelta
from enum import StrEnum
from typing import Final

MOST_ATTEMPTS: Final = 8
LEASE: Final = timedelta(minutes=2)
"""So long one server has a job to itself; another takes it over afterwards."""
FIRST_PAUSE: Final = timedelta(seconds=5)
LONGEST_PAUSE: Final = timedelta(hours=1)


class JobState(StrEnum):
    """``waiting`` also while it is being done; ``dead`` has failed too often and waits for a person."""

    WAITING = "waiting"
    DONE = "done"
    DEAD = "dead"


def pause_after(attempts: int) -> timedelta | None:
    """How long to wait after this many failed attempts, doubling from five seconds; None when it is given up."""
    if attempts >= MOST_ATTEMPTS:
        return None
    return min(FIRST_PAUSE * (1 << (attempts - 1)), LONGEST_PAUSE)
