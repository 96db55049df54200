"""The speed of a rehearsed day: one clock that desks read, that the player waits for, and that a visitor may change."""

import asyncio
from datetime import datetime, time
from typing import Final

from server.before.agenda.hours import start_clock
from server.before.agenda.model import Day
from server.clock import Clock, DayClock, day_clock
from server.db import EVERYWHERE, Database

SLOW: Final = 0.5
LEAP: Final = time(11)
"""The hour a visitor may leap to: the middle of the morning, when all sites are at work."""


class Tempo:
    """The clock of the day that is being played, in the database and here the same."""

    def __init__(self, database: Database, day: str, own: DayClock, clock: Clock) -> None:
        self._database, self._day, self._own, self._clock = database, day, own, clock
        self._changed = asyncio.Event()
        self.usual = own.speed
        self.began: datetime | None = None
        """The hour from which it was played visibly, None where that is its beginning."""

    @property
    def now(self) -> datetime:
        """What time it is on the day."""
        return self._own.now(self._clock.now())

    @property
    def speed(self) -> float:
        return self._own.speed_at(self._clock.now())

    @property
    def is_over(self) -> bool:
        """Whether all that the file holds has had its hour."""
        return self.now >= self._own.ends

    async def until(self, moment: datetime) -> None:
        """Wait until this moment of the day, however often the speed is changed meanwhile."""
        while (left := self._seconds_until(moment)) > 0:
            changed = self._changed
            try:
                async with asyncio.timeout(left):
                    await changed.wait()
            except TimeoutError:
                return

    async def begin(self, moment: datetime) -> None:
        """Have the visible play begin at this moment; what lies before it has been sent."""
        self.began = moment
        await self._restart(moment, self.usual)

    async def run(self, speed: float) -> None:
        """Go on from now at this speed."""
        await self._restart(self.now, speed)

    async def leap(self, moment: datetime) -> None:
        """Go on from this moment: what lies before it is sent at once. No way leads back."""
        if moment > self.now:
            await self._restart(moment, self._own.speed)

    def at(self, hour: time) -> datetime:
        """Give an hour of the day."""
        return self._own.starts_at_day.replace(hour=hour.hour, minute=hour.minute, second=0, microsecond=0)

    def _seconds_until(self, moment: datetime) -> float:
        """By the clock's pace alone: a line may be due after the day's midnight, where the shown clock stops."""
        if not self._own.speed:
            return 0
        passed = (self._clock.now() - self._own.starts_at_real).total_seconds()
        return (moment - self._own.starts_at_day).total_seconds() / self._own.speed - passed

    async def _restart(self, moment: datetime, speed: float) -> None:
        self._own = DayClock(self._clock.now(), moment, speed, max(self._own.ends, moment))
        async with self._database.transaction(EVERYWHERE) as tx:
            start_clock(await tx.get(Day, self._day), self._own)
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()


async def tempo_of(database: Database, day: str, clock: Clock) -> Tempo:
    """The tempo of a day whose stage is set."""
    async with database.transaction(EVERYWHERE, write=False) as tx:
        own = day_clock(await tx.get(Day, day))
    if own is None:
        raise LookupError(day)
    return Tempo(database, day, own, clock)
