"""The brief on the leader's desk in a browser: all of it is there, and fits a small screen without scrolling."""

import os

from playwright.async_api import expect

from tests.support.briefs import prepared
from tests.support.browser import Console, OpenContext, violations
from tests.support.clerk import Site, comes
from tests.support.hand_in import enrolled
from tests.support.patience import PATIENCE
from tests.support.people import PROVINCE

FITS = "document.querySelector('.brief').scrollHeight <= document.querySelector('.brief').clientHeight"
WORDS = {
    "中文": (
        "春节前拿到全部工资。",
        "先行清偿",
        "第三十条",
        "市住建局",
        "何译员",
        "达成支付协议",
        "工人名单 2 人",
        "尚未答复",
        "总包三日内先行清偿",
    ),
    "English": ("春节前拿到全部工资。", "general contractor pays them first", "第三十条", "Agreement to pay"),
}


async def test_all_of_a_brief_fits_the_small_screen_in_both_languages(
    site: Site, open_context: OpenContext, console: Console
) -> None:
    console.announce(r"status of 401 .*/api/me")
    await prepared(site.client, await enrolled(site.client))
    page = await comes(site, open_context, "leader", PROVINCE, "/leader")
    await site.heard()
    await expect(page.locator(".go")).to_have_text("叫下一位", timeout=PATIENCE)
    await page.keyboard.press("Enter")
    await expect(page.locator(".go")).to_have_text("进入接访", timeout=PATIENCE)
    brief = page.locator(".brief")
    for language, words in WORDS.items():
        if language == "English":
            await page.get_by_role("button", name="English").click()
        for said in words:
            await expect(brief).to_contain_text(said, timeout=PATIENCE)
        for width, height in ((1280, 720), (1366, 768)):
            await page.set_viewport_size({"width": width, "height": height})
            if "PICTURES" in os.environ:
                await page.screenshot(path=f"{os.environ['PICTURES']}/brief-{language}-{width}.png")
            assert await page.evaluate(FITS), (language, width)
        assert await violations(page) == []
