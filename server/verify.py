"""Proof that what is shown is what was said: the journal refolded, every chain and counter checked.

Uses the pure fold and the tables; nothing of the path that counts step by step (the import contract
holds it to that). Reads one consistent snapshot, one site after the other.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from typing import Any, Final, Protocol, cast

from sqlalchemy import Select, Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from server import fold
from server.day.outcome.rules import lacks
from server.db import EVERYWHERE, Database
from server.journal import chain
from server.journal.model import Accepted, Counter, Head, Held, Matter, Sealed
from server.people import audit
from server.place import ranges_of_site

JOURNAL, HELD, HEAD, MATTER, COUNTER, SEALED = (
    cast("Table", model.__table__) for model in (Accepted, Held, Head, Matter, Counter, Sealed)
)
SLOT_MINUTES: Final = 15
MINUTE: Final = 60_000_000


class Seals(Protocol):
    """What opens the sealed parts. ``unseal`` gives None where the key was destroyed by law."""

    def mac(self, data: bytes) -> str: ...

    async def unseal(
        self, source: AsyncConnection, day: str, place: int, ident: str, blob: bytes
    ) -> Mapping[str, Any] | None: ...


@dataclass(slots=True)
class Report:
    """What was checked and each difference that was found, in the order of the checks."""

    days: list[str] = field(default_factory=list)
    sites: int = 0
    entries: int = 0
    waiting: int = 0
    sealed: int = 0
    erased: int = 0
    differences: list[str] = field(default_factory=list)


async def verify(database: Database, seals: Seals, *, day: str | None = None) -> Report:
    """Check one day or all of them."""
    report = Report()
    async with database.store(EVERYWHERE, write=False, snapshot=True) as connection:
        days = select(HEAD.c.day).distinct().order_by(HEAD.c.day)
        if day is not None:
            days = days.where(HEAD.c.day == day)
        report.days = list((await connection.execute(days)).scalars())
        for each in report.days:
            await _verify_day(connection, each, seals, report)
        broken = await audit.first_break(connection)
    if broken is not None:
        report.differences.append(f"audit line {broken}: missing, changed or out of order")
    return report


async def _verify_day(connection: AsyncConnection, day: str, seals: Seals, report: Report) -> None:
    figures: dict[tuple[int, int, str], list[int]] = {}
    heads = (await connection.execute(select(HEAD).where(HEAD.c.day == day).order_by(HEAD.c.place))).all()
    for head in heads:
        site = _Site(day, head, report)
        journal = await _of_site(connection, JOURNAL, head, JOURNAL.c.seq)
        held = await _of_site(connection, HELD, head, HELD.c.id)
        sealed = {row.id: row for row in await _of_site(connection, SEALED, head, SEALED.c.id)}
        matters = await _of_site(connection, MATTER, head, MATTER.c.matter)
        site.check_chain(journal)
        await site.check_seals(connection, [*journal, *held], sealed, seals)
        try:
            state = site.check_meaning(journal, held, matters, seals)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            site.differs(f"what is written there cannot be read as entries any more ({type(error).__name__})")
        else:
            _add_figures(figures, state, head.offset_minutes)
        report.sites += 1
        report.entries += len(journal)
        report.waiting += sum(row.code is None for row in held)
    rows = (await connection.execute(select(COUNTER).where(COUNTER.c.day == day))).all()
    _check_counters(day, figures, rows, report)
    await _check_strangers(connection, day, {head.place for head in heads}, report)


async def _of_site(connection: AsyncConnection, table: Table, head: Any, order: Any) -> Sequence[Any]:
    wanted: Select[Any] = select(table).where(table.c.day == head.day, table.c.place == head.place).order_by(order)
    rows: Sequence[Any] = (await connection.execute(wanted)).all()
    return rows


async def _check_strangers(connection: AsyncConnection, day: str, known: set[int], report: Report) -> None:
    """Rows of a place that has no head would be counted by nobody."""
    for table in (JOURNAL, HELD, MATTER, SEALED):
        places = (await connection.execute(select(table.c.place).where(table.c.day == day).distinct())).scalars()
        strangers = sorted(set(places) - known)
        report.differences += [f"{day} {table.name}: rows of place {place}, which has no site" for place in strangers]


class _Site:
    def __init__(self, day: str, head: Any, report: Report) -> None:
        self.day, self.head, self.report = day, head, report

    def differs(self, what: str) -> None:
        self.report.differences.append(f"{self.day} {self.head.site}: {what}")

    def check_chain(self, rows: Sequence[Any]) -> None:
        prev, seq = "", 0
        broken = False
        for row in rows:
            seq += 1
            whole = (
                row.seq == seq and row.prev == prev and row.hash == chain.link(prev, chain.text_of(self.head.site, row))
            )
            if not (whole or broken):
                self.differs(f"entry {row.id} (seq {row.seq}): the chain breaks here")
                broken = True
            prev = row.hash
        if not broken and (self.head.last_seq, self.head.last_hash) != (seq, prev):
            self.differs(f"the journal ends at seq {seq}, the site's head says {self.head.last_seq}")

    def check_meaning(
        self, journal: Sequence[Any], held: Sequence[Any], matters: Sequence[Any], seals: Seals
    ) -> fold.SiteState:
        """Fold the site's entries and compare all that is kept of them; what cannot be read raises."""
        entries = [_entry(row) for row in journal]
        self._check_columns(journal, entries)
        self.check_held(entries, held, seals)
        state = fold.site_state(self.head.place, entries)
        self.check_head(state, journal, held)
        self.check_matters(state, matters)
        return state

    def _check_columns(self, rows: Sequence[Any], entries: Sequence[fold.Entry]) -> None:
        """The columns that stand beside the hashed text must say the same."""
        matters = {entry.id: entry.matter for entry in entries}
        targets = {entry.id: entry.target for entry in entries}
        for row in rows:
            matter, target = matters[row.id], row.id
            while matter is None and targets.get(target) is not None:
                target = targets[target] or ""
                matter = matters.get(target)
            if (row.matter, row.target) != (matter, targets[row.id]):
                self.differs(f"entry {row.id} (seq {row.seq}): its columns differ from its content")

    async def check_seals(
        self, connection: AsyncConnection, rows: Iterable[Any], sealed: dict[str, Any], seals: Seals
    ) -> None:
        for row in rows:
            part = sealed.pop(row.id, None)
            if (part is None) == bool(row.mac):
                self.differs(f"entry {row.id}: its sealed part is {'missing' if row.mac else 'not its own'}")
            elif part is not None:
                await self._check_seal(connection, row, part, seals)
        for ident in sorted(sealed):
            self.differs(f"entry {ident}: a sealed part without its entry")

    async def _check_seal(self, connection: AsyncConnection, row: Any, part: Any, seals: Seals) -> None:
        try:
            opened = await seals.unseal(connection, self.day, row.place, row.id, part.blob)
        except ValueError:
            self.differs(f"entry {row.id}: its sealed part does not open")
            return
        self.report.erased += opened is None
        self.report.sealed += opened is not None
        if opened is None:
            return
        if row.mac != chain.mac_of(self.day, row.place, row.id, opened, seals.mac):
            self.differs(f"entry {row.id}: its sealed part is not the one it was accepted with")
        if part.phone_index not in {None, chain.phone_index(opened, seals.mac)}:  # None: sealed before there was one
            self.differs(f"entry {row.id}: it would be found by another number than its own")

    def check_held(self, accepted: Iterable[fold.Entry], rows: Sequence[Any], seals: Seals) -> None:
        status = fold.judge([*accepted, *map(_entry, rows)])
        for row in rows:
            if row.proof != chain.proof(row, seals.mac):
                self.differs(f"entry {row.id}: held and altered since")
            elif status[row.id] != (row.code or "waiting"):
                self.differs(f"entry {row.id}: held as {row.code or 'waiting'}, the rules say {status[row.id]}")
        wrong = [entry.id for entry in accepted if status[entry.id] != "accepted"]
        if wrong:
            self.differs(f"entry {wrong[0]}: in the journal, the rules say {status[wrong[0]]}")

    def check_head(self, state: fold.SiteState, journal: Sequence[Any], held: Sequence[Any]) -> None:
        waiting = [matter for matter in state.matters.values() if not (matter.started_at or matter.outcome_at)]
        talking = [matter for matter in state.matters.values() if matter.started_at and not matter.outcome_at]
        late = {fold.REGISTERED, fold.STARTED, fold.OUTCOME}
        expected = {
            "opened_at": state.opened_at,
            "closed_at": state.closed_at,
            "zero_at": state.zero_at,
            "last_at": max((row.at for row in journal if row.kind not in fold.STANDS_ON_ENTRY), default=None),
            "waiting_entries": sum(row.code is None for row in held),
            "refused_entries": sum(row.code is not None for row in held),
            "matters": len(state.matters),
            "waiting_matters": len(waiting),
            "waiting_attendees": sum(matter.counts[2] for matter in waiting),
            "incomplete": sum(
                bool(matter.outcome_fields and lacks(matter.outcome_fields)) for matter in state.matters.values()
            ),
            "in_session": len(talking),
            "in_session_video": sum(matter.mode == "video" for matter in talking),
            "inconsistent": sum(matter.counts[1] < matter.counts[2] for matter in state.matters.values()),
            "late": sum(row.at > state.closed_at for row in journal if row.kind in late) if state.closed_at else 0,
        }
        for name, value in expected.items():
            if getattr(self.head, name) != value:
                self.differs(f"the head says {name} {getattr(self.head, name)}, the journal {value}")

    def check_matters(self, state: fold.SiteState, rows: Iterable[Any]) -> None:
        shown = {row.matter: row for row in rows if row.state != "void"}
        for matter in sorted(shown.keys() | state.matters.keys()):
            row, folded = shown.get(matter), state.matters.get(matter)
            if row is None or folded is None or _columns(row) != _folded_columns(folded):
                self.differs(f"matter {matter}: its row differs from its entries")


def _entry(row: Any) -> fold.Entry:
    data = json.loads(row.clear)
    return fold.Entry(row.id, row.place, row.kind, row.at, data, data.get("matter"), data.get("entry"))


def _columns(row: Any) -> tuple[Any, ...]:
    return (
        *(row.state, row.registered_at, row.category, row.involved, row.attendees, row.is_repeat, row.channel),
        *(row.needs, row.problem_region, row.claimed_fen, row.started_at, row.mode),
        *(row.outcome, row.outcome_at, row.amount_fen, row.owner_unit, row.due_on, row.incomplete),
        *(row.registration, row.leader, row.disposition, row.ticket, row.ticket_code),
        *(row.turn, row.turn_at, row.called_at, row.called_room, row.calls, row.no_shows),
    )


def _folded_columns(matter: fold.MatterState) -> tuple[Any, ...]:
    data, end = matter.fields, matter.outcome_fields or {}
    state = "waiting" if matter.started_at is None else "in_session"
    return (
        *("done" if matter.outcome else state, matter.registered_at, data["category"]),
        *(data["involved_count"], data["attendee_count"], data["is_repeat"], data["channel"]),
        *(" ".join(data["needs"]), data.get("problem_region"), data.get("claimed_fen")),
        *(matter.started_at, matter.mode),
        *(matter.outcome, matter.outcome_at, end.get("amount_fen", 0), end.get("owner_unit"), end.get("due_on")),
        *(" ".join(lacks(end)) if end else "", matter.registration, matter.leader, matter.disposition),
        *(matter.ticket, matter.ticket_code, *astuple(matter.turn)),
    )


def _add_figures(figures: dict[tuple[int, int, str], list[int]], state: fold.SiteState, offset: int) -> None:
    """Add one site to the figures of each of its ranges: accepted, opened, closed, then the five counts."""
    site = [state.accepted, int(state.opened_at is not None), int(state.closed_at is not None), 0, 0, 0, 0, 0]
    parts = [("total", site)]
    for matter in state.matters.values():
        counts = [0, 0, 0, *matter.counts]
        parts += [("total", counts), (f"category/{matter.fields['category']}", counts)]
        parts.append((f"at/{_slot(matter.registered_at, offset)}", [0, 0, 0, 1, 0, 0, 0, 0]))
        if matter.outcome is not None and matter.outcome_at is not None:
            parts.append((f"outcome/{matter.outcome}", counts))
            resolved = [0, 0, 0, 0, 0, 0, *matter.counts[3:]]
            parts.append((f"at/{_slot(matter.outcome_at, offset)}", resolved))
    for key, row in parts:
        for lo, hi in ranges_of_site(state.place):
            cell = figures.setdefault((lo, hi, key), [0] * len(row))
            cell[:] = [a + b for a, b in zip(cell, row, strict=True)]


def _slot(at: int, offset: int) -> str:
    minute = (at // MINUTE + offset) % (24 * 60)
    hour, quarter = minute // 60, minute % 60 // SLOT_MINUTES * SLOT_MINUTES
    return f"{hour:02d}:{quarter:02d}"


def _check_counters(
    day: str, figures: Mapping[tuple[int, int, str], Sequence[int]], rows: Iterable[Any], report: Report
) -> None:
    counted = {(row.lo, row.hi, row.key): _cells(row) for row in rows}
    for key in sorted(counted.keys() | figures.keys()):
        folded, shown = list(figures.get(key, [0] * 8)), counted.get(key, [0] * 8)
        if folded != shown:
            lo, hi, name = key
            report.differences.append(f"{day} figures of {lo}-{hi}, {name}: counted {shown}, the journal says {folded}")


def _cells(row: Any) -> list[int]:
    return [
        *(row.accepted, row.opened, row.closed, row.matters, row.involved, row.attendees),
        *(row.resolved_on_site, row.amount_fen),
    ]
