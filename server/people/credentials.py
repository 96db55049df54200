"""One's own password and one-time codes; each change asks for the password again (OWASP ASVS 5.0, 7.5.1)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, update

from server.db import Database, Tx
from server.errors import Conflict, NotAllowed
from server.people import audit, spelling
from server.people.messages import RightsChanged
from server.people.model import Account, Session
from server.people.passwords import Passwords, new_totp_secret, totp_step
from server.people.rules import Person
from server.sealing import Sealer, aad


async def change_password(
    database: Database, passwords: Passwords, *, current: str, new: str, by: Person, now: datetime
) -> RightsChanged:
    """Set another password; everyone signed in with the old one elsewhere is signed out."""
    kept = await _confirmed(database, passwords, current, by)
    spelling.check_password(new, kept.login or "")
    hashed = await passwords.hash(spelling.normal_password(new))
    async with database.transaction(by.at_home) as tx:
        account = await _unchanged(tx, kept)
        account.password_hash = hashed
        others = delete(Session).where(Session.account_id == account.id, Session.id != UUID(by.session))
        await tx.change(others)
        rights = RightsChanged(account_id=account.id)
        return await audit.revoke(tx, by.principal, "password_changed", rights, place=account.lo, now=now)


async def asks_for_codes(tx: Tx, person: Person) -> bool:
    """Whether this person signs in with one-time codes."""
    return (await tx.get(Account, UUID(person.id))).totp_step is not None


async def start_totp(database: Database, passwords: Passwords, sealer: Sealer, *, password: str, by: Person) -> str:
    """Make a secret for an authenticator; it is asked for at sign-in only once a code of it was confirmed."""
    kept = await _confirmed(database, passwords, password, by)
    if kept.totp_step is not None:
        raise Conflict("totp_is_on")
    secret = new_totp_secret()
    async with database.transaction(by.at_home) as tx:
        account = await _unchanged(tx, kept)
        account.totp_sealed = sealer.seal(secret.encode(), aad=_aad(account), key=sealer.house_key)
    return secret


async def confirm_totp(tx: Tx, sealer: Sealer, *, code: str, by: Person, now: datetime) -> None:
    """Turn one-time codes on, now that an authenticator shows the right ones."""
    account = await tx.get(Account, UUID(by.id))
    if account.totp_sealed is None or account.totp_step is not None:
        raise Conflict("totp_not_started")
    if not await use_code(tx, sealer, account, code, now=now):
        raise NotAllowed("code_wrong")
    await audit.record(tx, by.principal, "totp_added", f"account:{account.id}", place=account.lo, now=now)


async def remove_totp(database: Database, passwords: Passwords, *, password: str, by: Person, now: datetime) -> None:
    """Turn one-time codes off."""
    kept = await _confirmed(database, passwords, password, by)
    async with database.transaction(by.at_home) as tx:
        account = await _unchanged(tx, kept)
        account.totp_sealed = account.totp_step = None
        await audit.record(tx, by.principal, "totp_removed", f"account:{account.id}", place=account.lo, now=now)


async def prove(
    database: Database,
    passwords: Passwords,
    sealer: Sealer,
    *,
    password: str | None,
    code: str | None,
    by: Person,
    now: datetime,
) -> None:
    """Give a factor again in one's session: the one-time code where the account has them, else the password."""
    if by.has_totp == (code is None) or (password is None) == (code is None):
        raise NotAllowed("code_wrong" if by.has_totp else "wrong_password")
    if password is not None:
        await _confirmed(database, passwords, password, by)
    async with database.transaction(by.at_home) as tx:
        account = await tx.get(Account, UUID(by.id))
        if code is not None and not await use_code(tx, sealer, account, code, now=now):
            raise NotAllowed("code_wrong")
        await tx.change(update(Session).where(Session.id == UUID(by.session)).values(proved_at=now))


async def use_code(tx: Tx, sealer: Sealer, account: Account, code: str, *, now: datetime) -> bool:
    """Whether this code of the account's authenticator is right; it is used up by being asked."""
    if account.totp_sealed is None:
        return False
    secret = (await sealer.unseal(tx, account.totp_sealed, aad=_aad(account))).decode()
    step = totp_step(secret, code, now=now, used=account.totp_step)
    account.totp_step = account.totp_step if step is None else step
    return step is not None


async def _confirmed(database: Database, passwords: Passwords, password: str, by: Person) -> Account:
    """The account whose password was given again; outside a transaction, because hashing takes its time."""
    async with database.transaction(by.at_home, write=False) as tx:
        account = await tx.get(Account, UUID(by.id))
    if not await passwords.verify(account.password_hash, spelling.normal_password(password)):
        raise NotAllowed("wrong_password")
    return account


async def _unchanged(tx: Tx, kept: Account) -> Account:
    account = await tx.get(Account, kept.id)
    if account.version != kept.version:
        raise Conflict("changed_meanwhile")
    return account


def _aad(account: Account) -> bytes:
    return aad("account", account.id, "totp", "")  # no region: a person may move
