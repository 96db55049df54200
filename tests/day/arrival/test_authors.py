"""The author that an entry names is shown as its author only where a session at that very device proved it."""

from typing import Any, cast

import pytest

from tests.support.hand_in import PATH, Headers, body_of, enrolled, entry, results
from tests.support.people import Browser, browser_of, clock_of
from tests.support.plan import COUNTY
from tests.support.service import Client

Json = dict[str, Any]


def token_of(device: Headers) -> Json:
    return {"token": device["Authorization"].removeprefix("Bearer ")}


async def proved(clerk: Browser, device: Headers) -> int:
    return (await clerk.post("/api/me/device", token_of(device))).status


async def shown(service: Client, device: Headers, by: str, path: str = PATH) -> Json:
    """Hand in an entry in that name, and read it back."""
    site = path.split("/")[-2]
    one = entry(by=by, site=site)
    assert [each["status"] for each in await results(service, body_of(one), device)] == ["accepted"]
    return await read_back(service, device, one["id"])


async def read_back(service: Client, device: Headers, ident: str) -> Json:
    return cast("Json", (await (await service.get(f"{PATH}/{ident}", headers=device)).json())["entry"])


@pytest.fixture
async def clerk(receiving: Client) -> tuple[Browser, str]:
    browser, someone = await browser_of(receiving, "coordinator", COUNTY)
    return browser, someone.person.id


async def test_an_account_that_was_never_at_the_device_is_a_claim(
    receiving: Client, device: Headers, clerk: tuple[Browser, str]
) -> None:
    said = await shown(receiving, device, clerk[1])
    assert (said.get("by"), said["claimed_by"]) == (None, clerk[1])


@pytest.mark.parametrize("spelt", ["{}", "account:{}", "ACCOUNT:{}"])
async def test_an_account_that_signed_in_at_the_device_is_the_author(
    receiving: Client, device: Headers, clerk: tuple[Browser, str], spelt: str
) -> None:
    browser, ident = clerk
    assert await proved(browser, device) == 204
    assert await proved(browser, device) == 204  # again, as each page does that opens
    said = await shown(receiving, device, spelt.format(ident))
    assert (said["by"], said.get("claimed_by")) == (spelt.format(ident), None)


async def test_what_came_in_before_the_proof_stays_a_claim(
    receiving: Client, device: Headers, clerk: tuple[Browser, str]
) -> None:
    browser, ident = clerk
    before = await shown(receiving, device, ident)
    clock_of(receiving).forward(seconds=1)
    assert await proved(browser, device) == 204
    assert "claimed_by" in await read_back(receiving, device, before["id"])
    assert "by" in await shown(receiving, device, ident)


async def test_the_proof_holds_after_the_session_has_ended(
    receiving: Client, device: Headers, clerk: tuple[Browser, str]
) -> None:
    """What was recorded offline under one account is sent in the session of another, or of none."""
    browser, ident = clerk
    assert await proved(browser, device) == 204
    assert (await browser.post("/api/sign-out")).status == 204
    assert (await shown(receiving, device, ident))["by"] == ident


async def test_a_proof_is_for_one_device_and_one_account(
    receiving: Client, device: Headers, clerk: tuple[Browser, str]
) -> None:
    browser, ident = clerk
    _, another = await browser_of(receiving, "coordinator", COUNTY)
    assert await proved(browser, device) == 204
    assert "claimed_by" in await shown(receiving, device, another.person.id)
    assert "claimed_by" in await shown(receiving, await enrolled(receiving), ident)


async def test_a_token_that_no_trusted_device_has_proves_nothing(
    receiving: Client, device: Headers, clerk: tuple[Browser, str]
) -> None:
    browser, ident = clerk
    unknown = await browser.post("/api/me/device", {"token": "x" * 43})
    assert (unknown.status, (await unknown.json())["code"]) == (404, "not_found")
    own = await enrolled(receiving)
    listed = (await (await browser.get(f"/api/sites/{PATH.split('/')[-2]}/devices")).json())["items"]
    for one in listed:
        assert (await browser.delete(f"/api/devices/{one['device']}")).status == 200
    assert await proved(browser, own) == 404
    refused = await receiving.post("/api/me/device", json=token_of(device), headers=device)
    assert refused.status in {401, 403}  # a device is no account
    for body in ({}, {"token": ""}, {"token": 5}, {"token": "x" * 101}, {"token": "x", "account": ident}):
        assert (await browser.post("/api/me/device", body)).status == 422


async def test_a_page_of_entries_shows_authors_alike(
    receiving: Client, device: Headers, clerk: tuple[Browser, str]
) -> None:
    browser, ident = clerk
    await shown(receiving, device, ident)
    clock_of(receiving).forward(seconds=1)
    await proved(browser, device)
    await shown(receiving, device, ident)
    rows = (await (await receiving.get(f"{PATH}?status=accepted", headers=device)).json())["items"]
    assert sorted("by" in row["entry"] for row in rows) == [False, True]
