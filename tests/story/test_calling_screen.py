"""The waiting room's screen: numbers and rooms, never names; it keeps what it showed when the line is cut."""

import re

from playwright.async_api import Page, expect

from tests.support.clerk import Clerk, Site, violations
from tests.support.patience import PATIENCE
from tests.support.people import SITE_CODE

COUNT_TONES = """() => {
  window.tones = 0
  const start = OscillatorNode.prototype.start
  OscillatorNode.prototype.start = function (...at) { window.tones += 1; return start.apply(this, at) }
}"""


async def screen_beside(clerk: Clerk, site: Site) -> Page:
    """The screen, in a second window of the desk's browser."""
    page = await clerk.context.new_page()
    await page.set_viewport_size({"width": 1920, "height": 1080})
    await page.goto(f"{site.address}/calling/{SITE_CODE}")
    return page


async def test_a_call_is_shown_and_heard_at_once_with_the_room_and_without_a_name(clerk: Clerk, site: Site) -> None:
    for name in ("李梅", "邓建华"):
        await clerk.register(name)
        await clerk.stands(name, "已计入")
    screen = await screen_beside(clerk, site)
    await expect(screen.get_by_text("还没有叫号")).to_be_visible(timeout=PATIENCE)
    await screen.evaluate(COUNT_TONES)
    await screen.get_by_role("button", name="打开声音和全屏").click()
    before = await screen.evaluate("window.tones")
    await clerk.line("李梅").press("Space")
    await expect(screen.get_by_role("status")).to_contain_text("A1", timeout=PATIENCE)
    await expect(screen.get_by_role("status")).to_contain_text(re.compile("请到 ?1 ?号室"))
    await expect(screen.get_by_role("status")).to_contain_text("Please go to room 1")
    await expect(screen.get_by_role("listitem").filter(has_text="A2")).to_be_visible()
    assert await screen.evaluate("window.tones") > before
    await clerk.page.get_by_role("button", name="再叫一遍").press("Enter")
    await expect(screen.get_by_text(re.compile("第 ?2 ?遍"))).to_be_visible(timeout=PATIENCE)
    shown = await screen.inner_text("body")
    assert [letter for letter in "李邓*" if letter in shown] == []


async def test_without_a_line_the_screen_says_so_and_follows_the_desk_beside_it(clerk: Clerk, site: Site) -> None:
    await clerk.register("李梅")
    await clerk.stands("李梅", "已计入")
    screen = await screen_beside(clerk, site)
    await expect(screen.get_by_role("listitem").filter(has_text="A1")).to_be_visible(timeout=PATIENCE)
    await clerk.cut()
    await expect(screen.get_by_role("alert")).to_contain_text("没有网络", timeout=PATIENCE)
    await clerk.line("李梅").press("Space")
    await expect(screen.get_by_role("status")).to_contain_text("A1", timeout=PATIENCE)
    await clerk.reconnect()
    await expect(screen.get_by_role("alert")).to_be_hidden(timeout=PATIENCE)
    await expect(screen.get_by_role("status")).to_contain_text("A1")


async def test_what_was_shown_is_there_after_a_reload_without_a_line(clerk: Clerk, site: Site) -> None:
    await clerk.register("李梅")
    await clerk.stands("李梅", "已计入")
    await clerk.line("李梅").press("Space")
    screen = await screen_beside(clerk, site)
    await expect(screen.get_by_role("status")).to_contain_text("A1", timeout=PATIENCE)
    await clerk.context.set_offline(True)
    await screen.reload()
    await expect(screen.get_by_role("status")).to_contain_text("A1", timeout=PATIENCE)
    await expect(screen.get_by_role("alert")).to_contain_text("没有网络", timeout=PATIENCE)


async def test_a_screen_without_an_account_says_what_to_do(site: Site, page: Page) -> None:
    await page.goto(f"{site.address}/calling/{SITE_CODE}")
    await expect(page.get_by_role("heading", name="这块屏幕还不知道是哪个接访点的")).to_be_visible(timeout=PATIENCE)


SIZES = ((1920, 1080), (1280, 720), (640, 400))


async def test_it_fits_its_screen_and_axe_finds_nothing(clerk: Clerk, site: Site) -> None:
    await clerk.opens("2")
    for name in ("李梅", "邓建华", "周小云"):
        await clerk.register(name)
        await clerk.stands(name, "已计入")
    for name in ("李梅", "邓建华"):
        await clerk.line(name).press("Enter")
        await clerk.page.get_by_role("button", name=re.compile("叫这一位")).press("Enter")
        await expect(clerk.line(name)).to_contain_text("叫号中", timeout=PATIENCE)
    screen = await screen_beside(clerk, site)
    await screen.emulate_media(reduced_motion="reduce")
    for language in ("zh-CN", "en"):
        await screen.evaluate(f"localStorage.setItem('reception.language', '{language}')")
        await screen.reload()
        await expect(screen.get_by_role("listitem").filter(has_text="A3")).to_be_visible(timeout=PATIENCE)
        for width, height in SIZES:
            await screen.set_viewport_size({"width": width, "height": height})
            assert await screen.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert await violations(screen) == []
