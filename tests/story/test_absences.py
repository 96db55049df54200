"""Leave and recusals in a browser: entered by keyboard, a conflict with a duty said and mended, a 409 in words."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from server.clock import Clock
from server.config import Settings
from server.keys import DATABASE
from tests.support.browser import Console, OpenContext, violations
from tests.support.fake_clock import FakeClock
from tests.support.patience import PATIENCE
from tests.support.people import COUNTY, PASSWORD, PROVINCE, Browser, SignedIn, new_account
from tests.support.plan import HERE, make_sites
from tests.support.service import Client, Start

PAGES = Settings.model_fields["web"].default
DAY = f"{Clock().now() + timedelta(days=20):%Y-%m-%d}"
WORDS = {
    "zh-CN": {
        "leave": "登记请假",
        "recusal": "登记回避",
        "who": "人员",
        "first": "第一天",
        "reason": "事由",
        "save": "保存",
        "clash": "当天请假",
        "fix": "替补接替",
        "done": "替补已接替",
        "change": "更改",
        "conflict": "他人已更改，未覆盖",
        "employer": "单位",
        "about": "回避什么",
        "back": "撤销",
        "sure": "确定",
        "gone": "已撤销",
    },
    "en": {
        "leave": "Enter leave",
        "recusal": "Enter a recusal",
        "who": "Person",
        "first": "First day",
        "reason": "Reason",
        "save": "Save",
        "clash": "on leave that day",
        "fix": "Substitute takes over",
        "done": "The substitute took over",
        "change": "Change",
        "conflict": "Another changed this",
        "employer": "Employer",
        "about": "Recused from",
        "back": "Take back",
        "sure": "Yes",
        "gone": "Taken back",
    },
}


@pytest.fixture
async def service_of_pages(start: Start, console: Console) -> Client:
    console.announce(r"status of 401 .*/api/me")
    console.announce(r"status of 409 .*/api/leaves")
    client = await start(clock=Clock(), web=Path(PAGES))
    await make_sites(client.app[DATABASE])
    return client


async def a_planned_duty(client: Client, officer: SignedIn) -> tuple[Browser, SignedIn]:
    """A leader with a substitute on duty in twenty days; a browser of the officer beside the pages."""
    database, clock = client.app[DATABASE], FakeClock(Clock().now())
    leader = await new_account(database, "leader", COUNTY, clock=clock)
    substitute = await new_account(database, "leader", COUNTY, clock=clock)
    beside = Browser(client)
    await beside.sign_in(officer.login)
    assert (await beside.post("/api/days", {"date": DAY})).status == 201
    duty = {"kind": "leader", "account": leader.person.id, "site": HERE, "substitute": substitute.person.id}
    assert (await beside.post(f"/api/days/{DAY}/duties", duty)).status == 201
    return beside, leader


async def come_in(client: Client, page: Page, who: SignedIn) -> None:
    await page.goto(f"http://localhost:{client.port}/absences")
    await page.locator("input[autocomplete=username]").fill(who.login)
    await page.locator("input[type=password]").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page.locator("main h1")).to_be_visible(timeout=PATIENCE)


async def sound(page: Page) -> None:
    """Nothing is wrong for who cannot see the page, and nothing lies beyond its edge."""
    assert await violations(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(("locale", "width"), [("zh-CN", 1440), ("en", 1440), ("zh-CN", 390), ("en", 390)])
async def test_leave_is_entered_by_keyboard_and_the_duty_it_conflicts_with_is_mended(
    service_of_pages: Client, open_context: OpenContext, locale: str, width: int
) -> None:
    words = WORDS[locale]
    officer = await new_account(service_of_pages.app[DATABASE], "organiser", PROVINCE, clock=FakeClock(Clock().now()))
    beside, leader = await a_planned_duty(service_of_pages, officer)
    page = await (await open_context(locale=locale, viewport={"width": width, "height": 900})).new_page()
    await come_in(service_of_pages, page, officer)
    await page.get_by_role("button", name=words["leave"]).press("Enter")
    sheet = page.get_by_role("dialog")
    await sheet.get_by_label(words["who"]).select_option(leader.person.id)
    await sheet.get_by_label(words["first"]).fill(DAY)
    await sound(page)
    await sheet.get_by_label(words["reason"]).fill("年休假")
    await sheet.get_by_label(words["reason"]).press("Enter")
    await expect(sheet).to_have_count(0)
    clash = page.locator("main li", has_text=words["clash"])
    await expect(clash).to_be_visible()
    await sound(page)
    await clash.get_by_role("button", name=words["fix"]).press("Enter")
    await expect(page.get_by_role("status").filter(has_text=words["done"])).to_be_visible()
    await expect(clash).to_have_count(0)
    await another_changes_it_first(page, beside, words)
    await page.get_by_role("button", name=words["recusal"]).press("Enter")
    await sheet.get_by_label(words["who"]).select_option(leader.person.id)
    await sheet.get_by_label(words["about"]).select_option("employer")
    await sheet.get_by_label(words["employer"]).fill("某建筑公司")
    await sheet.get_by_label(words["reason"]).fill("亲属任职")
    await sound(page)
    await sheet.get_by_label(words["reason"]).press("Enter")
    recusal = page.locator("tr", has_text="某建筑公司")
    await expect(recusal).to_be_visible()
    await recusal.get_by_role("button", name=words["back"]).press("Enter")
    await recusal.get_by_role("button", name=words["sure"]).press("Enter")
    await expect(page.get_by_role("status").filter(has_text=words["gone"])).to_be_visible()
    await expect(recusal).to_have_count(0)


async def another_changes_it_first(page: Page, beside: Browser, words: dict[str, str]) -> None:
    """What another saved meanwhile is shown in words, and what is typed here stays."""
    row = page.locator("tr", has_text="年休假")
    await row.get_by_role("button", name=words["change"], exact=False).first.press("Enter")
    sheet = page.get_by_role("dialog")
    await expect(sheet).to_be_visible()
    (leave,) = (await (await beside.get("/api/leaves")).json())["items"]
    seen = {part: leave[part] for part in ("first", "last", "reason")}
    changed = {**seen, "reason": "公务", "seen": seen}
    assert (await beside.put(f"/api/leaves/{leave['id']}", changed)).status == 200
    last = f"{Clock().now() + timedelta(days=22):%Y-%m-%d}"
    await sheet.locator("input[type=date]").last.fill(last)
    await sheet.locator("input[type=date]").last.press("Enter")
    conflict = sheet.get_by_role("alert").filter(has_text=words["conflict"])
    await expect(conflict).to_contain_text("公务")
    await expect(sheet.get_by_label(words["reason"])).to_have_value("公务")
    await expect(sheet.locator("input[type=date]").last).to_have_value(last)
    await sound(page)
    await sheet.get_by_role("button", name=words["save"]).press("Enter")
    await expect(sheet).to_have_count(0)
    await expect(page.locator("tr", has_text="公务")).to_be_visible()
