"""What keeps an account from duties: days of leave, and recusals. Said by oneself or by who keeps rosters."""

import datetime as dt
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import select

from server.before.roster.model import Leave, Recusal
from server.before.roster.rules import RecusalKind
from server.db import Tx
from server.errors import Invalid, NotFound
from server.people.audit import record
from server.people.model import Account
from server.people.rules import Person, require
from server.place import Range
from server.sealing import Sealer, aad

SHORTEST, LONGEST = 2, 200


@dataclass(frozen=True, slots=True)
class NewRecusal:
    """A recusal as it is said: exactly the part of its kind is given."""

    kind: RecusalKind
    employer: str | None
    category: str | None
    places: Range | None
    reason: str


async def account_of(tx: Tx, ident: UUID | None, *, by: Person) -> Account:
    """One's own account, or one whose rosters the person keeps; NotFound beyond one's places."""
    if ident is not None and str(ident) != by.id:
        require(by, "keep_roster")
    found = await tx.one_or_none(select(Account).where(Account.id == (ident or UUID(by.id))))
    if found is None:
        raise NotFound("not_found")
    return found


async def say_leave(tx: Tx, ident: UUID | None, first: dt.date, last: dt.date, *, by: Person, now: datetime) -> Leave:
    """Say that an account is away from one day to another, both included; Invalid ``leave_days``."""
    account = await account_of(tx, ident, by=by)
    if last < first:
        raise Invalid("leave_days")
    leave = Leave(account_id=account.id, first=first, last=last, lo=account.lo, hi=account.hi, said_by=by.principal)
    tx.add(leave)
    await tx.flush()
    await record(tx, by.principal, "leave_said", f"account:{account.id}", place=account.lo, now=now)
    return leave


async def say_recusal(
    tx: Tx, sealer: Sealer, ident: UUID | None, said: NewRecusal, *, by: Person, now: datetime
) -> Recusal:
    """Say what an account is recused from, and why, in words that are sealed; Invalid ``recusal_form``."""
    account = await account_of(tx, ident, by=by)
    parts = {
        RecusalKind.EMPLOYER: said.employer,
        RecusalKind.CATEGORY: said.category,
        RecusalKind.PLACE: said.places,
    }
    given = {kind for kind, part in parts.items() if part is not None}
    words = [said.reason, *filter(None, [said.employer])]
    if given != {said.kind} or not all(SHORTEST <= len(one.strip()) <= LONGEST for one in words):
        raise Invalid("recusal_form")
    recusal = Recusal(
        account_id=account.id,
        kind=said.kind,
        category=said.category,
        place_lo=None if said.places is None else said.places[0],
        place_hi=None if said.places is None else said.places[1],
        employer_sealed=None if said.employer is None else _seal(sealer, account.id, "employer", said.employer),
        reason_sealed=_seal(sealer, account.id, "reason", said.reason),
        said_by=by.principal,
        said_at=now,
        lo=account.lo,
        hi=account.hi,
    )
    tx.add(recusal)
    await tx.flush()
    await record(tx, by.principal, "recusal_said", f"account:{account.id}", place=account.lo, now=now)
    return recusal


async def take_back(tx: Tx, kind: type[Leave | Recusal], ident: UUID, *, by: Person, now: datetime) -> None:
    """Take a leave or a recusal back: one's own, or of an account whose rosters one keeps."""
    found = cast("Leave | Recusal | None", await tx.one_or_none(select(kind).where(kind.id == ident)))
    if found is None:
        raise NotFound("not_found")
    if found.account_id != UUID(by.id) and "keep_roster" not in by.scope.capabilities:
        raise NotFound("not_found")
    what = "leave_taken_back" if kind is Leave else "recusal_taken_back"
    await tx.delete(found)
    await tx.flush()
    await record(tx, by.principal, what, f"account:{found.account_id}", place=found.lo, now=now)


async def words_of(tx: Tx, sealer: Sealer, recusal: Recusal) -> tuple[str | None, str]:
    """The employer and the reason of a recusal, as they were said."""
    employer = None
    if recusal.employer_sealed is not None:
        employer = await _unseal(tx, sealer, recusal.account_id, "employer", recusal.employer_sealed)
    return employer, await _unseal(tx, sealer, recusal.account_id, "reason", recusal.reason_sealed)


def _seal(sealer: Sealer, account: UUID, part: str, words: str) -> bytes:
    return sealer.seal(words.strip().encode(), aad=aad("recusal", account, part, ""), key=sealer.house_key)


async def _unseal(tx: Tx, sealer: Sealer, account: UUID, part: str, sealed: bytes) -> str:
    return (await sealer.unseal(tx, sealed, aad=aad("recusal", account, part, ""))).decode()
