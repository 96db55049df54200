import asyncio
from uuid import UUID

import pytest

from server.db import EVERYWHERE, Database
from server.errors import Invalid, NotAllowed, NotFound
from server.people import actions, audit, rules, sessions
from server.people.messages import RightsChanged
from server.people.model import Account
from server.reactions import REACTIONS
from tests.support.fake_clock import FakeClock
from tests.support.people import COUNTY, NEXT_COUNTY, SITE, SignedIn, somebody


async def change(database: Database, by: SignedIn, whom: SignedIn, clock: FakeClock) -> None:
    async with database.transaction(by.person.scope) as tx:
        await actions.suspend(tx, UUID(whom.person.id), by=by.person, now=clock.now())


async def test_open_desks_hear_of_it_after_the_commit_and_never_before(database: Database, clock: FakeClock) -> None:
    organiser, leader = [await somebody(database, role, clock=clock) for role in ("organiser", "leader")]
    heard: list[object] = []
    database.on_told(heard.extend)
    async with database.transaction(organiser.person.scope) as tx:
        await actions.suspend(tx, UUID(leader.person.id), by=organiser.person, now=clock.now())
        await tx.flush()
        assert heard == []
    assert heard == [RightsChanged(account_id=UUID(leader.person.id))]


async def test_other_processes_read_it_from_the_log_each_change_once(
    database: Database, database_url: str, clock: FakeClock
) -> None:
    organiser, *others = [await somebody(database, clock=clock) for _ in range(4)]
    elsewhere = Database(database_url, reactions=REACTIONS)
    async with elsewhere.transaction(EVERYWHERE, write=False) as tx:
        seq, changes = await audit.rights_changed_since(tx, None)
    assert changes == ()
    await asyncio.gather(*(change(database, organiser, other, clock) for other in others))
    async with elsewhere.transaction(EVERYWHERE, write=False) as tx:
        seq, changes = await audit.rights_changed_since(tx, seq)
        assert set(changes) == {RightsChanged(account_id=UUID(other.person.id)) for other in others}
        assert await audit.rights_changed_since(tx, seq) == (seq, [])
    await elsewhere.dispose()


async def test_a_session_that_was_opened_while_its_account_was_suspended_is_nobodys(
    database: Database, clock: FakeClock
) -> None:
    organiser, leader = [await somebody(database, role, clock=clock) for role in ("organiser", "leader")]
    await change(database, organiser, leader, clock)
    async with database.transaction(EVERYWHERE) as tx:
        account = await tx.get(Account, UUID(leader.person.id))
        _, token = await sessions.open_session(tx, account, agent="test", now=clock.now())
    assert await sessions.person_by_token(database, token, clock.now()) is None


async def test_a_grant_is_given_ends_and_is_taken(database: Database, clock: FakeClock) -> None:
    leader = await somebody(database, "leader", COUNTY, clock=clock)
    official = await somebody(database, "department", COUNTY, clock=clock)
    until = clock.now().replace(hour=9)
    async with database.transaction(leader.person.scope) as tx:
        grant = await actions.give_grant(
            tx,
            UUID(official.person.id),
            capability="see_records",
            about="matter:7",
            place=SITE[0],
            until=until,
            by=leader.person,
            now=clock.now(),
        )
    person = await official.asks(database, clock)
    assert person is not None
    assert rules.scope_by_grant(person, "see_records", "matter:7", clock.now()).covers(SITE[0])
    with pytest.raises(NotFound):
        rules.scope_by_grant(person, "see_records", "matter:7", until)
    async with database.transaction(leader.person.scope) as tx:
        await actions.take_grant(tx, grant.id, by=leader.person, now=clock.now())
    person = await official.asks(database, clock)
    assert person is not None
    assert person.grants == ()


async def give(database: Database, by: SignedIn, to: SignedIn, capability: str, place: int, clock: FakeClock) -> None:
    async with database.transaction(by.person.scope) as tx:
        await actions.give_grant(
            tx,
            UUID(to.person.id),
            capability=capability,
            about="matter:7",
            place=place,
            until=clock.now().replace(hour=9),
            by=by.person,
            now=clock.now(),
        )


async def test_nobody_grants_what_they_may_not_do_themselves(database: Database, clock: FakeClock) -> None:
    leader = await somebody(database, "leader", COUNTY, clock=clock)
    official = await somebody(database, "department", COUNTY, clock=clock)
    with pytest.raises(NotFound):
        await give(database, leader, official, "see_records", NEXT_COUNTY[0], clock)
    with pytest.raises(NotAllowed):
        await give(database, leader, official, "manage_people", COUNTY[0], clock)
    with pytest.raises(Invalid, match="role_takes_no_grants"):
        await give(database, leader, leader, "see_records", COUNTY[0], clock)


async def test_sockets_that_stay_open_keep_their_session_until_it_is_over(database: Database, clock: FakeClock) -> None:
    watching, gone = [await somebody(database, clock=clock) for _ in range(2)]
    ids = [UUID(one.person.session) for one in (watching, gone)]
    async with database.transaction(EVERYWHERE) as tx:
        await sessions.sign_out_everywhere(tx, by=gone.person, now=clock.now())
    ended = []
    for _ in range(5):
        clock.forward(hours=3)
        ended.append(await sessions.keep_open(database, ids, clock.now()))
    assert ended == [{ids[1]}] * 4 + [set(ids)]
