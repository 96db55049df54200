"""A clock that stands where the test puts it."""

from datetime import UTC, datetime, timedelta

from server.clock import Clock

NINE = datetime(2023, 11, 9, 1, 0, tzinfo=UTC)
"""Nine in the morning of 9 November 2023 in Changsha."""


class FakeClock(Clock):
    def __init__(self, start: datetime = NINE) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    def seconds(self) -> float:
        return self._now.timestamp()

    def forward(self, **step: float) -> datetime:
        """Let time pass: ``forward(minutes=5)``."""
        self._now += timedelta(**step)
        return self._now
