import asyncio

from tests.support.people import CITY, COUNTY, NEXT_CITY, NEXT_COUNTY, PROVINCE, SITE, Browser, browser_of, code_of
from tests.support.service import Client


async def test_the_accounts_of_ones_places_come_page_by_page_and_no_others(service: Client) -> None:
    organiser, own = await browser_of(service, "organiser", CITY)
    inside = [(await browser_of(service, "leader", places))[1] for places in (CITY, COUNTY, NEXT_COUNTY)]
    for places in (PROVINCE, NEXT_CITY):
        await browser_of(service, "leader", places)
    seen, cursor = [], ""
    nexts = []
    for _ in range(2):
        page = await (await organiser.get(f"/api/accounts?limit=2{cursor}")).json()
        seen += [account["id"] for account in page["items"]]
        nexts.append(page["next"])
        cursor = f"&cursor={page['next']}"
    assert seen == [own.person.id, *(one.person.id for one in inside)]
    assert nexts == [seen[1], None]


async def test_a_person_who_does_not_manage_people_sees_and_changes_no_account(service: Client) -> None:
    _, other = await browser_of(service, "registrar", SITE)
    said = []
    for role, places in (("coordinator", COUNTY), ("leader", PROVINCE), ("auditor", PROVINCE), ("registrar", SITE)):
        browser, _ = await browser_of(service, role, places)
        path = f"/api/accounts/{other.person.id}"
        said += [
            await code_of(await browser.get("/api/accounts")),
            await code_of(await browser.patch(path, {"suspended": True})),
            await code_of(await browser.patch(path, {"roles": ["leader"]})),
        ]
    assert said == [(403, "not_allowed")] * 12


async def test_an_account_above_or_beside_is_not_there(service: Client) -> None:
    organiser, _ = await browser_of(service, "organiser", CITY)
    others = [await browser_of(service, "leader", places) for places in (PROVINCE, NEXT_CITY)]
    beyond = [other.person.id for _, other in others]
    said = [
        await (await organiser.patch(f"/api/accounts/{ident}", body)).read()
        for body in ({}, {"suspended": True}, {"roles": ["leader"]}, {"place": "430102"})
        for ident in (*beyond, "018bb165-9350-7564-b3e0-bbbbf419c5e6")
    ]
    assert b'"not_found"' in said[0]
    assert said == said[:1] * 12
    assert [(await browser.get("/api/me")).status for browser, _ in others] == [200, 200]


TOO_MUCH: list[tuple[str, dict[str, object], tuple[int, str]]] = [
    ("administrator", {"roles": ["organiser"]}, (403, "above_own_rights")),
    ("administrator", {"roles": ["auditor"]}, (403, "above_own_rights")),
    ("administrator", {"place": "430000"}, (403, "above_own_rights")),
    ("organiser", {"roles": ["leader", "auditor"]}, (422, "roles_do_not_mix")),
    ("organiser", {"roles": []}, (422, "roles_missing")),
    ("organiser", {"roles": ["registrar"]}, (422, "registrar_needs_site")),
    ("organiser", {"roles": ["root"]}, (422, "invalid")),
    ("organiser", {"capabilities": ["see_log"]}, (422, "invalid")),
    ("organiser", {"lo": 0}, (422, "invalid")),
]


async def test_no_account_is_given_more_than_the_giver_may_give(service: Client) -> None:
    givers = {role: (await browser_of(service, role))[0] for role in ("organiser", "administrator")}
    leaders, leader = await browser_of(service, "leader", COUNTY)
    before = await (await leaders.get("/api/me")).json()
    path = f"/api/accounts/{leader.person.id}"
    said = [await code_of(await givers[role].patch(path, body)) for role, body, _ in TOO_MUCH]
    assert said == [code for _, _, code in TOO_MUCH]
    assert await (await leaders.get("/api/me")).json() == before


async def test_an_organiser_of_a_city_moves_no_account_out_of_it(service: Client) -> None:
    organiser, _ = await browser_of(service, "organiser", CITY)
    _, leader = await browser_of(service, "leader", COUNTY)
    for place in ("430000", "430200"):
        answer = await organiser.patch(f"/api/accounts/{leader.person.id}", {"place": place})
        assert await code_of(answer) == (404, "not_found")


async def test_a_change_of_ones_own_account_is_refused(service: Client) -> None:
    browser, own = await browser_of(service)
    for body in ({"suspended": True}, {"roles": ["leader"]}, {"place": "430100"}):
        assert await code_of(await browser.patch(f"/api/accounts/{own.person.id}", body)) == (409, "own_account")


async def test_a_suspended_person_is_out_with_the_next_request_and_comes_back_only_by_signing_in(
    service: Client,
) -> None:
    organiser, _ = await browser_of(service)
    browser, leader = await browser_of(service, "leader", COUNTY)
    path = f"/api/accounts/{leader.person.id}"
    assert (await (await organiser.patch(path, {"suspended": True})).json())["suspended"] is True
    assert await code_of(await browser.get("/api/me")) == (401, "suspended")
    assert (await Browser(service).sign_in(leader.login)).status == 401
    assert (await (await organiser.patch(path, {"suspended": False})).json())["suspended"] is False
    assert await code_of(await browser.get("/api/me")) == (401, "not_signed_in")
    assert (await browser.sign_in(leader.login)).status == 200


async def test_other_rights_hold_from_the_next_request_on(service: Client) -> None:
    organiser, _ = await browser_of(service)
    browser, leader = await browser_of(service, "leader", COUNTY)
    await organiser.patch(f"/api/accounts/{leader.person.id}", {"roles": ["supervisor"], "place": "430103"})
    me = await (await browser.get("/api/me")).json()
    assert (me["roles"], me["capabilities"], me["place"]["code"]) == (["supervisor"], ["see_tally"], "430103")


async def test_of_two_who_change_one_account_at_once_none_undoes_the_others_change(service: Client) -> None:
    browsers = [(await browser_of(service))[0] for _ in range(2)]
    _, leader = await browser_of(service, "leader", COUNTY)
    path = f"/api/accounts/{leader.person.id}"
    answers = await asyncio.gather(
        browsers[0].patch(path, {"roles": ["officer"]}), browsers[1].patch(path, {"place": "430103"})
    )
    [after] = [
        account
        for account in (await (await browsers[0].get("/api/accounts")).json())["items"]
        if account["id"] == leader.person.id
    ]
    kept = [answer.status == 200 for answer in answers]
    assert {answer.status for answer in answers} <= {200, 409}
    assert [after["roles"] == ["officer"], after["place"]["code"] == "430103"] == kept
    assert any(kept)
