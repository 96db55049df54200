"""Whose account a role may change, shut out and let in again: the whole table, and whose word stands."""

from itertools import product
from uuid import UUID

import pytest

from server.db import Database
from server.errors import NotAllowed
from server.people import actions, rules
from server.people.model import Account
from server.people.rules import Role, Verb
from tests.people.test_rules import CITY, a_person
from tests.support.fake_clock import FakeClock
from tests.support.people import SignedIn, new_account

EVERYBODY = " ".join(Role)
BUT_ORGANISERS = " ".join(sorted(set(Role) - {Role.ORGANISER}))
WRITTEN = {
    ("organiser", "appoint"): EVERYBODY,
    ("organiser", "suspend"): EVERYBODY,
    ("organiser", "restore"): EVERYBODY,
    ("administrator", "appoint"): "auditor administrator",
    ("administrator", "suspend"): BUT_ORGANISERS,
    ("administrator", "restore"): BUT_ORGANISERS,
}


@pytest.mark.parametrize(("role", "verb", "whose"), [*product(Role, Verb, Role)])
def test_a_role_manages_the_accounts_that_are_written(role: Role, verb: Verb, whose: Role) -> None:
    if whose in WRITTEN.get((role, verb), "").split():
        rules.check_managed(a_person(role, CITY), verb, {whose})
    else:
        with pytest.raises(NotAllowed, match="above_own_rights"):
            rules.check_managed(a_person(role, CITY), verb, {whose})


def test_an_account_with_a_second_role_beyond_ones_own_is_not_ones_to_manage() -> None:
    with pytest.raises(NotAllowed):
        rules.check_managed(a_person("administrator", CITY), Verb.SUSPEND, {Role.LEADER, Role.ORGANISER})


async def suspended(database: Database, who: SignedIn, by: SignedIn, clock: FakeClock) -> None:
    async with database.transaction(by.person.scope) as tx:
        await actions.suspend(tx, UUID(who.person.id), by=by.person, now=clock.now())


async def restored(database: Database, who: SignedIn, by: SignedIn, clock: FakeClock) -> bool:
    try:
        async with database.transaction(by.person.scope) as tx:
            await actions.restore(tx, UUID(who.person.id), by=by.person, now=clock.now())
    except NotAllowed:
        return False
    return True


async def is_shut_out(database: Database, who: SignedIn, by: SignedIn) -> bool:
    async with database.transaction(by.person.scope, write=False) as tx:
        return (await tx.get(Account, UUID(who.person.id))).suspended_at is not None


@pytest.mark.parametrize("whose", ["organiser"])
async def test_an_administrator_shuts_out_no_organiser(database: Database, clock: FakeClock, whose: str) -> None:
    administrator, other = [await new_account(database, role, clock=clock) for role in ("administrator", whose)]
    with pytest.raises(NotAllowed):
        await suspended(database, other, administrator, clock)
    assert not await is_shut_out(database, other, administrator)


@pytest.mark.parametrize("whose", ["leader", "registrar", "auditor", "administrator"])
async def test_no_administrator_restores_an_account_that_an_organiser_suspended(
    database: Database, clock: FakeClock, whose: str
) -> None:
    organiser, administrator = [
        await new_account(database, role, clock=clock) for role in ("organiser", "administrator")
    ]
    other = await new_account(database, whose, (430102001, 430102001), clock=clock)
    await suspended(database, other, organiser, clock)
    assert not await restored(database, other, administrator, clock)
    await suspended(database, other, administrator, clock)  # who is out already is not shut out anew
    assert not await restored(database, other, administrator, clock)
    assert await is_shut_out(database, other, organiser)
    assert await restored(database, other, organiser, clock)
    await suspended(database, other, administrator, clock)
    assert await restored(database, other, administrator, clock)
