"""Invitations: a link, shown once, that lets one person set the login and password of one account."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, select, update
from sqlalchemy.exc import IntegrityError

from server.db import Tx
from server.errors import Conflict, NotFound
from server.language import TAGS, Language
from server.people import audit, rules, spelling
from server.people.messages import RightsChanged
from server.people.model import Account, Invitation, Session
from server.people.passwords import new_token, token_hash
from server.people.rules import Person, Role
from server.place import Range


@dataclass(frozen=True, slots=True)
class Link:
    """What the inviter gives away: the token is kept nowhere else."""

    account_id: UUID
    token: str
    expires_at: datetime


async def invite(tx: Tx, *, name: str, role: Role, places: Range, site: str | None, by: Person, now: datetime) -> Link:
    """Make an account that waits for its person, and the link for them."""
    rules.check_appointment(by, {role}, places, at_site=site is not None)
    return await _account_and_link(tx, name=name, role=role, places=places, site=site, by=by, now=now)


async def invite_again(tx: Tx, account_id: UUID, *, by: Person, now: datetime) -> Link:
    """Make a new link for an account one could appoint, when the first was lost or the password forgotten."""
    account = await tx.get(Account, account_id)
    rules.check_not_oneself(by, str(account_id))
    rules.check_appointment(by, account.roles, (account.lo, account.hi), at_site=account.site is not None)
    if account.suspended_at is not None:
        raise Conflict("account_suspended")
    await void_links(tx, Invitation.account_id == account_id, now=now)
    return await _link(tx, account, by=by, now=now)


async def invite_from_machine(tx: Tx, *, name: str, role: Role, places: Range, site: str | None, now: datetime) -> Link:
    """Make a link at the command line; no right is asked, because an operator can read the service's folder."""
    rules.check_roles({role}, at_site=site is not None)
    return await _account_and_link(tx, name=name, role=role, places=places, site=site, by=None, now=now)


async def invite_once_from_machine(
    tx: Tx, *, name: str, role: Role, places: Range, site: str | None, now: datetime
) -> Link | None:
    """Make a link for a person of a schedule; None while theirs holds, once they have come, or are suspended."""
    rules.check_roles({role}, at_site=site is not None)
    same = (
        Account.name == spelling.visible_name(name),
        Account.roles == {role},
        Account.lo == places[0],
        Account.hi == places[1],
    )
    known = await tx.scalars(select(Account).where(*same, Account.site == site).order_by(Account.id).limit(1))
    if not known:
        return await _account_and_link(tx, name=name, role=role, places=places, site=site, by=None, now=now)
    account = known[0]
    links = select(Invitation.id).where(Invitation.account_id == account.id, _holds(now))
    if account.login is not None or account.suspended_at is not None or await tx.scalars(links.limit(1)):
        return None
    return await _link(tx, account, by=None, now=now)


@dataclass(frozen=True, slots=True)
class LinkHeld:
    """An organiser of the whole province has a link already, which was printed when the account was made."""

    name: str
    expires_at: datetime


async def first_link(tx: Tx, *, name: str, places: Range, now: datetime) -> Link | LinkHeld | None:
    """Make the link of the first organiser, who is called ``name`` if no schedule named one; the one made before ends.

    None once any account has a login; LinkHeld while the link of an organiser that a schedule named holds.
    """
    if await tx.scalars(select(Account.id).where(Account.login.is_not(None)).limit(1)):
        return None
    whole = (Account.roles == {Role.ORGANISER}, Account.lo == places[0], Account.hi == places[1])
    waiting = await tx.scalars(select(Account).where(*whole).order_by(Account.id))
    if not waiting:
        return await invite_from_machine(tx, name=name, role=Role.ORGANISER, places=places, site=None, now=now)
    own = next((one for one in waiting if one.name == name), None)
    if own is None and (held := await _held_link(tx, waiting, now)) is not None:
        return held
    account = own or waiting[0]
    await void_links(tx, Invitation.account_id == account.id, now=now)
    return await _link(tx, account, by=None, now=now)


async def _held_link(tx: Tx, accounts: Sequence[Account], now: datetime) -> LinkHeld | None:
    names = {one.id: one.name for one in accounts}
    links = select(Invitation).where(Invitation.account_id.in_(names), _holds(now))
    found = await tx.scalars(links.order_by(Invitation.expires_at.desc()).limit(1))
    return LinkHeld(names[found[0].account_id], found[0].expires_at) if found else None


async def invited(tx: Tx, token: str, now: datetime) -> Account:
    """The invitation behind a link; NotFound, always the same, when it is unknown, used, expired or taken back."""
    account = await tx.one_or_none(
        select(Account).where(
            Account.id == Invitation.account_id,
            Account.suspended_at.is_(None),
            Invitation.token_hash == token_hash(token),
            _holds(now),
        )
    )
    if account is None:
        raise NotFound("link_not_valid")
    return account


async def accept(tx: Tx, token: str, *, login: str, password_hash: str, language: Language, now: datetime) -> Account:
    """Use a link: of several requests at once one wins. Earlier sessions of the account end."""
    account = await invited(tx, token, now)
    used = update(Invitation).where(Invitation.token_hash == token_hash(token), _holds(now)).values(used_at=now)
    if not await tx.change(used):
        raise NotFound("link_not_valid")
    account.login, account.password_hash, account.language = login, password_hash, TAGS[language]
    account.totp_sealed = account.totp_step = None
    try:
        await tx.flush()
    except IntegrityError as error:
        raise Conflict("login_taken") from error
    await tx.change(delete(Session).where(Session.account_id == account.id))
    ended = RightsChanged(account_id=account.id)
    await audit.revoke(tx, f"account:{account.id}", "invitation_accepted", ended, place=account.lo, now=now)
    return account


def path_of(link: Link) -> str:
    """Where the person opens the link, below the service's address."""
    return f"/invitations/{link.token}"


async def void_links(tx: Tx, which: ColumnElement[bool], *, now: datetime) -> None:
    """Take back links that were not used yet."""
    await tx.change(update(Invitation).where(which, _holds(now)).values(expires_at=now))


async def _account_and_link(
    tx: Tx, *, name: str, role: Role, places: Range, site: str | None, by: Person | None, now: datetime
) -> Link:
    lo, hi = places
    account = Account(
        name=spelling.visible_name(name), roles=frozenset({role}), lo=lo, hi=hi, site=site, created_at=now
    )
    tx.add(account)
    await tx.flush()
    return await _link(tx, account, by=by, now=now)


async def _link(tx: Tx, account: Account, *, by: Person | None, now: datetime) -> Link:
    token = new_token()
    expires_at = now + (rules.MACHINE_LINK_LIVES if by is None else rules.LINK_LIVES)
    tx.add(
        Invitation(
            token_hash=token_hash(token),
            account_id=account.id,
            invited_by=by and UUID(by.id),
            created_at=now,
            expires_at=expires_at,
        )
    )
    who = audit.MACHINE if by is None else by.principal
    await audit.record(tx, who, "invited", f"account:{account.id}", place=account.lo, now=now)
    return Link(account.id, token, expires_at)


def _holds(now: datetime) -> ColumnElement[bool]:
    return and_(Invitation.used_at.is_(None), Invitation.expires_at > now)
