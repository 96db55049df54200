"""The store: one batch of requests, judged and written in one transaction.

Few statements, whatever the size of the batch. Runs under ``AsyncConnection.run_sync``.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any, Final, Protocol

import structlog
from sqlalchemy import Connection, func, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from server import fold
from server.journal import chain, statements
from server.journal.counting import CELLS, VOID, Lacks, Moves, Said, matter_row, said_now, said_of
from server.journal.heads import HeadChange, row_of
from server.journal.judging import Candidate
from server.journal.loading import Batch, Request, Site, Verdict
from server.journal.statements import HEAD, JOURNAL

log = structlog.get_logger(__name__)

LATE_KINDS: Final = (fold.REGISTERED, fold.STARTED, fold.OUTCOME)


class Seals(Protocol):
    """How sealed parts are sealed, and what binds them to the journal."""

    def is_ready(self, sites: Iterable[tuple[str, int]]) -> bool: ...

    async def prepare(self, connection: AsyncConnection, sites: Iterable[tuple[str, int]]) -> None: ...

    def seal(self, day: str, place: int, ident: str, sealed: Mapping[str, Any]) -> bytes: ...

    def mac(self, data: bytes) -> str: ...


class _Writing:
    """Writes down what was ruled, and moves the figures with it."""

    def __init__(self, batch: Batch, lacks: Lacks, seals: Seals) -> None:
        self.connection = batch.connection
        self.requests, self.heads, self.known = batch.requests, batch.heads, batch.known
        self.old_matters = batch.old_matters
        self.lacks = lacks
        self.seals = seals

    def write(self, verdicts: Sequence[Verdict]) -> None:
        moves = Moves()
        heads = {site: HeadChange(head) for site, head in self.heads.items()}
        for request, verdict in zip(self.requests, verdicts, strict=True):
            heads[request.day, request.place].heard(request, verdict)
        self._append(heads, moves)
        self._write_held()
        self._write_sealed()
        matters = self._recount(moves)
        statements.COUNT_MATTER.run(self.connection, matters)
        self._write_figures(moves)
        self._write_heads(heads, moves)

    def _append(self, heads: Mapping[Site, "HeadChange"], moves: Moves) -> None:
        rows: list[dict[str, Any]] = []
        for (day, place), known in self.known.items():
            head = heads[day, place]
            rows += [head.append(day, line) for line in known.new]
            opens = head.old.opened_at is None and head.opened_at is not None
            closes = head.old.closed_at is None and head.closed_at is not None
            if known.new:
                moves.site(day, place, accepted=len(known.new), opened=int(opens), closed=int(closes))
            if any(line.entry.kind in {fold.ZERO, fold.WITHDRAWN} for line in known.new):
                head.ask_zero = True
        statements.APPEND.run(self.connection, rows)

    def _write_held(self) -> None:
        fresh: list[dict[str, Any]] = []
        refused: list[dict[str, Any]] = []
        gone: list[dict[str, Any]] = []
        for (day, place), known in self.known.items():
            fresh += [self._pending_row(day, known.pending[ident]) for ident in sorted(known.newly_pending)]
            late = sorted(known.newly_refused - known.newly_pending)
            refused += [self._pending_row(day, known.pending[ident]) for ident in late]
            gone += [{"day": day, "place": place, "id": ident} for ident in sorted(known.released)]
        statements.HOLD.run(self.connection, fresh)
        statements.REFUSE.run(self.connection, refused)
        statements.RELEASE.run(self.connection, gone)

    def _pending_row(self, day: str, line: Candidate) -> dict[str, Any]:
        row = {**row_of(day, line), "code": line.code, "ground": line.ground}
        return {**row, "proof": chain.proof(SimpleNamespace(**row), self.seals.mac)}

    def _write_sealed(self) -> None:
        rows: list[dict[str, Any]] = []
        for (day, place), known in self.known.items():
            lines = (*known.new, *(known.pending[ident] for ident in sorted(known.newly_pending)))
            rows += [
                {
                    "day": day,
                    "place": place,
                    "id": line.entry.id,
                    "blob": self.seals.seal(day, place, line.entry.id, line.sealed),
                    "phone_index": chain.phone_index(line.sealed, self.seals.mac),
                }
                for line in lines
                if line.sealed
            ]
        statements.SEAL.run(self.connection, rows)

    def _recount(self, moves: Moves) -> list[dict[str, Any]]:
        """Count again every matter that a new entry touches, from all that was ever said of it."""
        rows: defaultdict[tuple[str, int, str], list[Any]] = defaultdict(list)
        for (day, place), known in self.known.items():
            for line in known.new:
                if line.entry.matter is not None:
                    rows[day, place, line.entry.matter].append(said_now(line))
        # a matter that has no row yet is one of which nothing was ever said before
        before = sorted({matter for day, place, matter in rows if (day, place, matter) in self.old_matters})
        if before:
            new = {(day, place, line.entry.id) for (day, place), known in self.known.items() for line in known.new}
            for row in self.connection.execute(statements.SAID_OF, {"matters": before}):
                if (row.day, row.place, row.matter) in rows and (row.day, row.place, row.id) not in new:
                    rows[row.day, row.place, row.matter].append(row)
        recounted = []
        for day, place, matter in sorted(rows):
            after = self._counted(rows[day, place, matter])
            if after is None:
                log.error(
                    "a matter's entries cannot be counted: run reception verify", day=day, place=place, matter=matter
                )
                continue
            was = self.old_matters.get((day, place, matter), VOID)
            moves.matter(day, place, was, after, self.heads[day, place].offset_minutes)
            recounted.append({"day": day, "place": place, "matter": matter, **after})
        return recounted

    def _counted(self, said: Iterable[Any]) -> dict[str, Any] | None:
        """A matter's row from its entries; None where one was altered beyond reading, and the matter stays as it is."""
        try:
            return matter_row([one if isinstance(one, Said) else said_of(one) for one in said], self.lacks)
        except (ValueError, KeyError, TypeError, AttributeError):
            return None

    def _write_figures(self, moves: Moves) -> None:
        rows = [
            {"day": day, "lo": lo, "hi": hi, "key": key, **dict(zip(CELLS, cell, strict=True))}
            for (day, lo, hi, key), cell in sorted(moves.cells().items())
            if any(cell)
        ]
        statements.MOVE_FIGURES.run(self.connection, rows)

    def _write_heads(self, heads: Mapping[Site, "HeadChange"], moves: Moves) -> None:
        self._ask_zero(heads)
        rows = [head.values(self.known[site], moves.facts[site]) for site, head in sorted(heads.items())]
        for row in rows:
            row["proof"] = chain.head_proof(row, self.seals.mac)
        statements.MOVE_HEAD.run(self.connection, rows)
        self._count_late([site for site, head in heads.items() if head.closed_at is not None])

    def _ask_zero(self, heads: Mapping[Site, "HeadChange"]) -> None:
        """A zero report may be withdrawn: look at all of the site's that are not."""
        for (day, place), head in heads.items():
            if head.ask_zero:
                withdrawn = select(JOURNAL.c.target).where(
                    JOURNAL.c.day == day, JOURNAL.c.place == place, JOURNAL.c.kind == fold.WITHDRAWN
                )
                zero = select(func.min(JOURNAL.c.at)).where(
                    JOURNAL.c.day == day,
                    JOURNAL.c.place == place,
                    JOURNAL.c.kind == fold.ZERO,
                    JOURNAL.c.id.not_in(withdrawn),
                )
                head.zero_at = self.connection.execute(zero).scalar()

    def _count_late(self, sites: Sequence[Site]) -> None:
        if not sites:
            return
        late = (
            select(func.count())
            .select_from(JOURNAL)
            .where(*(JOURNAL.c.day == HEAD.c.day, JOURNAL.c.place == HEAD.c.place))
            .where(JOURNAL.c.at > HEAD.c.closed_at, JOURNAL.c.kind.in_(LATE_KINDS))
            .scalar_subquery()
        )
        these = tuple_(HEAD.c.day, HEAD.c.place).in_(sites)
        self.connection.execute(update(HEAD).where(these).values(late=late))


def commit(
    connection: Connection, requests: Sequence[Request], lacks: Lacks, seals: Seals
) -> tuple[list[Verdict], dict[Site, set[str]]]:
    """Judge and write a batch in the transaction of ``connection``; the caller commits.

    Returns the verdicts, and the kinds that were accepted at each site, those that had waited among them.
    """
    batch = Batch(connection, requests)
    batch.load()
    verdicts = batch.judge()
    _Writing(batch, lacks, seals).write(verdicts)
    return verdicts, {site: {line.entry.kind for line in known.new} for site, known in batch.known.items()}
