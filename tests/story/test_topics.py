"""The library of policy topics in a browser: examples added, one found, changed by keyboard, its versions read."""

import os
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
from tests.support.service import Client, Start

PAGES = Settings.model_fields["web"].default
WORDS = {
    "zh-CN": {
        "samples": "加入示例条目",
        "search": "标题、口径或法规名称",
        "edit": "修改：（示例）申请仲裁的时效为一年",
        "plain": "通俗说法",
        "save": "保存",
        "versions": "“（示例）申请仲裁的时效为一年”的各版",
        "old": "今天来反映会使时效重新计算",
    },
    "en": {
        "samples": "Add the examples",
        "search": "Title, answer or name of a law",
        "edit": "Edit (Sample) One year to request arbitration",
        "plain": "Plain words in English",
        "save": "Save",
        "versions": "Versions of “(Sample) One year to request arbitration”",
        "old": "Today's visit interrupts it",
    },
}


async def come_in(client: Client, page: Page) -> None:
    who = await new_account(client.app[DATABASE], "organiser", PROVINCE, clock=FakeClock(Clock().now()))
    await page.goto(f"http://localhost:{client.port}/topics")
    await page.locator("input[autocomplete=username]").fill(who.login)
    await page.locator("input[type=password]").fill(PASSWORD)
    await page.keyboard.press("Enter")


@pytest.mark.parametrize(("locale", "width"), [("zh-CN", 1366), ("en", 390)])
async def test_a_topic_is_found_changed_and_its_earlier_words_are_kept(
    start: Start, open_context: OpenContext, console: Console, locale: str, width: int
) -> None:
    console.announce(r"status of 401 .*/api/me")
    client, words = await start(clock=Clock(), web=Path(PAGES)), WORDS[locale]
    page = await (await open_context(locale=locale, viewport={"width": width, "height": 768})).new_page()
    await come_in(client, page)
    await page.get_by_role("button", name=words["samples"]).press("Enter", timeout=PATIENCE)
    topics = page.locator("main li")
    await expect(topics).to_have_count(12)
    assert await violations(page) == []
    await picture(page, f"topics-{locale}-{width}")
    await page.get_by_label(words["search"]).fill("第二十七条")
    await page.get_by_label(words["search"]).press("Enter")
    await expect(topics).to_have_count(1)
    await page.get_by_role("button", name=words["edit"]).press("Enter")
    sheet = page.get_by_role("dialog")
    await sheet.get_by_label(words["plain"], exact=True).fill("新的话")
    assert await violations(page) == []
    await picture(page, f"topics-form-{locale}-{width}")
    await sheet.get_by_role("button", name=words["save"], exact=True).press("Enter")
    await expect(sheet).to_have_count(0)
    await expect(topics).to_contain_text("新的话")
    await page.get_by_role("button", name=words["versions"]).press("Enter")
    await expect(sheet.locator("ol > li")).to_have_count(2)
    await expect(sheet.locator("ol > li").last).to_contain_text(words["old"])
    await picture(page, f"topics-versions-{locale}-{width}")
    assert await violations(page) == []
    await page.keyboard.press("Escape")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def picture(page: Page, name: str) -> None:
    if "PICTURES" in os.environ:
        await page.screenshot(path=f"{os.environ['PICTURES']}/{name}.png")
