"""The clerk's desk under hands that have no mouse and eyes that need another size, another ground, or a reader."""

import pytest
from playwright.async_api import expect

from tests.support.clerk import DAY, Clerk, Site, entries_in, violations
from tests.support.patience import PATIENCE


async def test_the_desk_is_worked_from_the_first_visit_to_the_outcome_by_keyboard_alone(
    clerk: Clerk, site: Site
) -> None:
    keys = clerk.page.keyboard
    await clerk.page.get_by_label("姓名").focus()
    await keys.type("张国强")
    await keys.press("Tab")
    await keys.type("12800000007")
    await expect(clerk.page.get_by_text("本点首次来访")).to_be_visible(timeout=PATIENCE)
    for key in ("Tab", "1"):
        await keys.press(key)
    await keys.type("14")
    await keys.press("Tab")
    await keys.type("32")
    await keys.press("Tab")
    await keys.type("61.5")
    await keys.press("Tab")
    await keys.type("永和镇小学工地，去年 9 月起没发工资")
    await keys.press("Enter")
    await clerk.stands("张国强", "已计入")
    await keys.press("F6")
    await keys.press("Space")
    await expect(clerk.line("张国强")).to_contain_text("叫号中，第 1 遍，请到 1 号室")
    for key in ("Enter", "Tab", "Tab", "Enter"):
        await keys.press(key)
    await expect(clerk.line("张国强")).to_contain_text("当面")
    await expect(clerk.line("张国强")).to_be_focused()
    await keys.press("F2")
    await keys.press("Enter")
    await expect(clerk.page.get_by_text("还有 5 处要补或改")).to_be_visible()
    await expect(clerk.page.get_by_label("责任单位")).to_be_focused()
    await keys.type("县住建局")
    await keys.press("Tab")
    await keys.type("11202023")  # month, day, year: the order of this browser
    await expect(clerk.page.get_by_label("办结期限")).to_have_value("2023-11-20")
    for box in ("政策讲清", "责任讲清", "路径讲清"):
        await clerk.page.get_by_label(box, exact=True).press("Space")
    await keys.press("Enter")
    await expect(clerk.page.get_by_role("heading", name="已有结果")).to_be_visible(timeout=PATIENCE)
    await clerk.stands("张国强", "已计入")
    tally = await site.asks(f"/api/days/{DAY}/tally")
    assert tally["totals"] | {"matters": 1, "involved": 32, "attendees": 14} == tally["totals"]
    assert tally["by_outcome"] == {"assigned": 1}
    await clerk.page.get_by_label("手机").fill("128 0000 0007")
    await expect(clerk.page.get_by_text("今天，张*，拖欠农民工工资，交办")).to_be_visible(timeout=PATIENCE)


@pytest.mark.parametrize("switches", [[], ["English"]])
async def test_axe_finds_nothing_on_the_desk(clerk: Clerk, switches: list[str]) -> None:
    await clerk.page.emulate_media(reduced_motion="reduce")  # no colour is judged half way to another
    await clerk.register("李梅")
    await clerk.page.get_by_label("手机").fill("12800000007")
    await expect(clerk.page.get_by_text("本点首次来访")).to_be_visible(timeout=PATIENCE)
    await clerk.line("李梅").click()
    await clerk.page.keyboard.press("F2")
    for word in switches:
        await clerk.page.get_by_role("button", name=word).click()
    assert await violations(clerk.page) == []
    await clerk.page.locator("main form").last.get_by_role("button").first.click()
    await clerk.context.set_offline(True)
    await expect(clerk.page.get_by_role("alert").first).not_to_be_empty(timeout=PATIENCE)
    assert await violations(clerk.page) == []
    await clerk.page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert await violations(clerk.page) == []
    await clerk.page.set_viewport_size({"width": 640, "height": 400})  # 1280 × 800 at 200 %
    assert await violations(clerk.page) == []
    assert await clerk.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_what_is_rarely_asked_lies_behind_one_button_and_the_button_that_registers_stays_in_sight(
    clerk: Clerk,
) -> None:
    page = clerk.page
    fold, submit = page.get_by_role("button", name="单位、属地、住址"), page.get_by_role("button", name="打印号票")
    for width, height in ((1366, 650), (1280, 720)):
        await page.set_viewport_size({"width": width, "height": height})
        await expect(page.get_by_label("住址")).to_be_hidden()
        await expect(submit).to_be_in_viewport(ratio=1)
        await fold.press("Enter")
        await expect(page.get_by_label("单位（反映谁）")).to_be_focused()
        await expect(submit).to_be_in_viewport(ratio=1)
        await fold.press("Enter")
    await page.get_by_label("要译员").press("Space")
    await page.get_by_label("译员的语言").fill("苗语")
    await fold.press("Enter")
    await page.get_by_label("单位（反映谁）").fill("某建筑公司")
    await page.get_by_label("问题属地").fill("区")
    await page.get_by_label("姓名").fill("张国强")
    await page.get_by_label("一句话诉求").fill("去年 9 月起没发工资")
    await page.locator("h1").click()
    await page.keyboard.press("1")
    await page.keyboard.type("3")
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("问题属地")).to_be_focused()
    await expect(page.get_by_text("“区”对不上一个区县")).to_be_visible()
    await page.get_by_label("问题属地").fill("岳麓")
    await expect(page.get_by_text("长沙市 岳麓区", exact=True)).to_be_visible()
    async with page.expect_request(lambda sent: sent.method == "POST" and sent.url.endswith("/entries")) as asked:
        await page.keyboard.press("Enter")
    data = entries_in(await asked.value)[0]["data"]
    assert (data["respondent"], data["problem_region"]) == ("某建筑公司", "430104")
    assert data["petitioner"] == {"name": "张国强", "language": "苗语"}
    await clerk.stands("张国强", "已计入")
    await expect(page.get_by_label("住址")).to_be_hidden()
    assert await violations(page) == []


async def test_representatives_are_corrected_and_stand_on_a_ticket_that_is_printed_anew(clerk: Clerk) -> None:
    page = clerk.page
    await clerk.register("张国强", people="6")
    await clerk.stands("张国强", "已计入")
    await clerk.line("张国强").click()
    await page.get_by_role("button", name="其他操作").click()
    await page.get_by_role("button", name="改正登记").click()
    sheet = page.get_by_role("dialog")
    await sheet.get_by_label("代表").fill("李梅 12900000001")
    await expect(sheet.get_by_text("旧票作废")).to_be_visible()
    async with page.expect_request(lambda sent: sent.method == "POST" and sent.url.endswith("/entries")) as asked:
        await sheet.get_by_role("button", name="保存改正").click()
    (said,) = entries_in(await asked.value)
    assert (said["kind"], said["data"]["number"]) == ("ticket_issued", 1)
    assert said["data"]["representatives"] == [{"name": "李梅", "phone": "12900000001"}]
    await page.get_by_role("button", name="改正登记").click()
    await expect(sheet.get_by_label("代表")).to_have_value("李梅 12900000001")


async def test_the_employer_and_the_region_are_corrected_where_the_rest_is(clerk: Clerk) -> None:
    page = clerk.page
    await clerk.register("张国强")
    await clerk.stands("张国强", "已计入")
    await clerk.line("张国强").click()
    await page.get_by_role("button", name="其他操作").click()
    await page.get_by_role("button", name="改正登记").click()
    sheet = page.get_by_role("dialog")
    await sheet.get_by_role("button", name="单位、属地、住址").press("Enter")
    await sheet.get_by_label("单位（反映谁）").fill("某建筑公司")
    await sheet.get_by_label("问题属地").fill("岳麓")
    await sheet.get_by_label("为什么改正").fill("补登单位")
    async with page.expect_request(lambda sent: sent.method == "POST" and sent.url.endswith("/entries")) as asked:
        await sheet.get_by_role("button", name="保存改正").click()
    data = entries_in(await asked.value)[0]["data"]
    assert data["changes"] == {"respondent": "某建筑公司", "problem_region": "430104"}
    await expect(sheet).to_be_hidden()
    await page.get_by_role("button", name="改正登记").click()
    await expect(sheet.get_by_label("单位（反映谁）")).to_have_value("某建筑公司")
    await expect(sheet.get_by_label("问题属地")).to_have_value("长沙市 岳麓区")
