"""The person and the instant of a request: what a handler gives to an action beside the transaction."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from aiohttp import web

from server.clock import ClockedDay, Moment, moment_on
from server.http.guards import language
from server.journal.seals import EntrySeals
from server.keys import CLOCK, SEALS, Principal
from server.language import Language

Who = TypeVar("Who", bound=Principal)


@dataclass(frozen=True, slots=True)
class Ask(Generic[Who]):
    """One request: the person it acts for, its one real instant (UTC), its language, and what opens seals."""

    person: Who
    now: datetime
    language: Language
    seals: EntrySeals

    def on(self, day: ClockedDay) -> Moment:
        """Return the instant of the request by the clock of a day."""
        return moment_on(day, self.now)


def ask_of(request: web.Request, person: Who) -> Ask[Who]:
    """Make the ``Ask`` of a request, at this instant."""
    return Ask(person, request.app[CLOCK].now(), language(request), request.app[SEALS])
