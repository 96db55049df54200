"""A site is opened, suspended and closed from the wall, and its own desk says at once who did so and why."""

from playwright.async_api import Page, expect

from tests.support.browser import Console, OpenContext
from tests.support.clerk import Clerk, Site, comes, violations
from tests.support.keyboard import Hands
from tests.support.patience import PATIENCE
from tests.support.people import PROVINCE, SITE_CODE


async def commands(wall: Page, word: str, reason: str) -> None:
    """Choose a command, say why and give it, by the keyboard alone."""
    drawer, hands = wall.get_by_role("dialog"), Hands(wall)
    await hands.tab_to(drawer.get_by_role("button", name=word, exact=True))
    await hands.press("Enter")
    await hands.tab_to(drawer.get_by_label("理由（接访点会看到）"))
    await wall.keyboard.type(reason)
    await wall.keyboard.press("Enter")


async def test_an_organiser_suspends_a_site_from_the_wall_and_its_desk_says_so_until_it_goes_on(
    site: Site, clerk: Clerk, open_context: OpenContext, console: Console
) -> None:
    console.announce(r"status of 401 .*/api/me")
    await clerk.opens("2")
    await clerk.register("李梅")
    wall = await comes(site, open_context, "organiser", PROVINCE, "/wall")
    await expect(wall.locator(".six")).to_be_visible(timeout=PATIENCE)
    await wall.keyboard.press("/")
    await wall.keyboard.type(SITE_CODE)
    await expect(wall.get_by_role("option")).to_have_count(1)
    await wall.keyboard.press("Enter")
    drawer, said = wall.get_by_role("dialog"), clerk.page.locator("[data-commanded]")
    await expect(drawer.get_by_role("button", name="暂停")).to_be_visible(timeout=PATIENCE)
    await expect(drawer.get_by_role("button", name="开场", exact=True)).to_have_count(0)
    await commands(wall, "暂停", "停电，预计半小时恢复")
    await expect(said).to_contain_text("暂停了本接访点", timeout=PATIENCE)
    await expect(said).to_contain_text("停电，预计半小时恢复")
    await expect(drawer.locator("[data-commanded]")).to_contain_text("上级已暂停", timeout=PATIENCE)
    assert await violations(clerk.page) == []
    assert await violations(wall) == []
    await clerk.register("邓建华")  # a person who came is never turned away by a command
    await clerk.stands("邓建华", "已计入")
    assert await site.matters() == 2
    await commands(wall, "开场", "电已恢复")
    await expect(said).to_be_hidden(timeout=PATIENCE)
    await commands(wall, "关闭接访点", "道路中断")
    await expect(said).to_contain_text("关闭了本接访点", timeout=PATIENCE)
    await clerk.page.reload()
    await expect(said).to_contain_text("道路中断", timeout=PATIENCE)
    assert await site.matters() == 2
