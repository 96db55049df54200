"""A day is rehearsed from its page: the organiser starts it, a site comes in at its link, the score shows it."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import expect

from server.clock import Clock
from server.config import Settings
from server.keys import DATABASE
from tests.support.browser import Console, OpenContext, violations
from tests.support.fake_clock import FakeClock
from tests.support.patience import PATIENCE
from tests.support.people import PASSWORD, PROVINCE, new_account
from tests.support.plan import HERE, make_day, make_sites, name_leaders
from tests.support.service import Start

PAGES = Settings.model_fields["web"].default
DAY = f"{Clock().now() + timedelta(days=20):%Y-%m-%d}"
WORDS = {
    "zh-CN": ["开始演练", "演练中", "演练", "结束演练", "结束并清除", "已结束", "再演练一次"],
    "en": ["Start the rehearsal", "Under way", "Rehearsal", "End the rehearsal",
           "End and remove", "Ended", "Rehearse again"],
}  # fmt: skip


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_a_day_is_rehearsed_from_its_page(
    start: Start, open_context: OpenContext, console: Console, language: str
) -> None:
    begin, running, banner, end, sure, ended, again = WORDS[language]
    console.announce(r"status of 401 .*/api/me")
    client = await start(clock=Clock(), web=Path(PAGES))
    database = client.app[DATABASE]
    await make_sites(database, HERE)
    await make_day(database, HERE, day=DAY)  # type: ignore[arg-type]
    await name_leaders(database, DAY)
    organiser = await new_account(database, "organiser", PROVINCE, clock=FakeClock(Clock().now()))
    context = await open_context(locale=language, viewport={"width": 1440, "height": 900})
    page = await context.new_page()
    await page.goto(f"http://localhost:{client.port}/days/{DAY}")
    await page.locator("input[autocomplete=username]").fill(organiser.login)
    await page.locator("input[type=password]").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name=begin).press("Enter")
    await expect(page.get_by_text(running, exact=True)).to_be_visible(timeout=PATIENCE)
    assert await violations(page) == []
    address = await page.locator("td.links a").first.get_attribute("href")
    assert address is not None
    site = await (await open_context(locale=language)).new_page()
    await site.goto(address)
    await expect(site.get_by_text(banner, exact=True).first).to_be_visible(timeout=PATIENCE)
    await site.goto(f"{address.partition('/rehearsal/')[0]}/check")
    await expect(site.get_by_text(banner, exact=True).first).to_be_visible(timeout=PATIENCE)
    enrolled = page.locator("tbody tr").first.locator("td.figure").nth(1)
    await expect(enrolled).not_to_have_text("–", timeout=PATIENCE)
    await site.close()
    await page.get_by_role("button", name=end).press("Enter")
    await page.get_by_role("button", name=sure).press("Enter")
    await expect(page.get_by_text(ended, exact=True)).to_be_visible(timeout=PATIENCE)
    await expect(page.get_by_role("button", name=again)).to_be_visible()
    await expect(page.locator("td.links")).to_have_count(0)
    assert await violations(page) == []
