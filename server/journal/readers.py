"""Readers of the journal: what follows an accepted entry, done exactly once, after the commit that holds the entry.

A reader has a name, and a bookmark for each day and place. In one transaction it locks the bookmark, takes the entries
after it, acts, and moves the bookmark: an action is committed with the bookmark or not at all, however many servers run
the same reader. It reads when the writer of this process has committed, at its start, and every ``SWEEP`` seconds,
which finds what a server that ended had written. Deleting a bookmark has that day of the site read again from its first
entry; so an action that is repeated must change nothing (decision 108).
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import suppress
from typing import Final

import structlog
from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.exc import IntegrityError

from server.db import EVERYWHERE, Database, Scope, Tx
from server.journal.model import Accepted, Bookmark, Head
from server.journal.writer import KindsOf

log = structlog.get_logger(__name__)

Action = Callable[[Tx, Sequence[Accepted]], Awaitable[object]]
"""What follows entries of one site's day, in the transaction that moves the bookmark.

It is given many, in the order of the journal, so that what they have in common, a matter's state, is read once.
"""
AfterEntry = Mapping[str, Sequence[Action]]
"""The actions that follow an entry of each kind."""
Site = tuple[str, int]
AT_ONCE: Final = 200
"""Entries in one transaction, in which on SQLite no entry is written."""
PAUSE: Final = 1.0
"""Seconds between two readings while entries come in: many entries of a site then share a transaction."""
SWEEP: Final = 30.0
"""Seconds after which a reader looks everywhere, also where this process wrote nothing."""
LONG: Final = 500
"""Entries that nothing follows, after which the bookmark is moved all the same, so that no look reads them again."""


class Reader:
    """One named reader in this process."""

    def __init__(
        self, database: Database, name: str, after: AfterEntry, *, pause: float = PAUSE, sweep: float = SWEEP
    ) -> None:
        self._database = database
        self._name = name
        self._after = after
        self._pause, self._sweep = pause, sweep
        self._bell = asyncio.Event()
        self._woken: set[Site] = set()
        self._ended = asyncio.Event()

    def end(self) -> None:
        """Have ``run`` return after what is being read, so that no transaction is cut."""
        self._ended.set()
        self._bell.set()

    def wake(self, accepted: KindsOf) -> None:
        """Have the sites read at which a commit accepted an entry that something follows; returns at once."""
        woken = {site for site, kinds in accepted.items() if not self._after.keys().isdisjoint(kinds)}
        if woken:
            self._woken |= woken
            self._bell.set()

    async def run(self) -> None:
        """Read until ``end``."""
        seconds = asyncio.get_running_loop().time
        while self._after and not self._ended.is_set():
            await self.catch_up()
            until = seconds() + self._sweep
            while seconds() < until and not self._ended.is_set():
                await self._hear(until - seconds())
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._pause):
                        await self._ended.wait()

    async def catch_up(self) -> None:
        """Read everything that is behind, of every day and place."""
        await self._read_all(await self._behind())

    async def _hear(self, patience: float) -> None:
        """Read what the writer committed; return where nothing comes for so many seconds."""
        try:
            async with asyncio.timeout(patience):
                await self._bell.wait()
        except TimeoutError:
            return
        self._bell.clear()
        woken, self._woken = self._woken, set()
        await self._read_all(sorted(woken))

    async def _behind(self) -> Sequence[Site]:
        """The sites that have an entry after the bookmark that something follows, or many that nothing follows."""
        own = and_(Bookmark.reader == self._name, Bookmark.day == Head.day, Bookmark.place == Head.place)
        read = func.coalesce(Bookmark.seq, 0)
        entry = and_(Accepted.day == Head.day, Accepted.place == Head.place, Accepted.seq > read)
        followed = select(Accepted.seq).where(entry, Accepted.kind.in_(self._after)).correlate(Head, Bookmark).exists()
        wanted = select(Head.day, Head.place).outerjoin(Bookmark, own).where(Head.last_seq > read)
        wanted = wanted.where(or_(Head.last_seq >= read + LONG, followed))
        async with self._database.transaction(EVERYWHERE, write=False) as tx:
            return [(row.day, row.place) for row in await tx.rows(wanted.order_by(Head.day, Head.place))]

    def _entries_of(self, site: Site) -> Sequence[ColumnElement[bool]]:
        return Accepted.day == site[0], Accepted.place == site[1], Accepted.kind.in_(self._after)

    async def _read_all(self, sites: Collection[Site]) -> None:
        for site in sites:
            if self._ended.is_set():
                return
            await self._read(site)

    async def _read(self, site: Site) -> None:
        """Read a site's day to its end. An action that fails stops this site alone, at the entry that it is of."""
        most = AT_ONCE
        while True:
            try:
                if not await self._take(site, most):
                    return
            except IntegrityError:
                continue  # another server made the bookmark first
            except Exception:
                if most > 1:
                    most = 1  # those before it are read, and the log says which it was
                    continue
                log.exception("reader stopped at an entry", reader=self._name, day=site[0], place=site[1])
                return

    async def _take(self, site: Site, most: int) -> bool:
        """Act on the next entries and move the bookmark behind them; whether there may be more."""
        day, place = site
        async with self._database.transaction(Scope(place, place)) as tx:
            bookmark = await self._locked(tx, site)
            head = await tx.get(Head, site)
            last = head.last_seq
            after = (Accepted.seq > bookmark.seq, Accepted.seq <= last)
            wanted = select(Accepted).where(*self._entries_of(site), *after)
            rows = await tx.scalars(wanted.order_by(Accepted.seq).limit(most))
            for act, followed in self._followed(rows).items():
                await act(tx, followed)
            is_full = len(rows) == most
            bookmark.seq = rows[-1].seq if is_full else last
        log.debug("reader", reader=self._name, day=day, place=place, entries=len(rows))
        return is_full

    def _followed(self, rows: Sequence[Accepted]) -> Mapping[Action, Sequence[Accepted]]:
        """The entries that each action follows."""
        followed: dict[Action, list[Accepted]] = {}
        for row in rows:
            for act in self._after[row.kind]:
                followed.setdefault(act, []).append(row)
        return followed

    async def _locked(self, tx: Tx, site: Site) -> Bookmark:
        """The bookmark, this transaction's until it ends; made where there is none."""
        day, place = site
        own = select(Bookmark).where(Bookmark.reader == self._name, Bookmark.day == day, Bookmark.place == place)
        found = await tx.one_or_none(own.with_for_update())
        if found is None:
            found = Bookmark(reader=self._name, day=day, place=place, seq=0)
            tx.add(found)
            await tx.flush()
        return found
