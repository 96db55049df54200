"""Supervision in a browser, by keyboard: a group is made, counties drawn, a checklist filled, a finding replied to."""

import pytest
from playwright.async_api import expect

from server.keys import DATABASE
from tests.story.test_cases import come_in, followed
from tests.support.browser import OpenContext, violations
from tests.support.keyboard import Hands
from tests.support.patience import PATIENCE
from tests.support.people import PROVINCE, browser_of, clock_of, new_account
from tests.support.service import Client

__all__ = ["followed"]

WORDS = {
    "zh-CN": {
        "make": "设立督导组",
        "name": "名称",
        "keep": "保存",
        "missing": "请填名称，并至少选一个地区和一名组长。",
        "draw": "抽取",
        "repeated": "已按名单和种子重算，结果一致",
        "mark": "检查结果",
        "note": "说明（可不填）",
        "lacking": "有欠缺",
        "find": "登记问题：",
        "unit": "责任单位",
        "until": "回复期限",
        "what": "问题",
        "waiting": "待回复",
        "reply": "登记回复",
        "reply_label": "回复内容",
        "replied": "已回复",
    },
    "en": {
        "make": "Make a group",
        "name": "Name",
        "keep": "Save",
        "missing": "Enter a name, and choose one region and one leader at least.",
        "draw": "Draw",
        "repeated": "Repeated from list and seed just now, with the same result",
        "mark": "Result",
        "note": "Note (optional)",
        "lacking": "lacking",
        "find": "Enter a finding: ",
        "unit": "Responsible unit",
        "until": "Reply until",
        "what": "Finding",
        "waiting": "waits for a reply",
        "reply": "Enter the reply",
        "reply_label": "Reply",
        "replied": "replied",
    },
}


@pytest.mark.usefixtures("console", "start")
@pytest.mark.parametrize(("locale", "width"), [("zh-CN", 1366), ("en", 390)])
async def test_a_group_draws_counties_and_a_finding_is_replied_to_by_keyboard_alone(
    followed: Client, open_context: OpenContext, locale: str, width: int
) -> None:
    words = WORDS[locale]
    await new_account(followed.app[DATABASE], "officer", PROVINCE, clock=clock_of(followed))
    organiser, _ = await browser_of(followed)
    unit = {"code": "PETITIONS", "region": "430000", "name_zh": "省信访局", "kind": "housing"}
    assert (await organiser.post("/api/units", unit)).status == 201
    page = await (await open_context(locale=locale, viewport={"width": width, "height": 768})).new_page()
    await page.emulate_media(reduced_motion="reduce")  # no colour is judged half way to another
    await come_in(followed, page, "/supervision")
    make = page.get_by_role("button", name=words["make"], exact=True)
    await expect(make).to_be_visible(timeout=PATIENCE)
    assert await violations(page) == []
    await make.press("Enter")
    hands, dialog = Hands(page), page.get_by_role("dialog")
    await dialog.get_by_label(words["name"]).focus()
    await hands.write("第一督导组", "Enter")
    await expect(dialog.get_by_text(words["missing"])).to_be_visible()
    await dialog.locator("input[name=region]").first.press("Space")
    await dialog.locator("input[name=leaders]").first.press("Space", timeout=PATIENCE)
    assert await violations(page) == []
    await dialog.get_by_role("button", name=words["keep"]).press("Enter")
    await page.get_by_role("button", name=words["draw"], exact=True).press("Enter", timeout=PATIENCE)
    await expect(page.get_by_text(words["repeated"])).to_be_visible(timeout=PATIENCE)
    items = page.locator("button.item")
    await expect(items).to_have_count(14)
    await hands.press("j", "j", "k")
    await hands.stand_at(items.first)
    await hands.press("Enter")
    await dialog.get_by_label(words["mark"]).select_option("lacking")
    await dialog.get_by_label(words["note"]).focus()
    await hands.write("缺两次回访", "Enter")
    await expect(page.get_by_text("缺两次回访")).to_be_visible(timeout=PATIENCE)
    await expect(page.get_by_text(words["lacking"], exact=True)).to_be_visible()
    assert await violations(page) == []
    await page.get_by_role("button", name=words["find"]).first.press("Enter")
    await dialog.get_by_label(words["unit"]).select_option("PETITIONS", timeout=PATIENCE)
    await dialog.get_by_label(words["until"]).fill("2099-11-20")
    await dialog.get_by_label(words["what"], exact=True).focus()
    assert await violations(page) == []
    await hands.write("台账缺页", "Enter")
    await expect(page.get_by_text(words["waiting"])).to_be_visible(timeout=PATIENCE)
    await page.locator("button.reply").press("Enter")
    await dialog.get_by_label(words["reply_label"], exact=True).focus()
    await hands.write("已补齐", "Enter")
    await expect(page.get_by_text(words["replied"], exact=True)).to_be_visible(timeout=PATIENCE)
    assert await violations(page) == []
    await page.goto(f"http://localhost:{followed.port}/supervision")
    await expect(page.locator("a.group")).to_have_count(1, timeout=PATIENCE)
    assert await violations(page) == []
