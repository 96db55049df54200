"""The audit chain: who did what to what, when and why, without case content; only ever longer.

A line's hash is SHA-256 of the hash before it (64 hex characters, none before the first line) followed by the line's
canonical JSON, as in the journals of the sites. The chain is one for the whole service and its numbers stay inside: a
reader gets the lines of their places, by ids that tell nothing of how many others there are.
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, get_args
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncConnection
from uuid_utils.compat import uuid7

from server.db import Tx
from server.errors import NotFound
from server.http.paging import Order, rows_of
from server.instants import with_offset
from server.journal.chain import canonical
from server.people.messages import RightsChanged
from server.people.model import Account, AuditHead, AuditLine
from server.people.rules import Cut
from server.place import Range, city_of, province_of, region_of
from server.sealing import Sealer, aad

MACHINE = "machine"
"""The author of what happens at the command line and at the start of the service itself."""


async def record(tx: Tx, who: str, what: str, about: str, *, place: int, now: datetime) -> AuditLine:
    """Add a line to the chain; another transaction that adds one waits until this one ends."""
    return await _append(tx, AuditLine(id=uuid7(), at=now, who=who, what=what, about=about, place=place))


async def record_with_reason(
    tx: Tx, sealer: Sealer, who: str, what: str, about: str, *, reason: str, day: str, place: int, now: datetime
) -> AuditLine:
    """Add a line with a reason in free words, which may tell of a person: sealed as what was said there that day is."""
    line = AuditLine(id=uuid7(), at=now, who=who, what=what, about=about, place=place)
    key = await sealer.key_in(tx, city_of(place), day[:7])
    line.reason_sealed = sealer.seal(reason.encode(), aad=_aad(line), key=key)
    return await _append(tx, line)


async def reason_of(tx: Tx, sealer: Sealer, line: AuditLine) -> str | None:
    """The reason in a line, as it was given; None where none was, or where it was erased by law."""
    if line.reason_sealed is None:
        return None
    try:
        return (await sealer.unseal(tx, line.reason_sealed, aad=_aad(line))).decode()
    except NotFound:
        return None


async def last_about(tx: Tx, about: str, what: Collection[str]) -> Sequence[AuditLine]:
    """The two newest lines of these words about something, the newest first."""
    lines = select(AuditLine).where(AuditLine.about == about, AuditLine.what.in_(what))
    return await tx.scalars(lines.order_by(AuditLine.seq.desc()).limit(2))


async def revoke(tx: Tx, who: str, what: Cut, rights: RightsChanged, *, place: int, now: datetime) -> RightsChanged:
    """Record that rights were taken away, and tell every open desk: here after commit, elsewhere by the chain."""
    await record(tx, who, what, _about(rights), place=place, now=now)
    return tx.tell(rights)


async def rights_changed_since(tx: Tx, seq: int | None) -> tuple[int, Sequence[RightsChanged]]:
    """What every process told since line ``seq`` of the chain, and the line to ask from next; None asks for now.

    The lock on the head makes a line seen only after all lines before it.
    """
    if seq is None:
        return (await tx.scalars(select(AuditHead.seq)))[0], ()
    lines = await tx.scalars(select(AuditLine).where(AuditLine.seq > seq).order_by(AuditLine.seq))
    changed = [_rights(line.about) for line in lines if line.what in get_args(Cut)]
    return lines[-1].seq if lines else seq, changed


@dataclass(frozen=True, slots=True)
class Asked:
    """The filter of a list of lines; None does not choose."""

    what: str | None = None
    who: str | None = None
    about: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    places: Range | None = None
    descending: bool = True

    def conditions(self) -> Sequence[ColumnElement[bool]]:
        same = (AuditLine.what, self.what), (AuditLine.who, self.who), (AuditLine.about, self.about)
        chosen = [column == value for column, value in same if value is not None]
        if self.since is not None:
            chosen.append(AuditLine.at >= self.since)
        if self.until is not None:
            chosen.append(AuditLine.at < self.until)
        if self.places is not None:
            chosen.append(AuditLine.place.between(*self.places))
        return chosen


async def page(tx: Tx, asked: Asked | None = None, *, after: UUID | None, limit: int) -> Sequence[AuditLine]:
    """The lines within the scope that are asked for, the newest first, behind the line ``after``."""
    asked = asked or Asked()
    order = Order(by=AuditLine.seq, key=AuditLine.id, descending=asked.descending)
    return await rows_of(tx, select(AuditLine).where(*asked.conditions()), order, after=after, limit=limit)


async def whole_service(tx: Tx) -> int:
    """The place of lines about no place in particular: the province, so that its auditor reads them."""
    lowest = await tx.scalars(select(Account.lo).order_by(Account.lo).limit(1))
    return int(province_of(lowest[0])) * 1000 if lowest else 0


async def first_break(connection: AsyncConnection) -> int | None:
    """The number of the first line that is missing, changed or out of order; None when the whole chain holds."""
    seq, previous = 0, ""
    async with connection.stream(select(*AuditLine.__table__.columns).order_by(AuditLine.seq)) as lines:
        async for line in lines:
            seq += 1
            if line.seq != seq or line.hash != (previous := _link(previous, line)):
                return seq
    head = (await connection.execute(select(AuditHead.seq, AuditHead.hash))).one_or_none()
    return None if head is not None and (head.seq, head.hash) == (seq, previous) else seq + 1


async def count_lines(connection: AsyncConnection) -> int:
    """How many lines the chain has by its head."""
    head = (await connection.execute(select(AuditHead.seq))).one_or_none()
    return 0 if head is None else int(head.seq)


async def _append(tx: Tx, line: AuditLine) -> AuditLine:
    head = (await tx.scalars(select(AuditHead).with_for_update()))[0]
    line.seq = head.seq + 1
    line.hash = _link(head.hash, line)
    head.seq, head.hash = line.seq, line.hash
    tx.add(line)
    await tx.flush()
    return line


def _aad(line: AuditLine) -> bytes:
    return aad("audit", line.id, "reason", region_of(line.place))


def _link(previous: str, line: Any) -> str:
    """The hash of a line, a table row or an object alike, that follows ``previous``."""
    said = canonical(
        {
            "seq": line.seq,
            "id": str(line.id),
            "at": with_offset(line.at.astimezone(UTC), "microseconds"),
            "who": line.who,
            "what": line.what,
            "about": line.about,
            "place": line.place,
            "reason": line.reason_sealed and line.reason_sealed.hex(),
        }
    )
    return hashlib.sha256((previous + said).encode()).hexdigest()


def _about(rights: RightsChanged) -> str:
    named = {"account": rights.account_id, "session": rights.session_id, "device": rights.device_id}
    return next(f"{kind}:{ident}" for kind, ident in named.items() if ident is not None)


def _rights(about: str) -> RightsChanged:
    kind, _, ident = about.partition(":")
    return RightsChanged(**{f"{kind}_id": UUID(ident)})
