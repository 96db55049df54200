import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from server.db import EVERYWHERE, Database, Tx
from server.errors import Invalid, NotAllowed, NotFound
from server.people import actions, audit, rules, sessions
from server.people.messages import RightsChanged
from server.people.model import Account
from server.people.open_desks import OpenDesks
from server.people.rules import Role
from server.reactions import REACTIONS
from tests.support.fake_clock import FakeClock
from tests.support.people import COUNTY, NEXT_COUNTY, SITE, SignedIn, new_account


async def change(database: Database, by: SignedIn, who: SignedIn, clock: FakeClock) -> None:
    async with database.transaction(by.person.scope) as tx:
        await actions.suspend(tx, UUID(who.person.id), by=by.person, now=clock.now())


async def test_open_desks_hear_of_it_after_the_commit_and_never_before(database: Database, clock: FakeClock) -> None:
    organiser, leader = [await new_account(database, role, clock=clock) for role in ("organiser", "leader")]
    heard: list[object] = []
    database.on_commit(heard.extend)
    async with database.transaction(organiser.person.scope) as tx:
        await actions.suspend(tx, UUID(leader.person.id), by=organiser.person, now=clock.now())
        await tx.flush()
        assert heard == []
    assert heard == [RightsChanged(account_id=UUID(leader.person.id))]


async def test_other_processes_read_it_from_the_log_each_change_once(
    database: Database, database_url: str, clock: FakeClock
) -> None:
    organiser, *others = [await new_account(database, clock=clock) for _ in range(4)]
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


async def test_a_session_that_was_opened_while_its_account_was_suspended_is_worthless(
    database: Database, clock: FakeClock
) -> None:
    organiser, leader = [await new_account(database, role, clock=clock) for role in ("organiser", "leader")]
    await change(database, organiser, leader, clock)
    async with database.transaction(EVERYWHERE) as tx:
        account = await tx.get(Account, UUID(leader.person.id))
        _, token = await sessions.open_session(tx, account, agent="test", now=clock.now())
    assert await sessions.person_by_token(database, token, clock.now()) is None


async def test_a_grant_is_given_ends_and_is_taken(database: Database, clock: FakeClock) -> None:
    leader = await new_account(database, "leader", COUNTY, clock=clock)
    official = await new_account(database, "department", COUNTY, clock=clock)
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
        await actions.take_grants(tx, grant.about, who=leader.person.principal, now=clock.now())
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


async def test_a_person_cannot_grant_what_they_may_not_do_themselves(database: Database, clock: FakeClock) -> None:
    leader = await new_account(database, "leader", COUNTY, clock=clock)
    official = await new_account(database, "department", COUNTY, clock=clock)
    with pytest.raises(NotFound):
        await give(database, leader, official, "see_records", NEXT_COUNTY[0], clock)
    with pytest.raises(NotAllowed):
        await give(database, leader, official, "manage_people", COUNTY[0], clock)
    with pytest.raises(Invalid, match="role_takes_no_grants"):
        await give(database, leader, leader, "see_records", COUNTY[0], clock)


async def test_a_desk_that_stays_open_keeps_its_session_until_the_day_is_over(
    database: Database, clock: FakeClock
) -> None:
    watching, gone = [await new_account(database, clock=clock) for _ in range(2)]
    async with database.transaction(EVERYWHERE) as tx:
        await sessions.sign_out_everywhere(tx, by=gone.person, now=clock.now())
    desks, ids = OpenDesks(), [UUID(one.person.session) for one in (watching, gone)]
    seen = []
    for _ in range(5):
        clock.forward(hours=3)
        seen.append([person.id for person in await desks.persons(database, ids, clock.now())])
    assert seen == [[watching.person.id]] * 4 + [[]]


async def test_a_session_in_doubt_is_read_anew_although_the_log_says_nothing(
    database: Database, clock: FakeClock
) -> None:
    watching, other = [await new_account(database, clock=clock) for _ in range(2)]
    desks, ids = OpenDesks(), [UUID(one.person.session) for one in (watching, other)]
    await desks.persons(database, ids, clock.now())
    async with database.transaction(EVERYWHERE) as tx:
        await tx.change(update(Account).values(suspended_at=clock.now()))
    known = await desks.persons(database, ids, clock.now(), anew=ids[:1])
    assert [person.id for person in known] == [other.person.id]


CUTS: list[Callable[[Tx, SignedIn, SignedIn, datetime], Awaitable[object]]] = [
    lambda tx, by, who, now: actions.suspend(tx, UUID(who.person.id), by=by.person, now=now),
    lambda tx, by, who, now: actions.change_rights(
        tx, UUID(who.person.id), roles={Role.AUDITOR}, places=COUNTY, site=None, by=by.person, now=now
    ),
    lambda tx, _, who, now: sessions.end_session(tx, UUID(who.person.session), by=who.person, now=now),
    lambda tx, _, who, now: sessions.sign_out_everywhere(tx, by=who.person, now=now),
]


@pytest.mark.parametrize("cut", CUTS)
async def test_an_open_desk_is_known_anew_as_soon_as_rights_change_at_any_server(
    database: Database,
    database_url: str,
    clock: FakeClock,
    cut: Callable[[Tx, SignedIn, SignedIn, datetime], Awaitable[object]],
) -> None:
    organiser, leader, other = [await new_account(database, clock=clock) for _ in range(3)]
    desks, elsewhere = OpenDesks(), Database(database_url, reactions=REACTIONS)
    ids = [UUID(one.person.session) for one in (leader, other)]
    before = await desks.persons(elsewhere, ids, clock.now())
    async with database.transaction(EVERYWHERE) as tx:
        await cut(tx, organiser, leader, clock.now())
    after = await desks.persons(elsewhere, ids, clock.now())
    await elsewhere.dispose()
    assert [person.id for person in before] == [leader.person.id, other.person.id]
    assert before[1] in after
    assert before[0] not in after
    assert [person.id for person in after if "see_tally" in person.scope.capabilities] == [other.person.id]


async def test_more_desks_than_are_read_at_once_are_all_known(database: Database, clock: FakeClock) -> None:
    someone = await new_account(database, clock=clock)
    async with database.transaction(EVERYWHERE) as tx:
        account = await tx.get(Account, UUID(someone.person.id))
        tokens = [await sessions.open_session(tx, account, agent="", now=clock.now()) for _ in range(3)]
    ids = [uuid4() for _ in range(1200)] + [UUID(person.session) for person, _ in tokens]
    found = await OpenDesks().persons(database, ids, clock.now())
    assert {person.session for person in found} == {str(one) for one in ids[1200:]}
