"""A silent site is chased from the wall, by message, call and the level above, and its desk answers with one press."""

import asyncio

from playwright.async_api import expect

from server.keys import CLOCK
from tests.support.browser import Console, OpenContext
from tests.support.clerk import DAY, Clerk, Site, comes, violations
from tests.support.keyboard import Hands
from tests.support.patience import PATIENCE
from tests.support.people import PROVINCE


async def until_open(site: Site) -> None:
    """Wait until the server has the opening: one that came in later would be news of the later hour."""
    async with asyncio.timeout(PATIENCE / 1_000):
        while (await site.asks(f"/api/days/{DAY}/board"))["tally"]["sites"]["opened"] != 1:
            pass


async def test_a_silent_site_is_written_to_and_called_and_says_that_nobody_is_there(
    site: Site, clerk: Clerk, open_context: OpenContext, console: Console
) -> None:
    console.announce(r"status of 401 .*/api/me")
    await clerk.opens("2")
    await until_open(site)
    site.client.app[CLOCK].forward(minutes=95)  # type: ignore[attr-defined]
    await site.until_heard_again()
    wall = await comes(site, open_context, "organiser", PROVINCE, "/wall")
    await expect(wall.locator("[data-heard=silent] b")).to_have_text("188", timeout=PATIENCE)
    row, sheet, hands = wall.locator("div[data-row]"), wall.get_by_role("dialog"), Hands(wall)
    await expect(row).to_contain_text("96 分钟没有消息")
    await wall.keyboard.press("c")
    await expect(sheet).to_contain_text("还没有联系过")
    await expect(sheet.locator("[data-rung=above]")).to_have_count(0)
    await expect(sheet.get_by_role("textbox")).to_be_focused()  # else what is typed now would go nowhere
    await wall.keyboard.type("请报一下情况")
    await hands.tab_to(sheet.locator("[data-rung=message]"))
    await hands.press("Enter")
    asked = clerk.page.locator("[data-asked]")
    await expect(asked).to_contain_text("很久没有收到本点的记录", timeout=PATIENCE)
    await expect(asked).to_contain_text("请报一下情况")
    assert await violations(clerk.page) == []
    for rung in ("not_reached", "above"):
        await hands.tab_to(sheet.locator(f"[data-rung={rung}]"))
        await hands.press("Enter")
        await expect(sheet.locator(f"[data-step={rung}]")).to_be_visible(timeout=PATIENCE)
    assert await violations(wall) == []
    await expect(row).to_contain_text("请上级处理")
    await asked.locator("[data-said=no_one]").click()
    await expect(asked).to_be_hidden(timeout=PATIENCE)
    await expect(sheet).to_contain_text("接访点有消息了", timeout=PATIENCE)
    await wall.keyboard.press("Escape")
    await expect(row).to_have_count(0)
    await expect(wall.locator("[data-heard=zero] b")).to_have_text("1")
    await expect(wall.locator("[data-heard=silent] b")).to_have_text("187")
