import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest

from server.db import EVERYWHERE, Database, Tx
from server.errors import Conflict, NotAllowed, NotFound, Refused
from server.people import actions, invitations
from server.people.invitations import Link, LinkHeld
from server.people.model import Account
from server.people.rules import Person, Role
from server.place import Range
from tests.support.fake_clock import FakeClock
from tests.support.people import CITY, COUNTY, KEPT, NEXT_CITY, PROVINCE, SITE, new_account


async def invited(
    database: Database, by: Person, role: Role = Role.LEADER, places: Range = COUNTY, *, clock: FakeClock
) -> Link:
    async with database.transaction(by.scope) as tx:
        return await invitations.invite(tx, name="李四", role=role, places=places, site=None, by=by, now=clock.now())


async def accepted(database: Database, token: str, login: str = "lisi", *, clock: FakeClock) -> Account:
    async with database.transaction(EVERYWHERE) as tx:
        return await invitations.accept(tx, token, login=login, password_hash=KEPT, language="zh", now=clock.now())


async def test_an_invitation_becomes_an_account_with_the_role_and_place_it_named(
    database: Database, clock: FakeClock
) -> None:
    organiser = await new_account(database, clock=clock)
    link = await invited(database, organiser.person, clock=clock)
    account = await accepted(database, link.token, clock=clock)
    assert (account.name, account.login, account.roles) == ("李四", "lisi", frozenset({Role.LEADER}))
    assert (account.lo, account.hi) == COUNTY


Spoil = Callable[[Tx, Link, Person, Person, FakeClock], Awaitable[object]]


async def use(tx: Tx, link: Link, inviter: Person, other: Person, clock: FakeClock) -> None:  # noqa: ARG001
    await invitations.accept(tx, link.token, login="first", password_hash=KEPT, language="en", now=clock.now())


async def let_expire(tx: Tx, link: Link, inviter: Person, other: Person, clock: FakeClock) -> None:  # noqa: ARG001
    clock.forward(hours=72)


async def suspend_the_invited(tx: Tx, link: Link, inviter: Person, other: Person, clock: FakeClock) -> None:  # noqa: ARG001
    await actions.suspend(tx, link.account_id, by=inviter, now=clock.now())


async def make_another(tx: Tx, link: Link, inviter: Person, other: Person, clock: FakeClock) -> None:  # noqa: ARG001
    await invitations.invite_again(tx, link.account_id, by=inviter, now=clock.now())


async def suspend_the_inviter(tx: Tx, link: Link, inviter: Person, other: Person, clock: FakeClock) -> None:  # noqa: ARG001
    await actions.suspend(tx, UUID(inviter.id), by=other, now=clock.now())


async def move_the_inviter(tx: Tx, link: Link, inviter: Person, other: Person, clock: FakeClock) -> None:  # noqa: ARG001
    await actions.change_rights(
        tx, UUID(inviter.id), roles={Role.ORGANISER}, places=NEXT_CITY, site=None, by=other, now=clock.now()
    )


@pytest.mark.parametrize(
    "spoil", [use, let_expire, suspend_the_invited, make_another, suspend_the_inviter, move_the_inviter]
)
async def test_a_link_that_no_longer_holds_says_what_an_unknown_one_says(
    database: Database, clock: FakeClock, spoil: Spoil
) -> None:
    inviter = (await new_account(database, clock=clock)).person
    other = (await new_account(database, clock=clock)).person
    link = await invited(database, inviter, clock=clock)
    async with database.transaction(other.scope) as tx:
        await spoil(tx, link, inviter, other, clock)
    said = [await _refusal(accepted(database, token, clock=clock)) for token in (link.token, "unknown", "")]
    assert said == [("link_not_valid", 404, {})] * 3


async def test_looking_at_a_link_that_no_longer_holds_says_the_same(database: Database, clock: FakeClock) -> None:
    organiser = await new_account(database, clock=clock)
    link = await invited(database, organiser.person, clock=clock)
    await accepted(database, link.token, clock=clock)
    async with database.transaction(EVERYWHERE, write=False) as tx:
        said = [await _refusal(invitations.invited(tx, token, clock.now())) for token in (link.token, "unknown")]
    assert said == [("link_not_valid", 404, {})] * 2


async def test_of_many_who_accept_one_link_at_once_exactly_one_wins(database: Database, clock: FakeClock) -> None:
    organiser = await new_account(database, clock=clock)
    link = await invited(database, organiser.person, clock=clock)
    racers = [accepted(database, link.token, f"racer{n}", clock=clock) for n in range(8)]
    ends = await asyncio.gather(*racers, return_exceptions=True)
    winners = [end for end in ends if isinstance(end, Account)]
    losers = {(end.code, end.status) for end in ends if isinstance(end, Refused)}
    assert (len(winners), len(ends)) == (1, 8)
    assert losers == {("link_not_valid", 404)}


async def test_of_two_who_choose_one_login_at_once_one_chooses_again(database: Database, clock: FakeClock) -> None:
    organiser = await new_account(database, clock=clock)
    links = [await invited(database, organiser.person, clock=clock) for _ in range(2)]
    ends = await asyncio.gather(
        *(accepted(database, link.token, "same", clock=clock) for link in links), return_exceptions=True
    )
    [refused] = [end for end in ends if isinstance(end, Refused)]
    assert refused.code == "login_taken"
    [link] = [link for link, end in zip(links, ends, strict=True) if end is refused]
    assert (await accepted(database, link.token, "other", clock=clock)).login == "other"


@pytest.mark.parametrize("places", [PROVINCE, NEXT_CITY, (CITY[0], CITY[1] + 1)])
async def test_an_organiser_of_a_city_invites_no_person_above_or_beside_it(
    database: Database, clock: FakeClock, places: Range
) -> None:
    organiser = await new_account(database, "organiser", CITY, clock=clock)
    with pytest.raises(NotFound):
        await invited(database, organiser.person, places=places, clock=clock)


@pytest.mark.parametrize("role", ["leader", "coordinator", "registrar", "auditor", "supervisor"])
async def test_a_person_without_the_right_cannot_invite(database: Database, clock: FakeClock, role: str) -> None:
    person = await new_account(database, role, SITE, clock=clock)
    with pytest.raises(NotAllowed, match="not_allowed"):
        await invited(database, person.person, Role.INTERPRETER, SITE, clock=clock)


async def test_an_administrator_cannot_invite_someone_who_would_read_cases_for_them(
    database: Database, clock: FakeClock
) -> None:
    administrator = await new_account(database, "administrator", clock=clock)
    with pytest.raises(NotAllowed, match="above_own_rights"):
        await invited(database, administrator.person, Role.LEADER, clock=clock)


async def test_a_new_link_lets_a_person_who_forgot_the_password_in_and_everyone_else_out(
    database: Database, clock: FakeClock
) -> None:
    organiser = await new_account(database, clock=clock)
    leader = await new_account(database, "leader", COUNTY, clock=clock)
    async with database.transaction(organiser.person.scope) as tx:
        link = await invitations.invite_again(tx, UUID(leader.person.id), by=organiser.person, now=clock.now())
    account = await accepted(database, link.token, "newlogin", clock=clock)
    assert str(account.id) == leader.person.id
    assert await leader.asks(database, clock) is None


async def test_a_link_to_an_account_with_rights_beyond_ones_own_is_refused(
    database: Database, clock: FakeClock
) -> None:
    administrator = await new_account(database, "administrator", clock=clock)
    leader = await new_account(database, "leader", COUNTY, clock=clock)
    async with database.transaction(administrator.person.scope) as tx:
        with pytest.raises(NotAllowed, match="above_own_rights"):
            await invitations.invite_again(tx, UUID(leader.person.id), by=administrator.person, now=clock.now())


async def test_a_suspended_account_gets_no_new_link(database: Database, clock: FakeClock) -> None:
    organiser = await new_account(database, clock=clock)
    leader = await new_account(database, "leader", COUNTY, clock=clock)
    async with database.transaction(organiser.person.scope) as tx:
        await actions.suspend(tx, UUID(leader.person.id), by=organiser.person, now=clock.now())
        with pytest.raises(Conflict, match="account_suspended"):
            await invitations.invite_again(tx, UUID(leader.person.id), by=organiser.person, now=clock.now())


async def first_link(database: Database, clock: FakeClock) -> Link | None:
    said = await first_said(database, clock)
    assert not isinstance(said, LinkHeld)
    return said


async def first_said(database: Database, clock: FakeClock) -> Link | LinkHeld | None:
    async with database.transaction(EVERYWHERE) as tx:
        return await invitations.first_link(tx, name="组织方", places=PROVINCE, now=clock.now())


async def test_the_link_of_an_organiser_whom_a_schedule_named_holds_through_every_start(
    database: Database, clock: FakeClock
) -> None:
    async with database.transaction(EVERYWHERE) as tx:
        named = {"role": Role.ORGANISER, "places": PROVINCE, "site": None}
        link = await invitations.invite_once_from_machine(tx, name="李四", now=clock.now(), **named)  # type: ignore[arg-type]
    assert link is not None
    for _ in range(2):
        assert await first_said(database, clock) == LinkHeld("李四", link.expires_at)
    clock.forward(hours=24)
    renewed = await first_link(database, clock)  # nobody came: the next start prints another, for the same account
    assert renewed is not None
    assert renewed.account_id == link.account_id
    assert (await accepted(database, renewed.token, clock=clock)).name == "李四"


async def test_an_empty_service_gives_a_link_for_the_first_organiser_until_one_came(
    database: Database, clock: FakeClock
) -> None:
    link = await first_link(database, clock)
    assert link is not None
    account = await accepted(database, link.token, clock=clock)
    assert (account.roles, account.lo, account.hi) == (frozenset({Role.ORGANISER}), *PROVINCE)
    assert await first_link(database, clock) is None


async def test_only_the_last_first_link_that_was_printed_holds(database: Database, clock: FakeClock) -> None:
    printed = [await first_link(database, clock) for _ in range(3)]
    tokens = [link.token for link in printed if link is not None]
    said = [await _refusal(accepted(database, token, clock=clock)) for token in tokens[:2]]
    assert said == [("link_not_valid", 404, {})] * 2
    assert (await accepted(database, tokens[2], clock=clock)).login == "lisi"


async def test_the_first_link_expires_and_another_start_prints_another(database: Database, clock: FakeClock) -> None:
    link = await first_link(database, clock)
    assert link is not None
    clock.forward(hours=24)
    assert await _refusal(accepted(database, link.token, clock=clock)) == ("link_not_valid", 404, {})
    assert await first_link(database, clock) is not None


async def _refusal(work: Awaitable[object]) -> tuple[str, int, object]:
    with pytest.raises(Refused) as refused:
        await work
    return refused.value.code, refused.value.status, refused.value.params
