"""What a site's desk does with entries: hand them in, ask what became of them, see a person in full."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, and_, select

from server import fold
from server.before.agenda.actions import clock_on, find_open_day
from server.before.agenda.messages import DayChanged
from server.clock import Clock
from server.db import Database, Tx
from server.entries.check import HIDDEN, MAX_ENTRIES, EntryCheck
from server.entries.fields import Codes
from server.errors import BadRequest, NotFound, TooLarge
from server.instants import EPOCH, MICROSECOND
from server.journal.intake import Sender, take_in
from server.journal.judging import Answer
from server.journal.model import Accepted, Head, Matter, Pending, Sealed
from server.journal.seals import EntrySeals
from server.journal.writer import Writer
from server.people.audit import record_with_reason
from server.people.rules import Person, require
from server.place import Scope
from server.sealing import Sealer

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
        """Take in entries of a site from whoever was found to speak for it here; raises as ``hand_in``."""
        known = await self._day(day, place, scope)
        if not entries or not all(isinstance(entry, dict) for entry in entries):
            raise BadRequest("not_entries")
        if len(entries) > MAX_ENTRIES:
            raise TooLarge("too_many_entries", limit=MAX_ENTRIES)
        now, real = _micros(known.now()), _micros(self._clock.now())
        sender = Sender(site, place, device, now, real)
        return await take_in(self._writer, known.check, entries, sender)

    def hear(self, told: Sequence[Any]) -> None:
        """Forget days that moved; to be called with what was told, after each commit."""
        moved = {message.day for message in told if isinstance(message, DayChanged)}
        if moved:
            self._open = {day: known for day, known in self._open.items() if day not in moved}

    async def _day(self, day: str, place: int, scope: Scope) -> _OpenDay:
        """The day, asked for once a second whoever comes; that a site takes part in it is never taken back."""
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


def _micros(moment: datetime) -> int:
    return (moment - EPOCH) // MICROSECOND


async def head_of(tx: Tx, day: str, site: str) -> Head:
    """The head of a site on a day; NotFound beyond the viewer's scope."""
    head = await tx.one_or_none(select(Head).where(Head.day == day, Head.site == site))
    if head is None:
        raise NotFound("not_found")
    return head


async def find_entry(tx: Tx, day: str, site: str, ident: str) -> Accepted | Pending:
    """An entry that a site's device made durable; NotFound for one that is not remembered."""
    head = await head_of(tx, day, site)
    accepted = await tx.one_or_none(
        select(Accepted).where(Accepted.day == day, Accepted.place == head.place, Accepted.id == ident)
    )
    if accepted is not None:
        return accepted
    held = await tx.one_or_none(
        select(Pending).where(Pending.day == day, Pending.place == head.place, Pending.id == ident)
    )
    if held is None:
        raise NotFound("not_found")
    return held


async def entries_of(
    tx: Tx, day: str, site: str, status: str, *, after: str | None, limit: int
) -> Sequence[Accepted | Pending]:
    """One page of a site's entries of one status, in the order of their ids."""
    head = await head_of(tx, day, site)
    model: type[Accepted | Pending] = Accepted if status == "accepted" else Pending
    page: Select[Any] = select(model).where(model.day == day, model.place == head.place)
    if model is Pending:
        page = page.where(Pending.code.is_(None) if status == "waiting" else Pending.code.is_not(None))
    if after is not None:
        page = page.where(model.id > after)
    return await tx.scalars(page.order_by(model.id).limit(limit))


async def sealed_of(tx: Tx, seals: EntrySeals, matter: Matter) -> dict[str, Any]:
    """What is sealed of a matter's registration and its outcome's unit, as amendments leave it; empty where erased."""
    return (await sealed_of_all(tx, seals, [matter]))[matter.place, matter.matter]


async def sealed_of_all(tx: Tx, seals: EntrySeals, matters: Sequence[Matter]) -> dict[tuple[int, str], dict[str, Any]]:
    """The same of many matters of one day, by place and matter, in one statement."""
    found: dict[tuple[int, str], dict[str, Any]] = {}
    rows = await _said_of(tx, matters)
    for matter in matters:
        own = [row for row in rows if (row.place, row.matter) == (matter.place, matter.matter)]
        withdrawn = {row.target for row in own if row.kind == fold.WITHDRAWN}
        standing = [row for row in own if row.blob is not None and row.id not in withdrawn]
        sealed: dict[str, Any] = {}
        for row in standing:
            if row.id == matter.registration:
                sealed = await _opened(tx, seals, row)
        for row in standing:  # an amendment holds even where its clock was behind
            if row.kind == fold.AMENDED and row.target == matter.registration:
                sealed |= (await _opened(tx, seals, row)).get("changes", {})
        if matter.owner_unit == HIDDEN:
            sealed |= await _unit_in(tx, seals, matter, standing)
        found[matter.place, matter.matter] = sealed
    return found


async def _unit_in(tx: Tx, seals: EntrySeals, matter: Matter, standing: Sequence[Any]) -> dict[str, Any]:
    """The unit that the effective outcome names in free words, from what is sealed of it."""
    unit: dict[str, Any] = {}
    about = [row for row in standing if matter.disposition in {row.id, row.target}]
    for row in sorted(about, key=lambda row: row.id != matter.disposition):
        said = await _opened(tx, seals, row)
        said = said if row.id == matter.disposition else said.get("changes", {})
        unit |= {name: said[name] for name in ("owner_unit",) if name in said}
    return unit


def unit_of(matter: Matter, sealed: Mapping[str, Any]) -> str | None:
    """The responsible unit of a matter's outcome, in its own words; None also where they were erased."""
    return sealed.get("owner_unit") if matter.owner_unit == HIDDEN else matter.owner_unit


async def _said_of(tx: Tx, matters: Sequence[Matter]) -> Sequence[Any]:
    """The registrations and outcomes of these matters of one day, their amendments, with what is sealed, in order."""
    if not matters:
        return ()
    told = Accepted.kind.in_((fold.REGISTERED, fold.OUTCOME, fold.AMENDED, fold.WITHDRAWN))
    same = and_(Sealed.day == Accepted.day, Sealed.place == Accepted.place, Sealed.id == Accepted.id)
    columns = (Accepted.day, Accepted.place, Accepted.matter, Accepted.id, Accepted.kind, Accepted.target)
    wanted = select(*columns, Sealed.blob).outerjoin(Sealed, same)
    these = (Accepted.day == matters[0].day, Accepted.matter.in_({matter.matter for matter in matters}))
    return await tx.rows(wanted.where(*these, told).order_by(Accepted.at, Accepted.id))


async def _opened(tx: Tx, seals: EntrySeals, row: Any) -> dict[str, Any]:
    return dict(await seals.unseal(tx, row.day, row.place, row.id, row.blob) or {})


async def unmask(
    tx: Tx, sealer: Sealer, day: str, site: str, matter: str, *, reason: str, by: Person, now: datetime
) -> dict[str, Any]:
    """Show a matter's petitioner and words in full, and write down who looked and why."""
    head = await head_of(tx, day, site)
    require(by, "unmask", head.place)
    row = await tx.get(Matter, (day, head.place, matter))
    about = f"matter:{day}/{site}/{matter}"
    await record_with_reason(
        tx, sealer, by.principal, "unmasked", about, reason=reason, day=day, place=head.place, now=now
    )
    return await sealed_of(tx, EntrySeals(sealer), row)
