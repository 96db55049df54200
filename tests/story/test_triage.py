"""What was pre-registered is sorted by keyboard, housing is asked and answers, and officer and phone read it."""

import os
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from server.clock import Clock
from server.config import Settings
from server.keys import DATABASE
from tests.support.bookings import booked
from tests.support.browser import Console, OpenContext, violations
from tests.support.fake_clock import FakeClock
from tests.support.patience import PATIENCE
from tests.support.people import COUNTY, PASSWORD, SignedIn, new_account
from tests.support.plan import HERE, make_sites
from tests.support.questions import HOUSING, answers_for, make_unit
from tests.support.service import Client, Start

PAGES = Settings.model_fields["web"].default
WORDS = {
    "zh-CN": {
        "taken": "已受理。",
        "asked": "尚未答复",
        "facts": "事实情况",
        "owed": "核实的欠款金额",
        "offer": "处理办法和期限",
        "attends": "派人到场参加接访",
        "who": "姓名和职务",
        "kept": "草稿已保存。",
        "answer": "提交答复",
        "answered": "已答复。",
        "guide": "已告知信访人。",
        "undone": "已撤销。",
        "route": "法定途径",
        "where": "去哪里",
        "limit": "期限",
        "phone": "由这个接访点接访",
        "all_answered": "都已答复",
        "join": "并到这一件",
        "joined": "已合并。",
        "together": "一起接访",
    },
    "en": {
        "taken": "Taken.",
        "asked": "No answer yet",
        "facts": "Facts",
        "owed": "Sum found to be owed",
        "offer": "Offer and time",
        "attends": "Someone attends the reception",
        "who": "Name and post",
        "kept": "The draft is kept.",
        "answer": "Send the answer",
        "answered": "Answered.",
        "guide": "The person was told.",
        "undone": "Undone.",
        "route": "Lawful route",
        "where": "Where to go",
        "limit": "Time limit",
        "phone": "this site receives you",
        "all_answered": "all have answered",
        "join": "Hear with this one",
        "joined": "Joined.",
        "together": "heard together",
    },
}


@pytest.fixture
async def service_of_pages(start: Start, console: Console) -> Client:
    console.announce(r"status of 401 .*/api/me")
    client = await start(clock=Clock(), web=Path(PAGES))
    await make_sites(client.app[DATABASE])
    await make_unit(client.app[DATABASE], HOUSING, "430102", categories=("wage_arrears_migrant",))
    return client


async def come_in(client: Client, open_context: OpenContext, who: SignedIn, path: str, language: str) -> Page:
    page = await (await open_context(locale=language, viewport={"width": 1366, "height": 768})).new_page()
    await page.goto(f"http://localhost:{client.port}{path}")
    await page.locator("input[autocomplete=username]").fill(who.login)
    await page.locator("input[type=password]").fill(PASSWORD)
    await page.keyboard.press("Enter")
    return page


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_a_booking_is_sorted_by_keyboard_asked_about_answered_and_read_by_both_sides(
    service_of_pages: Client, open_context: OpenContext, language: str
) -> None:
    client, say = service_of_pages, WORDS[language]
    database, clock = client.app[DATABASE], FakeClock(Clock().now())
    told = [await booked(client), await booked(client)]
    clerk = await new_account(database, "officer", COUNTY, clock=clock)
    housing = await answers_for(database, HOUSING, "430102", clock=clock)

    officer = await come_in(client, open_context, clerk, "/triage", language)
    rows = officer.locator("button.line")
    await expect(rows).to_have_count(2, timeout=PATIENCE)
    await officer.keyboard.press("j")
    await officer.keyboard.press("k")
    await expect(rows.first).to_be_focused()
    await officer.keyboard.press("Enter")
    await expect(officer.locator(".case .lead")).to_contain_text(told[0]["summary"], timeout=PATIENCE)
    await officer.keyboard.press("a")
    await expect(officer.locator("form.decision textarea")).to_be_focused()
    await officer.keyboard.press("Control+Enter")
    await expect(officer.get_by_text(say["taken"])).to_be_visible(timeout=PATIENCE)
    await expect(rows.first).to_be_focused()
    await officer.keyboard.press("d")
    await expect(officer.locator("form.ask select")).to_have_value(HOUSING, timeout=PATIENCE)
    await officer.keyboard.press("Control+Enter")
    await expect(officer.locator("article.question")).to_contain_text(say["asked"], timeout=PATIENCE)
    assert await violations(officer) == []

    unit = await come_in(client, open_context, housing, "/asked", language)
    await unit.locator("button.line").press("Enter")
    await unit.get_by_label(say["facts"]).fill("已立案，欠薪属实。")
    await unit.get_by_label(say["owed"]).fill("30000")
    await expect(unit.get_by_text(say["kept"])).to_be_visible(timeout=PATIENCE)
    await unit.reload()
    await unit.locator("button.line").press("Enter")
    await expect(unit.get_by_label(say["facts"])).to_have_value("已立案，欠薪属实。", timeout=PATIENCE)
    assert told[0]["name"] not in await unit.locator("main form, main .facts, main .lead").all_inner_texts()
    await unit.get_by_label(say["offer"]).fill("十日内由总包单位先行支付。")
    await unit.get_by_label(say["attends"]).check()
    await unit.get_by_label(say["who"]).fill("李某，科长")
    await unit.get_by_role("button", name=say["answer"]).press("Enter")
    await expect(unit.get_by_text(say["answered"])).to_be_visible(timeout=PATIENCE)
    assert await violations(unit) == []

    await officer.reload()
    await expect(rows).to_have_count(2, timeout=PATIENCE)
    await rows.first.press("Enter")
    await expect(officer.locator("article.question")).to_contain_text("十日内由总包单位先行支付。", timeout=PATIENCE)
    await guide_and_undo(officer, say)
    assert await violations(officer) == []
    await join_by_keyboard(officer, say)

    phone = await (await open_context(locale=language, viewport={"width": 390, "height": 844})).new_page()
    await phone.goto(f"http://localhost:{client.port}/b/{HERE}#q={told[0]['code']}")
    stands = phone.locator("section.box[role=status]")
    await expect(stands).to_contain_text(say["phone"], timeout=PATIENCE)
    await expect(stands).to_contain_text(say["all_answered"])
    assert await violations(phone) == []
    await phone.goto(f"http://localhost:{client.port}/b/{HERE}#q={told[1]['code']}")
    await expect(stands).to_contain_text(say["together"], timeout=PATIENCE)
    await picture(phone, f"joined-phone-{language}")
    assert await violations(phone) == []


async def picture(page: Page, name: str) -> None:
    if "PICTURES" in os.environ:
        await page.screenshot(path=f"{os.environ['PICTURES']}/{name}.png", full_page=True)


async def join_by_keyboard(officer: Page, say: dict[str, str]) -> None:
    """The second booking is the same matter as the first: they are heard together, and the list has one."""
    await officer.locator("button.line").first.press("Enter")
    await expect(officer.locator("article.question")).to_be_visible(timeout=PATIENCE)
    await expect(officer.locator(".beside .one")).to_have_count(1)
    await officer.get_by_role("button", name=say["join"]).press("Enter")
    await expect(officer.locator(".beside textarea")).to_be_focused()
    await picture(officer, f"alike-{say['join']}")
    assert await violations(officer) == []
    await officer.keyboard.press("Control+Enter")
    await expect(officer.get_by_text(say["joined"])).to_be_visible(timeout=PATIENCE)
    await expect(officer.locator("button.line")).to_have_count(1, timeout=PATIENCE)
    await picture(officer, f"joined-{say['join']}")
    assert await violations(officer) == []


async def guide_and_undo(officer: Page, say: dict[str, str]) -> None:
    """The second booking is told another route, and that is taken back."""
    await officer.locator("button.line").nth(1).press("Enter")
    await expect(officer.locator(".case ol.history li")).to_have_count(0, timeout=PATIENCE)
    await officer.keyboard.press("g")
    await officer.locator("form.decision select").select_option("arbitration")
    await officer.get_by_label(say["where"]).fill("（示例）仲裁院，人民路 1 号")
    await officer.get_by_label(say["limit"], exact=True).fill("一年内")
    await officer.keyboard.press("Control+Enter")
    await expect(officer.get_by_text(say["guide"])).to_be_visible(timeout=PATIENCE)
    await officer.keyboard.press("u")
    await expect(officer.locator("form.decision textarea")).to_be_focused()
    await officer.keyboard.press("Control+Enter")
    await expect(officer.get_by_text(say["undone"])).to_be_visible(timeout=PATIENCE)
