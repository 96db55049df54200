"""Where an account's person is told by mail: an address that they, or who manages the account, may give."""

from datetime import datetime
from uuid import UUID

from server.db import Tx
from server.errors import Invalid
from server.notices.rules import is_address
from server.people import audit, rules
from server.people.model import Account
from server.people.rules import Person, Verb
from server.sealing import Sealer, aad


async def set_email(tx: Tx, sealer: Sealer, account: Account, email: str | None, *, by: Person, now: datetime) -> None:
    """Keep an address of an account, sealed, or none; Invalid for what is no address.

    NotAllowed for the account of another that one could not make a link for: an address is where links are sent.
    """
    if by.id != str(account.id):
        rules.check_managed(by, Verb.APPOINT, account.roles)
    if email == await email_of(tx, sealer, account):
        return
    if email is not None and not is_address(email):
        raise Invalid("address_form")
    account.email_sealed = seal_email(sealer, account.id, email)
    await audit.record(tx, by.principal, "email_changed", f"account:{account.id}", place=account.lo, now=now)


def seal_email(sealer: Sealer, account_id: UUID, email: str | None) -> bytes | None:
    return None if email is None else sealer.seal(email.encode(), aad=_aad(account_id), key=sealer.house_key)


async def email_of(tx: Tx, sealer: Sealer, account: Account) -> str | None:
    """The address of an account, None where it has none."""
    if account.email_sealed is None:
        return None
    return (await sealer.unseal(tx, account.email_sealed, aad=_aad(account.id))).decode()


def _aad(account_id: UUID) -> bytes:
    return aad("account", account_id, "email", "")  # no region: a person may move
