"""Heads: the end of each site's chain, the lock of its judging, and its facts of the moment."""

from collections.abc import Iterable, Sequence
from types import SimpleNamespace
from typing import Any

from sqlalchemy import select

from server import fold
from server.db import Tx
from server.journal import chain
from server.journal.counting import FACTS
from server.journal.judging import Candidate, Known
from server.journal.loading import Request, TooManyWaiting, Verdict
from server.journal.model import Head


async def open_heads(tx: Tx, day: str, sites: Iterable[tuple[int, str]], *, offset_minutes: int) -> None:
    """Make the heads of (place, code) sites that take part in a day; those already there stay as they are."""
    there = {head.place for head in await tx.scalars(select(Head).where(Head.day == day))}
    for place, site in sites:
        if place not in there:
            tx.add(Head(day=day, place=place, site=site, offset_minutes=offset_minutes))


class HeadChange:
    """A site's head as it becomes in this transaction."""

    def __init__(self, old: Any) -> None:
        self.old = old
        self.opened_at: int | None = old.opened_at
        self.closed_at: int | None = old.closed_at
        self.zero_at: int | None = old.zero_at
        self.last_at: int | None = old.last_at
        self.heard_at: int | None = old.heard_at
        self.last_hash: str = old.last_hash
        self.lines = self.duplicates = self.clock_ahead = 0
        self.ask_zero = False

    def heard(self, request: Request, verdict: Verdict) -> None:
        if isinstance(verdict, TooManyWaiting):
            return
        self.lines += len(request.lines) + request.refused
        self.duplicates += sum(answer.repeated for answer in verdict)
        self.heard_at = max(self.heard_at or 0, request.heard_at)

    def append(self, day: str, line: Candidate) -> dict[str, Any]:
        entry = line.entry
        self.opened_at = _earlier(self.opened_at, entry, fold.OPENED)
        self.closed_at = _earlier(self.closed_at, entry, fold.CLOSED)
        if entry.kind not in fold.STANDS_ON_ENTRY:
            self.last_at = max(self.last_at or 0, entry.at)
        self.clock_ahead += line.clock_ahead
        row = {**row_of(day, line), "seq": line.seq, "prev": self.last_hash}
        self.last_hash = chain.link(self.last_hash, chain.text_of(self.old.site, SimpleNamespace(**row)))
        return row | {"hash": self.last_hash}

    def values(self, known: Known, facts: Sequence[int]) -> dict[str, Any]:
        old = self.old
        return {
            "day": old.day,
            "place": old.place,
            "site": old.site,
            "offset_minutes": old.offset_minutes,
            "last_seq": known.last_seq,
            "last_hash": self.last_hash,
            "opened_at": self.opened_at,
            "closed_at": self.closed_at,
            "zero_at": self.zero_at,
            "last_at": self.last_at,
            "heard_at": self.heard_at,
            "lines": old.lines + self.lines,
            "duplicates": old.duplicates + self.duplicates,
            "waiting_entries": known.waiting,
            "refused_entries": known.refused,
            "clock_ahead": old.clock_ahead + self.clock_ahead,
            **{name: getattr(old, name) + moved for name, moved in zip(FACTS, facts, strict=True)},
        }


def row_of(day: str, line: Candidate) -> dict[str, Any]:
    """The columns that a line has in the journal and among the held alike."""
    entry = line.entry
    return {
        "day": day,
        "place": entry.place,
        "id": entry.id,
        "kind": entry.kind,
        "at": entry.at,
        "by": line.by,
        "matter": entry.matter,
        "target": entry.target,
        "clear": line.clear,
        "mac": line.mac,
        "received_at": line.received_at,
        "device": line.device,
    }


def _earlier(before: int | None, entry: fold.Entry, kind: str) -> int | None:
    if entry.kind != kind:
        return before
    return entry.at if before is None else min(before, entry.at)
