"""The organiser's calendar in a browser: a rule is chosen, its dates are there at once, and it is kept."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from server.clock import Clock
from server.config import Settings
from server.keys import DATABASE
from tests.support.browser import Console, OpenContext, violations
from tests.support.fake_clock import FakeClock
from tests.support.patience import PATIENCE
from tests.support.people import PASSWORD, PROVINCE, new_account
from tests.support.plan import make_sites
from tests.support.service import Client, Start

PAGES = Settings.model_fields["web"].default


@pytest.fixture
async def service_of_pages(start: Start, console: Console) -> Client:
    """Give a service without a series; before sign-in the browser notes an answer 401 by itself."""
    console.announce(r"status of 401 .*/api/me")
    client = await start(clock=Clock(), web=Path(PAGES))
    await make_sites(client.app[DATABASE])
    return client


async def come_in(client: Client, page: Page) -> None:
    who = await new_account(client.app[DATABASE], "organiser", PROVINCE, clock=FakeClock(Clock().now()))
    await page.goto(f"http://localhost:{client.port}/calendar")
    await page.locator("input[autocomplete=username]").fill(who.login)
    await page.locator("input[type=password]").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page.locator(".dates li")).to_have_count(12, timeout=PATIENCE)


@pytest.mark.parametrize(("locale", "width"), [("zh-CN", 1440), ("en", 1440), ("zh-CN", 390), ("en", 390)])
async def test_a_rule_shows_its_dates_at_once_and_is_kept_as_a_version(
    service_of_pages: Client, open_context: OpenContext, locale: str, width: int
) -> None:
    page = await (await open_context(locale=locale, viewport={"width": width, "height": 900})).new_page()
    await come_in(service_of_pages, page)
    selects = page.locator(".rule select")
    await selects.nth(0).select_option("weekday")
    await selects.nth(1).select_option("2")
    await selects.nth(2).select_option("SU")
    await expect(page.locator(".dates .why")).to_have_count(12)
    await page.locator(".new input").nth(0).fill("全省接访日")
    await page.locator(".new button").press("Enter")
    await expect(page.locator(".doing button").first).to_be_disabled()
    await selects.nth(2).select_option("TH")
    await page.locator(".doing button").first.press("Enter")
    await expect(page.get_by_role("status").filter(has_text=re.compile("version 2|第 2 版"))).to_be_visible()
    await page.reload()
    await expect(selects.nth(2)).to_have_value("TH")
    assert await violations(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def make_series(page: Page) -> None:
    await page.locator(".new input").nth(0).fill("全省接访日")
    await page.locator(".new button").press("Enter")
    await expect(page.get_by_role("status").filter(has_text="version 1")).to_be_visible()


async def test_what_another_organiser_saved_meanwhile_is_shown_part_by_part_and_nothing_typed_is_lost(
    service_of_pages: Client, open_context: OpenContext, console: Console
) -> None:
    console.announce(r"status of 409 .*/plan")
    page, other = [await (await open_context(locale="en")).new_page() for _ in range(2)]
    await come_in(service_of_pages, page)
    await make_series(page)
    await come_in(service_of_pages, other)
    await other.get_by_label("On a day off").select_option("previous")
    await other.get_by_role("button", name="Save the rule").press("Enter")
    await expect(other.get_by_role("status").filter(has_text="version 2")).to_be_visible()
    await page.get_by_label("On a day off").select_option("skip")
    await page.get_by_label("After a holiday").select_option("1")
    await page.get_by_role("button", name="Save the rule").press("Enter")
    conflict = page.locator(".conflict")
    await expect(conflict.locator("dd")).to_contain_text(["next working day", "working day before", "No day in that"])
    await expect(page.get_by_label("After a holiday")).to_have_value("1")
    assert await violations(page) == []
    await conflict.get_by_role("button", name="Take theirs: On a day off").press("Enter")
    await expect(page.get_by_label("On a day off")).to_have_value("previous")
    await page.get_by_role("button", name="Save the rule").press("Enter")
    await expect(page.get_by_role("status").filter(has_text="version 3")).to_be_visible()
    await expect(conflict).to_have_count(0)


async def test_a_month_is_set_by_hand_with_a_reason_and_taken_back(
    service_of_pages: Client, open_context: OpenContext
) -> None:
    page = await (await open_context(locale="en", viewport={"width": 390, "height": 844})).new_page()
    await come_in(service_of_pages, page)
    await make_series(page)
    await page.locator(".years button").nth(2).press("Enter")
    march = page.locator(".dates li").nth(2)
    first = date(Clock().now().year + 1, 3, 1)
    sunday = first + timedelta(days=6 - first.weekday())
    await march.get_by_role("button", name="Set March by hand").press("Enter")
    sheet = page.get_by_role("dialog")
    await sheet.get_by_label("Date", exact=True).fill(sunday.isoformat())
    await sheet.get_by_label("Reason").fill("The hall is closed")
    await sheet.get_by_label("Reason").press("Enter")
    await expect(sheet.get_by_role("alert")).to_contain_text("Sunday")
    assert await violations(page) == []
    await sheet.get_by_label("Date", exact=True).fill((sunday + timedelta(days=2)).isoformat())
    await sheet.get_by_label("Reason").press("Enter")
    await expect(sheet).to_have_count(0)
    await expect(march.locator(".why")).to_contain_text("Set by hand: The hall is closed")
    await page.get_by_role("button", name="Save the rule").press("Enter")
    await expect(page.get_by_role("status").filter(has_text="version 2")).to_be_visible()
    await march.get_by_role("button", name="Take back").press("Enter")
    await expect(march.get_by_role("button", name="Take back")).to_have_count(0)
    await march.get_by_role("button", name="Set March by hand").press("Enter")
    await sheet.get_by_label("No day in this month").check()
    await sheet.get_by_label("Reason").fill("The hall is closed")
    await sheet.get_by_label("Reason").press("Enter")
    await expect(march).to_contain_text("March: no day")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def enter_new_year(page: Page, first: str, last: str) -> None:
    """Type the New Year's holiday of the next year as the only row of its notice."""
    await page.get_by_role("button", name="Enter the holiday notice").press("Enter")
    sheet = page.get_by_role("dialog")
    await sheet.get_by_role("button", name="Add a row").press("Enter")
    await sheet.get_by_label("From", exact=True).fill(first)
    await sheet.get_by_label("To", exact=True).fill(last)


async def test_a_years_notice_is_entered_and_what_another_entered_meanwhile_is_shown(
    service_of_pages: Client, open_context: OpenContext, console: Console
) -> None:
    console.announce(r"status of 409 .*/api/official-days")
    year = Clock().now().year + 1
    pages = [
        await (await open_context(locale="en", viewport={"width": w, "height": 844})).new_page() for w in (1280, 390)
    ]
    for page in pages:
        await come_in(service_of_pages, page)
        await page.locator(".years button").nth(2).press("Enter")
    page, other = pages
    await enter_new_year(page, f"{year}-01-01", f"{year}-01-03")
    await enter_new_year(other, f"{year}-01-01", f"{year - 1}-12-31")
    await other.get_by_role("button", name="Save the notice").press("Enter")
    await expect(other.get_by_role("dialog").get_by_role("alert")).to_contain_text("The last day is before the first")
    await other.get_by_label("To", exact=True).fill(f"{year}-01-02")
    await page.get_by_label("The whole notice").check()
    await page.get_by_role("button", name="Save the notice").press("Enter")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(page.get_by_role("status").filter(has_text="The notice is saved")).to_be_visible()
    await expect(page.get_by_text("not entered")).to_have_count(0)
    await other.get_by_role("button", name="Save the notice").press("Enter")
    conflict = other.locator(".conflict")
    await expect(conflict.locator("dd")).to_have_text(["Theirs: New Year's Day Days off", "In the form: nothing"])
    assert await violations(other) == []
    await conflict.get_by_role("button", name="Take theirs").press("Enter")
    await expect(other.get_by_label("To", exact=True)).to_have_value(f"{year}-01-03")
