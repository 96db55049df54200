"""Counting, step by step: a matter's row from its journal rows, and what that moves in the figures.

The incremental path. It is written apart from ``server.fold`` on purpose: the two must agree, and
``reception verify`` shows it.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from sqlalchemy import Table

from server import fold
from server.journal.judging import Candidate
from server.journal.model import Matter
from server.place import ranges_of_site

Lacks = Callable[[Mapping[str, Any]], tuple[str, ...]]
"""What the desk requires of an outcome and is not there, as codes."""

_COLUMNS: Final = [column for column in cast("Table", Matter.__table__).columns if not column.primary_key]
VOID: Final[dict[str, Any]] = {
    **{column.name: column.default.arg if column.default is not None else None for column in _COLUMNS},  # type: ignore[attr-defined]  # each is a plain value
    "state": "void",
}
"""The row of a matter that no entry registers: each column as the table has it by itself."""
FACTS: Final = (
    "matters", "waiting_matters", "waiting_attendees", "in_session", "in_session_video", "incomplete", "inconsistent",
)  # fmt: skip
CELLS: Final = (
    "accepted", "opened", "closed", "matters", "involved", "attendees", "resolved_on_site", "amount_fen",
)  # fmt: skip
_NOTHING: Final = (0,) * len(CELLS)
SLOT: Final = 15 * 60 * 1_000_000
_DAY: Final = 24 * 3600 * 1_000_000


@dataclass(frozen=True, slots=True)
class Said:
    """One journal row of a matter, as the counting needs it."""

    id: str
    kind: str
    at: int
    target: str | None
    data: Mapping[str, Any]


def said_of(row: Any) -> Said:
    return Said(row.id, row.kind, row.at, row.target, json.loads(row.clear))


def said_now(line: Candidate) -> Said:
    """The same of a line that was accepted just now."""
    entry = line.entry
    return Said(entry.id, entry.kind, entry.at, entry.target, entry.data)


def matter_row(rows: Iterable[Said], lacks: Lacks) -> dict[str, Any]:
    """The columns of a matter's row from all its journal rows."""
    told = sorted(rows, key=lambda row: (row.at, row.id))
    withdrawn = {row.target for row in told if row.kind == fold.WITHDRAWN}
    told = [row for row in told if row.id not in withdrawn]
    values: dict[str, dict[str, Any]] = {row.id: dict(row.data) for row in told}
    for row in told:
        if row.kind == fold.AMENDED and row.target in values:
            values[row.target].update(row.data["changes"])
    columns = dict(VOID)
    for row in reversed(told):
        if row.kind == fold.REGISTERED:
            columns.update(_registration(row, values[row.id]))
        elif row.kind == fold.STARTED:
            columns.update(started_at=row.at, mode=row.data["mode"], leader=row.data.get("leader"))
        elif row.kind == fold.OUTCOME and columns["disposition"] is None:
            columns.update(_disposition(row, values[row.id], lacks))
        elif row.kind == fold.TICKETED and columns["ticket"] is None:
            columns.update(ticket=f"{row.data['desk']}{row.data['number']}", ticket_code=row.data["code"])
    columns.update(_turn(told))
    if columns["registration"] is None:
        return {**VOID}
    if columns["disposition"] is not None:
        return {**columns, "state": "done"}
    return {**columns, "state": "waiting" if columns["started_at"] is None else "in_session"}


def _registration(row: Said, data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "registration": row.id,
        "registered_at": row.at,
        "category": data["category"],
        "involved": data["involved_count"],
        "attendees": data["attendee_count"],
        "is_repeat": data["is_repeat"],
        "channel": data["channel"],
        "needs": " ".join(data["needs"]),
        "problem_region": data.get("problem_region"),
        "claimed_fen": data.get("claimed_fen"),
    }


def _turn(told: Iterable[Said]) -> dict[str, Any]:
    """What the turn's entries, in their order, leave of it."""
    turn: dict[str, Any] = {}
    for row in told:
        if row.kind == fold.CALLED:
            calls = turn.get("calls", 0) + 1
            turn.update(turn="called", turn_at=row.at, called_at=row.at, called_room=row.data["room"], calls=calls)
        elif row.kind == fold.HELD:
            turn.update(turn="held", turn_at=row.at, calls=0)
        elif row.kind == fold.RETURNED:
            missed = turn.get("no_shows", 0) + int(row.data["because"] == fold.NO_SHOW)
            turn.update(turn="waiting", turn_at=row.at, calls=0, no_shows=missed)
    return turn


def _disposition(row: Said, data: Mapping[str, Any], lacks: Lacks) -> dict[str, Any]:
    return {
        "disposition": row.id,
        "outcome": data["outcome"],
        "outcome_at": row.at,
        "amount_fen": data["amount_fen"],
        "owner_unit": data.get("owner_unit"),
        "owner_unit_code": data.get("owner_unit_code") or None,
        "due_on": data.get("due_on"),
        "incomplete": " ".join(lacks(data)),
    }


def slot_of(at: int, offset_minutes: int) -> str:
    """The quarter of an hour of the day's own time in which an instant lies: ``08:15``."""
    minutes = (at + offset_minutes * 60_000_000) % _DAY // SLOT * 15
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def figures(row: Mapping[str, Any], offset_minutes: int) -> dict[str, tuple[int, ...]]:
    """What one matter's row adds to each figure of its scopes, as ``CELLS``."""
    if row["state"] == "void":
        return {}
    resolved = int(row["outcome"] == fold.RESOLVED)
    money = row["amount_fen"] if resolved else 0
    whole = (0, 0, 0, 1, row["involved"], row["attendees"], resolved, money)
    moved: dict[str, tuple[int, ...]] = {"total": whole, f"category/{row['category']}": whole}
    if row["outcome"] is not None:
        moved[f"outcome/{row['outcome']}"] = whole
    came = f"at/{slot_of(row['registered_at'], offset_minutes)}"
    moved[came] = (0, 0, 0, 1, 0, 0, 0, 0)
    if resolved:
        ended = f"at/{slot_of(row['outcome_at'], offset_minutes)}"
        before = moved.get(ended, (0,) * len(CELLS))
        moved[ended] = _added(before, (0, 0, 0, 0, 0, 0, 1, money))
    return moved


def facts(row: Mapping[str, Any]) -> tuple[int, ...]:
    """What one matter's row adds to the facts of its site, as ``FACTS``."""
    if row["state"] == "void":
        return (0,) * len(FACTS)
    waits, talks = int(row["state"] == "waiting"), int(row["state"] == "in_session")
    return (
        1,
        waits,
        waits * row["attendees"],
        talks,
        talks * int(row["mode"] == "video"),
        int(bool(row["incomplete"])),
        int(row["involved"] < row["attendees"]),
    )


def _added(one: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, ...]:
    return tuple([a + b for a, b in zip(one, other, strict=True)])


def _moved(before: tuple[int, ...] | None, after: tuple[int, ...] | None) -> tuple[int, ...]:
    if before is None and after is not None:
        return after
    return tuple([b - a for a, b in zip(before or _NOTHING, after or _NOTHING, strict=True)])


class Moves:
    """The sum of all that one transaction moves: figures by site and key, facts by site."""

    def __init__(self) -> None:
        self.facts: defaultdict[tuple[str, int], tuple[int, ...]] = defaultdict(lambda: (0,) * len(FACTS))
        self._figures: dict[tuple[str, int, str], tuple[int, ...]] = {}

    def matter(self, day: str, place: int, before: Mapping[str, Any], after: Mapping[str, Any], offset: int) -> None:
        """Take a matter's row out as it was and put it in as it is."""
        old, new = facts(before), facts(after)
        self.facts[day, place] = tuple([t + b - a for t, a, b in zip(self.facts[day, place], old, new, strict=True)])
        was, becomes = figures(before, offset), figures(after, offset)
        if was == becomes:
            return
        for key, cell in becomes.items():
            self._add(day, place, key, _moved(was.pop(key, None), cell))
        for key, cell in was.items():
            self._add(day, place, key, _moved(cell, None))

    def site(self, day: str, place: int, *, accepted: int, opened: int, closed: int) -> None:
        """Count entries, and a site that opened or closed for the first time."""
        self._add(day, place, "total", (accepted, opened, closed, 0, 0, 0, 0, 0))

    def cells(self) -> dict[tuple[str, int, int, str], tuple[int, ...]]:
        """Return what moves in each figure of each range of places, by (day, lo, hi, key)."""
        summed: dict[tuple[str, int, int, str], tuple[int, ...]] = {}
        for (day, place, key), moved in self._figures.items():
            for lo, hi in ranges_of_site(place):
                known = summed.get((day, lo, hi, key))
                summed[day, lo, hi, key] = moved if known is None else _added(known, moved)
        return summed

    def _add(self, day: str, place: int, key: str, moved: tuple[int, ...]) -> None:
        known = self._figures.get((day, place, key))
        self._figures[day, place, key] = moved if known is None else _added(known, moved)
