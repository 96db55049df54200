"""A worker pre-registers a group of fourteen on a phone; the clerk checks them in with two keys; the tally is exact."""

import asyncio

import pytest
from playwright.async_api import expect
from sqlalchemy import select

from server.before.booking.model import Booking
from server.db import EVERYWHERE
from server.keys import DATABASE
from tests.support.browser import Console, OpenContext
from tests.support.clerk import DAY, Clerk, Site, violations
from tests.support.patience import PATIENCE
from tests.support.people import SITE_CODE
from tests.support.poster import PHONE, Worker


@pytest.fixture
async def phone(site: Site, open_context: OpenContext, console: Console) -> Worker:
    console.announce(r"net::ERR_INTERNET_DISCONNECTED")
    page = await (await open_context(**PHONE)).new_page()
    await page.goto(f"{site.address}/b/{SITE_CODE}")
    return Worker(page)


async def bookings_sent(site: Site) -> int:
    async with site.client.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
        return len(await tx.scalars(select(Booking.id)))


async def test_a_group_of_fourteen_is_told_at_home_and_checked_in_with_two_keys(
    phone: Worker, clerk: Clerk, site: Site
) -> None:
    page = phone.page
    await phone.tells_what_and_where()
    await page.go_back()  # as the button of WeChat does
    await phone.at("出了什么事？")
    await page.reload()
    await expect(page.get_by_label("用您自己的话说")).to_have_value("在工地干了六个月，十四个人的工资没有结清 😔")
    await phone.goes_on()
    await phone.at("事情出在哪里？")
    await phone.tells_the_rest()
    await phone.goes_on()
    await phone.at("对不对？")
    await page.context.set_offline(True)
    await phone.goes_on()
    await expect(page.get_by_text("秒后自动再送一次")).to_be_visible(timeout=PATIENCE)
    await page.context.set_offline(False)
    await expect(page.get_by_role("heading", name="预登记好了")).to_be_visible(timeout=PATIENCE)
    assert await violations(page) == []

    await clerk.page.evaluate("dispatchEvent(new Event('online'))")
    await expect(clerk.page.get_by_text("预登记待到 1 件")).to_be_visible(timeout=PATIENCE)
    await clerk.cut()
    await clerk.reload()
    await clerk.page.keyboard.press("F7")
    await expect(clerk.page.get_by_label("姓名")).to_have_value("赵某")
    await clerk.page.keyboard.press("Enter")
    await clerk.stands("赵某", "存在本机")
    await clerk.reconnect()
    await clerk.stands("赵某", "已计入")
    tally = (await site.asks(f"/api/days/{DAY}/tally"))["totals"]
    assert (tally["matters"], tally["involved"], tally["attendees"]) == (1, 14, 3)
    await expect(clerk.page.get_by_text("预登记待到 1 件")).to_be_hidden(timeout=PATIENCE)
    done = page.get_by_role("heading", name="已到场登记")
    async with asyncio.timeout(PATIENCE / 1_000):
        while not await done.is_visible():  # the reader of the journal follows the entry a moment later
            await page.reload()
            await page.locator("h1").wait_for()
            await asyncio.sleep(0.5)


async def test_a_booking_is_corrected_and_withdrawn_at_its_code(phone: Worker, site: Site) -> None:
    page = phone.page
    await phone.tells_what_and_where()
    await phone.tells_the_rest()
    await phone.goes_on()
    await phone.goes_on()
    await expect(page.get_by_role("heading", name="预登记好了")).to_be_visible(timeout=PATIENCE)
    code = await page.locator(".code").text_content() or ""
    await page.goto(f"{page.url.partition('#')[0]}")
    await page.get_by_placeholder("查询码").fill(code.lower().replace("-", ""))
    await page.get_by_role("button", name="查看").click()
    await page.get_by_role("button", name="更正").click()
    await page.get_by_role("button", name="改 您想要什么结果？").click()
    await page.locator("textarea").fill("先发一半。")
    await page.reload()  # as a phone does whose memory is short
    await expect(page.get_by_text(f"正在更正已交的预登记 {code}")).to_be_visible(timeout=PATIENCE)
    for _ in range(3):
        await phone.goes_on()
    await phone.at("对不对？")
    await page.get_by_role("button", name="没错，保存更正").click()
    await expect(page.get_by_role("heading", name="预登记好了")).to_be_visible(timeout=PATIENCE)
    await expect(page.get_by_text("先发一半。")).to_be_visible(timeout=PATIENCE)
    assert await bookings_sent(site) == 1
    await page.get_by_role("button", name="撤回", exact=True).click()
    await page.get_by_role("button", name="撤回", exact=True).click()
    await expect(page.get_by_role("heading", name="已撤回")).to_be_visible(timeout=PATIENCE)


async def test_a_correction_that_is_left_changes_nothing_and_the_next_booking_is_another(
    phone: Worker, site: Site
) -> None:
    page = phone.page
    await phone.tells_what_and_where()
    await phone.tells_the_rest()
    await phone.goes_on()
    await phone.goes_on()
    await expect(page.get_by_role("heading", name="预登记好了")).to_be_visible(timeout=PATIENCE)
    await page.get_by_role("button", name="更正").click()
    await page.reload()
    await page.get_by_role("button", name="不改了").click()
    await expect(page.get_by_role("heading", name="预登记好了")).to_be_visible(timeout=PATIENCE)
    await page.get_by_role("button", name="更正").click()
    await page.go_back()
    await page.get_by_role("button", name="再登记一件").click()
    await expect(page.get_by_label("用您自己的话说")).to_have_value("")
    assert await violations(page) == []
    assert await bookings_sent(site) == 1
