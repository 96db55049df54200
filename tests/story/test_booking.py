"""A worker pre-registers a group of fourteen on a phone; the clerk checks them in with two keys; the tally is exact."""

import asyncio
import re
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.support.browser import Console, OpenContext
from tests.support.clerk import DAY, Clerk, Site, violations
from tests.support.patience import PATIENCE
from tests.support.people import SITE_CODE

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
NAMES = "赵钱孙李周吴郑王冯陈褚卫𠮷沈"
"""One of them is written outside the first plane."""


class Worker:
    """A phone at the address of a site's poster; each verb answers one question."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def at(self, question: str) -> None:
        await expect(self.page.get_by_role("heading", name=question, level=1)).to_be_visible(timeout=PATIENCE)
        assert await violations(self.page) == []

    async def goes_on(self) -> None:
        await self.page.locator("button.do").click()

    async def tells_what_and_where(self, county: str = "430102") -> None:
        await self.at("出了什么事？")
        await self.page.get_by_label("用您自己的话说").fill("在工地干了六个月，十四个人的工资没有结清 😔")
        await expect(self.page.locator(".lead")).to_contain_text("十四个人的工资")
        await self.goes_on()
        await self.at("事情出在哪里？")
        await self.page.get_by_label("市、州").select_option(f"{county[:4]}00")
        await self.page.get_by_label("县、市、区").select_option(county)
        await expect(self.page.locator(".going")).to_be_visible(timeout=PATIENCE)

    async def tells_the_rest(self) -> None:
        page = self.page
        await self.goes_on()
        await self.at("是哪一类的事？")
        await page.get_by_label("事项类别").select_option("wage_arrears_migrant")
        await page.get_by_label("用人单位").fill("（示例）某建筑公司")
        await self.goes_on()
        await self.at("一共几个人？")
        await page.get_by_label("涉及多少人").fill("14")
        await page.get_by_label("当天来几个人").fill("3")
        await page.get_by_label("另一位代表的姓名 1").fill("钱某")
        await self.goes_on()
        await self.at("每个人欠多少？")
        for n, name in enumerate(NAMES):
            await page.get_by_role("button", name="加一行").click()
            await page.get_by_label("姓名").nth(n).fill(f"{name}某")
            await page.get_by_label("元", exact=True).nth(n).fill(f"{18_000 + n}.50")
        await expect(page.get_by_text(re.compile("14 人，共 252,098"))).to_be_visible()
        await self.goes_on()
        await self.at("您想要什么结果？")
        await page.locator("textarea").fill("把工资结清。")
        await self.goes_on()
        await self.at("您需要什么照顾？")
        await page.get_by_label("年纪大").check()
        await page.get_by_label("说什么话").select_option("xiang")
        await self.goes_on()
        await self.at("怎么联系您？")
        await page.get_by_label("您的姓名").fill("赵某")
        await page.get_by_label("手机号").fill("128 0000 0007")


@pytest.fixture
async def phone(site: Site, open_context: OpenContext, console: Console) -> Worker:
    console.announce(r"net::ERR_INTERNET_DISCONNECTED")
    page = await (await open_context(**PHONE)).new_page()
    await page.goto(f"{site.address}/b/{SITE_CODE}")
    return Worker(page)


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


async def test_a_booking_is_corrected_and_withdrawn_at_its_code(phone: Worker) -> None:
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
    for _ in range(3):
        await phone.goes_on()
    await phone.at("对不对？")
    await page.get_by_role("button", name="没错，保存更正").click()
    await expect(page.get_by_text("先发一半。")).to_be_visible(timeout=PATIENCE)
    await page.get_by_role("button", name="撤回", exact=True).click()
    await page.get_by_role("button", name="撤回", exact=True).click()
    await expect(page.get_by_role("heading", name="已撤回")).to_be_visible(timeout=PATIENCE)
