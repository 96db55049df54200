"""What is done with accounts and grants; sessions and invitations have files of their own."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select

from server.db import Tx
from server.errors import Invalid
from server.people import audit, rules
from server.people.invitations import void_links
from server.people.messages import RightsChanged
from server.people.model import Account, AccountGrant, Invitation, Session
from server.people.posts import posts_of, roles_at
from server.people.rules import ALONE, Cut, Person, Role, Verb
from server.place import Range


async def account(tx: Tx, account_id: UUID, *, by: Person) -> Account:
    """An account within one's places; NotFound for every other."""
    rules.require(by, "manage_people")
    return await tx.get(Account, account_id)


async def change_rights(
    tx: Tx, account_id: UUID, *, roles: Collection[Role], places: Range, site: str | None, by: Person, now: datetime
) -> Account:
    """Give an account other roles or places: both the old and the new ones must be one's own to give."""
    rules.check_not_oneself(by, str(account_id))
    changed = await account(tx, account_id, by=by)
    rules.check_appointment(by, changed.roles, (changed.lo, changed.hi), at_site=changed.site is not None)
    rules.check_appointment(by, roles, places, at_site=site is not None)
    if ALONE & set(roles) and await posts_of(tx, [account_id], now):
        raise Invalid("roles_do_not_mix")
    changed.roles, (changed.lo, changed.hi), changed.site = frozenset(roles), places, site
    await tx.change(delete(AccountGrant).where(AccountGrant.account_id == account_id))  # they went with the role
    await _rights_taken(tx, changed, "account_changed", by=by, now=now)
    return changed


async def suspend(tx: Tx, account_id: UUID, *, by: Person, now: datetime) -> Account:
    """Shut an account out: its sessions open nothing, its open desks close, links it gave or was given no longer hold.

    The sessions stay until the account is restored, so that its pages are told why they are shut.
    """
    rules.check_not_oneself(by, str(account_id))
    managed = await account(tx, account_id, by=by)
    rules.check_managed(by, Verb.SUSPEND, managed.roles)
    if managed.suspended_at is not None:
        return managed  # the first suspension stays in the log: its author's roles decide who restores
    managed.suspended_at = now
    await void_links(tx, Invitation.account_id == account_id, now=now)
    await _rights_taken(tx, managed, "account_suspended", by=by, now=now)
    return managed


async def restore(tx: Tx, account_id: UUID, *, by: Person, now: datetime) -> Account:
    """Let a suspended account sign in again, with the password it had."""
    rules.check_not_oneself(by, str(account_id))
    managed = await account(tx, account_id, by=by)
    if managed.suspended_at is None:
        return managed
    rules.check_managed(by, Verb.RESTORE, managed.roles)
    rules.check_restores(by, await _shut_out_by(tx, account_id))
    managed.suspended_at = None
    await tx.change(delete(Session).where(Session.account_id == account_id))
    await audit.record(tx, by.principal, "account_restored", f"account:{account_id}", place=managed.lo, now=now)
    return managed


async def _shut_out_by(tx: Tx, account_id: UUID) -> Collection[Role] | None:
    """The roles of the account that suspended this one; None where that is unknown, or no account within the scope."""
    lines = await audit.last_about(tx, f"account:{account_id}", {"account_suspended"})
    kind, _, ident = lines[0].who.partition(":") if lines else ("", "", "")
    if kind != "account":
        return None
    return await tx.one_or_none(select(Account.roles).where(Account.id == UUID(ident)))


async def give_grant(
    tx: Tx, account_id: UUID, *, capability: str, about: str, place: int, until: datetime, by: Person, now: datetime
) -> AccountGrant:
    """Let an account whose role is no place do one thing with one matter or meeting, until an instant."""
    rules.require(by, capability, place)
    granted = await tx.get(Account, account_id)
    posted = (await roles_at(tx, place, now)).get(account_id, frozenset())
    rules.check_grantable(granted.roles | posted, until=until, now=now)
    grant = AccountGrant(account_id=account_id, capability=capability, about=about, place=place, until=until)
    tx.add(grant)
    await audit.record(tx, by.principal, "grant_given", f"account:{account_id}", place=place, now=now)
    return grant


async def take_grants(tx: Tx, about: str, *, account_id: UUID | None = None, who: str, now: datetime) -> None:
    """End all that was granted of one matter or meeting, to one account or to every one."""
    found = select(AccountGrant).where(AccountGrant.about == about)
    if account_id is not None:
        found = found.where(AccountGrant.account_id == account_id)
    for grant in await tx.scalars(found):
        await tx.delete(grant)
        ended = RightsChanged(account_id=grant.account_id)
        await audit.revoke(tx, who, "grant_taken", ended, place=grant.place, now=now)


async def _rights_taken(tx: Tx, account: Account, what: Cut, *, by: Person, now: datetime) -> None:
    """Close open desks, and take back the links the account gave: it may no longer have had the right to."""
    await void_links(tx, Invitation.invited_by == account.id, now=now)
    await audit.revoke(tx, by.principal, what, RightsChanged(account_id=account.id), place=account.lo, now=now)
