"""Rights for a day follow from its roster: from the evening before to midnight after, for the one who is on duty."""

from datetime import datetime

import pytest

from server import keys
from tests.before.roster.test_api import AT, DAY, Kept, seen_of
from tests.support.people import COUNTY, NEXT_COUNTY, Browser, browser_of, clock_of
from tests.support.plan import HERE, make_sites
from tests.support.service import Client

WAITING = f"{AT}/waiting"


@pytest.fixture
async def kept(service: Client) -> Kept:
    await make_sites(service.app[keys.DATABASE])
    officer, _ = await browser_of(service)
    made = Kept(service, officer)
    assert (await made.ask("POST /api/days", {"date": DAY}))[0] == 201
    return made


def at(kept: Kept, hour: str) -> None:
    clock_of(kept.service)._now = datetime.fromisoformat(f"{hour}+08:00")


async def again(kept: Kept, login: str) -> Browser:
    """The person in a browser at this hour: sessions do not last a month."""
    browser = Browser(kept.service)
    await browser.sign_in(login)
    return browser


async def calls(kept: Kept, login: str) -> int:
    """What the list of who waits is answered to the person, in the post that they have, where they have one."""
    browser = await again(kept, login)
    posts = (await (await browser.get("/api/me/posts")).json())["items"]
    for post in posts:
        taken = await browser.put("/api/me/post", {"post": post["post"]})
        assert taken.status in {200, 204, 404}
    return (await browser.get(WAITING)).status


async def announced(kept: Kept) -> str:
    leader = await kept.ident()
    await kept.duty(leader, region="430000")
    assert (await kept.ask(f"POST {AT}/commands", {"command": "announce"}))[0] == 200
    return leader


async def test_a_duty_gives_its_rights_from_the_evening_before_to_midnight_after(kept: Kept) -> None:
    _, official = await kept.account("department", COUNTY)
    await kept.duty(official.person.id)
    await announced(kept)
    for hour, status in (
        ("2023-12-13T17:59:59", 403),
        ("2023-12-13T18:00:00", 200),
        ("2023-12-14T23:59:59", 200),
        ("2023-12-15T00:00:00", 403),
    ):
        at(kept, hour)
        assert await calls(kept, official.login) == status, hour


async def test_a_draft_gives_no_rights_and_a_day_that_is_called_off_takes_them(kept: Kept) -> None:
    _, official = await kept.account("department", COUNTY)
    _, organiser = await kept.account("organiser")
    await kept.duty(official.person.id)
    await announced(kept)
    at(kept, "2023-12-14T08:00:00")
    browser = await again(kept, official.login)
    (post,) = (await (await browser.get("/api/me/posts")).json())["items"]
    assert (await browser.put("/api/me/post", {"post": post["post"]})).ok
    assert (await browser.get(WAITING)).status == 200
    by = await again(kept, organiser.login)
    cancelled = {"command": "cancel", "reason": "台风"}
    assert (await kept.ask(f"POST {AT}/commands", cancelled, by=by))[0] == 200
    assert (await browser.get(WAITING)).status == 403


async def test_rights_go_to_who_takes_over_and_back(kept: Kept) -> None:
    _, official = await kept.account("department", COUNTY)
    _, other = await kept.account("department", NEXT_COUNTY)
    ident, _ = seen_of((await kept.duty(official.person.id, substitute=other.person.id))[1])
    await announced(kept)
    at(kept, "2023-12-14T08:00:00")
    assert (await calls(kept, official.login), await calls(kept, other.login)) == (200, 403)
    page = await again(kept, other.login)
    assert (await kept.ask(f"POST /api/duties/{ident}/take-over", {}, by=page))[0] == 200
    assert (await calls(kept, official.login), await calls(kept, other.login)) == (403, 200)


async def test_rights_move_with_a_day_that_is_put_off_once_it_is_announced(kept: Kept) -> None:
    _, official = await kept.account("department", COUNTY)
    await kept.duty(official.person.id)
    await announced(kept)
    postponed = {"command": "postpone", "to": "2023-12-21", "reason": "场地检修"}
    assert (await kept.ask(f"POST {AT}/commands", postponed))[0] == 200
    assert (await kept.ask("POST /api/days/2023-12-21/commands", {"command": "announce"}))[0] == 200
    at(kept, "2023-12-14T08:00:00")
    browser = await again(kept, official.login)
    (post,) = (await (await browser.get("/api/me/posts")).json())["items"]
    assert post["since"].startswith("2023-12-20T10:00")
    assert (await browser.put("/api/me/post", {"post": post["post"]})).status == 404


async def test_a_duty_that_is_removed_takes_its_rights_at_once(kept: Kept) -> None:
    _, official = await kept.account("department", COUNTY)
    _, organiser = await kept.account("organiser")
    await announced(kept)
    ident, _ = seen_of((await kept.duty(official.person.id))[1], 1)
    at(kept, "2023-12-14T08:00:00")
    assert await calls(kept, official.login) == 200
    by = await again(kept, organiser.login)
    told = (await kept.ask(f"GET {AT}/roster", by=by))[1]["duties"]
    version = next(one["version"] for one in told if one["id"] == ident)
    assert (await kept.ask(f"DELETE {AT}/duties/{ident}?version={version}", by=by))[0] == 200
    assert await calls(kept, official.login) == 403


async def test_no_one_gives_oneself_a_role_by_a_roster(kept: Kept) -> None:
    officer, me = await kept.account("officer", COUNTY)
    assert (await kept.duty(me.person.id, by=officer, site=HERE))[1]["code"] == "own_account"
