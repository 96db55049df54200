"""The public notice in a browser: without an account, on a phone and on a desk, in zh and en, found and not found."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from server.config import Settings
from server.keys import DATABASE
from tests.support.browser import Console, OpenContext, violations
from tests.support.patience import PATIENCE
from tests.support.people import clock_of
from tests.support.plan import HERE, make_day, make_sites, name_leaders, signed_in
from tests.support.service import Client, Start

PAGES = Settings.model_fields["web"].default
DAY, LATER = "2023-12-14", "2023-12-21"
THEME = {"theme_zh": "根治欠薪", "theme_en": "Wages of migrant workers", "slogan_zh": "有事来说"}
HOURS = {"break_from": "12:00:00", "break_until": "13:30:00", "last_ticket_at": "16:30:00"}


@pytest.fixture
async def announced(start: Start) -> Client:
    """Give a service of which one day is announced, with a break and a theme."""
    client = await start(web=Path(PAGES))
    await make_sites(client.app[DATABASE])
    await make_day(client.app[DATABASE], day=date.fromisoformat(DAY), state="draft")
    await name_leaders(client.app[DATABASE], DAY)
    await plan(client, **THEME, **HOURS)
    await did(client, f"POST /api/days/{DAY}/commands", {"command": "announce"})
    return client


async def did(client: Client, operation: str, body: Any) -> None:
    method, path = operation.split()
    answer = await client.request(method, path, json=body, headers=await signed_in(client, "organiser"))
    assert answer.status == 200, await answer.text()


async def plan(client: Client, **parts: Any) -> None:
    told = await (await client.get(f"/api/days/{DAY}/plan", headers=await signed_in(client, "organiser"))).json()
    await did(client, f"PUT /api/days/{DAY}/plan", {"version": told["version"], "plan": told["plan"] | parts})


async def fits(page: Page) -> None:
    assert await violations(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(("locale", "width"), [("zh-CN", 390), ("en", 390), ("zh-CN", 1440), ("en", 1440)])
async def test_a_notice_is_read_without_an_account_and_tells_of_changes_and_of_a_postponement(
    announced: Client, open_context: OpenContext, locale: str, width: int
) -> None:
    page = await (await open_context(locale=locale, viewport={"width": width, "height": 900})).new_page()
    await page.goto(f"http://localhost:{announced.port}/notice/{DAY}")
    is_english = locale == "en"
    told = "Thu 14 Dec 2023" if is_english else "2023年12月14日 星期四"
    await expect(page.locator(".date")).to_have_text(told, timeout=PATIENCE)
    await expect(page.locator(".theme")).to_have_text("Wages of migrant workers" if is_english else "根治欠薪")
    await expect(page.locator(".place")).to_have_count(3)
    await expect(page.locator(".place").first).to_contain_text("县级接访领导" if not is_english else "of the county")
    await expect(page.locator("a.person").first).to_have_attribute("href", f"tel:12-{HERE[-6:]}-001")
    await expect(page.get_by_text("No tickets after 16:30" if is_english else "16:30 以后不再取号")).to_be_visible()
    await fits(page)
    clock_of(announced).forward(minutes=5)
    await plan(announced, opens_at="09:00:00")
    await page.reload()
    await expect(page.locator(".changes li")).to_contain_text(["08:30 → 09:00"])
    await expect(page.locator(".hours").first).to_contain_text("09:00")
    await fits(page)
    await did(announced, f"POST /api/days/{DAY}/commands", {"command": "postpone", "to": LATER, "reason": "会场停电"})
    await page.reload()
    await expect(page.get_by_role("alert")).to_contain_text("会场停电")
    await expect(page.locator(".place")).to_have_count(0)
    await fits(page)
    await did(announced, f"POST /api/days/{LATER}/commands", {"command": "announce"})
    await page.reload()
    await page.locator(".off a").press("Enter")
    await expect(page.locator(".date")).to_contain_text("21 Dec 2023" if is_english else "12月21日", timeout=PATIENCE)
    await expect(page.locator(".place")).to_have_count(3)


async def test_a_day_without_a_notice_says_so_and_the_language_is_the_readers(
    announced: Client, open_context: OpenContext, console: Console
) -> None:
    console.announce(r"status of 404")
    page = await (await open_context(locale="zh-CN", viewport={"width": 390, "height": 844})).new_page()
    await page.goto(f"http://localhost:{announced.port}/notice/{LATER}")
    await expect(page.get_by_role("heading", name="没有这一天的公告")).to_be_visible(timeout=PATIENCE)
    await page.get_by_role("button", name="English").press("Enter")
    await expect(page.get_by_role("heading", name="There is no notice of this day")).to_be_visible()
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await fits(page)
