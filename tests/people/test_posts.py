"""Posts give rights at their place, from their beginning to their end, judged at each use."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

import pytest

from server.db import Database, Tx
from server.errors import Conflict, Invalid, NotAllowed, NotFound, Refused
from server.keys import DATABASE
from server.people import actions, posts
from server.people.open_desks import OpenDesks
from server.people.positions import PostKind
from server.people.posts import NewPost
from server.people.rules import Person, Role
from server.place import Range
from tests.support.fake_clock import FakeClock
from tests.support.people import (
    COUNTY,
    NEXT_COUNTY,
    PROVINCE,
    SITE,
    SITE_CODE,
    SignedIn,
    browser_of,
    clock_of,
    code_of,
    hold,
    new_account,
)
from tests.support.service import Client

HOUR = timedelta(hours=1)


def may(person: Person | None) -> tuple[set[str], Range] | None:
    return None if person is None else ({str(role) for role in person.roles}, (person.scope.lo, person.scope.hi))


async def test_a_post_gives_its_role_from_its_beginning_to_its_end(database: Database, clock: FakeClock) -> None:
    official = await new_account(database, "department", COUNTY, clock=clock)
    span = {"since": clock.now() + HOUR, "until": clock.now() + 2 * HOUR}
    await hold(database, official.person.id, "receiving_leader", COUNTY, clock=clock, **span)
    heard = []
    for _ in range(3):
        heard.append(may(await official.asks(database, clock)))
        clock.forward(hours=1)
    assert heard == [({"department"}, COUNTY), ({"department", "leader"}, COUNTY), ({"department"}, COUNTY)]


async def test_an_open_desk_is_read_anew_at_the_instant_at_which_a_post_begins_or_ends(
    database: Database, clock: FakeClock
) -> None:
    official, desks = await new_account(database, "department", COUNTY, clock=clock), OpenDesks()
    at = {"since": clock.now() + timedelta(seconds=10), "until": clock.now() + timedelta(seconds=20)}
    await hold(database, official.person.id, "substitute", COUNTY, clock=clock, **at)
    heard = []
    for _ in range(5):
        (person,) = await desks.persons(database, [UUID(official.person.session)], clock.now())
        heard.append(Role.LEADER in person.roles)
        clock.forward(seconds=5)
    assert heard == [False, False, True, True, False]


async def test_a_post_elsewhere_is_taken_up_in_one_browser_and_falls_away_with_its_end(service: Client) -> None:
    clock, database = clock_of(service), service.app[DATABASE]
    browser, official = await browser_of(service, "department", COUNTY)
    until = clock.now() + HOUR
    post = await hold(database, official.person.id, "substitute", NEXT_COUNTY, clock=clock, until=until)
    own = (await (await browser.get("/api/me/posts")).json())["items"]
    assert [(one["post"], one["role"], one["place"]["code"], one["current"], one["own_place"]) for one in own] == [
        (post, "leader", "430103", True, False)
    ]
    assert (await browser.put("/api/me/post", {"post": post})).status == 204
    me = await (await browser.get("/api/me")).json()
    assert (me["roles"], me["place"]["code"], me["post"]) == (["leader"], "430103", post)
    assert (await browser.get("/api/sessions")).status == 200  # one's own account is found from there too
    clock.forward(hours=1)
    me = await (await browser.get("/api/me")).json()
    assert (me["roles"], me["place"]["code"], me["post"]) == (["department"], "430102", None)
    assert await code_of(await browser.put("/api/me/post", {"post": post})) == (404, "not_found")
    assert (await browser.put("/api/me/post", {"post": None})).status == 204


async def test_anothers_post_is_not_taken_up(service: Client) -> None:
    browser, _ = await browser_of(service, "department", COUNTY)
    _, other = await browser_of(service, "department", COUNTY)
    post = await hold(service.app[DATABASE], other.person.id, "substitute", COUNTY, clock=clock_of(service))
    assert await code_of(await browser.put("/api/me/post", {"post": post})) == (404, "not_found")


async def given(database: Database, by: SignedIn, clock: FakeClock, **wanted: object) -> str:
    """Whether a post was given: the code of what refused it."""
    kind = PostKind(str(wanted.pop("kind", "receiving_leader")))
    post = NewPost(**{"kind": kind, "places": COUNTY, "since": clock.now(), **wanted})  # type: ignore[arg-type]
    try:
        async with database.transaction(by.person.scope) as tx:
            await posts.give_post(tx, post, by=by.person, now=clock.now())
    except Refused as refused:
        return refused.code
    return "given"


async def test_who_may_give_which_post_where(database: Database, clock: FakeClock) -> None:
    organiser = await new_account(database, "organiser", COUNTY, clock=clock)
    official = await new_account(database, "department", COUNTY, clock=clock)
    administrator = await new_account(database, "administrator", PROVINCE, clock=clock)
    officer = await new_account(database, "officer", COUNTY, clock=clock)
    far = await new_account(database, "department", NEXT_COUNTY, clock=clock)
    official_id = UUID(official.person.id)
    assert [
        await given(database, organiser, clock, account_id=official_id),
        await given(database, organiser, clock, account_id=official_id, places=NEXT_COUNTY),
        await given(database, organiser, clock, account_id=UUID(far.person.id)),
        await given(database, organiser, clock, account_id=UUID(organiser.person.id)),
        await given(database, officer, clock, account_id=official_id),
        await given(database, administrator, clock, account_id=official_id),
        await given(database, organiser, clock, account_id=official_id, kind="registrar"),
        await given(database, organiser, clock, account_id=official_id, kind="registrar", places=SITE, site=SITE_CODE),
        await given(database, organiser, clock, account_id=official_id, until=clock.now()),
    ] == [
        *("given", "not_found", "not_found", "own_account", "not_allowed", "above_own_rights"),
        *("registrar_needs_site", "given", "post_time"),
    ]


async def test_who_stands_alone_gets_no_post_and_who_has_one_is_not_made_to(
    database: Database, clock: FakeClock
) -> None:
    organiser = await new_account(database, clock=clock)
    auditor = await new_account(database, "auditor", COUNTY, clock=clock)
    official = await new_account(database, "department", COUNTY, clock=clock)
    assert await given(database, organiser, clock, account_id=UUID(auditor.person.id)) == "roles_do_not_mix"
    await hold(database, official.person.id, "expert", COUNTY, clock=clock)
    with pytest.raises(Invalid, match="roles_do_not_mix"):
        async with database.transaction(organiser.person.scope) as tx:
            await actions.change_rights(
                tx,
                UUID(official.person.id),
                roles=[Role.AUDITOR],
                places=COUNTY,
                site=None,
                by=organiser.person,
                now=clock.now(),
            )


Act = Callable[[Tx, UUID, Person], Awaitable[object]]


async def test_a_post_is_moved_and_ended_and_the_second_editor_is_told(database: Database, clock: FakeClock) -> None:
    organiser = await new_account(database, clock=clock)
    stranger = await new_account(database, "organiser", NEXT_COUNTY, clock=clock)
    official = await new_account(database, "department", COUNTY, clock=clock)
    post = UUID(await hold(database, official.person.id, "receiving_leader", COUNTY, clock=clock))

    async def change(by: SignedIn, version: int) -> None:
        span = {"since": clock.now(), "until": clock.now() + HOUR}
        async with database.transaction(by.person.scope) as tx:
            await posts.change_post(tx, post, version=version, by=by.person, now=clock.now(), **span)

    await change(organiser, 1)
    with pytest.raises(Conflict, match="post_changed"):
        await change(organiser, 1)
    with pytest.raises(NotFound):
        await change(stranger, 2)
    with pytest.raises(NotAllowed):
        await change(official, 2)
    async with database.transaction(organiser.person.scope) as tx:
        ended = await posts.end_post(tx, post, by=organiser.person, now=clock.now())
    assert ended.until == clock.now()
    assert may(await official.asks(database, clock)) == ({"department"}, COUNTY)
