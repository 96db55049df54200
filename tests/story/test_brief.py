"""The brief on the leader's desk in a browser: all of it is there, and fits a small screen without scrolling."""

import os
from datetime import timedelta
from uuid import UUID

from playwright.async_api import expect
from sqlalchemy import update

from server.before.booking.model import Booking
from server.db import EVERYWHERE
from server.keys import CLOCK, DATABASE
from tests.support.briefs import WORDS as WORDS_TOLD
from tests.support.briefs import hand_in, prepared
from tests.support.browser import Console, OpenContext, violations
from tests.support.clerk import Site, comes
from tests.support.hand_in import enrolled, registration
from tests.support.patience import PATIENCE
from tests.support.people import PROVINCE
from tests.support.plan import HERE

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


async def test_an_appointment_is_read_before_its_person_comes_by_keyboard_alone(
    site: Site, open_context: OpenContext, console: Console
) -> None:
    console.announce(r"status of 401 .*/api/me")
    device = await enrolled(site.client)
    booking = await prepared(site.client, device, comes=False)
    page = await comes(site, open_context, "leader", PROVINCE, "/leader")
    await expect(page.get_by_text("没有人在等")).to_be_visible(timeout=PATIENCE)
    me = await page.evaluate("fetch('/api/me').then((answer) => answer.json()).then((one) => one.id)")
    begins = site.client.app[CLOCK].now() + timedelta(hours=1)
    values = {"appointed_at": begins, "appointed_until": begins + timedelta(minutes=30), "appointed_leader": UUID(me)}
    async with site.client.app[DATABASE].transaction(EVERYWHERE) as tx:
        await tx.change(update(Booking).where(Booking.id == booking.id).values(**values))
    await page.reload()
    row = page.locator(".row-of", has_text="未到")
    await expect(row).to_contain_text("10:00", timeout=PATIENCE)
    await row.press("Enter")
    brief = page.locator(".brief")
    for said in ("春节前拿到全部工资。", "先行清偿", "市住建局", "总包三日内先行清偿", "尚未答复", "何译员"):
        await expect(brief).to_contain_text(said, timeout=PATIENCE)
    await expect(page.locator(".go")).to_have_count(0)
    for language in ("中文", "English"):
        if language == "English":
            await page.get_by_role("button", name="English").click()
        for width, height in ((1366, 768), (390, 844)):
            await page.set_viewport_size({"width": width, "height": height})
            if "PICTURES" in os.environ:
                await page.screenshot(path=f"{os.environ['PICTURES']}/coming-{language}-{width}.png")
            assert await violations(page) == []
    told = registration(matter=str(booking.id), summary=WORDS_TOLD, category="wage_arrears_migrant", involved_count=14)
    await hand_in(site.client, device, HERE, told)
    await expect(page.locator(".row-of", has_text="not here yet")).to_have_count(0, timeout=PATIENCE)
    await expect(page.locator("main .head")).to_contain_text("14 affected", timeout=PATIENCE)
