"""The sheets of a case, and the outcome on the page of a ticket, answered by keyboard alone."""

import pytest
from playwright.async_api import expect

from tests.story.test_cases import CODE, come_in, followed
from tests.support.browser import OpenContext, violations
from tests.support.keyboard import Hands
from tests.support.patience import PATIENCE
from tests.support.service import Client

__all__ = ["followed"]

SHEETS = {
    "zh-CN": {
        "by_word": "我同意，不画字",
        "name": "请打上您的名字",
        "name_first": "请先打上名字。",
        "agreed": "您说过同意了，谢谢。",
        "bring": "导入名单",
        "rows": "导入 1 行",
        "adds_up": "名单合计与台账一致。",
        "finish": "办结",
        "why_finish": "如何办到的",
        "why_not": "请写明没有勾选的原因。",
    },
    "en": {
        "by_word": "I agree, without drawing",
        "name": "Please type your name",
        "name_first": "Please type your name first.",
        "agreed": "You have agreed. Thank you.",
        "bring": "Bring a list",
        "rows": "Import 1 row",
        "adds_up": "The list adds up to the ledger.",
        "finish": "Mark as done",
        "why_finish": "How it was done",
        "why_not": "Say why the rest is not ticked.",
    },
}


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
async def test_the_sheets_of_a_case_and_the_outcome_on_the_phone_are_answered_by_keyboard_alone(
    followed: Client, open_context: OpenContext, locale: str
) -> None:
    words = SHEETS[locale]
    phone = await (await open_context(locale=locale, viewport={"width": 390, "height": 844})).new_page()
    await phone.goto(f"http://localhost:{followed.port}/t/{CODE}")
    by_word = phone.get_by_role("button", name=words["by_word"])
    await expect(by_word).to_be_visible(timeout=PATIENCE)
    assert await violations(phone) == []
    await by_word.focus()
    hands = Hands(phone)
    await hands.press("Enter")
    await hands.stand_at(phone.get_by_label(words["name"]))
    await hands.press("Enter")
    await expect(phone.get_by_text(words["name_first"])).to_be_visible()
    assert await violations(phone) == []
    await phone.get_by_label(words["name"]).focus()
    await hands.write("张三", "Enter")
    await expect(phone.get_by_text(words["agreed"])).to_be_visible(timeout=PATIENCE)

    page = await (await open_context(locale=locale, viewport={"width": 1366, "height": 768})).new_page()
    await page.emulate_media(reduced_motion="reduce")  # as above
    await come_in(followed, page)
    await expect(page.locator("a.open-case")).to_have_count(2, timeout=PATIENCE)
    await page.locator("a.open-case").first.press("Enter")
    bring = page.get_by_role("button", name=words["bring"], exact=True)
    await expect(bring).to_be_visible(timeout=PATIENCE)
    await bring.press("Enter")
    dialog, hands = page.get_by_role("dialog"), Hands(page)
    file = {
        "name": "list.csv",
        "mimeType": "text/csv",
        "buffer": "班组,姓名,约定（元）\n木工班,测试甲,106000\n".encode(),
    }
    await dialog.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]  # one of its forms
    await expect(dialog.get_by_role("button", name=words["rows"])).to_be_visible(timeout=PATIENCE)
    assert await violations(page) == []
    await dialog.get_by_role("button", name=words["rows"]).focus()
    await hands.press("Enter")
    await expect(dialog.get_by_role("button", name=words["rows"])).to_have_count(0, timeout=PATIENCE)
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("rowheader", name="木工班")).to_be_visible(timeout=PATIENCE)
    await expect(page.get_by_text(words["adds_up"])).to_be_visible()
    assert await violations(page) == []

    await page.get_by_role("button", name=words["finish"], exact=True).press("Enter")
    first = dialog.get_by_role("checkbox").first
    await expect(first).to_be_visible()
    await hands.tab_to(first)
    await hands.press("Space")
    await dialog.get_by_label(words["why_finish"]).focus()
    await hands.write("done", "Enter")
    await expect(dialog.get_by_text(words["why_not"])).to_be_visible()
    assert await violations(page) == []
