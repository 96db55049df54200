"""Judging at ground, step by step: what becomes of each entry that passed the check (rules 2 and 3).

Works on what is known of one site inside the transaction that holds the site's lock. Pure: the
store loads ``Known`` before and writes the ``Ruling`` after.
"""

import copy
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from server import fold

MAX_PENDING: Final = 5_000
"""Entries of one site that may wait, or be kept as refused by their ground, at the same time."""

Status = Literal["accepted", "duplicate", "waiting", "refused"]


@dataclass(slots=True)
class Candidate:
    """An entry on its way into the journal, its content in the form in which contents are compared."""

    entry: fold.Entry
    clear: str
    mac: str
    by: str | None
    received_at: int
    device: str | None
    sealed: Mapping[str, Any] = field(default_factory=dict)
    clock_ahead: bool = False
    seq: int | None = None
    code: str | None = None
    is_readable: bool = True
    former: tuple[str, str] | None = None
    """``clear`` and ``mac`` as they were before names were sealed, where they differ."""

    @property
    def content(self) -> tuple[str, int, str, str]:
        return self.entry.kind, self.entry.at, self.clear, self.mac

    def says_again(self, before: "Candidate") -> bool:
        """Whether its content is that of a line that is durable already."""
        former = None if self.former is None else (self.entry.kind, self.entry.at, *self.former)
        return before.content in {self.content, former}

    @property
    def ground(self) -> str | None:
        """The matter or entry without which this one waits."""
        if self.entry.kind in fold.STANDS_ON_MATTER:
            return self.entry.matter
        return self.entry.target


def accepted_line(row: Any) -> Candidate:
    """A line as it lies in the journal, where nothing asks for its data any more."""
    return _line_of(row, {}, seq=row.seq)


def pending_line(row: Any) -> Candidate:
    """A line as it lies among the held. One that was altered beyond reading goes on waiting; ``verify`` names it."""
    try:
        data = json.loads(row.clear)
    except ValueError:
        data = None
    is_readable = type(data) is dict and (row.kind != fold.AMENDED or type(data.get("changes")) is dict)
    return _line_of(row, data if is_readable else {}, code=row.code, is_readable=is_readable)


def _line_of(row: Any, data: Mapping[str, Any], **more: Any) -> Candidate:
    entry = fold.Entry(row.id, row.place, row.kind, row.at, data, row.matter, row.target)
    return Candidate(entry, row.clear, row.mac, row.by, row.received_at, row.device, **more)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a device is told of one entry."""

    id: str | None
    status: Status
    seq: int | None = None
    code: str | None = None
    field: str | None = None
    repeated: bool = False


@dataclass(slots=True)
class Known:
    """What is known of one site: loaded rows first, and the rulings of this transaction on top."""

    accepted: dict[str, Candidate] = field(default_factory=dict)
    pending: dict[str, Candidate] = field(default_factory=dict)
    standing_on: dict[str, list[str]] = field(default_factory=dict)
    registered: set[str] = field(default_factory=set)
    waiting: int = 0
    refused: int = 0
    last_seq: int = 0
    new: list[Candidate] = field(default_factory=list)
    released: set[str] = field(default_factory=set)
    newly_pending: set[str] = field(default_factory=set)
    newly_refused: set[str] = field(default_factory=set)

    @property
    def kept(self) -> int:
        """How many entries of the site wait or were refused by their ground."""
        return self.waiting + self.refused

    def hold(self, line: Candidate) -> None:
        """Keep a line that may not be in the journal yet, or ever."""
        self.pending[line.entry.id] = line
        if line.code is None and line.ground is not None and line.is_readable:
            self.standing_on.setdefault(line.ground, []).append(line.entry.id)

    def trial(self) -> "Known":
        """A copy to judge upon, so that a request can still be turned away whole."""
        copied = Known(**{name: copy.copy(getattr(self, name)) for name in self.__slots__})
        copied.standing_on = {ground: list(ids) for ground, ids in self.standing_on.items()}
        return copied


def rule(known: Known, lines: Iterable[Candidate]) -> list[Answer]:
    """Judge the lines of one request in order; ``known`` takes in what they change."""
    first_said: list[Answer | str] = [_rule_one(known, line) for line in lines]
    return [_final(known, said) if isinstance(said, str) else said for said in first_said]


def _rule_one(known: Known, line: Candidate) -> Answer | str:
    """The answer, or the id of a line that this request made durable and whose end is not yet known."""
    ident = line.entry.id
    before = known.accepted.get(ident) or known.pending.get(ident)
    if before is not None:
        return _again(before, line, in_journal=ident in known.accepted)
    _settle(known, line)
    return ident


def _again(before: Candidate, line: Candidate, *, in_journal: bool) -> Answer:
    ident = line.entry.id
    if not line.says_again(before):
        return Answer(ident, "refused", code="id_reused")
    if in_journal:
        return Answer(ident, "duplicate", seq=before.seq, repeated=True)
    if before.code is not None:
        return Answer(ident, "refused", code=before.code, repeated=True)
    return Answer(ident, "waiting", repeated=True)


def _final(known: Known, ident: str) -> Answer:
    line = known.accepted.get(ident)
    if line is not None:
        return Answer(ident, "accepted", seq=line.seq)
    code = known.pending[ident].code
    return Answer(ident, "waiting") if code is None else Answer(ident, "refused", code=code)


def _judgement(known: Known, line: Candidate) -> str | None:
    """``None``: it may be accepted; ``waiting``: its ground is not there; else the refusal's code."""
    entry = line.entry
    if entry.kind in fold.STANDS_ON_MATTER:
        return None if entry.matter in known.registered else "waiting"
    if entry.kind not in fold.STANDS_ON_ENTRY:
        return None
    target = known.accepted.get(entry.target or "")
    return "waiting" if target is None else fold.refusal_at_ground(entry, target.entry.kind)


def _settle(known: Known, line: Candidate) -> None:
    """Accept, hold or refuse a line that is new here; accepting releases what waited for it."""
    verdict = _judgement(known, line)
    if verdict is not None:
        known.waiting += 1
        known.newly_pending.add(line.entry.id)
        known.hold(line)
        if verdict != "waiting":
            _refuse(known, line, verdict)
        return
    ready = [line]
    while ready:
        accepted = ready.pop()
        _accept(known, accepted)
        ready.extend(_release(known, accepted))


def _refuse(known: Known, line: Candidate, code: str) -> None:
    """Keep a line as refused by its ground: the same whichever of the two came first."""
    known.pending[line.entry.id] = replace(line, code=code)
    known.newly_refused.add(line.entry.id)
    known.waiting -= 1
    known.refused += 1


def _accept(known: Known, line: Candidate) -> None:
    target = known.accepted.get(line.entry.target or "")
    if target is not None and line.entry.matter is None:
        line.entry = _with_matter(line.entry, target.entry.matter)
    known.last_seq += 1
    line.seq = known.last_seq
    known.accepted[line.entry.id] = line
    known.new.append(line)
    if line.entry.kind == fold.REGISTERED and line.entry.matter is not None:
        known.registered.add(line.entry.matter)


def _with_matter(entry: fold.Entry, matter: str | None) -> fold.Entry:
    """An amendment or withdrawal with the matter that its target belongs to."""
    return fold.Entry(entry.id, entry.place, entry.kind, entry.at, entry.data, matter, entry.target)


def _release(known: Known, ground: Candidate) -> list[Candidate]:
    """Take out of waiting what stood on this line; refuse for good what may not stand on it."""
    names = [ground.entry.id]
    if ground.entry.kind == fold.REGISTERED and ground.entry.matter is not None:
        names.append(ground.entry.matter)
    freed: list[Candidate] = []
    for ident in [ident for name in names for ident in known.standing_on.get(name, ())]:
        line = known.pending.get(ident)
        verdict = _judgement(known, line) if line is not None and line.code is None else "waiting"
        if line is None or verdict == "waiting":
            continue
        if verdict is None:
            known.waiting -= 1
            del known.pending[ident]
            _forget_holding(known, ident)
            freed.append(line)
        else:
            _refuse(known, line, verdict)
    return freed


def _forget_holding(known: Known, ident: str) -> None:
    if ident in known.newly_pending:
        known.newly_pending.discard(ident)
    else:
        known.released.add(ident)
