"""Links, roles and full names ask for a factor again after a few minutes; a role may have to use one-time codes."""

import pyotp
import pytest

from tests.support.people import COUNTY, PASSWORD, PROVINCE, Browser, browser_of, clock_of, code_of
from tests.support.service import Client, Start

INVITED = {"name": "李四", "role": "leader", "place": "430102"}
UNMASK = "/api/days/2023-11-09/matters/018bb165-9350-7564-b3e0-bbbbf419c5e6/unmask"
WHY = {"site": "HN-D-430102", "reason": "回访前核对"}


async def codes_on(browser: Browser, client: Client) -> pyotp.TOTP:
    secret = (await (await browser.post("/api/totp", {"password": PASSWORD})).json())["secret"]
    totp = pyotp.TOTP(secret)
    code = totp.at(clock_of(client).now())
    assert (await browser.post("/api/totp/confirm", {"code": code})).status == 204
    clock_of(client).forward(seconds=60)
    return totp


@pytest.mark.parametrize("has_codes", [False, True])
async def test_links_roles_and_full_names_ask_for_a_factor_again_after_a_few_minutes(
    service: Client, *, has_codes: bool
) -> None:
    organiser, _ = await browser_of(service)
    _, leader = await browser_of(service, "leader", COUNTY)
    totp = await codes_on(organiser, service) if has_codes else None
    link = await (await organiser.post("/api/invitations", INVITED)).json()
    clock_of(service).forward(minutes=11)
    asked = [
        await organiser.post("/api/invitations", INVITED),
        await organiser.post(f"/api/accounts/{link['account']}/invitations"),
        await organiser.patch(f"/api/accounts/{leader.person.id}", {"roles": ["supervisor"]}),
        await organiser.post(UNMASK, WHY),
    ]
    assert [await code_of(answer) for answer in asked] == [(403, "factor_needed")] * 4
    assert (await organiser.patch(f"/api/accounts/{leader.person.id}", {"suspended": True})).status == 200
    assert (await organiser.get("/api/accounts")).status == 200

    right = {"code": totp.at(clock_of(service).now())} if totp else {"password": PASSWORD}
    wrong = [
        {},
        {"password": "not the password"},
        {"code": "000000"},
        {**right, "password": PASSWORD, "code": "000000"},
    ]
    if totp:
        wrong.append({"password": PASSWORD})
    for body in wrong:
        assert (await organiser.post("/api/confirmation", body)).status == 403
    assert await code_of(await organiser.post("/api/invitations", INVITED)) == (403, "factor_needed")
    assert (await organiser.post("/api/confirmation", right)).status == 204
    assert (await organiser.post("/api/invitations", INVITED)).status == 201
    assert await code_of(await organiser.post(UNMASK, WHY)) == (404, "not_found")


async def test_a_role_that_needs_codes_may_do_nothing_until_they_are_set_up(start: Start, database_url: str) -> None:
    service = await start(database_url=database_url, totp_roles="organiser,auditor")
    organiser, _ = await browser_of(service, "organiser", PROVINCE)
    leader, _ = await browser_of(service, "leader", COUNTY)
    me = await (await organiser.get("/api/me")).json()
    assert (me["totp_required"], me["totp"], me["roles"], me["capabilities"]) == (True, False, [], [])
    assert (await (await leader.get("/api/me")).json())["totp_required"] is False
    assert await code_of(await organiser.get("/api/accounts")) == (403, "not_allowed")
    assert await code_of(await organiser.post("/api/invitations", INVITED)) == (403, "not_allowed")
    await codes_on(organiser, service)
    me = await (await organiser.get("/api/me")).json()
    assert (me["totp_required"], me["totp"], me["roles"]) == (False, True, ["organiser"])
    assert (await organiser.post("/api/invitations", INVITED)).status == 201
