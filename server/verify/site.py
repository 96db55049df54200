"""One site: its chain, its seals, and all that is kept of what its entries mean."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncConnection

from server import fold
from server.day.outcome.rules import lacks
from server.instants import as_rfc3339, is_writable
from server.journal import chain
from server.verify.report import Report, Seals

UNREADABLE: Final = (ValueError, KeyError, TypeError, AttributeError)
"""What a row raises that was altered beyond reading."""


class SiteProof:
    """One site of one day: what is written there, held against what its entries say."""

    def __init__(self, day: str, head: Any, report: Report) -> None:
        self.day, self.head, self.report = day, head, report

    def differs(self, what: str) -> None:
        self.report.differences.append(f"{self.day} {self.head.site}: {what}")

    def check_chain(self, rows: Sequence[Any]) -> None:
        prev, seq = "", 0
        broken = False
        for row in rows:
            seq += 1
            if not (broken or (row.seq == seq and row.prev == prev and row.hash == self._link(prev, row))):
                self.differs(f"entry {row.id} (seq {row.seq}): the chain breaks here")
                broken = True
            prev = row.hash
        if not broken and (self.head.last_seq, self.head.last_hash) != (seq, prev):
            self.differs(f"the journal ends at seq {seq}, the site's head says {self.head.last_seq}")

    def _link(self, prev: str, row: Any) -> str | None:
        try:
            return chain.link(prev, chain.text_of(self.head.site, row))
        except UNREADABLE:
            return None

    def check_instants(self, journal: Sequence[Any], held: Sequence[Any]) -> None:
        """An older version let in instants that RFC 3339 cannot write; what waits with one is refused by its ground."""
        for row in (*journal, *(row for row in held if row.code is None)):
            if type(row.at) is not int or not is_writable(row.at):
                when = as_rfc3339(row.at) if type(row.at) is int else "no number"
                self.differs(f"entry {row.id}: its instant ({when}) cannot be written in RFC 3339")

    def check_arrivals(self, seals: Seals) -> None:
        """What came in, counted line by line, is proved by the head's own HMAC and holds all that became of it."""
        head = self.head
        least = head.last_seq + head.waiting_entries + head.refused_entries + head.duplicates
        if head.proof is not None and head.proof != chain.head_proof(head._mapping, seals.mac):  # noqa: SLF001 - a row's own columns by name
            self.differs("the head was altered since: its site, its zone or what it says of arrivals")
        elif head.lines < least or (head.proof is None and head.heard_at is None and head.lines != 0):
            self.differs(f"the head says {head.lines} lines came in, {least} are accounted for")

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
        except UNREADABLE:
            self.differs(f"entry {row.id}: its sealed part does not open")
            return
        self.report.erased += opened is None
        self.report.sealed += opened is not None
        if opened is None:
            return
        if row.mac != chain.mac_of(self.day, row.place, row.id, opened, seals.mac):
            self.differs(f"entry {row.id}: its sealed part is not the one it was accepted with")
        # None: sealed before there was one
        if part.phone_index is not None and part.phone_index not in chain.phone_indexes(opened, seals.mac):
            self.differs(f"entry {row.id}: it would be found by another number than its own")

    def check_held(self, accepted: Iterable[fold.Entry], rows: Sequence[Any], seals: Seals) -> None:
        held = [_entry(row) for row in rows]
        status = fold.judge([*accepted, *held])
        for row, entry in zip(rows, held, strict=True):
            if (row.matter, row.target) != (entry.matter, entry.target):
                self.differs(f"entry {row.id}: held, and its columns differ from its content")
            elif row.proof != chain.proof(row, seals.mac):
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
            if row is None or folded is None or not _agrees(row, folded):
                self.differs(f"matter {matter}: its row differs from its entries")


def _entry(row: Any) -> fold.Entry:
    data = json.loads(row.clear)
    return fold.Entry(row.id, row.place, row.kind, row.at, data, data.get("matter"), data.get("entry"))


def _agrees(row: Any, folded: fold.MatterState) -> bool:
    """Whether every column of a matter's row but its key says what the entries do; one that none foretells differs."""
    expected = {"day": row.day, "place": row.place, "matter": row.matter, **_folded_columns(folded)}
    return bool(row._asdict() == expected)


def _folded_columns(matter: fold.MatterState) -> dict[str, Any]:
    """What each column of the matter's row should say, by the entries alone."""
    data, end, turn = matter.fields, matter.outcome_fields or {}, matter.turn
    state = "waiting" if matter.started_at is None else "in_session"
    return {
        "state": "done" if matter.outcome else state,
        "registration": matter.registration,
        "registered_at": matter.registered_at,
        "category": data["category"],
        "involved": data["involved_count"],
        "attendees": data["attendee_count"],
        "is_repeat": data["is_repeat"],
        "channel": data["channel"],
        "needs": " ".join(data["needs"]),
        "problem_region": data.get("problem_region"),
        "claimed_fen": data.get("claimed_fen"),
        "started_at": matter.started_at,
        "mode": matter.mode,
        "leader": matter.leader,
        "disposition": matter.disposition,
        "outcome": matter.outcome,
        "outcome_at": matter.outcome_at,
        "amount_fen": end.get("amount_fen", 0),
        "owner_unit": end.get("owner_unit"),
        "owner_unit_code": end.get("owner_unit_code") or None,
        "due_on": end.get("due_on"),
        "incomplete": " ".join(lacks(end)) if end else "",
        "ticket": matter.ticket,
        "ticket_code": matter.ticket_code,
        "turn": turn.state,
        "turn_at": turn.at,
        "called_at": turn.called_at,
        "called_room": turn.room,
        "calls": turn.calls,
        "no_shows": turn.no_shows,
    }
