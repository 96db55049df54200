"""A bulletin in a browser, by keyboard: begun, typed, sent, published by another, seen as pages and as a PDF."""

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from server.clock import Clock
from server.config import Settings
from server.keys import DATABASE
from tests.support.browser import Console, OpenContext, violations
from tests.support.bulletins import sign
from tests.support.fake_clock import FakeClock
from tests.support.hand_in import body_of, enrolled, entry, registration, results
from tests.support.patience import PATIENCE
from tests.support.people import PASSWORD, PROVINCE, new_account
from tests.support.plan import HERE, NEXT_DOOR, make_day, make_sites
from tests.support.service import Client, Start

WORDS = {
    "zh-CN": {
        "begin": "起草通报",
        "unsigned": "数字未签章：只能作草稿，不能送审、编号和发布。",
        "add": "加一段",
        "feature": "主要特点，第 1 段",
        "save": "保存",
        "saved": "已保存。",
        "send": "送审",
        "publish": "编号并发布",
        "review": "待审定",
        "export": "导出",
        "pdf": "内部版，PDF",
        "public": "公开版",
        "checks": "件数对得上",
    },
    "en": {
        "begin": "Draft a bulletin",
        "unsigned": "The figures are not signed: a draft only, without review, number or publication.",
        "add": "Add a paragraph",
        "feature": "Main points, paragraph 1",
        "save": "Save",
        "saved": "Saved.",
        "send": "Send to review",
        "publish": "Number and publish",
        "review": "In review",
        "export": "Export",
        "pdf": "Internal, PDF",
        "public": "Public",
        "checks": "Counts add up",
    },
}


@pytest.fixture
async def closing(start: Start, console: Console) -> Client:
    """A service with a day of two sites at which one matter was resolved; no level has signed."""
    console.announce(r"status of 401 .*/api/me")
    client = await start(clock=Clock(), web=Path(Settings.model_fields["web"].default))
    await make_sites(client.app[DATABASE])
    await make_day(client.app[DATABASE], HERE, NEXT_DOOR, state="closing")
    first = registration(category="wage_arrears_migrant", involved_count=8, attendee_count=2)
    said = {"matter": first["data"]["matter"], "outcome": "resolved_on_site", "amount_fen": 10_600_000}
    explained = dict.fromkeys(("policy", "responsibility", "route"), True)
    done = entry("outcome_recorded", {**said, "explained": explained})
    answers = await results(client, body_of(entry(), first, done), await enrolled(client))
    assert {one["status"] for one in answers} == {"accepted"}
    return client


async def come_in(client: Client, page: Page, path: str) -> None:
    who = await new_account(client.app[DATABASE], "organiser", PROVINCE, clock=FakeClock(Clock().now()))
    await page.goto(f"http://localhost:{client.port}{path}")
    await page.locator("input[autocomplete=username]").fill(who.login)
    await page.locator("input[type=password]").fill(PASSWORD)
    await page.keyboard.press("Enter")


@pytest.mark.parametrize(("locale", "width"), [("zh-CN", 1440), ("en", 390)])
async def test_a_bulletin_is_written_by_one_and_published_by_another(
    closing: Client, open_context: OpenContext, locale: str, width: int
) -> None:
    words = WORDS[locale]
    context = await open_context(locale=locale, viewport={"width": width, "height": 900})
    page = await context.new_page()
    await page.emulate_media(reduced_motion="reduce")  # no colour is judged half way to another
    await come_in(closing, page, "/bulletin")
    await page.get_by_role("button", name=words["begin"]).press("Enter", timeout=PATIENCE)
    await expect(page.get_by_text(words["unsigned"])).to_be_visible(timeout=PATIENCE)
    await expect(page.get_by_role("button", name=words["send"])).to_be_disabled()
    await expect(page.locator(".a4 .status").first).to_contain_text("数字未签章")
    assert await violations(page) == []

    await sign(closing.app[DATABASE])
    await page.reload()
    await expect(page.get_by_text(words["checks"])).to_be_visible(timeout=PATIENCE)
    await page.get_by_role("button", name=words["add"]).press("Enter")
    await page.get_by_label(words["feature"]).fill("（示例）欠薪仍是主要诉求。")
    await page.get_by_role("button", name=words["save"], exact=True).press("Enter")
    await expect(page.get_by_text(words["saved"])).to_be_visible(timeout=PATIENCE)
    await expect(page.locator(".a4").first).to_contain_text("欠薪仍是主要诉求")
    await page.get_by_role("button", name=words["send"]).press("Enter")
    await page.get_by_role("dialog").get_by_role("button", name=words["send"]).press("Enter")
    await expect(page.locator(".beside .chip")).to_have_text(words["review"], timeout=PATIENCE)
    await expect(page.get_by_role("button", name=words["publish"])).to_have_count(0)

    other = await (await open_context(locale=locale, viewport={"width": width, "height": 900})).new_page()
    await come_in(closing, other, page.url.removeprefix(f"http://localhost:{closing.port}"))
    await other.get_by_role("button", name=words["publish"]).press("Enter", timeout=PATIENCE)
    await other.get_by_role("dialog").get_by_role("button", name=words["publish"]).press("Enter")
    await expect(other.locator(".a4 .number").first).to_contain_text("第1期", timeout=PATIENCE)
    assert await violations(other) == []
    await other.get_by_role("button", name=words["export"]).press("Enter")
    async with other.expect_download(timeout=PATIENCE) as kept:
        await other.get_by_role("button", name=words["pdf"]).press("Enter")
    assert (await kept.value).suggested_filename.endswith(".pdf")
    await other.keyboard.press("Escape")
    await other.get_by_role("button", name=words["public"], exact=True).press("Enter")
    await expect(other.locator(".a4").first).not_to_contain_text("欠薪仍是主要诉求")
