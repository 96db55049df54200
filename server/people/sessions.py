"""Signing in and out: a session is a random token in one browser, its hash and its two ends in the database."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement, delete, or_, select, update

from server.db import EVERYWHERE, Database, Tx
from server.errors import NotFound, NotSignedIn, Unavailable
from server.language import choose_language
from server.people import audit, rules, spelling
from server.people.credentials import use_code
from server.people.messages import AccountsSeen, RightsChanged
from server.people.model import Account, AccountGrant, Invitation, Post, Session
from server.people.passwords import Passwords, new_token, token_hash
from server.people.positions import changes_at, positions_of, taken_up
from server.people.posts import posts_of
from server.people.rules import Cut, Grant, Person
from server.place import Scope
from server.sealing import Sealer

log = structlog.get_logger(__name__)
AGENT_LENGTH = 200
UNKNOWN = "account:unknown"
"""The subject of a failed sign-in where no account has the login that was typed."""


async def sign_in(
    database: Database,
    passwords: Passwords,
    sealer: Sealer,
    *,
    login: str,
    password: str,
    totp: str | None,
    agent: str,
    replaces: str | None,
    now: datetime,
) -> tuple[Person, str]:
    """Open a session for a login and its password; return its person and its token.

    An unknown login, a suspended account and a wrong password take the same path and get the same answer. Two
    transactions, so that no connection is held while a password is hashed.
    """
    spelt = spelling.normal_login(login)
    async with database.transaction(EVERYWHERE, write=False) as tx:
        found = await tx.one_or_none(select(Account).where(Account.login == spelt, Account.suspended_at.is_(None)))
    kept = found.password_hash if found else None
    if not await passwords.verify(kept, spelling.normal_password(password)) or found is None:
        raise NotSignedIn("wrong_sign_in")
    async with database.transaction(EVERYWHERE) as tx:
        account = await tx.get(Account, found.id)
        if account.suspended_at is not None or account.password_hash != kept:
            raise NotSignedIn("wrong_sign_in")  # changed while the password was hashed
        if account.totp_step is not None:
            await _ask_for_code(tx, sealer, account, totp, now)
        return await open_session(tx, account, agent=agent, replaces=replaces, now=now)


async def note_failed_sign_in(
    database: Database, *, login: str, code: str, address: str, now: datetime, audited: bool
) -> None:
    """Log a failed sign-in: its address and its account. The login as typed may be a password and is not logged.

    A login that no account has costs the same and gets a line too, so that neither tells which logins there are.
    """
    async with database.transaction(EVERYWHERE, write=audited) as tx:
        account = await tx.one_or_none(select(Account).where(Account.login == spelling.normal_login(login)))
        about = UNKNOWN if account is None else f"account:{account.id}"
        if audited:
            place = await audit.whole_service(tx) if account is None else account.lo
            await audit.record(tx, f"address:{address}"[:60], "sign_in_failed", about, place=place, now=now)
    log.warning("sign-in failed", principal=about, client=address, code=code)


async def open_session(
    tx: Tx, account: Account, *, agent: str, now: datetime, replaces: str | None = None
) -> tuple[Person, str]:
    """Make a new session of an account in place of the one this browser had; return its person and its token."""
    if replaces is not None:
        await _end_replaced(tx, replaces, now)
    await tx.change(delete(Session).where(Session.account_id == account.id, _is_over(now)))
    token = new_token()
    session = Session(
        account_id=account.id,
        token_hash=token_hash(token),
        created_at=now,
        last_seen_at=now,
        proved_at=now,
        agent=agent.encode(errors="replace").decode()[:AGENT_LENGTH],  # a header may hold any bytes, a database not
    )
    tx.add(session)
    await tx.flush()
    await audit.record(tx, f"account:{account.id}", "signed_in", f"session:{session.id}", place=account.lo, now=now)
    posts = (await posts_of(tx, [account.id], now)).get(account.id, ())
    grants = await _grants(tx, [account.id] if account.roles & rules.GRANTED or posts else [])
    return _person(account, session, posts, grants.get(account.id, ()), now), token


async def person_by_token(database: Database, token: str, now: datetime) -> Person | None:
    """Whose session this is, as the database says at this moment; None when it is over or never was."""
    persons = await _persons(database, Session.token_hash == token_hash(token), now)
    return persons[0] if persons else None


async def is_suspended(database: Database, token: str) -> bool:
    """Whether this is a session whose account was suspended."""
    these = (Session.token_hash == token_hash(token), Account.id == Session.account_id)
    async with database.transaction(EVERYWHERE, write=False) as tx:
        return bool(await tx.scalars(select(Account.id).where(*these, Account.suspended_at.is_not(None))))


async def persons_behind(database: Database, session_ids: Collection[UUID], now: datetime) -> Sequence[Person]:
    """Whose these sessions are, which some desk holds open; those that are over are missing."""
    return await _persons(database, Session.id.in_(session_ids), now) if session_ids else ()


async def sessions_of(tx: Tx, person: Person, now: datetime) -> Sequence[Session]:
    """A person's own sessions that still hold, the newest first."""
    mine = select(Session).where(Session.account_id == UUID(person.id), ~_is_over(now))
    return await tx.scalars(mine.order_by(Session.created_at.desc(), Session.id.desc()))


async def end_session(tx: Tx, session_id: UUID, *, by: Person, now: datetime) -> RightsChanged:
    """End one of one's own sessions, this one or one elsewhere; NotFound for another account's."""
    if not await tx.change(delete(Session).where(Session.id == session_id, Session.account_id == UUID(by.id))):
        raise NotFound("not_found")
    what: Cut = "signed_out" if by.session == str(session_id) else "session_ended"
    ended = RightsChanged(session_id=session_id)
    return await audit.revoke(tx, by.principal, what, ended, place=by.scope.lo, now=now)


async def sign_out_everywhere(tx: Tx, *, by: Person, now: datetime) -> RightsChanged:
    """End all of one's own sessions, this one too."""
    await tx.change(delete(Session).where(Session.account_id == UUID(by.id)))
    ended = RightsChanged(account_id=UUID(by.id))
    return await audit.revoke(tx, by.principal, "signed_out_everywhere", ended, place=by.scope.lo, now=now)


async def end_all_access(tx: Tx, *, now: datetime) -> None:
    """End every session and every link that was not used yet, for a database that was restored from a backup."""
    await tx.change(delete(Session))
    unused = update(Invitation).where(Invitation.used_at.is_(None), Invitation.expires_at > now)
    await tx.change(unused.values(expires_at=now))


def _is_over(now: datetime) -> ColumnElement[bool]:
    """Whether the session was not used for too long, or is too old."""
    return or_(Session.last_seen_at <= now - rules.IDLE, Session.created_at <= now - rules.ABSOLUTE)


async def _ask_for_code(tx: Tx, sealer: Sealer, account: Account, code: str | None, now: datetime) -> None:
    if code is None:
        raise NotSignedIn("totp_needed")
    if not await use_code(tx, sealer, account, code, now=now):
        raise NotSignedIn("totp_wrong")


async def _end_replaced(tx: Tx, token: str, now: datetime) -> None:
    """The session a browser had before it signed in anew must not live on."""
    old = await tx.one_or_none(select(Session).where(Session.token_hash == token_hash(token)))
    if old is not None:
        owner = await tx.get(Account, old.account_id)
        await tx.delete(old)
        ended = RightsChanged(session_id=old.id)
        await audit.revoke(tx, f"account:{owner.id}", "signed_out", ended, place=owner.lo, now=now)


async def _persons(database: Database, which: ColumnElement[bool], now: datetime) -> Sequence[Person]:
    """Whose these sessions are; to ask counts as use of them."""
    async with database.transaction(EVERYWHERE, write=False) as tx:
        found = await tx.rows(
            select(Session, Account).where(
                which, Account.id == Session.account_id, Account.suspended_at.is_(None), ~_is_over(now)
            )
        )
        posts = await posts_of(tx, {account.id for _, account in found}, now)
        grants = await _grants(tx, [account.id for _, account in found if _takes_grants(account, posts)])
    await _note_seen(database, [one for one, _ in found if now - one.last_seen_at >= rules.SEEN_EVERY], now)
    return [
        _person(account, session, posts.get(account.id, ()), grants.get(account.id, ()), now)
        for session, account in found
    ]


async def _note_seen(database: Database, seen: Sequence[Session], now: datetime) -> None:
    if not seen:
        return
    try:
        async with database.transaction(EVERYWHERE) as tx:
            these = Session.id.in_([one.id for one in seen])
            await tx.change(update(Session).where(these).values(last_seen_at=now))
            tx.tell(AccountsSeen(frozenset(one.account_id for one in seen), now))
    except Unavailable:
        log.info("sessions not noted as seen", sessions=len(seen))  # reading goes on when a disk is full


def _takes_grants(account: Account, posts: Mapping[UUID, Sequence[Post]]) -> bool:
    return bool(account.roles & rules.GRANTED) or account.id in posts


async def _grants(tx: Tx, takers: Sequence[UUID]) -> Mapping[UUID, Sequence[AccountGrant]]:
    """What was granted to each of these accounts."""
    given: defaultdict[UUID, list[AccountGrant]] = defaultdict(list)
    for grant in await tx.scalars(select(AccountGrant).where(AccountGrant.account_id.in_(takers))) if takers else ():
        given[grant.account_id].append(grant)
    return given


def _person(
    account: Account, session: Session, posts: Sequence[Post], grants: Sequence[AccountGrant], now: datetime
) -> Person:
    own = (account.lo, account.hi)
    position = taken_up(positions_of(account.roles, own, account.site, posts, now), session.post_id)
    return Person(
        id=str(account.id),
        kind="account",
        name=account.name,
        roles=position.roles,
        scope=position.scope,
        home=Scope(*own),
        post=None if position.is_own else session.post_id,
        changes_at=changes_at(posts, now),
        site=position.site,
        language=account.language and choose_language(account.language),
        session=str(session.id),
        proved_at=session.proved_at,
        has_password=account.password_hash is not None,
        has_totp=account.totp_step is not None,
        grants=tuple(Grant(given.capability, given.about, given.place, given.until) for given in grants),
    )
