"""Calendar addresses: a person has one for their own days and one for each series; each can be renewed and revoked.

Only the hash of an address is kept, so a lost one is renewed, and an address that is revoked is one that never was.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select

from server.before.announcing.model import CalendarFeed
from server.before.calendar.actions import find_series
from server.db import Tx
from server.errors import NotFound
from server.language import Language
from server.people.audit import record
from server.people.model import Account
from server.people.passwords import new_token, token_hash
from server.people.rules import Person, capabilities_of, require
from server.place import Scope

OWN = ""
"""Stands where the code of a series would: the days of the person's own places."""


@dataclass(frozen=True, slots=True)
class Subscriber:
    """What an address opens: the days that its person sees now, of one series or of all their places."""

    account: UUID
    scope: Scope
    language: Language
    series: str | None
    made_at: datetime


async def feeds_of(tx: Tx, *, by: Person) -> Sequence[CalendarFeed]:
    mine = select(CalendarFeed).where(CalendarFeed.account_id == UUID(by.id))
    return await tx.scalars(mine.order_by(CalendarFeed.series))


async def make_feed(tx: Tx, series: str | None, *, by: Person, now: datetime) -> tuple[CalendarFeed, str]:
    """Make an address, in place of the one there was, and return it with its secret, which is told only now.

    The address of a series is for organisers: NotAllowed for others, NotFound for a series beyond their places.
    """
    if series is not None:
        require(by, "manage_days")
        await find_series(tx, series)
    same = (CalendarFeed.account_id == UUID(by.id), CalendarFeed.series == (series or OWN))
    await tx.change(delete(CalendarFeed).where(*same))
    token = new_token()
    feed = CalendarFeed(account_id=UUID(by.id), series=series or OWN, token_hash=token_hash(token), made_at=now)
    tx.add(feed)
    await tx.flush()
    await record(tx, by.principal, "calendar_address_made", f"calendar:{feed.id}", place=by.scope.lo, now=now)
    return feed, token


async def revoke_feed(tx: Tx, feed: UUID, *, by: Person, now: datetime) -> None:
    """Revoke an address of one's own; another's stays, and a second time changes nothing."""
    if await tx.change(delete(CalendarFeed).where(CalendarFeed.id == feed, CalendarFeed.account_id == UUID(by.id))):
        await record(tx, by.principal, "calendar_address_revoked", f"calendar:{feed}", place=by.scope.lo, now=now)


async def revoke_all_feeds(tx: Tx) -> None:
    """Revoke every address, for a database that was restored from a backup."""
    await tx.change(delete(CalendarFeed))


async def find_subscriber(tx: Tx, token: str) -> Subscriber:
    """What an address opens; NotFound alike for one that is unknown, revoked, or of an account without the right.

    The look-up is by the hash of a secret of 256 bits: how long it takes tells nothing of any secret.
    """
    found = await tx.one_or_none(select(CalendarFeed).where(CalendarFeed.token_hash == token_hash(token)))
    owner = Account.id == (None if found is None else found.account_id)
    account = await tx.one_or_none(select(Account).where(owner, Account.suspended_at.is_(None)))
    if found is None or account is None:
        raise NotFound("not_found")
    scope = Scope(account.lo, account.hi, capabilities_of(account.roles))
    if found.series != OWN and "manage_days" not in scope.capabilities:
        raise NotFound("not_found")
    language: Language = "en" if account.language == "en" else "zh"
    return Subscriber(account.id, scope, language, found.series or None, found.made_at)
