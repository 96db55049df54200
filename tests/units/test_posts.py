"""Posts by HTTP: given at a unit or a site, listed, moved and ended; who holds one may what its role may."""

from typing import Any

from server.keys import DATABASE
from tests.support.people import COUNTY, PROVINCE, SITE_CODE, Browser, browser_of, code_of
from tests.support.plan import make_sites
from tests.support.service import Client

SINCE = "2023-11-08T18:00:00+08:00"
UNTIL = "2023-11-10T20:00:00+08:00"
UNIT = {"code": "HRSS-430102", "region": "430102", "name_zh": "（示例）芙蓉区人社局", "kind": "hrss_bureau"}


async def given(organiser: Browser, account: str, **more: Any) -> dict[str, Any]:
    body = {"account": account, "kind": "receiving_leader", "unit": "HRSS-430102", "since": SINCE, **more}
    answer = await organiser.post("/api/posts", body)
    assert answer.status == 201, await answer.text()
    return dict(await answer.json())


async def test_a_post_at_a_unit_gives_its_role_until_it_is_ended(service: Client) -> None:
    organiser, _ = await browser_of(service)
    official, someone = await browser_of(service, "department", COUNTY)
    await organiser.post("/api/units", UNIT)
    post = await given(organiser, someone.person.id, until=UNTIL)
    assert [post[name] for name in ("role", "region", "unit", "current", "by_roster")] == [
        *("leader", "430102", "HRSS-430102", True, False)
    ]
    assert (await (await official.get("/api/me")).json())["roles"] == ["department", "leader"]
    items = (await (await organiser.get("/api/posts?unit=HRSS-430102&current=true")).json())["items"]
    assert items == [post]
    ended = await organiser.post(f"/api/posts/{post['post']}/end")
    assert (await ended.json())["current"] is False
    assert (await (await official.get("/api/me")).json())["roles"] == ["department"]
    assert (await (await organiser.get("/api/posts?current=true")).json())["items"] == []


async def test_the_time_of_a_post_is_moved_by_who_saw_its_newest_version(service: Client) -> None:
    organiser, _ = await browser_of(service)
    _, someone = await browser_of(service, "department", COUNTY)
    await organiser.post("/api/units", UNIT)
    post = await given(organiser, someone.person.id)
    url, body = f"/api/posts/{post['post']}", {"since": SINCE, "until": UNTIL, "version": post["version"]}
    assert (await (await organiser.put(url, body)).json())["until"] == UNTIL.replace("20:00:00+08:00", "12:00:00Z")
    assert await code_of(await organiser.put(url, body)) == (409, "post_changed")
    assert await code_of(await organiser.put(url, {**body, "version": 2, "until": SINCE})) == (422, "post_time")


async def test_a_post_lies_at_one_site_or_one_region(service: Client) -> None:
    await make_sites(service.app[DATABASE])
    organiser, _ = await browser_of(service, "organiser", PROVINCE)
    _, someone = await browser_of(service, "department", COUNTY)
    body = {"account": someone.person.id, "kind": "registrar", "since": SINCE}
    at_site = await organiser.post("/api/posts", {**body, "site": SITE_CODE})
    assert (await at_site.json())["site"] == SITE_CODE
    assert await code_of(await organiser.post("/api/posts", body)) == (422, "place_or_site")
    both = {**body, "site": SITE_CODE, "region": "430102"}
    assert await code_of(await organiser.post("/api/posts", both)) == (422, "place_or_site")
    assert await code_of(await organiser.post("/api/posts", {**body, "region": "430102"})) == (
        422,
        "registrar_needs_site",
    )
    assert await code_of(await organiser.post("/api/posts", {**body, "unit": "NONE"})) == (404, "not_found")
