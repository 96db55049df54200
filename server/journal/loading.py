"""What a batch of requests needs to know, read under the lock of its sites' heads."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from server import fold
from server.journal import statements
from server.journal.judging import MAX_PENDING, Answer, Candidate, Known, accepted_line, pending_line, rule

Site = tuple[str, int]


@dataclass(slots=True)
class Request:
    """What one device sent at once, past the check. ``heard_at`` is on the day's own clock."""

    day: str
    place: int
    lines: Sequence[Candidate]
    heard_at: int
    refused: int = 0


@dataclass(frozen=True, slots=True)
class TooManyWaiting:
    """The verdict of a request that would leave more entries outside the journal than a site may have there."""


Verdict = list[Answer] | TooManyWaiting


@dataclass(slots=True)
class Batch:
    """Requests to be judged together, and what is known of their sites."""

    connection: Connection
    requests: Sequence[Request]
    heads: dict[Site, Any] = field(default_factory=dict)
    known: dict[Site, Known] = field(default_factory=dict)
    old_matters: dict[tuple[str, int, str], dict[str, Any]] = field(default_factory=dict)

    def load(self) -> None:
        """Lock the heads, in one order everywhere, and read what the lines may touch."""
        sites = sorted({(request.day, request.place) for request in self.requests})
        for head in self.connection.execute(statements.LOCK_HEADS, {"sites": sites}):
            self.heads[head.day, head.place] = head
            self.known[head.day, head.place] = Known(
                waiting=head.waiting_entries, refused=head.refused_entries, last_seq=head.last_seq
            )
        lines = [line for request in self.requests for line in request.lines]
        self._load_pending(lines)
        self._load_journal(lines)
        self._load_matters()

    def _load_pending(self, lines: Iterable[Candidate]) -> None:
        """Load what is held under these ids, and all that waits, also at second hand, for what they bring."""
        if not any(head.waiting_entries or head.refused_entries for head in self.heads.values()):
            return
        names = {line.entry.id for line in lines}
        grounds = names | {line.entry.matter for line in lines if line.entry.kind == fold.REGISTERED}
        rows = self.connection.execute(statements.HELD_CALLED, {"ids": sorted(names)}).all()
        while rows or grounds:
            for row in rows:
                self._know_held(row)
            on = sorted(ground for ground in grounds if ground is not None)
            rows = self.connection.execute(statements.HELD_ON, {"grounds": on}).all() if on else []
            fresh = [row for row in rows if not self._is_known_held(row)]
            grounds = {row.id for row in fresh} | {row.matter for row in fresh if row.kind == fold.REGISTERED}
            rows = fresh

    def _is_known_held(self, row: Any) -> bool:
        known = self.known.get((row.day, row.place))
        return known is None or row.id in known.pending

    def _know_held(self, row: Any) -> None:
        known = self.known.get((row.day, row.place))
        if known is not None and row.id not in known.pending:
            known.hold(pending_line(row))

    def _load_journal(self, lines: Iterable[Candidate]) -> None:
        held = [line for known in self.known.values() for line in known.pending.values()]
        ids = {name for line in (*lines, *held) for name in (line.entry.id, line.entry.target) if name is not None}
        if not ids:
            return
        for row in self.connection.execute(statements.ACCEPTED, {"ids": sorted(ids)}):
            known = self.known.get((row.day, row.place))
            if known is not None:
                known.accepted[row.id] = accepted_line(row)

    def _load_matters(self) -> None:
        lines = [line for request in self.requests for line in request.lines]
        lines += [line for known in self.known.values() for line in (*known.pending.values(), *known.accepted.values())]
        matters = {line.entry.matter for line in lines if line.entry.matter is not None}
        if not matters:
            return
        for row in self.connection.execute(statements.MATTERS, {"matters": sorted(matters)}).mappings():
            known = self.known.get((row["day"], row["place"]))
            if known is not None:
                known.registered.add(row["matter"])
                self.old_matters[row["day"], row["place"], row["matter"]] = dict(row)

    def judge(self) -> list[Verdict]:
        """Judge each request in the order in which they came."""
        return [self._judge(request) for request in self.requests]

    def _judge(self, request: Request) -> Verdict:
        site = request.day, request.place
        known = self.known[site]
        if known.kept + len(request.lines) <= MAX_PENDING:
            return rule(known, request.lines)
        trial = known.trial()
        answers = rule(trial, request.lines)
        if trial.kept > max(MAX_PENDING, known.kept):
            return TooManyWaiting()
        self.known[site] = trial
        return answers
