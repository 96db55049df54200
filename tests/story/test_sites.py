"""The organiser's reception sites in a browser: one is added, found and edited, and a conflict is shown."""

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
WORDS = {
    "zh-CN": {
        "add": "新建接访点",
        "make": "新建",
        "region": "区划",
        "zh": "中文名称",
        "en": "英文名称",
        "rooms": "接访室",
        "telephone": "值班座机",
        "edit": "修改：岳麓区接访点",
        "save": "保存",
        "search": "按名称、区划、代码、电话或地址查找",
        "mobile": "不得是个人手机号",
        "all": "看全部",
    },
    "en": {
        "add": "Add a site",
        "make": "Add the site",
        "region": "Region",
        "zh": "Name in Chinese",
        "en": "Name in English",
        "rooms": "Rooms",
        "telephone": "Telephone",
        "edit": "Edit Yuelu District site",
        "save": "Save",
        "search": "Find by name, region, code, telephone or address",
        "mobile": "no person's mobile",
        "all": "Show all",
    },
}


@pytest.fixture
async def service_of_pages(start: Start, console: Console) -> Client:
    """Give a service with three sites; before sign-in the browser notes an answer 401 by itself."""
    console.announce(r"status of 401 .*/api/me")
    client = await start(clock=Clock(), web=Path(PAGES))
    await make_sites(client.app[DATABASE])
    return client


async def come_in(client: Client, page: Page) -> None:
    who = await new_account(client.app[DATABASE], "organiser", PROVINCE, clock=FakeClock(Clock().now()))
    await page.goto(f"http://localhost:{client.port}/sites")
    await page.locator("input[autocomplete=username]").fill(who.login)
    await page.locator("input[type=password]").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page.locator("tbody tr:not(.city)")).to_have_count(3, timeout=PATIENCE)


@pytest.mark.parametrize(("locale", "width"), [("zh-CN", 1440), ("en", 1440), ("zh-CN", 390), ("en", 390)])
async def test_a_site_is_added_found_and_edited_by_keyboard(
    service_of_pages: Client, open_context: OpenContext, console: Console, locale: str, width: int
) -> None:
    console.announce(r"status of 422 .*/api/sites")
    words = WORDS[locale]
    page = await (await open_context(locale=locale, viewport={"width": width, "height": 900})).new_page()
    await come_in(service_of_pages, page)
    await page.get_by_role("button", name=words["add"]).press("Enter")
    sheet = page.get_by_role("dialog")
    await sheet.get_by_role("button", name=words["make"], exact=True).press("Enter")
    await expect(sheet.locator('select[name="region"]')).to_be_focused()
    assert await violations(page) == []
    await sheet.get_by_label(words["region"]).select_option("430104")
    await sheet.get_by_label(words["zh"]).fill("岳麓区接访点")
    await sheet.get_by_label(words["en"]).fill("Yuelu District site")
    await sheet.get_by_label(words["telephone"]).fill("13" + "800138000")
    await sheet.get_by_label(words["telephone"]).press("Enter")
    await expect(sheet.locator(".wrong .said")).to_contain_text(words["mobile"])
    await expect(sheet.get_by_label(words["telephone"])).to_be_focused()
    await sheet.get_by_label(words["telephone"]).fill("12-430104-001")
    await page.keyboard.press("Escape")
    await expect(sheet.get_by_role("alert").first).to_be_visible()
    await page.keyboard.press("Escape")
    await sheet.get_by_label(words["telephone"]).press("Enter")
    await expect(sheet).to_have_count(0)
    await expect(page.get_by_role("status")).to_contain_text("HN-D-430104")
    await page.get_by_label(words["search"]).fill("430104")
    await page.keyboard.press("Enter")
    rows = page.locator("tbody tr:not(.city)")
    await expect(rows).to_have_count(1)
    await page.get_by_role("button", name=words["edit"]).press("Enter")
    await sheet.get_by_label(words["rooms"]).fill("3")
    await sheet.get_by_role("button", name=words["save"], exact=True).press("Enter")
    await expect(sheet).to_have_count(0)
    await expect(rows.locator(".number")).to_have_text("3")
    await page.reload()  # the address says what was looked for
    await expect(rows).to_have_count(1)
    await page.get_by_role("button", name=words["all"]).press("Enter")
    await expect(rows).to_have_count(4)
    assert await violations(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_what_another_organiser_changed_meanwhile_is_shown_and_nothing_typed_is_lost(
    service_of_pages: Client, open_context: OpenContext, console: Console
) -> None:
    console.announce(r"status of 409 .*/api/sites")
    page, other = [await (await open_context(locale="en")).new_page() for _ in range(2)]
    for one in (page, other):
        await come_in(service_of_pages, one)
        await one.get_by_role("button", name="Edit (Sample) HN-D-430103").press("Enter")
    theirs, mine = other.get_by_role("dialog"), page.get_by_role("dialog")
    await theirs.get_by_label("Rooms").fill("4")
    await theirs.get_by_label("Name in English").fill("Their name")
    await theirs.get_by_label("Rooms").press("Enter")
    await expect(theirs).to_have_count(0)
    await mine.get_by_role("textbox", name="Name in English").fill("My name")
    await mine.get_by_role("textbox", name="Name in English").press("Enter")
    conflict = page.locator(".conflict")
    await expect(conflict).to_contain_text("Their name")
    await expect(mine.get_by_role("textbox", name="Name in English")).to_have_value("My name")
    await expect(mine.get_by_label("Rooms")).to_have_value("4")
    assert await violations(page) == []
    await conflict.get_by_role("button", name="Take theirs: Name in English").press("Enter")
    await expect(mine.get_by_role("textbox", name="Name in English")).to_have_value("Their name")
    await mine.get_by_label("Name in Chinese").fill("天心区接访点")
    await mine.get_by_role("button", name="Save", exact=True).press("Enter")
    await expect(mine).to_have_count(0)
    row = page.locator("tbody tr", has_text="Their name")
    await expect(row.locator(".number")).to_have_text("4")
