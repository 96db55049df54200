"""Entries come in: from a site's device, or from a person who was found to speak for the site."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from server.before.agenda.actions import find_open_day
from server.before.agenda.hours import clock_on
from server.before.agenda.messages import DayChanged
from server.clock import Clock
from server.db import Database
from server.entries.check import MAX_ENTRIES, EntryCheck
from server.entries.fields import Codes
from server.errors import BadRequest, NotFound, TooLarge
from server.instants import micros_of
from server.journal.intake import Sender, take_in
from server.journal.judging import Answer
from server.journal.model import Head
from server.journal.writer import Writer
from server.people.rules import Person
from server.place import Scope

REMEMBERED: Final = 1.0


@dataclass(frozen=True, slots=True)
class _OpenDay:
    now: Callable[[], datetime]
    check: EntryCheck
    places: frozenset[int]
    until: float


class Intake:
    """Where devices hand in entries. What it knows of a day is a second old at most."""

    def __init__(self, database: Database, writer: Writer, clock: Clock, codes: Codes) -> None:
        self._database = database
        self._writer = writer
        self._clock = clock
        self._codes = codes
        self._open: dict[str, _OpenDay] = {}
        self._asking = asyncio.Lock()

    async def hand_in(self, day: str, site: str, entries: Sequence[Any], *, by: Person) -> list[Answer]:
        """Take in the entries of one request; ``by`` is the site's own device.

        Raises NotFound for another site's or an unknown day, Conflict ``day_not_open``, BadRequest
        and TooLarge for a list that is none, and what the writer raises.
        """
        if by.site != site:
            raise NotFound("not_found")
        return await self.take(day, site, by.scope.lo, entries, scope=by.scope, device=by.id)

    async def take(
        self, day: str, site: str, place: int, entries: Sequence[Any], *, scope: Scope, device: str | None
    ) -> list[Answer]:
        """Take in entries of a site from a sender that was found to speak for it; raises as ``hand_in``."""
        known = await self._day(day, place, scope)
        if not entries or not all(isinstance(entry, dict) for entry in entries):
            raise BadRequest("not_entries")
        if len(entries) > MAX_ENTRIES:
            raise TooLarge("too_many_entries", limit=MAX_ENTRIES)
        now, real = micros_of(known.now()), micros_of(self._clock.now())
        sender = Sender(site, place, device, now, real)
        return await take_in(self._writer, known.check, entries, sender)

    def hear(self, told: Sequence[Any]) -> None:
        """Forget days that have changed; to be called with what was told, after each commit."""
        moved = {message.day for message in told if isinstance(message, DayChanged)}
        if moved:
            self._open = {day: known for day, known in self._open.items() if day not in moved}

    async def _day(self, day: str, place: int, scope: Scope) -> _OpenDay:
        """The day, read at most once a second; that a site takes part in it is never taken back."""
        known = self._open.get(day)
        if known is not None and place in known.places and self._clock.seconds() < known.until:
            return known
        async with self._asking:
            known = self._open.get(day)
            if known is not None and place in known.places and self._clock.seconds() < known.until:
                return known
            async with self._database.transaction(scope, write=False) as tx:
                found = await find_open_day(tx, day)
                await tx.get(Head, (day, place))
            check = known.check if known is not None else EntryCheck.of(day, found.zone, self._codes)
            places = frozenset({place}) if known is None else known.places | {place}
            known = self._open[day] = _OpenDay(
                clock_on(found, self._clock), check, places, self._clock.seconds() + REMEMBERED
            )
        return known
