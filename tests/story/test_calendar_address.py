"""The address of a calendar is made, renewed and revoked: on a person's own page, and of a series by organisers."""

import re
from datetime import date
from pathlib import Path

import pytest
import vobject  # type: ignore[import-untyped]  # has no types
from playwright.async_api import Page, expect

from server.config import Settings
from server.db import EVERYWHERE
from server.keys import DATABASE
from tests.support.browser import Console, OpenContext, violations
from tests.support.patience import PATIENCE
from tests.support.people import PASSWORD, PROVINCE, clock_of, new_account
from tests.support.plan import make_day, make_sites, series_of
from tests.support.service import Client, Start

PAGES = Settings.model_fields["web"].default
DAY = date(2023, 12, 14)
ADDRESS = re.compile(r"/api/calendars/.{43}\.ics$")


@pytest.fixture
async def service_of_pages(start: Start, console: Console) -> Client:
    """Give a service with a day and a series; before sign-in the browser notes an answer 401 by itself."""
    console.announce(r"status of 401 .*/api/me")
    client = await start(web=Path(PAGES))
    await make_sites(client.app[DATABASE])
    await make_day(client.app[DATABASE], day=DAY)
    async with client.app[DATABASE].transaction(EVERYWHERE) as tx:
        tx.add(series_of("430000"))
    return client


async def come_in(client: Client, page: Page, path: str) -> None:
    who = await new_account(client.app[DATABASE], "organiser", PROVINCE, clock=clock_of(client))
    await page.goto(f"http://localhost:{client.port}{path}")
    await page.locator("input[autocomplete=username]").fill(who.login)
    await page.locator("input[type=password]").fill(PASSWORD)
    await page.keyboard.press("Enter")


async def events_at(client: Client, page: Page) -> int:
    """How many events a calendar reads at the address that the page shows; -1 where it is refused."""
    address = await page.locator(".feed input").input_value()
    answer = await client.get(address[address.index("/api/") :])
    return len(vobject.readOne((await answer.read()).decode()).vevent_list) if answer.status == 200 else -1


@pytest.mark.parametrize(
    ("locale", "width", "path"),
    [("zh-CN", 390, "/sessions"), ("en", 1440, "/sessions"), ("zh-CN", 1440, "/calendar"), ("en", 390, "/calendar")],
)
async def test_an_address_is_made_renewed_and_revoked_with_the_keyboard(
    service_of_pages: Client, open_context: OpenContext, locale: str, width: int, path: str
) -> None:
    page = await (await open_context(locale=locale, viewport={"width": width, "height": 900})).new_page()
    await come_in(service_of_pages, page, path)
    feed = page.locator(".feed")
    names = {
        "en": ("Make an address", "Renew calendar address", "Renew, end the old one calendar address"),
        "zh-CN": ("生成订阅网址", "更换网址 日历订阅网址", "更换，旧网址失效 日历订阅网址"),
    }
    make, renew, sure = names[locale]
    await feed.get_by_role("button", name=make).press("Enter", timeout=PATIENCE)
    await expect(feed.locator("input")).to_have_value(ADDRESS)
    first = await feed.locator("input").input_value()
    assert await events_at(service_of_pages, page) > 0
    assert await violations(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await feed.get_by_role("button", name=renew).press("Enter")
    await feed.get_by_role("button", name=sure).press("Enter")
    await expect(feed.locator("input")).not_to_have_value(first)
    await expect(feed.locator("input")).to_have_value(ADDRESS)
    assert (await service_of_pages.get(first[first.index("/api/") :])).status == 404
    second = await feed.locator("input").input_value()
    await page.reload()
    await expect(feed.locator("input")).to_have_count(0)
    revoke, revoke_sure = ("Revoke", "Revoke this address") if locale == "en" else ("停用", "停用这个网址")
    await feed.get_by_role("button", name=revoke).press("Enter", timeout=PATIENCE)
    await feed.get_by_role("button", name=revoke_sure).press("Enter")
    await expect(feed.get_by_role("button", name=make)).to_be_visible()
    await expect(feed.get_by_role("status")).to_have_text("Revoked" if locale == "en" else "已停用")
    assert (await service_of_pages.get(second[second.index("/api/") :])).status == 404
    assert await violations(page) == []
