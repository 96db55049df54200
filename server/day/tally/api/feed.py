"""What the live feed asks: the board of a range, the day's clock, and the viewer of a socket."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

import structlog
from aiohttp import web
from sqlalchemy import select

from server.before.agenda.actions import find_day
from server.day.calling.actions import note_heard
from server.day.tally.actions import board_of, moment_of
from server.day_code import scope_on
from server.db import EVERYWHERE
from server.http.guards import client_address, client_network, is_same_origin
from server.instants import with_offset
from server.journal.model import Counter
from server.keys import CLOCK, DATABASE, PRINCIPAL, SETTINGS
from server.live.difference import Outline
from server.live.sources import ClockReading, Sources, Viewer
from server.live.topics import BOARD, Topic, View
from server.people.open_desks import OpenDesks
from server.people.rules import MEETING, Person, until_totp
from server.place import Range, Scope
from server.sites.devices import devices_trusted
from server.sites.keys import DEVICES

log = structlog.get_logger(__name__)

OUTLINE: Final[Outline] = {
    "tally": dict.fromkeys(("by_category", "by_outcome", "by_city", "by_county", "by_site"), "rows"),
    "sites": "rows",
    "curve": "rows",
}
"""How a board is told: figures and sites row by row, the attention list whole."""


class Feed:
    """The answers, read from the database of the application; each board within the range that it shows."""

    def __init__(self, app: web.Application) -> None:
        self._app = app
        self._desks = OpenDesks()

    def sources(self) -> Sources:
        return Sources(
            clock_reading=self.clock_reading,
            viewer=self.viewer,
            again=self.again,
            same_origin=is_same_origin,
            network=client_network,
            heard=self.heard,
        )

    def topics(self) -> list[Topic]:
        """The board, and the doorbell of the lists of those who wait (GET /api/days/{day}/turns and its like)."""
        return [
            Topic(BOARD, self.read, OUTLINE, "see_tally", self.versions),
            Topic("turns", None, {}, "see_tally", self.versions),
        ]

    async def read(self, day: str, lo: int, hi: int) -> View:
        async with self._app[DATABASE].transaction(Scope(lo, hi), write=False) as tx:
            found = await find_day(tx, day)
            board = await board_of(tx, day, scope_on(day, (lo, hi)), moment_of(found, self._app[CLOCK].now()))
        return View(board["version"], board)

    async def clock_reading(self, day: str) -> ClockReading:
        async with self._app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
            moment = moment_of(await find_day(tx, day), self._app[CLOCK].now())
        return ClockReading(with_offset(moment.now), moment.speed)

    async def versions(self, day: str) -> Mapping[Range, int]:
        totals = select(Counter.lo, Counter.hi, Counter.accepted).where(Counter.day == day, Counter.key == "total")
        async with self._app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
            return {(lo, hi): accepted for lo, hi, accepted in await tx.rows(totals)}

    async def viewer(self, request: web.Request, token: str | None) -> Viewer | None:
        structlog.contextvars.bind_contextvars(client=client_address(request))  # for all that this line is refused
        asks = self._app[PRINCIPAL](request) if token is None else self._app[DEVICES].by_token(token)
        person = await asks
        if isinstance(person, Person):
            return _viewer(person)
        log.info("access refused", principal="none", code="not_signed_in")
        return None

    async def again(self, tickets: frozenset[str], doubted: frozenset[str]) -> Mapping[str, Viewer]:
        named = [ticket.partition(":") for ticket in tickets]
        sessions = [UUID(ident) for kind, _, ident in named if kind == "session"]
        devices = [UUID(ident) for kind, _, ident in named if kind == "device"]
        database, now = self._app[DATABASE], self._app[CLOCK].now()
        anew = {one for one in sessions if f"session:{one}" in doubted}
        known = await self._desks.persons(database, sessions, now, anew=anew)
        persons = [*known, *await devices_trusted(database, devices)]
        roles = self._app[SETTINGS].totp_roles
        return {viewer.ticket: viewer for viewer in (_viewer(until_totp(one, roles)) for one in persons)}

    async def heard(self, places: frozenset[int]) -> None:
        async with self._app[DATABASE].transaction(EVERYWHERE) as tx:
            await note_heard(tx, places, self._app[CLOCK].now())


def _viewer(person: Person) -> Viewer:
    ticket = f"session:{person.session}" if person.session is not None else person.principal
    device = person.id if person.kind == "device" else None
    may_meet = person.kind == "device" or bool(person.roles & MEETING)
    return Viewer(person.principal, ticket, person.scope, device, person.site, may_meet)
