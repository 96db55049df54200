"""What keeps an account from duties: days of leave, and recusals. Said by oneself or by who keeps rosters."""

import datetime as dt
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select

from server.before.roster.model import Leave, Recusal
from server.before.roster.planning import as_told, differences
from server.before.roster.rules import RecusalKind
from server.db import Tx
from server.errors import Conflict, Invalid, NotFound
from server.people.audit import record
from server.people.model import Account
from server.people.rules import Person, require
from server.people.spelling import is_visible
from server.place import range_of_region, region_of
from server.sealing import Sealer, aad

SHORTEST, LONGEST = 2, 200
Absence = TypeVar("Absence", bound=Leave | Recusal)


@dataclass(frozen=True, slots=True)
class LeaveParts:
    """A leave as it is said: both days are included; why, or None."""

    first: dt.date
    last: dt.date
    reason: str | None


@dataclass(frozen=True, slots=True)
class RecusalParts:
    """A recusal as it is said: exactly the part of its kind is given."""

    kind: RecusalKind
    employer: str | None
    category: str | None
    region: str | None
    reason: str


async def account_of(tx: Tx, ident: UUID | None, *, by: Person) -> Account:
    """One's own account, or one whose rosters the person keeps; NotFound beyond one's places."""
    if ident is not None and str(ident) != by.id:
        require(by, "keep_roster")
    found = await tx.one_or_none(select(Account).where(Account.id == (ident or UUID(by.id))))
    if found is None:
        raise NotFound("not_found")
    return found


async def say_leave(
    tx: Tx, sealer: Sealer, ident: UUID | None, said: LeaveParts, *, by: Person, now: datetime
) -> Leave:
    """Say that an account is away from one day to another; Invalid ``leave_days``, ``leave_reason``."""
    account = await account_of(tx, ident, by=by)
    leave = Leave(account_id=account.id, lo=account.lo, hi=account.hi, said_by=by.principal, said_at=now)
    _put_leave(sealer, leave, said)
    tx.add(leave)
    await _kept(tx, leave, "leave_said", by=by, now=now)
    return leave


async def change_leave(
    tx: Tx, sealer: Sealer, ident: UUID, wanted: LeaveParts, *, seen: LeaveParts, by: Person, now: datetime
) -> Leave:
    """Change a leave from what was ``seen``; refused as a new one is, Conflict ``absence_changed``."""
    leave = await _found(tx, Leave, ident, by)
    _check_seen(seen, await leave_parts(tx, sealer, leave))
    _put_leave(sealer, leave, wanted)
    await _kept(tx, leave, "leave_changed", by=by, now=now)
    return leave


async def say_recusal(
    tx: Tx, sealer: Sealer, ident: UUID | None, said: RecusalParts, *, by: Person, now: datetime
) -> Recusal:
    """Say what an account is recused from, and why, in words that are sealed; Invalid ``recusal_form``."""
    account = await account_of(tx, ident, by=by)
    recusal = Recusal(account_id=account.id, lo=account.lo, hi=account.hi, said_by=by.principal, said_at=now)
    _put_recusal(sealer, recusal, said)
    tx.add(recusal)
    await _kept(tx, recusal, "recusal_said", by=by, now=now)
    return recusal


async def change_recusal(
    tx: Tx, sealer: Sealer, ident: UUID, wanted: RecusalParts, *, seen: RecusalParts, by: Person, now: datetime
) -> Recusal:
    """Change a recusal from what was ``seen``; refused as a new one is, Conflict ``absence_changed``."""
    recusal = await _found(tx, Recusal, ident, by)
    _check_seen(seen, await recusal_parts(tx, sealer, recusal))
    _put_recusal(sealer, recusal, wanted)
    await _kept(tx, recusal, "recusal_changed", by=by, now=now)
    return recusal


async def take_back(tx: Tx, kind: type[Leave | Recusal], ident: UUID, *, by: Person, now: datetime) -> None:
    """Take a leave or a recusal back: one's own, or of an account whose rosters one keeps."""
    found = await _found(tx, kind, ident, by)
    await tx.delete(found)
    await _kept(tx, found, "leave_taken_back" if kind is Leave else "recusal_taken_back", by=by, now=now)


async def leave_parts(tx: Tx, sealer: Sealer, leave: Leave) -> LeaveParts:
    sealed = leave.reason_sealed
    reason = None if sealed is None else await _unseal(tx, sealer, "leave", leave.account_id, "reason", sealed)
    return LeaveParts(leave.first, leave.last, reason)


async def recusal_parts(tx: Tx, sealer: Sealer, recusal: Recusal) -> RecusalParts:
    """A recusal with its employer and its reason as they were said."""
    sealed, employer = recusal.employer_sealed, None
    if sealed is not None:
        employer = await _unseal(tx, sealer, "recusal", recusal.account_id, "employer", sealed)
    reason = await _unseal(tx, sealer, "recusal", recusal.account_id, "reason", recusal.reason_sealed)
    region = None if recusal.place_lo is None else region_of(recusal.place_lo)
    return RecusalParts(recusal.kind, employer, recusal.category, region, reason)


async def _found(tx: Tx, kind: type[Absence], ident: UUID, by: Person) -> Absence:
    found: Absence | None = await tx.one_or_none(select(kind).where(kind.id == ident).with_for_update())
    if found is None or (found.account_id != UUID(by.id) and "keep_roster" not in by.scope.capabilities):
        raise NotFound("not_found")
    return found


async def _kept(tx: Tx, said: Leave | Recusal, what: str, *, by: Person, now: datetime) -> None:
    await tx.flush()
    await record(tx, by.principal, what, f"account:{said.account_id}", place=said.lo, now=now)


def _check_seen(seen: Any, newest: Any) -> None:
    was, now = as_told(seen), as_told(newest)
    if was != now:
        raise Conflict("absence_changed", changed=differences(was, now))


def _put_leave(sealer: Sealer, leave: Leave, said: LeaveParts) -> None:
    if said.last < said.first:
        raise Invalid("leave_days")
    if said.reason is not None and not _is_told(said.reason):
        raise Invalid("leave_reason")
    leave.first, leave.last = said.first, said.last
    reason = said.reason
    leave.reason_sealed = None if reason is None else _seal(sealer, "leave", leave.account_id, "reason", reason)


def _put_recusal(sealer: Sealer, recusal: Recusal, said: RecusalParts) -> None:
    parts = {
        RecusalKind.EMPLOYER: said.employer,
        RecusalKind.CATEGORY: said.category,
        RecusalKind.PLACE: said.region,
    }
    given = {kind for kind, part in parts.items() if part is not None}
    words = [one for one in (said.reason, said.employer) if one is not None]
    if given != {said.kind} or not all(map(_is_told, words)):
        raise Invalid("recusal_form")
    account, employer = recusal.account_id, said.employer
    recusal.kind, recusal.category = said.kind, said.category
    recusal.place_lo, recusal.place_hi = (None, None) if said.region is None else range_of_region(said.region)
    recusal.employer_sealed = None if employer is None else _seal(sealer, "recusal", account, "employer", employer)
    recusal.reason_sealed = _seal(sealer, "recusal", account, "reason", said.reason)


def _is_told(words: str) -> bool:
    return SHORTEST <= len(words.strip()) <= LONGEST and is_visible(words)


def _seal(sealer: Sealer, of: str, account: UUID, part: str, words: str) -> bytes:
    return sealer.seal(words.strip().encode(), aad=aad(of, account, part, ""), key=sealer.house_key)


async def _unseal(tx: Tx, sealer: Sealer, of: str, account: UUID, part: str, sealed: bytes) -> str:
    return (await sealer.unseal(tx, sealed, aad=aad(of, account, part, ""))).decode()
