"""The lists of the registers in a browser: filtered and sorted by keyboard, linked, and saved as a file."""

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from server.clock import Clock
from server.config import Settings
from server.db import EVERYWHERE
from server.keys import DATABASE
from server.sites import actions as sites
from server.sites.model import Site
from tests.support.browser import Console, OpenContext, violations
from tests.support.fake_clock import FakeClock
from tests.support.patience import PATIENCE
from tests.support.people import PASSWORD, PROVINCE, new_account
from tests.support.plan import HERE, NEXT_DOOR, make_sites
from tests.support.service import Client, Start

PAGES = Settings.model_fields["web"].default
WORDS = {
    "zh-CN": {"find": "设备名称或接访点代码", "label": "设备名称", "excel": "导出 Excel", "file": "设备.xlsx"},
    "en": {
        "find": "Name of a device, or code of a site",
        "label": "Name of the device",
        "excel": "Export Excel",
        "file": "devices.xlsx",
    },
}


@pytest.fixture
async def service_of_pages(start: Start, console: Console) -> Client:
    console.announce(r"status of 401 .*/api/me")
    client = await start(clock=Clock(), web=Path(PAGES))
    await make_sites(client.app[DATABASE])
    async with client.app[DATABASE].transaction(EVERYWHERE) as tx:
        for code, label in ((HERE, "B"), (NEXT_DOOR, "A")):
            now = Clock().now()
            await sites.enrol(tx, await tx.get(Site, code), label, token=code, by="machine", now=now)
    return client


async def come_in(client: Client, page: Page, role: str, to: str) -> None:
    who = await new_account(client.app[DATABASE], role, PROVINCE, clock=FakeClock(Clock().now()))
    await page.goto(f"http://localhost:{client.port}/{to}")
    await page.locator("input[autocomplete=username]").fill(who.login)
    await page.locator("input[type=password]").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("search")).to_be_visible(timeout=PATIENCE)


@pytest.mark.parametrize(("locale", "width"), [("zh-CN", 1366), ("en", 390)])
async def test_a_list_is_sorted_filtered_linked_and_saved_by_keyboard(
    service_of_pages: Client, open_context: OpenContext, locale: str, width: int
) -> None:
    words = WORDS[locale]
    context = await open_context(locale=locale, viewport={"width": width, "height": 844}, accept_downloads=True)
    page = await context.new_page()
    await page.emulate_media(reduced_motion="reduce")  # no colour is judged half way to another
    await come_in(service_of_pages, page, "organiser", "devices")
    names = page.locator("tbody th")
    await expect(names).to_have_text(["B", "A"], timeout=PATIENCE)
    if width > 600:
        await page.get_by_role("columnheader", name=words["label"]).get_by_role("button").press("Enter")
    else:  # a row is a card there, and has no head
        await page.locator("select[name=sort]").select_option("label false")
    await expect(names).to_have_text(["A", "B"])
    await page.get_by_label(words["find"]).fill("b")
    await page.keyboard.press("Enter")
    await expect(names).to_have_text(["B"])
    linked = await context.new_page()
    await linked.goto(page.url)
    await expect(linked.locator("tbody th")).to_have_text(["B"], timeout=PATIENCE)
    async with page.expect_download() as saved:
        await page.get_by_role("button", name=words["excel"]).press("Enter")
    assert (await saved.value).suggested_filename == words["file"]
    for other in ("devices", "people", "notices", "units"):
        await page.goto(f"http://localhost:{service_of_pages.port}/{other}")
        await expect(page.get_by_role("search")).to_be_visible(timeout=PATIENCE)
        await expect(page.locator("select[name=state], select[name=kind]").first).to_be_visible()
        await expect(page.locator(".button[disabled]")).to_have_count(0)
        assert (other, await violations(page)) == (other, [])
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), other


async def test_a_link_to_the_lines_of_one_person_shows_them_alone(
    service_of_pages: Client, open_context: OpenContext
) -> None:
    page = await (await open_context(locale="en", viewport={"width": 1366, "height": 768})).new_page()
    await come_in(service_of_pages, page, "auditor", "audit?what=device_enrolled&descending=false")
    await expect(page.locator("tbody tr")).to_have_count(2, timeout=PATIENCE)
    assert await violations(page) == []
