"""Browsers of a story over the weeks: people who sign in, a desk of the site, and both sides of a call."""

from playwright.async_api import BrowserContext, Page, expect

from tests.support.browser import violations
from tests.support.cameras import OF_SITE, equip, until_they_see_and_hear_each_other
from tests.support.patience import PATIENCE
from tests.support.people import PASSWORD, SignedIn
from tests.support.weeks import Weeks


async def signed_in(here: Weeks, who: SignedIn, path: str, context: BrowserContext | None = None) -> Page:
    page = await (context.new_page() if context else here.page("zh-CN", viewport={"width": 1366, "height": 768}))
    await page.goto(here.address + path)
    await page.locator("input[autocomplete=username]").fill(who.login)
    await page.locator("input[type=password]").fill(PASSWORD)
    await page.keyboard.press("Enter")
    return page


async def party(here: Weeks, side: tuple[str, int]) -> BrowserContext:
    """A browser of one side of the call."""
    context = await here.open_context(locale="zh-CN", permissions=["camera", "microphone"], reduced_motion="reduce")
    await equip(context, side)
    return context


async def at_the_desk(here: Weeks, code: str) -> Page:
    """A computer of the site, bound with a code, whose camera and microphone are the site's."""
    context = await party(here, OF_SITE)
    desk = await context.new_page()
    await desk.goto(f"{here.address}/enrol")
    await desk.get_by_label("绑定码").fill(code)
    await desk.keyboard.press("Enter")
    await expect(desk.get_by_label("姓名")).to_be_visible(timeout=PATIENCE)
    return desk


async def calls_the_next(leader: Page) -> None:
    await expect(leader.locator(".go")).to_have_text("叫下一位", timeout=PATIENCE)
    await expect(leader.locator(".go")).not_to_have_attribute("aria-disabled", "true", timeout=PATIENCE)
    await leader.keyboard.press("Enter")


async def both_in_the_room(leader: Page, desk: Page) -> None:
    """From the ring to the picture and the sound of the other side, over the real media plane."""
    await leader.keyboard.press("Enter")
    await expect(leader.get_by_role("heading", name="接访前看一眼")).to_be_visible(timeout=PATIENCE)
    await desk.keyboard.press("F8")
    await desk.get_by_role("button", name="来访人已入座").click()
    await leader.get_by_role("button", name="进入接访").click()
    await until_they_see_and_hear_each_other(leader, desk)


async def read_back_and_ended(leader: Page) -> None:
    """What was said is explained and read back, and the reception ends with it."""
    for name in ("policy", "responsibility", "route"):
        await leader.locator(f"[data-field={name}] input[type=checkbox]").check()
    await leader.get_by_label("已向来访人复述一遍").check()
    assert await violations(leader) == []
    await leader.get_by_role("button", name="结束接访").click()
    await expect(leader.get_by_role("heading", name="这场接访结束了")).to_be_visible(timeout=PATIENCE)
