"""What time it is: the only file that asks. Everywhere else the time is an argument."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from server.instants import micros_of


class Clock:
    """The real clock. Tests put another in its place."""

    def now(self) -> datetime:
        """Return the instant, aware, in UTC."""
        return datetime.now(UTC)

    def seconds(self) -> float:
        """Return seconds since some moment, never going back: for durations only."""
        return time.monotonic()


@dataclass(frozen=True, slots=True)
class DayClock:
    """The clock of a rehearsed day: a pure function of the real time.

    From ``starts_at_day`` it runs ``speed`` times as fast as the real one until ``ends`` (the last moment of the
    day's file), then at the real pace, and it stops at 23:59:59 of its day. At speed 0 (as fast as possible) nothing
    waits for the clock: it stands at ``ends`` from the start and goes on from there. All three moments of the day are
    aware and in the day's zone, ``starts_at_real`` is the real instant at which the play began.
    """

    starts_at_real: datetime
    starts_at_day: datetime
    speed: float
    ends: datetime

    def now(self, real: datetime) -> datetime:
        """Return the moment of the day, in the day's zone, at this real instant."""
        elapsed = real - self.starts_at_real
        moment = (
            self.starts_at_day + elapsed * self.speed if elapsed < self._fast() else self.ends + elapsed - self._fast()
        )
        return min(moment, self._midnight())

    def speed_at(self, real: datetime) -> float:
        """Return how fast the day passes at this real instant: ``speed``, then 1, at the end 0."""
        if self.now(real) >= self._midnight():
            return 0
        return self.speed if real - self.starts_at_real < self._fast() else 1

    def _fast(self) -> timedelta:
        """Return how long, in real time, the accelerated part lasts."""
        return (self.ends - self.starts_at_day) / self.speed if self.speed else timedelta(0)

    def _midnight(self) -> datetime:
        return self.starts_at_day.replace(hour=23, minute=59, second=59, microsecond=0)


class ClockedDay(Protocol):
    """A reception day by its zone and, where it is rehearsed, by the clock that was started for it."""

    @property
    def zone(self) -> str: ...
    @property
    def clock_starts_at_real(self) -> datetime | None: ...
    @property
    def clock_starts_at_day(self) -> datetime | None: ...
    @property
    def clock_speed(self) -> float | None: ...
    @property
    def clock_ends(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class Moment:
    """One instant twice: ``now`` by the day's clock in its zone, ``real`` by the real one."""

    now: datetime
    real: datetime

    @property
    def micros(self) -> int:
        """Return ``now`` as the journal counts, in microseconds since 1970."""
        return micros_of(self.now)


def day_clock(day: ClockedDay) -> DayClock | None:
    """Return the clock of a rehearsed day that is playing or has been played."""
    real, start, speed, ends = day.clock_starts_at_real, day.clock_starts_at_day, day.clock_speed, day.clock_ends
    if real is None or start is None or speed is None or ends is None:
        return None
    zone = ZoneInfo(day.zone)
    return DayClock(real, start.astimezone(zone), speed, ends.astimezone(zone))


def moment_on(day: ClockedDay, real: datetime) -> Moment:
    """Return what time it is on a day at this real instant: its own clock's where it has one."""
    own = day_clock(day)
    return Moment(real.astimezone(ZoneInfo(day.zone)) if own is None else own.now(real), real)


def speed_on(day: ClockedDay, real: datetime) -> float:
    """Return how many times as fast as the real one a day's clock runs at this real instant."""
    own = day_clock(day)
    return 1.0 if own is None else own.speed_at(real)
