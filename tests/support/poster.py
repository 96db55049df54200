"""A worker's phone at the address of a site's poster: the questions before a booking, answered one by one."""

import re
from typing import Any

from playwright.async_api import Page, expect

from tests.support.browser import violations
from tests.support.patience import PATIENCE

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
